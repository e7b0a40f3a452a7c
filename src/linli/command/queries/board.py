from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from django.db.models import Max, QuerySet, Sum

from linli.areas.policies.codes import Level, significant_prefix
from linli.areas.queries import area_named, children, grid_named, grids_in
from linli.command.access import whole_of
from linli.command.models import COUNTED, AreaDay
from linli.command.policies import CommandFigures, Rise, rising
from linli.command.queries.kept import Shared
from linli.core.time import city_day
from linli.matters.policies.rates import Rates, RateWeights, rates
from linli.matters.queries.figures import (
    GRID_LENGTH,
    OPENED,
    Asked,
    Place,
    Standing,
    since,
    standing_below,
    tallies,
)
from linli.matters.queries.rates import counts_of, midnight
from linli.people.access import Viewer
from linli.rulebook.errors import RuleMissing
from linli.rulebook.queries import in_force


@dataclass(frozen=True, slots=True)
class Period:
    """What happened in the last days, and the shares made of it."""

    opened: int
    rates: Rates
    wholes: Mapping[str, int]
    """What each share is a share of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One place below."""

    code: str
    name: str
    standing: Standing
    period: Period


@dataclass(frozen=True)
class Board:
    """All that the page of a place shows, at one instant. Each part is counted when it is asked for first, and kept."""

    place: Place
    at: datetime

    @cached_property
    def name(self) -> str:
        return name_of(self.place, self.at)

    @property
    def counted_at(self) -> datetime | None:
        """When the days of the period were counted; None: at `at` itself, or never yet."""
        return self._days.counted_at

    @property
    def whole(self) -> Standing:
        return sum(self._standing[0].values(), Standing())

    @property
    def stages(self) -> Mapping[str, int]:
        return self._standing[1]

    @cached_property
    def today(self) -> Mapping[str, int]:
        """What came in and was closed since midnight. Two queries."""
        came, closed = since(whole_of(self.place), self.place, midnight(city_day(self.at)))
        return {"came_today": came, "closed_today": closed}

    @cached_property
    def period(self) -> Period:
        return self._days.period(self.place.code)

    @cached_property
    def rises(self) -> tuple[Rise, ...]:
        return self._days.rises()

    @cached_property
    def below(self) -> tuple[Line, ...]:
        standing, length = self._standing[0], _length(self._names)
        return tuple(
            Line(code, name, standing.get(code[:length], Standing()), self._days.period(code))
            for code, name in self._names.items()
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        return _names_below(self.place, self.at)

    @cached_property
    def _standing(self) -> tuple[dict[str, Standing], dict[str, int]]:
        """Return how open matters stand in each place below, and how many are in each stage. One query."""
        length = _length(self._names)
        return standing_below(whole_of(self.place), self.place, length=length, now=self.at)

    @cached_property
    def _days(self) -> _Direct | _Kept:
        """Return what happened in the last days. Two or three queries, and one more for what rises."""
        if self.place.is_grid or self.place.has_grids:
            return _Direct(whole_of(self.place), self.place, self.at)
        return _Kept(self.place, self._names, self.at)


_boards: Shared[Board] = Shared()


@cache
def _defaults() -> CommandFigures:
    return CommandFigures()


def rule_of(now: datetime) -> CommandFigures:
    try:
        return in_force(CommandFigures, city_day(now)).value
    except RuleMissing:
        return _defaults()


def board_of(place: Place, *, now: datetime) -> Board:
    """Return the figures of a place for whoever may see them, at most some seconds old.

    No query for most who watch; six to eight when all are counted anew, however many matters there are.
    """
    return _boards.get(place.code, lambda: Board(place, now), now=now, seconds=rule_of(now).seconds)


def forget() -> None:
    _boards.forget()


def asked(place: Place, now: datetime, kind: str = "") -> Asked:
    """Return what the lists behind the figures are narrowed to."""
    rule, today = rule_of(now), city_day(now)
    first, risen = (midnight(today - timedelta(days=days - 1)) for days in (rule.days, rule.rising.days))
    end = midnight(today + timedelta(days=1))
    return Asked(place, now, midnight(today), first, end, kind, risen)


def name_of(place: Place, now: datetime) -> str:
    """Raises UnknownArea, UnknownGrid."""
    return grid_named(place.code, city_day(now)).name if place.is_grid else area_named(place.code).name


def _names_below(place: Place, now: datetime) -> dict[str, str]:
    if place.is_grid:
        return {}
    if place.has_grids:
        return {grid.code: grid.name for grid in grids_in(place.code, city_day(now))}
    return {area.code: area.name for area in children(place.code)}


def _length(names: Mapping[str, str]) -> int:
    """Return how many digits tell the places below apart."""
    first = next(iter(names), "")
    return GRID_LENGTH if len(first) in (0, GRID_LENGTH) else len(significant_prefix(first))


def period_of(counted: Counter[str], now: datetime) -> Period:
    counts = counts_of(counted)
    rated = sum(count for _answer, count in counts.satisfied)
    return Period(
        opened=counted[OPENED],
        rates=rates(counts, in_force(RateWeights, city_day(now)).value),
        wholes={
            "closure": counts.results_due,
            "on_time": counts.results_due,
            "response": counts.contacts_due,
            "resolution": counts.answered,
            "satisfaction": rated,
        },
    )


class _Direct:
    """Of a village or a grid, counted from its few matters."""

    counted_at = None

    def __init__(self, viewer: Viewer, place: Place, now: datetime) -> None:
        self.now, self.place = now, place
        span = asked(place, now)
        self.found = tallies(viewer, place, span.period, span.end, by="grid_code", now=now)

    def period(self, code: str) -> Period:
        own = code == self.place.code
        counted = self.found.values() if own else [self.found[code]] if code in self.found else []
        return period_of(sum(counted, Counter()), self.now)

    def rises(self) -> tuple[Rise, ...]:
        """Too few to say that anything rises."""
        return ()


class _Kept:
    """Of larger areas, added up from the days that a sweep counted."""

    def __init__(self, place: Place, names: Mapping[str, str], now: datetime) -> None:
        self.place, self.now, self.rule = place, now, rule_of(now)
        today = city_day(now)
        first = today - timedelta(days=self.rule.days - 1)
        rows = AreaDay.objects.filter(
            area_code__in=[place.code, *names], kind_code="", on__gte=first, on__lte=today
        )
        sums: QuerySet[AreaDay, Any] = rows.values("area_code").annotate(
            **{f"all_{name}": Sum(name) for name in COUNTED}
        )
        self.found = {
            row["area_code"]: Counter({name: row[f"all_{name}"] for name in COUNTED})
            for row in sums.order_by()
        }
        newest = AreaDay.objects.filter(area_code=place.code, kind_code="", on__lte=today, on__gte=first)
        self.counted_at: datetime | None = newest.aggregate(at=Max("counted_at"))["at"]

    def period(self, code: str) -> Period:
        return period_of(self.found.get(code, Counter()), self.now)

    def rises(self) -> tuple[Rise, ...]:
        rule, today = self.rule.rising, city_day(self.now)
        turn = today - timedelta(days=rule.days - 1)
        begin = turn - timedelta(days=rule.before_days)
        rows = AreaDay.objects.filter(area_code=self.place.code, on__gte=begin, on__lte=today).exclude(
            kind_code=""
        )
        recent, before = Counter[str](), Counter[str]()
        for kind, on, opened in rows.values_list("kind_code", "on", "opened"):
            (recent if on >= turn else before)[kind] += opened
        return rising(recent, before, rule)


def above(place: Place) -> list[Place]:
    """Return the places it lies in, from the city down. From memory."""
    area = area_named(place.prefix if place.is_grid else place.code)
    codes = [area.code] if place.is_grid else []
    while area.level > Level.CITY:
        area = area_named(area.parent_code)
        codes.insert(0, area.code)
    return [Place(code) for code in codes]
