"""The command line: callers of every app's doors."""
