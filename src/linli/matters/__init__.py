"""Matters, work orders, clocks, reply, follow-up, rating."""
