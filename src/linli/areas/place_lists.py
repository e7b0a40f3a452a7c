"""Places that a city pack lists as a sheet: one format for all of them, whatever a place is for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.areas.policies.codes import checked, checked_grid
from linli.areas.policies.coordinates import Crs, Point, convert
from linli.areas.queries import area_named
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.rulebook.packs import Change, ChangeKind, Fault, Pack, Progress, register_part

COLUMNS = ["code", "kind", "name", "area_code", "grid_code", "lon", "lat"]
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class PlaceLine:
    """A place as a city pack lists it."""

    code: str
    kind: str
    name: str
    area_code: str
    grid_code: str = ""
    lon: float | None = None
    """Degrees, CGCS2000."""
    lat: float | None = None
    is_active: bool = True


def check_line(line: PlaceLine) -> None:
    """Raises UnknownArea, BadGridCode, ImpossibleCoordinate."""
    area_named(line.area_code)
    if line.grid_code:
        checked_grid(line.grid_code)
    if line.lon is not None and line.lat is not None:
        convert(Point(line.lon, line.lat, Crs.CGCS2000), Crs.CGCS2000)


Unfit = Callable[[str, str, str], Refusal]
"""Makes the refusal of a value, a field, and the code of its place."""


@dataclass(frozen=True, kw_only=True)
class PlaceList:
    """One such sheet: how its codes and kinds look, what is kept of it, and who loads it."""

    part: str
    """The sheet is `<part>.csv`."""
    code: re.Pattern[str]
    is_kind: Callable[[str], bool]
    wrong_columns: Callable[[str], Refusal]
    unfit: Unfit
    kept: Callable[[], Mapping[str, Any]]
    """Places of the city by code."""
    differences: Callable[[Any, PlaceLine], list[str]]
    loads: Callable[..., tuple[list[str], list[str]]]
    """Takes the lines, `by` and `now`; returns the codes added and changed."""

    @property
    def file(self) -> str:
        return f"{self.part}.csv"

    def register(self) -> None:
        register_part(self.part, files=(self.file,), check=self.check, load=self.load, diff=self.diff)

    def check(self, pack: Pack) -> Iterator[Fault]:
        yield from (each for each in self._read(pack) if isinstance(each, Fault))

    def diff(self, pack: Pack) -> Iterator[Change]:
        lines, kept = self._lines(pack), dict(self.kept())
        for line in lines:
            place = kept.pop(line.code, None)
            if place is None:
                yield Change(self.part, ChangeKind.ADDED, line.code)
            elif fields := self.differences(place, line):
                yield Change(self.part, ChangeKind.CHANGED, line.code, ", ".join(fields))
        if lines:
            yield from (Change(self.part, ChangeKind.ONLY_IN_CITY, code) for code in sorted(kept))

    def load(self, pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
        lines = self._lines(pack)
        added, changed = self.loads(lines, by=by, now=now)
        progress(self.part, len(lines), len(lines))
        yield from (Change(self.part, ChangeKind.ADDED, code) for code in added)
        yield from (Change(self.part, ChangeKind.CHANGED, code) for code in changed)

    def _lines(self, pack: Pack) -> list[PlaceLine]:
        return [each for each in self._read(pack) if not isinstance(each, Fault)]

    def _read(self, pack: Pack) -> Iterator[PlaceLine | Fault]:
        """Yield each place; a line that cannot be read yields a fault."""
        if self.file not in pack.files:
            return
        wrong = self.wrong_columns(",".join(COLUMNS))
        try:
            text = (pack.root / self.file).read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            yield Fault(self.file, 1, wrong)
            return
        reader = csv.reader(io.StringIO(text, newline=""))
        if next(reader, None) != COLUMNS:
            yield Fault(self.file, 1, wrong)
            return
        seen: set[str] = set()
        for cells in reader:
            try:
                if len(cells) != len(COLUMNS):
                    raise wrong
                yield self._line(cells, seen)
            except Refusal as refusal:
                yield Fault(self.file, reader.line_num, refusal)

    def _line(self, given: Iterable[str], seen: set[str]) -> PlaceLine:
        cells = dict(zip(COLUMNS, (cell.strip() for cell in given), strict=True))

        def fits(field: str, is_good: bool) -> None:
            if not is_good:
                raise self.unfit(cells[field][:40], field, cells["code"][:40])

        fits("code", bool(self.code.fullmatch(cells["code"])) and cells["code"] not in seen)
        seen.add(cells["code"])
        fits("kind", self.is_kind(cells["kind"]))
        fits("name", 0 < len(cells["name"]) <= LONGEST_NAME)
        checked(cells["area_code"])
        if cells["grid_code"]:
            checked_grid(cells["grid_code"])
        fits("lat", bool(cells["lon"]) == bool(cells["lat"]))
        fits("lon", _is_degrees(cells["lon"], 180))
        fits("lat", _is_degrees(cells["lat"], 90))
        lon, lat = (float(cells[field]) if cells[field] else None for field in ("lon", "lat"))
        return PlaceLine(
            code=cells["code"],
            kind=cells["kind"],
            name=cells["name"],
            area_code=cells["area_code"],
            grid_code=cells["grid_code"],
            lon=lon,
            lat=lat,
        )


def _is_degrees(text: str, most: int) -> bool:
    """Blank is no degrees, and fits."""
    try:
        return not text or -most <= float(text) <= most
    except ValueError:
        return False
