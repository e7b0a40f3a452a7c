"""What may come in, how a sheet is read, which matters look like the same. No tables, no clock."""
