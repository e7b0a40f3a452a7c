"""What grid workers of Anhe look at again and again: two places in each village, of kinds that take turns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from linli.areas.policies.codes import GridKind, kind_of_grid, village_of
from linli.demo.anhe.places import Grid, Places
from linli.demo.anhe.voice import DIGITS

COLUMNS = ("code", "kind", "name", "area_code", "grid_code", "lon", "lat")
KINDS = {
    "fire_lane": "消防通道",
    "charging_place": "电动车充电棚",
    "drain": "雨水口",
    "river_bank": "河边护栏",
    "public_fitness": "健身广场",
}
EACH = 2


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    code: str
    kind: str
    name: str
    area_code: str
    grid_code: str
    lon: float
    lat: float


def checkpoints(places: Places) -> Iterator[CheckpointRow]:
    """Yield them in order of their villages; the same on every machine."""
    grids: dict[str, list[Grid]] = defaultdict(list)
    for grid in places.grids:
        if kind_of_grid(grid.code) is GridKind.GENERAL:
            grids[village_of(grid.code)].append(grid)
    kinds = list(KINDS)
    for turn, village in enumerate(sorted(grids)):
        for number, grid in enumerate(grids[village][:EACH]):
            yield _row(grid, village, kinds[(turn * EACH + number) % len(kinds)])


def _row(grid: Grid, village: str, kind: str) -> CheckpointRow:
    """Return a place between the middle of the grid and its edge, so that it lies beside other things there."""
    inside = grid.outline.representative_point()
    west, south, _east, _north = grid.outline.bounds
    lon, lat = (inside.x * 3 + west) / 4, (inside.y * 3 + south) / 4
    return CheckpointRow(
        f"{grid.code}-1",
        kind,
        f"{grid.name}{KINDS[kind]}",
        village,
        grid.code,
        round(lon, DIGITS),
        round(lat, DIGITS),
    )
