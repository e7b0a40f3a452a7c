"""What happened: events, the hash chain of each subject, listeners."""
