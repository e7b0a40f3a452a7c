"""What the public is told of a place, given what it is told of the place above: from the city down, never past it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from linli.matters.policies.small_cells import give_away, shown, shown_cells
from linli.matters.policies.small_sums import Figure, Sums
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


Part = tuple[Any, ...]
"""A kind, or the number of a week; empty: the whole."""


@dataclass(frozen=True)
class Told:
    """What the public is told of one place; None: kept back."""

    whole: int | None
    kinds: Mapping[str, int | None]
    weeks: Sequence[int | None] = ()
    code: str = ""
    beside: Sums | None = field(default=None, compare=False, repr=False)
    """All sums that one knows who reads what is told of it and of the places beside it."""

    def alone(self) -> Told:
        """Return it without what is beside it, where nothing below it is told."""
        return replace(self, beside=None)

    def said(self) -> Iterator[Mapping[Part, float]]:
        """Yield what they say of its own figures that are kept back."""
        hidden = {(self.code, *part) for part, count in self.parts() if count is None}
        for each in self.beside.between(hidden) if self.beside else ():
            yield {name[1:]: times for name, times in each.items()}

    def parts(self) -> Iterator[tuple[Part, int | None]]:
        yield (), self.whole
        for part, count in (*self.kinds.items(), *enumerate(self.weeks)):
            yield (part,), count


def told_of_city(city: Counted) -> Told:
    whole = shown(city.whole)
    kinds = shown_cells(city.kinds, is_whole_shown=whole is not None)
    weeks = shown_cells(dict(enumerate(city.weeks)), is_whole_shown=whole is not None)
    return Told(whole, kinds, list(weeks.values()))


def told_below(above: Told, places: Mapping[str, Counted]) -> dict[str, Told]:
    """Return what the public is told of all places in one that it is told of: beside each other, and beside that one.

    Below a figure that is kept back nothing but zeros is told. Places are kept back as a whole, the smallest first,
    until nothing small follows from all that is told here; where something always does, nothing is told, not even
    zeros. What follows and is not small is told.
    """
    kept: set[str] = set()
    before = _Before(above)
    while True:
        told = _told(above, places, kept)
        sums = _sums(before, told)
        given_away = _given_away(sums, places) or before.learned(sums)
        others = {code for code, each in told.items() if each.whole}
        if given_away and not others:
            told = {code: _nothing_of(each) for code, each in told.items()}
            sums, given_away = _sums(before, told), set()
        if not given_away:
            follows = sums.what_follows()
            return {code: _filled(code, each, places[code], follows, sums) for code, each in told.items()}
        kept |= others & given_away or {min(others, key=lambda code: (places[code].whole, code))}


def _nothing_of(told: Told) -> Told:
    return Told(None, dict.fromkeys(told.kinds), [None] * len(told.weeks))


def _told(above: Told, places: Mapping[str, Counted], kept: Collection[str]) -> dict[str, Told]:
    counts = {code: each.whole for code, each in places.items()}
    wholes = shown_cells(counts, is_whole_shown=above.whole is not None, kept=kept)
    kinds = shown_table(
        {code: dict.fromkeys(above.kinds, 0) | dict(each.kinds) for code, each in places.items()},
        _known(wholes),
        _known(above.kinds),
    )
    weeks = shown_table(
        {code: dict(enumerate(each.weeks)) for code, each in places.items()},
        _known(wholes),
        _known(dict(enumerate(above.weeks))),
    )
    return {code: Told(wholes[code], kinds[code], list(weeks[code].values())) for code in places}


class _Before:
    """What one knew of a place before anything below it was told. In sums it stands under None."""

    def __init__(self, above: Told) -> None:
        self.above = above
        self._said = [{(None, *part): times for part, times in said.items()} for said in above.said()]
        self._hidden = {(None, *part) for part, count in above.parts() if count is None}
        self._known = self._of_it(self.sums())

    def sums(self) -> Sums:
        sums = Sums()
        for said in self._said:
            sums.add_known(said)
        _add_parts(sums, None, self.above)
        return sums

    def learned(self, sums: Sums) -> set[str | None]:
        """Return None in a set where these sums tell more of it: places beside it rely on that they do not."""
        return {None} if self._of_it(sums) > self._known else set()

    def _of_it(self, sums: Sums) -> int:
        return len(list(sums.between(self._hidden)))


def _sums(before: _Before, told: Mapping[str, Told]) -> Sums:
    """Return all sums that one knows who reads what is told here, and what one knew before."""
    sums, above = before.sums(), before.above
    for code, each in told.items():
        _add_parts(sums, code, each)
    sums.add((None,), above.whole, {(code,): each.whole for code, each in told.items()})
    for kind, count in above.kinds.items():
        sums.add((None, kind), count, {(code, kind): each.kinds[kind] for code, each in told.items()})
    for week, count in enumerate(above.weeks):
        sums.add((None, week), count, {(code, week): each.weeks[week] for code, each in told.items()})
    return sums


def _add_parts(sums: Sums, code: str | None, told: Told) -> None:
    sums.add((code,), told.whole, {(code, kind): count for kind, count in told.kinds.items()})
    sums.add((code,), told.whole, {(code, week): count for week, count in enumerate(told.weeks)})


def _given_away(sums: Sums, places: Mapping[str, Counted]) -> set[str | None]:
    """Return the places of which something small follows, None where it is of the one above."""
    follows = sums.what_follows()
    found = {code for code, *part in follows if code is None or _is_small(places[code], *part)}
    for left in sums.left(follows):
        if None not in (codes := {code for code, *_part in left}):
            counts = [_count(places[code], *part) for code, *part in left]
            found |= codes if give_away(counts) and any(counts) else set()
    return found


def _is_small(place: Counted, *part: Any) -> bool:
    return shown(_count(place, *part)) is None


def _count(place: Counted, *part: Any) -> int:
    if not part:
        return place.whole
    return place.weeks[part[0]] if isinstance(part[0], int) else place.kinds.get(part[0], 0)


def _filled(code: str, told: Told, place: Counted, follows: Collection[Figure], sums: Sums) -> Told:
    """Return what is told with what follows from it; never what is small."""

    def fill(count: int | None, *part: Any) -> int | None:
        is_told = count is None and (code, *part) in follows and not _is_small(place, *part)
        return _count(place, *part) if is_told else count

    kinds = {kind: fill(count, kind) for kind, count in told.kinds.items()}
    weeks = [fill(count, week) for week, count in enumerate(told.weeks)]
    return Told(fill(told.whole), kinds, weeks, code, sums)


def _known(cells: Mapping[Any, int | None]) -> list[Any]:
    return [key for key, count in cells.items() if count is not None]
