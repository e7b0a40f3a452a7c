"""What is worth a warning, and what becomes of it. No tables, no clock."""
