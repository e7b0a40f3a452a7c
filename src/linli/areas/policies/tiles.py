"""Map tiles: which part of the Earth a tile shows, in the numbering that web maps share.

Tiles are in Web Mercator (EPSG:3857) over CGCS2000, which is WGS-84 for this purpose. z is the zoom, x counts
from west, y from north.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linli.areas.errors import BadTile

DEEPEST = 22
RADIUS = 6378137.0
HALF_WORLD = math.pi * RADIUS
"""Metres of Web Mercator from its middle to its edge."""
EDGE_LATITUDE = 85.0511287798066
EXTENT = 4096
"""Units along a tile's side."""


@dataclass(frozen=True, slots=True)
class Box:
    west: float
    south: float
    east: float
    north: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north

    def grown(self, share: float) -> Box:
        """Return the box with a margin on each side, as a share of its width."""
        margin = (self.east - self.west) * share
        return Box(self.west - margin, self.south - margin, self.east + margin, self.north + margin)


def checked(z: int, x: int, y: int) -> None:
    """Raises BadTile when there is no such tile."""
    if not (0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise BadTile(z=z, x=x, y=y)


def mercator_box(z: int, x: int, y: int) -> Box:
    """Return the tile's box in metres of Web Mercator. Raises BadTile."""
    checked(z, x, y)
    side = 2 * HALF_WORLD / (1 << z)
    west, north = x * side - HALF_WORLD, HALF_WORLD - y * side
    return Box(west, north - side, west + side, north)


def degree_box(z: int, x: int, y: int) -> Box:
    """Return the tile's box in degrees. Raises BadTile."""
    box = mercator_box(z, x, y)
    return Box(*from_mercator(box.west, box.south), *from_mercator(box.east, box.north))


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int]:
    """Return x and y of the tile that shows a place; on an edge the eastern, southern one. Raises BadTile."""
    side = 2 * HALF_WORLD / (1 << z)
    east, north = to_mercator(np.float64(lon), np.float64(lat))
    last = (1 << z) - 1
    x, y = math.floor((east + HALF_WORLD) / side), math.floor((HALF_WORLD - north) / side)
    x, y = min(max(x, 0), last), min(max(y, 0), last)
    checked(z, x, y)
    return x, y


def metres_per_unit(z: int) -> float:
    """Return how many metres of Web Mercator a tile's unit stands for."""
    return 2 * HALF_WORLD / (1 << z) / EXTENT


def to_mercator(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return metres of Web Mercator for degrees, numbers or arrays. Latitudes end at 85.05 degrees."""
    radians = np.radians(np.clip(lat, -EDGE_LATITUDE, EDGE_LATITUDE))
    return np.radians(lon) * RADIUS, np.arctanh(np.sin(radians)) * RADIUS


def from_mercator(x: float, y: float) -> tuple[float, float]:
    return math.degrees(x / RADIUS), math.degrees(math.atan(math.sinh(y / RADIUS)))


def project(degrees: NDArray[Any]) -> NDArray[Any]:
    """Return an array of longitude and latitude, one row each, as metres: for `shapely.transform`."""
    return np.column_stack(to_mercator(degrees[:, 0], degrees[:, 1]))
