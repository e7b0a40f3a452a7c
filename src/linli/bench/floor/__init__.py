"""What this machine can do at best: a plain Django view that inserts one row, on the same server."""
