"""Words typed or requests sent go in, answers come out: the command line, the HTTP service and their settings."""
