"""Open matters on a map, as Mapbox vector tiles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import mapbox_vector_tile
import numpy as np

from linli.areas.policies.tiles import EXTENT, Box, degree_box, mercator_box, to_mercator
from linli.matters.queries import PinOnMap, open_in_box
from linli.people.access import Viewer

POINTS_AT_MOST = 4000
CELLS = 32
"""Matters closer than a 32nd of a tile are shown as one dot with their number, below the deep zooms."""
SINGLE_FROM_ZOOM = 15


def matter_tile(viewer: Viewer, z: int, x: int, y: int, *, now: datetime) -> bytes:
    """Return the tile's layer `matters`. One query. Raises BadTile.

    From zoom 15 each matter is a point with code, status, kind and whether it is late; above, points are gathered
    into cells with counts.
    """
    pins = open_in_box(viewer, degree_box(z, x, y), limit=POINTS_AT_MOST)
    if not pins:
        return b""
    at_x, at_y = _positions(pins, mercator_box(z, x, y))
    make = _singles if z >= SINGLE_FROM_ZOOM else _cells
    layer = {"name": "matters", "features": make(pins, at_x, at_y, now)}
    tile: bytes = mapbox_vector_tile.encode([layer], default_options={"extents": EXTENT})
    return tile


def _positions(pins: list[PinOnMap], box: Box) -> tuple[Any, Any]:
    """Return where the pins lie in the tile's own units, counted from its south-west corner."""
    east, north = to_mercator(np.array([pin.lon for pin in pins]), np.array([pin.lat for pin in pins]))
    scale = EXTENT / (box.east - box.west)
    return (east - box.west) * scale, (north - box.south) * scale


def _singles(pins: list[PinOnMap], at_x: Any, at_y: Any, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "geometry": f"POINT({x:.0f} {y:.0f})",
            "properties": {
                "code": pin.code,
                "status": pin.status,
                "kind": pin.kind,
                "late": pin.is_late(now),
            },
        }
        for pin, x, y in zip(pins, at_x, at_y, strict=True)
    ]


@dataclass(frozen=True)
class _Cell:
    column: int
    row: int


def _cells(pins: list[PinOnMap], at_x: Any, at_y: Any, now: datetime) -> list[dict[str, Any]]:
    side = EXTENT / CELLS
    cells = [_Cell(int(x // side), int(y // side)) for x, y in zip(at_x, at_y, strict=True)]
    late = Counter(cell for cell, pin in zip(cells, pins, strict=True) if pin.is_late(now))
    return [
        {
            "geometry": f"POINT({(cell.column + 0.5) * side:.0f} {(cell.row + 0.5) * side:.0f})",
            "properties": {"count": count, "late": late[cell]},
        }
        for cell, count in Counter(cells).items()
    ]
