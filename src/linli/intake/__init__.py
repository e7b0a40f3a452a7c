"""Channels, duplicates, becoming a matter."""
