"""What anybody may know of an area's matters: numbers, none of them small, and never a matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.db.models.functions import Substr, TruncWeek

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import area_named, children, city_code
from linli.core.time import city_day, city_zone
from linli.matters.models import OPEN_MATTERS, Matter
from linli.matters.policies.public_figures import WEEKS, Counted, Told, last_span, told_below, told_of_city
from linli.matters.queries.rates import was_closed

KEPT_SECONDS = 600
"""Figures stand still for ten minutes: nobody watches them change with a single report."""
TOP = "."
"""What separates the levels of a kind."""


@dataclass(frozen=True)
class Cell:
    """Two counts; None where one is too small to be shown."""

    open: int | None
    solved: int | None


@dataclass(frozen=True)
class AreaFigures:
    """What is open now and was solved in the last four whole weeks. Confidential matters are not counted."""

    whole: Cell
    by_kind: dict[str, Cell]
    """Top kinds by their code; empty for what has none yet."""
    by_area: dict[str, Cell]
    """Areas one level below, by code; those without any matter too."""
    first: date
    last: date
    """The days of the four weeks, inclusive."""


@dataclass(frozen=True)
class _Below:
    """What there is in an area and in each one level below."""

    open: Counted
    solved: Counted
    open_by_area: dict[str, Counted]
    solved_by_area: dict[str, Counted]


def area_figures(area_code: str, now: datetime) -> AreaFigures:
    """Return an area's figures: what is told of it follows from what is told of all above it.

    Two queries for each level down to it, every ten minutes, else none. Raises BadCode.
    """
    first, after = last_span(city_day(now))
    path = _path(area_code)
    root = _below(path[0], first, after)
    is_open, solved = told_of_city(root.open), told_of_city(root.solved)
    for above, code in pairwise(path):
        found = _below(above, first, after)
        is_open = told_below(is_open, found.open_by_area)[code]
        solved = told_below(solved, found.solved_by_area)[code]
    here = _below(area_code, first, after)
    open_by_area = told_below(is_open, here.open_by_area)
    solved_by_area = told_below(solved, here.solved_by_area)
    return AreaFigures(
        Cell(is_open.whole, solved.whole),
        {key: Cell(is_open.kinds.get(key, 0), solved.kinds.get(key, 0)) for key in _kinds(is_open, solved)},
        {key: Cell(each.whole, solved_by_area[key].whole) for key, each in open_by_area.items()},
        first,
        after - timedelta(days=1),
    )


def _kinds(*told: Told) -> list[str]:
    """Return the kinds of which there is anything, told or not."""
    return sorted({kind for each in told for kind, count in each.kinds.items() if count != 0})


def _path(area_code: str) -> list[str]:
    """Return the city, and every area from there to this one."""
    path = [area_code]
    while path[0] != city_code():
        path.insert(0, area_named(path[0]).parent_code)
    return path


def _below(area_code: str, first: date, after: date) -> _Below:
    key = f"matters.public.{significant_prefix(area_code)}.{first}"
    found: _Below | None = cache.get(key)
    if found is None:
        found = _counted_below(area_code, first, after)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _counted_below(area_code: str, first: date, after: date) -> _Below:
    below = [area.code for area in children(area_code)]
    length = len(significant_prefix(below[0])) if below else len(area_code)
    rows = Matter.objects.filter(area_code__startswith=significant_prefix(area_code), is_confidential=False)
    span = [datetime.combine(day, time(), city_zone()) for day in (first, after)]
    closed = rows.filter(was_closed(), closed_at__gte=span[0], closed_at__lt=span[1])
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    is_open, open_by_area = _counts(rows.filter(OPEN_MATTERS), length, below)
    solved, solved_by_area = _counts(closed, length, below, mondays)
    return _Below(is_open, solved, open_by_area, solved_by_area)


def _counts(
    rows: QuerySet[Matter], length: int, below: list[str], mondays: list[date] | None = None
) -> tuple[Counted, dict[str, Counted]]:
    """Count all rows, and those of each area below, by top kind and by week. One query."""
    codes = {code[:length]: code for code in below}
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    weeks: dict[str, Counter[date]] = defaultdict(Counter)
    for area, kind, monday, count in _grouped(rows, length, by_week=bool(mondays)):
        for code in {"", codes.get(area, "")}:
            kinds[code][kind.split(TOP)[0]] += count
            if monday:
                weeks[code][monday] += count
    found = {
        code: Counted(dict(kinds[code]), [weeks[code][monday] for monday in mondays or ()])
        for code in ("", *below)
    }
    return found.pop(""), found


def _grouped(
    rows: QuerySet[Matter], length: int, *, by_week: bool
) -> list[tuple[str, str, date | None, int]]:
    named: dict[str, Any] = {"below": Substr("area_code", 1, length)}
    if by_week:
        named["monday"] = TruncWeek("closed_at", tzinfo=city_zone())
    keys = ["below", "kind_code", *(["monday"] if by_week else [])]
    groups = rows.annotate(**named).values_list(*keys).annotate(count=Count("pk")).order_by()
    return [(area, kind, more[0].date() if by_week else None, more[-1]) for area, kind, *more in groups]
