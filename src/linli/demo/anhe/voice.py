"""Where people in Anhe can speak: a station in each township, points in every second village, and letter boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from linli.areas.policies.codes import GridKind, Level, kind_of_grid, level_of, village_of
from linli.demo.anhe.places import Grid, Places

COLUMNS = ("code", "kind", "name", "area_code", "grid_code", "lon", "lat")
WITHOUT_BOX = (4, 8)
"""Of every nine villages these have no letter box."""
DIGITS = 6
"""Decimals of a degree: a tenth of a metre."""


@dataclass(frozen=True, slots=True)
class VoiceRow:
    code: str
    kind: str
    name: str
    area_code: str
    grid_code: str
    lon: float
    lat: float


def voice_places(places: Places) -> Iterator[VoiceRow]:
    """Yield stations, points and boxes in order of their areas; the same on every machine."""
    grids: dict[str, list[Grid]] = defaultdict(list)
    for grid in places.grids:
        if kind_of_grid(grid.code) is GridKind.GENERAL:
            grids[village_of(grid.code)].append(grid)
    names = {each.code: each.name for each in places.divisions}
    villages = [
        each for each in places.divisions if level_of(each.code) is Level.VILLAGE and grids[each.code]
    ]
    seen: set[str] = set()
    for number, village in enumerate(villages):
        township = village.code[:9].ljust(12, "0")
        inside = grids[village.code]
        if township not in seen:
            seen.add(township)
            yield _row("station", f"{names[township]}说事站", township, inside[0])
        if number % 2 == 0:
            yield _row("point", f"{village.name}说事点", village.code, inside[0])
        if number % 9 not in WITHOUT_BOX:
            yield _row("box", f"{village.name}说事箱", village.code, inside[-1])


def _row(kind: str, name: str, area: str, grid: Grid) -> VoiceRow:
    spot = grid.outline.representative_point()
    code = f"{area}-{kind}"
    return VoiceRow(code, kind, name, area, grid.code, round(spot.x, DIGITS), round(spot.y, DIGITS))
