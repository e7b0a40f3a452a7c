from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from linli.areas.errors import UnknownArea
from linli.areas.models import Area, AreaSuccession
from linli.areas.policies.codes import Level, UrbanRuralClass, significant_prefix
from linli.areas.queries.held import Held

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area as it was called on a day."""

    code: str
    name: str
    full_name: str
    """With the names above it from the city down: 安和市棠林区…"""
    level: Level
    parent_code: str
    urban_rural_class: UrbanRuralClass
    valid_from: date
    valid_to: date | None
    """First day on which it is not in force any more; None while it is."""


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    level: int
    name: str
    parent_code: str
    urban_rural_class: str
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


COLUMNS = ("code", "level", "name", "parent_code", "urban_rural_class", "valid_from", "valid_to")


class _Tree:
    """All areas that are or were, newest first for each code."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.by_code: dict[str, list[_Row]] = defaultdict(list)
        self.below: dict[str, list[str]] = defaultdict(list)
        for values in Area.objects.order_by("code", "-valid_from").values_list(*COLUMNS):
            row = _Row(*values)
            self.by_code[row.code].append(row)
        for code, rows in self.by_code.items():
            # What lies in an area that is not held, as a city in its province, is among the highest.
            for above in dict.fromkeys(row.parent_code for row in rows):
                self.below[above if above in self.by_code else ""].append(code)
        self.views: dict[str, AreaView] = {}

    def row(self, code: str, on: date | None) -> _Row | None:
        """Return the row on a day; without one, that of today, else the last one there was."""
        rows = self.by_code.get(code, ())
        found = next((row for row in rows if row.holds_on(on or self.day)), None)
        if found or on:
            return found
        return next((row for row in rows if row.valid_from <= self.day), None)

    def view(self, code: str, on: date | None) -> AreaView | None:
        known = self.views.get(code)
        if known and (on is None or (on == self.day and (known.valid_to is None or on < known.valid_to))):
            return known
        row = self.row(code, on)
        if row is None:
            return None
        view = AreaView(
            code=row.code,
            name=row.name,
            full_name="".join(self._names(row, on or self._last_day(row))),
            level=Level(row.level),
            parent_code=row.parent_code,
            urban_rural_class=UrbanRuralClass(row.urban_rural_class),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        if on is None:
            self.views[code] = view
        return view

    def _last_day(self, row: _Row) -> date | None:
        """Return the last day of a row that has ended, None while it is in force."""
        gone = row.valid_to is not None and row.valid_to <= self.day
        return row.valid_to - timedelta(days=1) if row.valid_to and gone else None

    def _names(self, row: _Row, on: date | None) -> list[str]:
        """Names from the city down. A province's name only when the province itself is asked for."""
        above = self.row(row.parent_code, on) if row.parent_code else None
        if above is None or above.level < Level.CITY:
            return [row.name]
        return [*self._names(above, on), row.name]


_held = Held(_Tree)


def area_named(code: str, on: date | None = None) -> AreaView:
    """Return the area with that code on a day, from memory.

    Without a day: as it is called today, and when it is gone, as it was called last, so that old records
    keep their place. With a day the area must have been in force then. Raises BadCode, UnknownArea.
    """
    view = _held.get().view(code, on)
    if view is None:
        significant_prefix(code)
        raise UnknownArea(area=code)
    return view


def is_known(code: str, on: date) -> bool:
    """Say whether an area has the code on a day or later; any code while no areas are loaded. Two queries at most.

    A city gives its first roles before its areas are there, and from days before they were loaded.
    """
    lasting = Q(valid_to=None) | Q(valid_to__gt=on)
    return Area.objects.filter(lasting, code=code).exists() or not Area.objects.exists()


def ancestors(code: str, on: date | None = None) -> list[AreaView]:
    """Return the areas above, highest first, from memory. Raises UnknownArea."""
    above: list[AreaView] = []
    view = area_named(code, on)
    while view.parent_code:
        view = area_named(view.parent_code, on)
        above.append(view)
    return above[::-1]


def children(code: str = "", on: date | None = None) -> list[AreaView]:
    """Return the areas right below in force on a day (today without one), in order of code, from memory.

    An empty code gives the highest areas held.
    """
    tree = _held.get()
    views = (tree.view(below, on or tree.day) for below in tree.below.get(code, ()))
    return [view for view in views if view]


def search(
    words: str, *, within: str = "", level: Level | None = None, limit: int = MOST_FOUND
) -> list[AreaView]:
    """Return areas of today whose name holds `words`, shorter names first, then by code.

    One query that reads every name. `within` is a code: only areas in it. A code, or the first digits of one,
    is found as well.
    """
    words = words.strip()
    tree = _held.get()
    rows = in_force(tree.day).filter(Q(name__contains=words) | Q(code__startswith=words))
    if within:
        rows = rows.filter(code__startswith=significant_prefix(within))
    if level:
        rows = rows.filter(level=level)
    found = rows.order_by(Length("name"), "code").values_list("code", flat=True)
    return _views(tree, found[:limit])


def _views(tree: _Tree, codes: Iterable[str]) -> list[AreaView]:
    return [view for code in codes if (view := tree.view(code, None))]


def successors(code: str) -> list[AreaView]:
    """Return the areas that this one goes on as today, through all editions; itself while it is in force.

    One query for each generation of successors, none for an area in force.
    """
    tree = _held.get()
    found: dict[str, AreaView] = {}
    seen, ask = {code}, {code}
    while ask:
        standing = {each for each in ask if (row := tree.row(each, tree.day)) and row.holds_on(tree.day)}
        found.update({view.code: view for view in _views(tree, standing)})
        gone = ask - standing
        heirs = AreaSuccession.objects.filter(old_code__in=gone, begins_on__lte=tree.day) if gone else ()
        ask = {heir.new_code for heir in heirs} - seen
        seen |= ask
    return [found[each] for each in sorted(found)]


def in_force(on: date) -> QuerySet[Area]:
    """Areas in force on a day."""
    return Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
