"""Working days and hours, due instants and why they are due."""
