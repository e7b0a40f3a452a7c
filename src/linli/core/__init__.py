"""What every app stands on: errors, time, ids, money, typed settings."""
