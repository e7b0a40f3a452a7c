"""Warnings: what many matters say together. Thresholds, early warning, hot issues, replies that say nothing."""
