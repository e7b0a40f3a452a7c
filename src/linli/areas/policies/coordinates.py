"""Coordinate systems and the conversions between them. Degrees, longitude first; east and north positive.

CGCS2000 and WGS-84 are treated as the same: as systems they agree to centimetres, and what the plates
have drifted since the epoch of CGCS2000 (some decimetres) is below what a phone measures. Converting
between the two changes the name only. GCJ-02 and BD-09 are the shifted systems of Chinese web maps; they
have formulas, no datum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linli.areas.errors import ImpossibleCoordinate, UnknownCrs


class Crs(Enum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"

    @classmethod
    def named(cls, value: str) -> Crs:
        """Return the system of that name, in any case. Raises UnknownCrs: nothing is guessed."""
        try:
            return cls(value.strip().lower().replace("-", ""))
        except ValueError:
            raise UnknownCrs(value=value, known=", ".join(each.value for each in cls)) from None


SHIFTED = frozenset({Crs.GCJ02, Crs.BD09})
CHINA = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north: where GCJ-02 is defined."""
SLACK = 0.03
"""A shifted coordinate may lie this far outside: more than the largest shift."""

SEMI_MAJOR = 6378245.0
ECCENTRICITY = 0.00669342162296594323
"""First eccentricity squared of the Krasovsky ellipsoid, which the GCJ-02 formula uses."""
BAIDU = math.pi * 3000.0 / 180.0
CLOSE_ENOUGH = 1e-11
MOST_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Point:
    """A place on Earth in a named system. Raises ImpossibleCoordinate when there is no such place."""

    lon: float
    lat: float
    crs: Crs

    def __post_init__(self) -> None:
        on_earth = -180 <= self.lon <= 180 and -90 <= self.lat <= 90  # False for NaN as well
        if not on_earth or (self.crs in SHIFTED and not in_china(self.lon, self.lat, SLACK)):
            raise ImpossibleCoordinate(lon=self.lon, lat=self.lat, crs=self.crs.value)


def in_china(lon: float, lat: float, slack: float = 0.0) -> bool:
    """Whether the shifted systems are defined here: a rectangle around China, wider than its borders."""
    west, south, east, north = CHINA
    return west - slack <= lon <= east + slack and south - slack <= lat <= north + slack


def convert(point: Point, to: Crs) -> Point:
    """Return the same place in another system, good to 1e-9 degrees (0.1 mm) there and back.

    Raises ImpossibleCoordinate when the place is outside China and `to` is defined only there.
    """
    if point.crs is to:
        return point
    lon, lat = _convert(point.lon, point.lat, point.crs, to, math)
    return Point(lon, lat, to)


def convert_many(
    lons: ArrayLike, lats: ArrayLike, *, crs: Crs, to: Crs
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert whole arrays of degrees. Raises ImpossibleCoordinate for the first impossible one."""
    x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
    west, south, east, north = CHINA if SHIFTED & {crs, to} else (-180.0, -90.0, 180.0, 90.0)
    slack = SLACK if crs in SHIFTED else 0.0
    possible = (x >= west - slack) & (x <= east + slack) & (y >= south - slack) & (y <= north + slack)
    if not possible.all():
        first = int(np.argmin(possible))
        raise ImpossibleCoordinate(lon=float(x.flat[first]), lat=float(y.flat[first]), crs=crs.value)
    return _convert(x, y, crs, to, np)


def _convert(lon: Any, lat: Any, crs: Crs, to: Crs, m: Any) -> tuple[Any, Any]:
    """Convert numbers or arrays; `m` is `math` or `numpy`, which name their functions alike."""
    if crs is to or SHIFTED.isdisjoint((crs, to)):
        return lon, lat
    if crs is Crs.BD09:
        return _convert(*_undo(_to_baidu, lon, lat, m), Crs.GCJ02, to, m)
    if to is Crs.BD09:
        return _to_baidu(*_convert(lon, lat, crs, Crs.GCJ02, m), m)
    if crs is Crs.GCJ02:
        return _undo(_shifted, lon, lat, m)
    if m is math and not in_china(lon, lat):
        raise ImpossibleCoordinate(lon=lon, lat=lat, crs=to.value)
    return _shifted(lon, lat, m)


def _shifted(lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """Return GCJ-02 of a WGS-84 coordinate."""
    x, y = lon - 105.0, lat - 35.0
    root = m.sqrt(m.fabs(x))
    ripple = (20.0 * m.sin(6.0 * x * m.pi) + 20.0 * m.sin(2.0 * x * m.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += (20.0 * m.sin(y * m.pi) + 40.0 * m.sin(y / 3.0 * m.pi)) * 2.0 / 3.0
    north += (160.0 * m.sin(y / 12.0 * m.pi) + 320.0 * m.sin(y * m.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += (20.0 * m.sin(x * m.pi) + 40.0 * m.sin(x / 3.0 * m.pi)) * 2.0 / 3.0
    east += (150.0 * m.sin(x / 12.0 * m.pi) + 300.0 * m.sin(x / 30.0 * m.pi)) * 2.0 / 3.0
    radians = lat / 180.0 * m.pi
    flat = 1.0 - ECCENTRICITY * m.sin(radians) ** 2
    metres_north = SEMI_MAJOR * (1.0 - ECCENTRICITY) / (flat * m.sqrt(flat)) * m.pi / 180.0
    metres_east = SEMI_MAJOR / m.sqrt(flat) * m.cos(radians) * m.pi / 180.0
    return lon + east / metres_east, lat + north / metres_north


def _to_baidu(lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """Return BD-09 of a GCJ-02 coordinate."""
    arctan = m.atan2 if m is math else np.arctan2
    length = m.sqrt(lon * lon + lat * lat) + 0.00002 * m.sin(lat * BAIDU)
    angle = arctan(lat, lon) + 0.000003 * m.cos(lon * BAIDU)
    return length * m.cos(angle) + 0.0065, length * m.sin(angle) + 0.006


def _undo(formula: Any, lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """Return what `formula` turns into `lon`, `lat`. It moves places little, so guessing converges."""
    x, y = lon, lat
    for _round in range(MOST_ROUNDS):
        there_x, there_y = formula(x, y, m)
        off_x, off_y = there_x - lon, there_y - lat
        x, y = x - off_x, y - off_y
        off = abs(off_x) + abs(off_y)
        if (off if m is math else off.max(initial=0.0)) < CLOSE_ENOUGH:
            break
    return x, y
