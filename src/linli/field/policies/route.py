"""In which order stops are visited: the most urgent first, and from there a short way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

METRES_PER_DEGREE = 111_320
ROUNDS = 20
"""How often the way is looked over for crossings at most; a day's list settles after two or three."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to go to. Degrees; without a point it can be on no route."""

    key: str
    urgency: float
    """Lower is more urgent: what runs out first."""
    lon: float | None = None
    lat: float | None = None


def metres(one: Stop, other: Stop) -> float:
    """Return the distance as the crow flies, good enough inside a city; 0 where a point is missing."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return 0.0
    east = (other.lon - one.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(east, other.lat - one.lat) * METRES_PER_DEGREE


def length_of(route: Sequence[Stop]) -> float:
    return sum(metres(one, other) for one, other in pairwise(route))


def route(stops: Sequence[Stop]) -> list[Stop]:
    """Return every stop once: from the most urgent always to the nearest, untangled; those without a point last.

    Equal input in another order gives the same route.
    """
    sorted_stops = sorted(stops, key=lambda stop: (stop.urgency, stop.key))
    placed = [stop for stop in sorted_stops if stop.lon is not None and stop.lat is not None]
    unplaced = [stop for stop in sorted_stops if stop.lon is None or stop.lat is None]
    return _untangled(_nearest_first(placed)) + unplaced


def _nearest_first(stops: list[Stop]) -> list[Stop]:
    if not stops:
        return []
    way, left = [stops[0]], stops[1:]
    while left:
        here = way[-1]
        nearest = min(left, key=lambda stop: metres(here, stop))
        left.remove(nearest)
        way.append(nearest)
    return way


def _untangled(way: list[Stop]) -> list[Stop]:
    """Turn stretches around while that makes the way shorter; the first stop stays the first."""
    for _round in range(ROUNDS):
        if not _turn_one(way):
            break
    return way


def _turn_one(way: list[Stop]) -> bool:
    """Turn around every stretch that is shorter the other way; say whether there was one."""
    is_shorter = False
    for start in range(1, len(way) - 1):
        for end in range(start + 1, len(way)):
            before, first, last = way[start - 1], way[start], way[end]
            after = way[end + 1] if end + 1 < len(way) else None
            old = metres(before, first) + (metres(last, after) if after else 0)
            new = metres(before, last) + (metres(first, after) if after else 0)
            if new < old - 0.01:
                way[start : end + 1] = way[start : end + 1][::-1]
                is_shorter = True
    return is_shorter
