"""What anybody may know of an area's matters: numbers, none of them small, and never a matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, Func, QuerySet, Value
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
class _Both:
    open: Told
    solved: Told

    def alone(self) -> _Both:
        return _Both(self.open.alone(), self.solved.alone())


@dataclass(frozen=True)
class _Level:
    here: _Both
    below: dict[str, _Both]


@dataclass(frozen=True)
class _Times:
    """What is counted, and when: all areas are renewed together, so that pages agree."""

    first: date
    after: date
    slot: int


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
    told = _told(area_code, _Times(first, after, int(now.timestamp()) // KEPT_SECONDS))
    here = told.here
    return AreaFigures(
        Cell(here.open.whole, here.solved.whole),
        {key: Cell(here.open.kinds.get(key, 0), here.solved.kinds.get(key, 0)) for key in _kinds(here)},
        {code: Cell(each.open.whole, each.solved.whole) for code, each in told.below.items()},
        first,
        after - timedelta(days=1),
    )


def _told(area_code: str, times: _Times) -> _Level:
    """Return what is told of an area, beside those of the area above it, and of each area below."""
    key = f"matters.public.{significant_prefix(area_code)}.{times.first}.{times.slot}"
    found: _Level | None = cache.get(key)
    if found is None:
        counted = _counted_below(area_code, times.first, times.after)
        if area_code == city_code():
            here = _Both(told_of_city(counted.open), told_of_city(counted.solved))
        else:
            here = _told(area_named(area_code).parent_code, times).below[area_code]
        opened = told_below(here.open, counted.open_by_area)
        solved = told_below(here.solved, counted.solved_by_area)
        below = {code: _Both(opened[code], solved[code]) for code in opened}
        # What stands beside them is a megabyte, and of use only for levels below.
        found = _Level(
            here.alone(), {code: both if children(code) else both.alone() for code, both in below.items()}
        )
        cache.set(key, found, KEPT_SECONDS)
    return found


def _kinds(told: _Both) -> list[str]:
    """Return the kinds of which there is anything, told or not."""
    kinds = (*told.open.kinds.items(), *told.solved.kinds.items())
    return sorted({kind for kind, count in kinds if count != 0})


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
            kinds[code][kind] += count
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
    top = Func("kind_code", Value(TOP), Value(1), function="split_part", output_field=CharField())
    named: dict[str, Any] = {"below": Substr("area_code", 1, length), "top": top}
    if by_week:
        named["monday"] = TruncWeek("closed_at", tzinfo=city_zone())
    keys = ["below", "top", *(["monday"] if by_week else [])]
    groups = rows.annotate(**named).values_list(*keys).annotate(count=Count("pk")).order_by()
    return [(area, kind, more[0].date() if by_week else None, more[-1]) for area, kind, *more in groups]
