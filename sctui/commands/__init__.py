"""One file a command: each has `run(options)`, which returns the exit status."""
