"""Bulletins: whose figures of which period are put beside each other, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.letters.policies.wording import count_in_chinese, day_in_chinese
from linli.metrics.policies.frozen import month_of, next_month

WEEK = timedelta(days=7)


class Cycle(TextChoices):
    """How often a bulletin comes out."""

    WEEKLY = "weekly", _("weekly")
    MONTHLY = "monthly", _("monthly")
    QUARTERLY = "quarterly", _("quarterly")


PUBLIC_CYCLES = (Cycle.MONTHLY, Cycle.QUARTERLY)
"""A quarter is made of months, a week is not: of both, a few days' cases could be worked out."""


class When(TextChoices):
    """When a sentence stands in a bulletin."""

    ALWAYS = "always", pgettext_lazy("bulletin", "always")
    RISE = "rise", _("the figure rose")
    FALL = "fall", _("the figure fell")
    SAME = "same", _("the figure is as before")
    FIRST = "first", _("first place")
    LAST = "last", _("last place")
    ON_TARGET = "on_target", _("the target is met")
    OFF_TARGET = "off_target", _("the target is missed")


class RemarkKind(TextChoices):
    """What a ranked unit attaches to a bulletin."""

    COMMENT = "comment", _("comment")
    OBJECTION = "objection", _("objection")


@dataclass(frozen=True)
class Period:
    """A week from Monday, a month or a quarter; both days inclusive."""

    cycle: Cycle
    first: date
    last: date

    @classmethod
    def around(cls, cycle: Cycle, day: date) -> Period:
        if cycle is Cycle.WEEKLY:
            first = day - timedelta(days=day.weekday())
            return cls(cycle, first, first + WEEK - timedelta(days=1))
        if cycle is Cycle.MONTHLY:
            return cls(cycle, *month_of(day))
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return cls(cycle, first, month_of(next_month(next_month(first)))[1])

    @property
    def before(self) -> Period:
        return Period.around(self.cycle, self.first - timedelta(days=1))

    def months(self) -> Iterator[date]:
        """Yield the first day of each of its months; a week has none."""
        month = self.first
        while self.cycle is not Cycle.WEEKLY and month <= self.last:
            yield month
            month = next_month(month)

    @property
    def words(self) -> str:
        """Return the period as official Chinese writes it, whatever language the reader's pages have."""
        if self.cycle is Cycle.MONTHLY:
            return f"{self.first.year}年{self.first.month}月"
        if self.cycle is Cycle.QUARTERLY:
            return f"{self.first.year}年第{count_in_chinese((self.first.month + 2) // 3)}季度"
        return f"{day_in_chinese(self.first)}至{day_in_chinese(self.last).partition('年')[2]}"

    @property
    def short(self) -> str:
        """Return what stands under a point of a line."""
        match self.cycle:
            case Cycle.MONTHLY:
                return f"{self.first.month}月"
            case Cycle.QUARTERLY:
                return f"{count_in_chinese((self.first.month + 2) // 3)}季度"
            case _:
                return f"{self.first.month}.{self.first.day}"


def places_of(values: Mapping[str, Decimal | None], *, more_is_better: bool) -> dict[str, int]:
    """Return the place of each that has a figure, from 1. Equal figures share one, and the next is left free."""
    known = {key: value for key, value in values.items() if value is not None}
    return {
        key: 1 + sum(other > value if more_is_better else other < value for other in known.values())
        for key, value in known.items()
    }


@dataclass(frozen=True)
class Standing:
    """One figure of a place or unit: now, in the period before, and what was aimed at."""

    now: Decimal | None
    before: Decimal | None = None
    target: Decimal | None = None
    place: int | None = None
    """From 1; None: it has no figure, or none that may be told."""
    places: int = 0
    """The last place that somebody has."""
    more_is_better: bool | None = True

    @property
    def _moved(self) -> Decimal | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def _over(self) -> Decimal | None:
        """By how much the target is passed, on the good side."""
        if self.now is None or self.target is None:
            return None
        return self.target - self.now if self.more_is_better is False else self.now - self.target


HOLDS: Mapping[When, Callable[[Standing], bool]] = {
    When.ALWAYS: lambda each: each.now is not None,
    When.RISE: lambda each: each._moved is not None and each._moved > 0,
    When.FALL: lambda each: each._moved is not None and each._moved < 0,
    When.SAME: lambda each: each._moved == 0,
    When.FIRST: lambda each: each.place == 1 and each.places > 1,
    When.LAST: lambda each: each.place == each.places > 1,
    When.ON_TARGET: lambda each: each._over is not None and each._over >= 0,
    When.OFF_TARGET: lambda each: each._over is not None and each._over < 0,
}


def which(standings: Mapping[str, Standing], when: When) -> list[str]:
    """Return the keys of those for which a sentence holds, the best placed first."""
    held = [key for key, each in standings.items() if HOLDS[when](each)]
    return sorted(held, key=lambda key: (standings[key].place or len(standings) + 1, key))


def added(sums: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sums of several months as one. Medians cannot be added and are left out where there are several."""
    rows = list(sums)
    total: dict[str, int] = {}
    for row in rows:
        for name, count in row.items():
            total[name] = total.get(name, 0) + count
    if len(rows) > 1:
        total.pop("minutes", None)
    return total
