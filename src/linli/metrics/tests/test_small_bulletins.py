"""Whoever reads every published bulletin, of months and quarters, counties and townships, works out no small figure."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.matters.policies.small_cells import SMALLEST
from linli.matters.tests.test_small_tables import Reader
from linli.metrics.policies.bulletins import added
from linli.metrics.policies.frozen import Slice
from linli.metrics.queries.bulletins import Months, Sums, figures

COUNTIES = {"990101": 3, "990102": 2, "990103": 1}
TOWNS = [f"{county}{place:03}" for county, places in COUNTIES.items() for place in range(places)]
counts = st.one_of(st.integers(0, 6), st.integers(0, 40))
months = st.lists(st.lists(counts, min_size=len(TOWNS), max_size=len(TOWNS)), min_size=3, max_size=3)


def table(towns: Mapping[str, Sums]) -> dict[Slice, dict[str, Sums]]:
    """Return what is frozen of a month, or added up of a quarter."""
    inside = {county: added(towns[key] for key in towns if key.startswith(county)) for county in COUNTIES}
    return {Slice.WHOLE: {"": added(towns.values())}, Slice.COUNTY: inside, Slice.TOWN: dict(towns)}


Told = dict[str, int | None]


def told(tables: dict[Slice, dict[str, Sums]], months: list[dict[Slice, dict[str, Sums]]]) -> Told:
    """Return what the bulletins of one period say; `months`: what it is made of."""
    found: Told = {}
    for ranked, sums in tables.items():
        parts: Months = tuple({**month[ranked], **month[Slice.WHOLE]} for month in months)
        whole, parted = tables[Slice.WHOLE][""], {key: row for key, row in sums.items() if key}
        for key, figure in figures("opened", parted, whole, None, ranked, parts).items():
            assert figure.value in (None, sums.get(key, whole)["opened"])
            assert key or key not in found or found[key] == figure.value
            found[key] = None if figure.value is None else int(figure.value)
    return found


@settings(max_examples=60, deadline=None)
@given(months)
def test_no_small_figure_follows_from_months_quarters_counties_and_townships(drawn: list[list[int]]) -> None:
    kept = [table({key: {"opened": n} for key, n in zip(TOWNS, month, strict=True)}) for month in drawn]
    keys = kept[0]
    quarter = {
        ranked: {key: added(month[ranked][key] for month in kept) for key in keys[ranked]} for ranked in keys
    }
    said: dict[str, Told] = {f"{number}": told(month, []) for number, month in enumerate(kept)}
    said["quarter"] = told(quarter, kept)
    reader = Reader()
    for when, cells in said.items():
        for above in ("", *COUNTIES):
            below = [key for key in TOWNS if key.startswith(above)] if above else list(COUNTIES)
            reader.read((when, above), cells[above], {(when, key): cells[key] for key in below})
    for key, count in said["quarter"].items():
        reader.read(
            ("quarter", key), count, {(f"{number}", key): said[f"{number}"][key] for number in range(3)}
        )
    found = reader.finds()
    for when, tables in {
        **{f"{number}": month for number, month in enumerate(kept)},
        "quarter": quarter,
    }.items():
        small = [key for sums in tables.values() for key, row in sums.items() if 0 < row["opened"] < SMALLEST]
        assert not [key for key in small if (when, key) in found or said[when][key] is not None]
