"""Administration without code: units, kinds, calendars, and rules with the day they take effect."""
