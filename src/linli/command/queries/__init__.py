"""Reads of the command pages. What many watch is counted once for all of them, see `shared`."""
