"""The desk: what waits for whom, taken step by step from the keyboard, one by one or many together."""
