"""Whoever reads everything that is published works out no small cell: they may know the rules and do sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linli.matters.policies.public_figures import WEEKS, Counted, Told, last_span, told_below, told_of_city
from linli.matters.policies.small_cells import SMALLEST, shown, shown_cells
from linli.matters.policies.small_tables import shown_table

Unknown = Any
counts = st.one_of(st.integers(0, 6), st.integers(0, 30))


class Reader:
    """Knows the rules, and the sums of what is not shown; solves them."""

    def __init__(self) -> None:
        self.sums: list[tuple[dict[Unknown, int], int]] = []
        self.full: list[set[Unknown]] = []
        """Sums as large as they are long: each part is one, where zeros are shown."""

    def read(self, name: Unknown, whole: int | None, parts: Mapping[Unknown, int | None]) -> None:
        """Take in that a whole is the sum of its parts, whatever of them is shown."""
        missing = {part: 1 for part, count in parts.items() if count is None}
        told = sum(count for count in parts.values() if count is not None)
        if whole is None:
            missing[name] = -1
        self.sums.append((missing, (whole or 0) - told))
        # Where there is nothing but ones, nothing else could have been kept back with them.
        if whole is not None and whole - told == len(missing) < len(parts):
            self.full.append(set(missing))

    def finds(self, figures: Mapping[Unknown, int] | None = None) -> set[Unknown]:
        """Return what can have one value only. `figures`: as they are, for who takes ones to be ones, and is right."""
        names = sorted({name for each, _sum in self.sums for name in each}, key=repr)
        if not names:
            return set()
        rows = np.array([[each.get(name, 0) for name in names] for each, _sum in self.sums], float)
        _left, sizes, turned = np.linalg.svd(rows)
        free = np.abs(turned[int((sizes > 1e-9).sum()) :]).max(axis=0, initial=0)
        found = {name for place, name in enumerate(names) if free[place] < 1e-7}
        ones = [full for full in self.full if figures is None or all(figures[name] == 1 for name in full)]
        return found.union(*ones)


tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=1, max_size=6)
)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_no_small_cell_follows_from_a_table_with_the_sums_of_its_places_and_kinds(
    rows: list[list[int]],
) -> None:
    table = {place: dict(enumerate(line)) for place, line in enumerate(rows)}
    whole = shown(sum(map(sum, rows)))
    places = shown_cells(
        {place: sum(line) for place, line in enumerate(rows)}, is_whole_shown=whole is not None
    )
    kinds = shown_cells(
        {kind: sum(line[kind] for line in rows) for kind in table[0]}, is_whole_shown=whole is not None
    )
    told = shown_table(
        table,
        [key for key, count in places.items() if count is not None],
        [key for key, count in kinds.items() if count is not None],
    )
    reader = Reader()
    reader.read("city", whole, {("place", place): count for place, count in places.items()})
    reader.read("city", whole, {("kind", kind): count for kind, count in kinds.items()})
    for place, line in told.items():
        reader.read(("place", place), places[place], {(place, kind): count for kind, count in line.items()})
    for kind, count in kinds.items():
        reader.read(("kind", kind), count, {(place, kind): line[kind] for place, line in told.items()})
    figures = {(place, kind): count for place, line in table.items() for kind, count in line.items()}
    figures |= {("place", place): sum(line.values()) for place, line in table.items()}
    figures |= {("kind", kind): sum(line[kind] for line in table.values()) for kind in kinds}
    found = reader.finds(figures)
    for place, line in table.items():
        for kind, count in line.items():
            assert told[place][kind] in (None, count)
            if 0 < count < SMALLEST:
                assert told[place][kind] is None
                assert (place, kind) not in found, (place, kind)


Tree = dict[str, Counted]
places = st.builds(
    lambda weeks, kinds: _spread(weeks, kinds),
    st.lists(counts, min_size=WEEKS, max_size=WEEKS),
    st.lists(st.integers(0, 2), min_size=40, max_size=40),
)


def _spread(weeks: list[int], kinds: list[int]) -> Counted:
    """Give each case of some weeks a kind."""
    found = {"a": 0, "b": 0, "c": 0}
    for case in range(sum(weeks)):
        found["abc"[kinds[case % len(kinds)]]] += 1
    return Counted(found, weeks)


def _sum(places: list[Counted]) -> Counted:
    kinds = {kind: sum(each.kinds[kind] for each in places) for kind in "abc"}
    return Counted(kinds, [sum(each.weeks[week] for each in places) for week in range(WEEKS)])


def _hear(reader: Reader, code: str, told: Told, below: Mapping[str, Told]) -> None:
    """Read all that is published about a place and those below."""
    reader.read((code,), told.whole, {(code, kind): count for kind, count in told.kinds.items()})
    reader.read((code,), told.whole, {(code, week): count for week, count in enumerate(told.weeks)})
    if not below:
        return
    reader.read((code,), told.whole, {(each,): one.whole for each, one in below.items()})
    for kind, count in told.kinds.items():
        reader.read((code, kind), count, {(each, kind): one.kinds[kind] for each, one in below.items()})
    for week, count in enumerate(told.weeks):
        reader.read((code, week), count, {(each, week): one.weeks[week] for each, one in below.items()})


def _of_one_kind(*weeks: int) -> Counted:
    return Counted({"a": sum(weeks), "b": 0, "c": 0}, list(weeks))


ONE_WEEK_EACH = [
    _of_one_kind(0, 0, 0, 0),
    _of_one_kind(0, 1, 0, 0),
    _of_one_kind(0, 1, 1, 4),
    _of_one_kind(0, 4, 0, 0),
]
"""The two that are kept back as a whole say by zeros that all they have is of the second week."""


ONE_WAY_BETWEEN = [
    _of_one_kind(0, 2, 1, 3),
    _of_one_kind(0, 3, 0, 2),
    _of_one_kind(2, 0, 3, 0),
    _of_one_kind(3, 0, 2, 0),
]
"""Two have nothing but in the last weeks and two in the others, so what the first has of the third week follows."""
ONE_OF_EACH_KIND = [
    Counted(dict.fromkeys("abc", 1) | {"d": 1, "e": 1}, [5, 0, 0, 0]),
    _of_one_kind(9, 9, 9, 9),
]


def test_a_village_with_one_matter_of_each_kind_is_kept_back() -> None:
    places = dict(zip("AB", ONE_OF_EACH_KIND, strict=True))
    above = told_of_city(Counted({"a": 37, "b": 1, "c": 1, "d": 1, "e": 1}, [14, 9, 9, 9]))
    told = told_below(above, places)
    assert set(told["A"].kinds.values()) == {None}
    assert told["A"].whole is None


@settings(max_examples=60, deadline=None)
@example([ONE_WEEK_EACH])
@example([ONE_WAY_BETWEEN])
@given(st.lists(st.lists(places, min_size=1, max_size=4), min_size=1, max_size=3))
def test_no_small_figure_of_a_place_follows_from_all_that_is_published(counties: list[list[Counted]]) -> None:
    tree = {
        f"{number}": {f"{number}.{place}": each for place, each in enumerate(below)}
        for number, below in enumerate(counties)
    }
    known: dict[str, Counted] = {code: _sum(list(below.values())) for code, below in tree.items()}
    city = _sum(list(known.values()))
    reader, told = Reader(), {"": told_of_city(city)}
    told |= told_below(told[""], known)
    _hear(reader, "", told[""], {code: told[code] for code in tree})
    for code, below in tree.items():
        told |= (towns := told_below(told[code], below))
        _hear(reader, code, told[code], towns)
        for town in towns:
            _hear(reader, town, towns[town], {})
        known |= below
    figures: dict[Unknown, int] = {}
    for code, each in {"": city, **known}.items():
        figures |= {(code,): each.whole, **{(code, kind): count for kind, count in each.kinds.items()}}
        figures |= {(code, week): count for week, count in enumerate(each.weeks)}
    found = reader.finds(figures)
    assert not [key for key, count in figures.items() if 0 < count < SMALLEST and key in found]


def test_spans_follow_each_other_and_never_overlap() -> None:
    first, after = last_span(date(2026, 3, 10))
    assert (first.weekday(), after - first, after <= date(2026, 3, 10)) == (0, timedelta(weeks=4), True)
    assert {last_span(after + timedelta(days=each)) for each in range(28)} == {(first, after)}
    assert last_span(after + timedelta(days=28)) == (after, after + timedelta(days=28))
