"""What anybody may read of an area: figures, none of them small."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.matters.policies.small_cells import SMALLEST, shown, shown_cells
from linli.matters.queries.public import area_figures
from linli.matters.testing import SmallCity
from linli.people.testing import STREET, VILLAGE

cells = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=12)


@pytest.mark.parametrize(("count", "read"), [(0, 0), (1, None), (4, None), (5, 5), (1200, 1200)])
def test_a_small_count_is_kept_back(count: int, read: int | None) -> None:
    assert shown(count) == read


@given(cells)
def test_no_small_cell_is_shown_and_no_shown_cell_is_wrong(counts: dict[int, int]) -> None:
    for key, cell in shown_cells(counts).items():
        assert cell in (None, counts[key])
        assert cell is None or cell == 0 or cell >= SMALLEST


@given(cells)
def test_what_is_kept_back_cannot_be_worked_out_from_the_total(counts: dict[int, int]) -> None:
    read = shown_cells(counts)
    hidden = [counts[key] for key, cell in read.items() if cell is None]
    if not hidden or shown(sum(counts.values())) is None:
        return
    assert len(hidden) >= 2
    assert sum(hidden) >= SMALLEST


def filed(clock: SmallCity, times: int, **more: object) -> None:
    for _ in range(times):
        clock.file(**more)


def test_an_area_says_how_much_is_open_and_what_was_solved(clock: SmallCity) -> None:
    filed(clock, 6, kind="street.litter")
    figures = area_figures(STREET, clock.now)
    assert (figures.whole.open, figures.whole.solved) == (6, 0)
    assert figures.by_area[VILLAGE].open == 6
    assert figures.by_kind["street"].open == 6


def test_a_handful_is_not_told(clock: SmallCity) -> None:
    filed(clock, 4)
    assert area_figures(STREET, clock.now).whole.open is None


def test_confidential_matters_are_not_counted(clock: SmallCity) -> None:
    filed(clock, 5)
    filed(clock, 3, is_confidential=True)
    assert area_figures(VILLAGE, clock.now).whole.open == 5


def test_what_was_declined_is_not_solved(clock: SmallCity) -> None:
    for _ in range(5):
        matter = clock.file()
        clock.do("dispatcher", "decline", matter, reason="other", words="请找物业公司")
    assert area_figures(VILLAGE, clock.now).whole.solved == 0


def test_figures_stand_still_for_a_while(clock: SmallCity) -> None:
    filed(clock, 5)
    area_figures(VILLAGE, clock.now)
    filed(clock, 1)
    assert area_figures(VILLAGE, clock.now).whole.open == 5


def test_the_page_is_open_to_all_and_names_no_matter(
    clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    filed(clock, 5)
    matter = clock.file(text="柳树社区张三家门口的垃圾", place="三号楼二单元")
    resident = browser_of("citizen")
    for address in ("/areas/", f"/areas/{STREET}/", f"/areas/{VILLAGE}/"):
        page = resident.get(address).content.decode()
        assert ">6<" in page
        assert not any(word in page for word in (matter.code, "张三", "三号楼", matter.grid_code))


def test_the_page_takes_two_queries_for_each_level_and_then_none(
    clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    filed(clock, 5)
    resident = browser_of("citizen")
    resident.get(f"/areas/{VILLAGE}/")
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as first:
        resident.get(f"/areas/{STREET}/")
    with CaptureQueriesContext(connection) as second:
        resident.get(f"/areas/{STREET}/")
    assert (len(first), len(second)) == (6, 0)


@pytest.mark.parametrize("code", ["1", "x", "9" * 12, "%00"])
def test_an_area_that_is_not_there_is_refused(
    browser_of: Callable[..., Client], clock: SmallCity, code: str
) -> None:
    assert browser_of("citizen").get(f"/areas/{code}/").status_code in (404, 422)
