"""Hot issues: groups of messages about one thing in one place or of one group of people. No tables, no clock."""
