"""A city's state as one folder: database, attachments, models and keys, taken while the city works."""
