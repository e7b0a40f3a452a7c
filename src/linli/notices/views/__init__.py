"""Pages: one's own notices, how notices look, and whether they arrived."""
