"""The commands `linli warnings`, `linli issues` and `linli replies`."""
