"""The grid worker's day: what waits on the round, checkpoints, and what a device sends, once."""
