"""Things that have a place of their own, drawn over the outlines of the smallest area that holds them all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from linli.areas.queries.city import city_code
from linli.areas.queries.drawings import Drawing, drawing_of

DIGITS = 12
LEVELS = ((9, "000"), (6, "00"))
"""Digits of a township's and of a county's code, and how the code of a wider area ends there. A map of one village
would show too little around it."""


@dataclass(frozen=True)
class Spot:
    """One thing on a map, in CGCS2000, with the area it belongs to."""

    title: str
    url: str
    area_code: str
    lon: float
    lat: float
    is_marked: bool = False
    """Drawn so that it stands out; the words say why."""


@dataclass(frozen=True)
class PointMap:
    drawing: Drawing
    placed: tuple[tuple[Spot, tuple[int, int]], ...]
    """Each spot inside the drawing with its whole units from the upper left corner."""


def around(codes: Collection[str]) -> str:
    """Return the code of the smallest township, county or city that holds all these areas."""
    for digits, wider in LEVELS:
        begins = {code[:digits] for code in codes}
        if len(begins) == 1 and not (begin := begins.pop()).endswith(wider):
            return begin.ljust(DIGITS, "0")
    return city_code()


def map_of(spots: Sequence[Spot], *, area: str = "") -> PointMap | None:
    """Return a map of spots, of `area` or of what holds them all; None without outlines. From memory."""
    drawing = drawing_of(area or around({each.area_code for each in spots}))
    if drawing is None:
        return None
    found = ((each, drawing.place(each.lon, each.lat)) for each in spots)
    return PointMap(drawing, tuple((each, at) for each, at in found if at is not None))
