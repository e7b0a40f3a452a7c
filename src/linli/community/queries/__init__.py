"""Reads of what a community started."""
