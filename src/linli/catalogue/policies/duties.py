"""Dispatch duty: which unit answers for a kind of matter at a place.

The most specific kind speaks first, then the longest area prefix, then the lower priority number. A duty
names a unit, or a kind of unit: then it means the unit of that kind nearest to the place, village to city.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.catalogue.policies.kinds import line_of

COMMUNITY_KINDS = frozenset({"residents_committee", "villagers_committee"})
"""Bodies in which people govern themselves. Only what is on their own list may be sent to them, so a duty of
theirs holds for the very kind it names and is not passed down to kinds below it."""

BRANCH = "*-"
"""Before the end of a code: the nearest unit whose code ends so, where one kind of unit has several trades."""

LEVELS = (12, 9, 6, 4, 2, 0)
"""Lengths of significant area prefixes, the nearest to the ground first."""


class Level(TextChoices):
    """How near the ground the unit is looked for."""

    NEAREST = "", _("The nearest")
    VILLAGE = "village", _("Village or community")
    TOWNSHIP = "township", _("Township or street")
    COUNTY = "county", _("County or district")
    CITY = "city", _("City")


PREFIX_LENGTH = {Level.VILLAGE: 12, Level.TOWNSHIP: 9, Level.COUNTY: 6, Level.CITY: 4}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line of the dispatch catalogue."""

    id: int
    kind_code: str
    """A node of the tree; empty means every kind."""
    area_prefix: str
    """Significant digits of an area; empty means the whole city."""
    unit_kind: str
    unit_code: str
    level: Level
    certain: bool
    priority: int


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit, as far as dispatch must know it."""

    id: int
    code: str
    kind: str
    area_prefix: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class DutyMatch:
    """The unit that answers for a matter, and why."""

    unit_id: int
    certain: bool
    """False: the duty is unclear and this unit coordinates; a person decides."""
    kind_code: str
    """The node of the tree that settled it."""
    area_prefix: str
    duty_id: int
    copy_unit_id: int | None
    """The coordinating centre that gets a copy of what goes straight to the unit; None if it is the unit."""
    unit_name: str = ""

    @property
    def reason(self) -> str:
        """Say in the reader's language why this unit."""
        if not self.certain:
            return gettext("No clear duty: %(unit)s coordinates.") % {"unit": self.unit_name}
        place = self.area_prefix or gettext("the whole city")
        return gettext("%(unit)s has the duty for %(kind)s in %(place)s.") % {
            "unit": self.unit_name,
            "kind": self.kind_code or gettext("all kinds"),
            "place": place,
        }


def prefixes(area_code: str) -> Iterator[str]:
    """Yield the significant prefixes of a 12-digit code that contain the place, the longest first."""
    previous = None
    for length in LEVELS:
        prefix = area_code[:length]
        if len(prefix) == length and prefix != previous and not _is_padding(area_code, length):
            yield prefix
        previous = prefix


def _is_padding(area_code: str, length: int) -> bool:
    """Whether the last group of the prefix is zeros that only fill the code up."""
    start = next((shorter for shorter in LEVELS if shorter < length), 0)
    return length > 0 and set(area_code[start:length]) == {"0"}


class DutyIndex:
    """All duties and units of one day, ready to be asked. Immutable once built; answers are kept."""

    def __init__(self, rows: Iterable[DutyRow], units: Iterable[UnitAt]) -> None:
        self._rows: dict[tuple[str, str], list[DutyRow]] = {}
        for row in sorted(rows, key=lambda row: (row.priority, row.id)):
            self._rows.setdefault((row.kind_code, row.area_prefix), []).append(row)
        self._by_code: dict[str, UnitAt] = {}
        self._by_kind: dict[str, dict[str, UnitAt]] = {}
        self._by_branch: dict[str, dict[str, UnitAt]] = {}
        for unit in sorted(units, key=lambda unit: unit.code, reverse=True):
            self._by_code[unit.code] = unit
            self._by_kind.setdefault(unit.kind, {})[unit.area_prefix] = unit
            self._by_branch.setdefault(unit.code.partition("-")[2], {})[unit.area_prefix] = unit
        self._answers: dict[tuple[str, str], DutyMatch | None] = {}

    def duty_for(self, kind_code: str, area_code: str) -> DutyMatch | None:
        """Return who answers; None when not even a coordinator is named for the place."""
        key = (kind_code, area_code)
        if key not in self._answers:
            if len(self._answers) > 200_000:
                self._answers.clear()
            self._answers[key] = self._find(kind_code, area_code)
        return self._answers[key]

    def is_on_community_list(self, kind_code: str, area_code: str) -> bool:
        """Whether the community's own duty list names this kind at this place."""
        return any(
            row.unit_kind in COMMUNITY_KINDS
            for prefix in prefixes(area_code)
            for row in self._rows.get((kind_code, prefix), ())
        )

    def _find(self, kind_code: str, area_code: str) -> DutyMatch | None:
        coordinator = self._coordinator(area_code)
        for node in (*line_of(kind_code), ""):
            for row, unit in self._resolved(node, area_code):
                if row.unit_kind in COMMUNITY_KINDS and node != kind_code:
                    continue
                copy = coordinator.id if coordinator and coordinator.id != unit.id else None
                return DutyMatch(unit.id, row.certain, node, row.area_prefix, row.id, copy, unit.name)
        return None

    def _coordinator(self, area_code: str) -> UnitAt | None:
        """Return the unit to which unclear matters of this place go: the uncertain duty for every kind."""
        return next((unit for row, unit in self._resolved("", area_code) if not row.certain), None)

    def _resolved(self, node: str, area_code: str) -> Iterator[tuple[DutyRow, UnitAt]]:
        for prefix in prefixes(area_code):
            for row in self._rows.get((node, prefix), ()):
                unit = self._unit(row, area_code)
                if unit is not None:
                    yield row, unit

    def _unit(self, row: DutyRow, area_code: str) -> UnitAt | None:
        if row.unit_code.startswith(BRANCH):
            branch = self._by_branch.get(row.unit_code.removeprefix(BRANCH), {})
            return nearest(branch, area_code, row.level)
        if row.unit_code:
            return self._by_code.get(row.unit_code)
        return nearest(self._by_kind.get(row.unit_kind, {}), area_code, row.level)


def nearest(units: Mapping[str, UnitAt], area_code: str, level: Level = Level.NEAREST) -> UnitAt | None:
    """Return the unit whose area contains the place at the nearest level, or at `level` exactly."""
    wanted = PREFIX_LENGTH.get(level)
    for prefix in prefixes(area_code):
        if prefix in units and wanted in (None, len(prefix)):
            return units[prefix]
    return None


@dataclass(frozen=True, slots=True)
class DutyDraft:
    """What a city says of a duty, before it is a row."""

    kind_code: str
    valid_from: date
    area_prefix: str = ""
    unit_kind: str = ""
    unit_code: str = ""
    level: Level = Level.NEAREST
    certain: bool = True
    priority: int = 100

    @property
    def unit(self) -> str:
        return self.unit_kind or self.unit_code

    @property
    def place(self) -> tuple[str, str, int]:
        """What may be open only once."""
        return (self.kind_code, self.area_prefix, self.priority)

    def columns(self) -> dict[str, Any]:
        return {**asdict(self), "level": self.level.value}
