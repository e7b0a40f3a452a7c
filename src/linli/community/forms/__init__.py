"""What pages ask for. A form knows which action it feeds only by the names of its fields."""
