"""Open matters on a map, as Mapbox vector tiles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import mapbox_vector_tile
import numpy as np
from django.core.cache import cache

from linli.areas.policies.tiles import EXTENT, degree_box, mercator_box, to_mercator
from linli.matters.access import sight
from linli.matters.queries.maps import cells_in, pins_in
from linli.people.access import Viewer

PINS_AT_MOST = 4000
CELLS = 32
"""Matters closer than a 32nd of a tile are shown as one dot with their number, below the deep zooms."""
SINGLE_FROM_ZOOM = 15
KEPT_SECONDS = 20
"""So old counts on a map may be."""

Features = list[dict[str, Any]]


def matter_tile(viewer: Viewer, z: int, x: int, y: int, *, now: datetime, anew: bool = False) -> bytes:
    """Return the tile's layer `matters`. One query at most. Raises BadTile.

    From zoom 15 each matter is a point with code, status, kind and whether it is late; above, points are gathered
    into cells with counts, which are kept for a while for all who see the same; `anew`: count all the same.
    """
    if z >= SINGLE_FROM_ZOOM:
        return _drawn(_singles(viewer, z, x, y, now))
    key = f"matters.tile.{z}.{x}.{y}.{sight(viewer)}"
    tile: bytes | None = None if anew else cache.get(key)
    if tile is None:
        tile = _drawn(_cells(viewer, z, x, y, now))
        cache.set(key, tile, KEPT_SECONDS)
    return tile


def _drawn(features: Features) -> bytes:
    if not features:
        return b""
    layer = {"name": "matters", "features": features}
    tile: bytes = mapbox_vector_tile.encode([layer], default_options={"extents": EXTENT})
    return tile


def _singles(viewer: Viewer, z: int, x: int, y: int, now: datetime) -> Features:
    pins = pins_in(viewer, degree_box(z, x, y), limit=PINS_AT_MOST)
    box = mercator_box(z, x, y)
    east, north = to_mercator(np.array([pin.lon for pin in pins]), np.array([pin.lat for pin in pins]))
    scale = EXTENT / (box.east - box.west)
    return [
        {
            "geometry": f"POINT({(e - box.west) * scale:.0f} {(n - box.south) * scale:.0f})",
            "properties": {
                "code": pin.code,
                "status": pin.status,
                "kind": pin.kind,
                "late": pin.is_late(now),
            },
        }
        for pin, e, n in zip(pins, east, north, strict=True)
    ]


def _cells(viewer: Viewer, z: int, x: int, y: int, now: datetime) -> Features:
    cells = cells_in(viewer, degree_box(z, x, y), mercator_box(z, x, y), across=CELLS, now=now)
    side = EXTENT / CELLS
    return [
        {
            "geometry": f"POINT({(cell.column + 0.5) * side:.0f} {(cell.row + 0.5) * side:.0f})",
            "properties": {"count": cell.matters, "late": cell.late},
        }
        for cell in cells
    ]
