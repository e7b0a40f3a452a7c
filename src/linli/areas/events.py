from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.journal.events import Event


@dataclass(frozen=True)
class DivisionsLoaded(Event):
    """A new edition of the division codes. The counts are areas."""

    name = "areas.divisions_loaded"
    source: str
    begins_on: date
    new: int
    changed: int
    vanished: int
    succeeded: int


@dataclass(frozen=True)
class GridsLoaded(Event):
    """Grids were drawn, redrawn or ended."""

    name = "areas.grids_loaded"
    source: str
    begins_on: date
    new: int
    changed: int
    vanished: int


@dataclass(frozen=True)
class OutlinesLoaded(Event):
    """Outlines of areas were drawn for maps."""

    name = "areas.outlines_loaded"
    source: str
    new: int
    changed: int
