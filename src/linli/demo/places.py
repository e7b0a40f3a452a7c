"""Where the demo's messages are about: streets and estates have their place in the city and keep it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import shapely

from linli.areas.models import Area, Grid
from linli.areas.policies.coordinates import Crs, Point
from linli.demo import people
from linli.demo.messages import Message, Places

FIRST_VILLAGE = 200
"""In the last three digits of a code: communities come before, villages from here on (GB/T 10114)."""
FEATURED_SHARE = 0.35
"""So much of all happens in the street whose people have log-ins."""
VILLAGE_NAMES = 60
TRIES = 20


@dataclass
class Atlas:
    """Grids by the sort of place, in order of code, with their outlines."""

    featured: Sequence[tuple[str, bytes]]
    town: Sequence[tuple[str, bytes]]
    country: Sequence[tuple[str, bytes]]
    by_village: dict[str, Sequence[tuple[str, bytes]]] = field(default_factory=dict)

    def words(self) -> Places:
        """Return names for the messages: villages that exist in the city, the rest invented."""
        return Places(village=tuple(self.by_village))

    def place_of(self, message: Message, area: str = "") -> tuple[str, Point]:
        """Return area code and point; messages that name the same estate or road lie close together."""
        named = next((message.places[n] for n in ("estate", "school", "road") if n in message.places), "")
        chance = Random(f"{named}-{message.places.get('n', '')}-{message.number}")  # noqa: S311
        area_code, outline = self._grid(message, named, area)
        return area_code, point_in(shapely.from_wkb(outline), chance)

    def _grid(self, message: Message, named: str, area: str) -> tuple[str, bytes]:
        village = message.places.get("village", "")
        key = zlib.crc32((named or village or str(message.number)).encode())
        if area:
            grids: Sequence[tuple[str, bytes]] = [each for each in self.featured if each[0] == area]
        elif village in self.by_village:
            grids = self.by_village[village]
        elif message.kind_code.startswith("rural"):
            grids = self.country
        else:
            grids = self.featured if key % 100 < FEATURED_SHARE * 100 else self.town
        return grids[key % len(grids)]


def read_atlas() -> Atlas:
    """Read the grids in force and the names of villages. Two queries."""
    rows = Grid.objects.filter(valid_to=None).order_by("code").values_list("area_code", "outline")
    grids = [(area, bytes(outline)) for area, outline in rows]
    country = [each for each in grids if int(each[0][9:]) >= FIRST_VILLAGE]
    town = [each for each in grids if int(each[0][9:]) < FIRST_VILLAGE]
    atlas = Atlas([each for each in town if each[0].startswith(people.STREET[:9])], town, country or town)
    for code, name in _villages(country):
        atlas.by_village[name] = [each for each in country if each[0] == code]
    return atlas


def _villages(country: Sequence[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """Return code and spoken name of villages all over the city."""
    codes = sorted({area for area, _outline in country})
    chosen = codes[:: max(1, len(codes) // VILLAGE_NAMES)]
    rows = Area.objects.filter(code__in=chosen, valid_to=None).order_by("code").values_list("code", "name")
    return list(rows)


def point_in(outline: shapely.Geometry, chance: Random) -> Point:
    west, south, east, north = outline.bounds
    for _try in range(TRIES):
        point = shapely.Point(chance.uniform(west, east), chance.uniform(south, north))
        if outline.contains(point):
            break
    else:
        point = outline.representative_point()
    return Point(round(point.x, 6), round(point.y, 6), Crs.CGCS2000)
