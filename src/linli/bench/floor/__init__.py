"""What this machine can do at best: plain Django views that insert one row and show some, on the same server."""
