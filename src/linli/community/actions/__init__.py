"""Writes of what a community starts."""
