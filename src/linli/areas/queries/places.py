"""Which grid a point lies in, answered from memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import ArrayLike

from linli.areas.policies.coordinates import Crs, Point, convert, convert_many
from linli.areas.queries.grids import in_force
from linli.areas.queries.held import Held


@dataclass(frozen=True, slots=True)
class Location:
    grid_code: str
    area_code: str
    """The village or community."""


class _Index:
    """The grids of today in order of code, so that the lowest position is the lowest code."""

    def __init__(self, day: date) -> None:
        rows = list(in_force(day).order_by("code").values_list("code", "area_code", "outline"))
        self.locations = [Location(code, area_code) for code, area_code, _outline in rows]
        self.outlines = shapely.from_wkb([bytes(outline) for *_codes, outline in rows])
        self.tree = shapely.STRtree(self.outlines)


_held = Held(_Index)


def locate(point: Point) -> Location | None:
    """Return the grid that holds the point, None outside the city. From memory.

    A point in another system is converted to CGCS2000 first, by the system it names. A point on a shared edge
    belongs to the grid with the lower code.
    """
    place = convert(point, Crs.CGCS2000)
    index = _held.get()
    hits = index.tree.query(shapely.Point(place.lon, place.lat), predicate="intersects")
    return index.locations[hits.min()] if hits.size else None


def locate_many(lons: ArrayLike, lats: ArrayLike, *, crs: Crs) -> list[Location | None]:
    """Return for each point what `locate` returns, in the same order. Raises ImpossibleCoordinate."""
    index = _held.get()
    x, y = convert_many(lons, lats, crs=crs, to=Crs.CGCS2000)
    asked, hits = index.tree.query(shapely.points(x, y), predicate="intersects")
    best = np.full(len(x), len(index.locations))
    np.minimum.at(best, asked, hits)
    return [index.locations[hit] if hit < len(index.locations) else None for hit in best]
