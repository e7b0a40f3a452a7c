"""Outlines as a small drawing for a page, where a map would be too much to load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from linli.areas.policies.codes import Level, significant_prefix
from linli.areas.policies.tiles import Box, from_mercator, to_mercator
from linli.areas.queries.tree import area_named, children
from linli.areas.queries.vector_tiles import Layer, outlines_of

WIDTH = 1000
DETAIL = 400
"""Corners smaller than this part of the drawing are left out."""
LETTER, LINE, LONGEST_LINE = 34, 39, 6
"""How large names are written: the width of a letter and the height of a line in units; letters in a line."""


@dataclass(frozen=True)
class Shape:
    """One area: where a page draws it, and where its name goes. Whole units from the upper left corner."""

    code: str
    name: str
    path: str
    x: int
    y: int
    """Of the middle of the name, and of the foot of its first line."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the name as it is written into the drawing: a long one in two lines."""
        half = (len(self.name) + 1) // 2
        return (self.name,) if len(self.name) <= LONGEST_LINE else (self.name[:half], self.name[half:])

    @property
    def below(self) -> int:
        """Return where the next name may begin: under this one and the number that stands under it."""
        return self.y + LINE * len(self.lines) + LINE // 4

    def meets(self, other: Shape) -> bool:
        """Return whether the names lie over each other, if the other one's is not above this one's."""
        widths = max(map(len, self.lines)) + max(map(len, other.lines))
        return abs(self.x - other.x) < widths * LETTER / 2 and other.y - LETTER < self.below


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    shapes: tuple[Shape, ...]
    west: float
    north: float
    """Of the upper left corner, in metres of Mercator's projection."""
    metres: float
    """Of one unit of the drawing."""

    def place(self, lon: float, lat: float) -> tuple[int, int] | None:
        """Return where a point in CGCS2000 is drawn, None outside the drawing."""
        x, y = to_mercator(lon, lat)
        right, down = (
            round((float(x) - self.west) / self.metres),
            round((self.north - float(y)) / self.metres),
        )
        return (right, down) if 0 <= right <= self.width and 0 <= down <= self.height else None


def drawing_of(area_code: str) -> Drawing | None:
    """Return the areas right below one, or the area itself where there are none; None without outlines.

    From memory, some milliseconds. North is up. Raises BadCode, UnknownArea.
    """
    below = children(area_code) or [area_named(area_code)]
    names = {area.code: area.name for area in below}
    return _named(_drawn(Layer[Level(below[0].level).name], significant_prefix(area_code), names))


def drawing_of_villages(area_code: str) -> Drawing | None:
    """Return all villages and communities of an area of any level; None without outlines. From memory.

    They are many: their names may lie over each other.
    """
    prefix = significant_prefix(area_code)
    names = {code: area_named(code).name for code in outlines_of(Layer.VILLAGE, prefix)}
    return _drawn(Layer.VILLAGE, prefix, names)


def drawing_of_grids(village_code: str, names: Mapping[str, str]) -> Drawing | None:
    """Return the grids of a village, given with their names by code; None without outlines. From memory."""
    return _named(_drawn(Layer.GRID, significant_prefix(village_code), names))


def bounds_of(layer: Layer, prefix: str) -> Box | None:
    """Return in degrees what holds all outlines of a layer whose code begins so; None without any. From memory."""
    found = list(outlines_of(layer, prefix).values())
    if not found:
        return None
    west, south, east, north = shapely.total_bounds(np.array(found, dtype=object))
    return Box(*from_mercator(west, south), *from_mercator(east, north))


def _drawn(layer: Layer, prefix: str, names: Mapping[str, str]) -> Drawing | None:
    found = outlines_of(layer, prefix)
    codes = [code for code in found if code in names]
    if not codes:
        return None
    shapes: Any = np.array([found[code] for code in codes], dtype=object)
    west, south, east, north = shapely.total_bounds(shapes)
    size = max(east - west, north - south)
    simple = shapely.coverage_simplify(shapes, size / DETAIL)
    placed = shapely.transform(simple, lambda xy: (xy - (west, north)) * (WIDTH / size, -WIDTH / size))
    drawn = tuple(_shape(code, names[code], shape) for code, shape in zip(codes, placed, strict=True))
    across, down = round((east - west) * WIDTH / size), round((north - south) * WIDTH / size)
    return Drawing(across, down, drawn, float(west), float(north), float(size / WIDTH))


def _shape(code: str, name: str, shape: Any) -> Shape:
    inside = shapely.point_on_surface(shape)
    path = "".join(
        _ring(ring) for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)
    )
    return Shape(code, name, path, round(inside.x), round(inside.y))


def _named(drawing: Drawing | None) -> Drawing | None:
    return drawing and replace(drawing, shapes=_apart(drawing.shapes))


def _apart(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Return the shapes with names moved down where they would lie over others. The order stays."""
    named: dict[str, Shape] = {}
    for shape in sorted(shapes, key=lambda each: each.y):
        lower = [each.below + LETTER for each in named.values() if each.meets(shape)]
        named[shape.code] = replace(shape, y=max([shape.y, *lower]))
    return tuple(named[shape.code] for shape in shapes)


def _ring(ring: Any) -> str:
    corners = np.rint(shapely.get_coordinates(ring)[:-1]).astype(int)
    return "M" + "L".join(f"{x} {y}" for x, y in corners) + "Z"
