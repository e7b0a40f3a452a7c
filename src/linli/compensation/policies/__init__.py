"""The reckoning: plain data and pure functions."""
