"""Every request goes in with its answer, what operators need comes out: limits, counts, logs, spans, health."""
