"""What the public is told of a place, given what it is told of the place above: from the city down, never past it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linli.matters.policies.small_cells import give_away, shown, shown_cells
from linli.matters.policies.small_tables import shown_table

WEEKS = 4
SPAN = timedelta(weeks=WEEKS)
FIRST = date(2024, 1, 1)
"""A Monday. Spans follow each other from here; of two that overlapped, the difference would be a few days."""


def last_span(day: date) -> tuple[date, date]:
    """Return the first day of the last four whole weeks that are over, and the day after them. Mondays both."""
    after = FIRST + (day - FIRST) // SPAN * SPAN
    return after - SPAN, after


@dataclass(frozen=True)
class Counted:
    """What there is in one place."""

    kinds: Mapping[str, int]
    weeks: Sequence[int] = ()
    """How the same is spread over the weeks, where weeks are published too."""

    @property
    def whole(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Told:
    """What the public is told of one place; None: kept back."""

    whole: int | None
    kinds: Mapping[str, int | None]
    weeks: Sequence[int | None] = ()


def told_of_city(city: Counted) -> Told:
    weeks = [shown(count) for count in city.weeks]
    whole = None if _follows(city, weeks) else shown(city.whole)
    return Told(whole, shown_cells(city.kinds, is_whole_shown=whole is not None), weeks)


def told_below(above: Told, places: Mapping[str, Counted]) -> dict[str, Told]:
    """Return what the public is told of all places in one that it is told of: beside each other, and beside that one.

    Below a figure that is kept back nothing but zeros is told.
    """
    weeks = [
        shown_cells(
            {code: each.weeks[number] for code, each in places.items()}, is_whole_shown=count is not None
        )
        for number, count in enumerate(above.weeks)
    ]
    kept = {code for code, each in places.items() if _follows(each, [week[code] for week in weeks])}
    counts = {code: each.whole for code, each in places.items()}
    while True:
        wholes = shown_cells(counts, is_whole_shown=above.whole is not None, kept=kept)
        more = _between(places, weeks, wholes) - kept
        if not more:
            break
        kept |= more
    kinds = shown_table(
        {code: dict.fromkeys(above.kinds, 0) | dict(each.kinds) for code, each in places.items()},
        _known(wholes),
        _known(above.kinds),
    )
    return {code: Told(wholes[code], kinds[code], [week[code] for week in weeks]) for code in places}


def _between(
    places: Mapping[str, Counted], weeks: Sequence[Mapping[str, int | None]], wholes: Mapping[str, int | None]
) -> set[str]:
    """Return the places whose whole, told, would part a week that is kept back into what is theirs and what is others'.

    The sum of all that are kept back as a whole follows from what is told. Where zeros say that they had nothing in the
    other weeks, it is their sum of one week, and the rest of that week belongs to the places that are told.
    """
    found: set[str] = set()
    for number, week in enumerate(weeks):
        hidden = {code: each.weeks[number] for code, each in places.items() if week[code] is None}
        theirs = {code: count for code, count in hidden.items() if wholes[code]}
        others = [count for code, count in hidden.items() if code not in theirs]
        if theirs and (give_away(theirs.values()) or give_away(others)):
            found.update(theirs)
    return found


def _known(cells: Mapping[str, int | None]) -> list[str]:
    return [key for key, count in cells.items() if count is not None]


def _follows(place: Counted, weeks: Iterable[int | None]) -> bool:
    """Say whether a week that is kept back would follow from the four weeks together."""
    hidden = [count for count, told in zip(place.weeks, weeks, strict=True) if told is None]
    return give_away(hidden)
