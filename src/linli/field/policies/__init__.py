"""Rules of the round: pure functions."""
