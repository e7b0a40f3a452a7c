"""Command pages: how the city stands, from the whole down to a grid, for leaders and walls."""
