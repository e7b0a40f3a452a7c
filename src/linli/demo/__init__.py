"""Anhe, the invented city, and its simulated days."""
