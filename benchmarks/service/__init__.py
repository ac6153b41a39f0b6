"""Nothing goes in, a table of ratios beside their bounds comes out: `python -m benchmarks.service`."""
