"""Rules of places: codes, coordinates, editions, tilings. No tables, no clock."""
