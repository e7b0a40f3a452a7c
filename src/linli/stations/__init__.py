"""Service stations of communities: what can be done there, what to bring, a time booked, its result, its rating."""
