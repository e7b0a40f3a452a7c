"""Messages to people and their delivery log."""
