"""Whether a reply answers, gives its grounds and says what happens next. No tables, no clock."""
