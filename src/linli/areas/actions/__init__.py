"""Writes. Every change of places is an edition with an entry in the journal."""

from linli.areas.actions.divisions import load_divisions
from linli.areas.actions.grids import GridRow, load_grids
from linli.areas.actions.outlines import OutlineRow, draw_outlines, load_outlines

__all__ = ["GridRow", "OutlineRow", "draw_outlines", "load_divisions", "load_grids", "load_outlines"]
