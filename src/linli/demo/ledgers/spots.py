"""Points inside the grids of a part of the city, for what has a place of its own."""

from __future__ import annotations

from random import Random

import shapely

from linli.areas.models import Grid
from linli.areas.policies.coordinates import Point
from linli.demo.places import point_in


class Spots:
    """Points in the areas whose code begins so, the same ones each time. One query."""

    def __init__(self, begins: str) -> None:
        rows = Grid.objects.filter(valid_to=None, area_code__startswith=begins).order_by("code")
        self._grids = list(rows.values_list("area_code", "outline"))
        self._chance = Random(f"spots-{begins}")  # noqa: S311  (a place, not a secret)

    @property
    def areas(self) -> list[str]:
        return sorted({area for area, _outline in self._grids})

    def next(self, area: str = "") -> Point:
        """Return another point, of one area or of any."""
        grids = [each for each in self._grids if not area or each[0] == area] or self._grids
        _area, outline = self._chance.choice(grids)
        return point_in(shapely.from_wkb(bytes(outline)), self._chance)
