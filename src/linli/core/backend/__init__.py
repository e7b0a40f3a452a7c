"""The PostgreSQL backend that has the embedded server running before it connects."""
