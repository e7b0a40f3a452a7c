"""Figures of a place, and that each is the number of matters in the list behind it."""

from __future__ import annotations

import pytest

from linli.command.access import whole_of
from linli.command.actions import count_again, count_day, count_recent
from linli.command.models import AreaDay
from linli.command.policies import INDICATORS
from linli.command.queries.board import Board, asked, board_of, forget
from linli.core.time import city_day
from linli.matters.queries.figures import BEHIND, Place, list_behind
from linli.matters.testing import GRID, SmallCity
from linli.people.testing import CITY, HILLSIDE, RIVERSIDE, STREET, VILLAGE

pytestmark = pytest.mark.django_db
PLACES = (CITY, RIVERSIDE, STREET, VILLAGE, GRID)


def board(city: SmallCity, code: str) -> Board:
    forget()
    return board_of(Place(code), now=city.now)


def close(city: SmallCity, *, satisfied: str = "satisfied", resolved: str = "yes") -> None:
    """Let a matter run through the whole loop until its requester has rated it."""
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    city.do("owner", "acknowledge", matter)
    city.do("owner", "contact", matter, reached=True)
    city.do("owner", "start", matter)
    city.later(hours=1)
    city.do("owner", "complete", matter, result="已清运")
    city.do("verifier", "verify", matter, passed=True)
    city.do("owner", "reply", matter, text="垃圾已清运")
    rating = {"reached": True, "contacted": "yes", "resolved": resolved, "satisfied": satisfied}
    matter = city.do("follow_up_clerk", "follow_up", matter, **rating)
    if matter.status != "closed":
        city.do("supervisor", "review", matter, unit_at_fault=False, words="条件不允许，已说明")


@pytest.mark.parametrize("code", PLACES)
def test_a_place_counts_what_is_in_it(city: SmallCity, code: str) -> None:
    city.file(kind="street.litter")
    city.file(kind="water.burst")
    found = board(city, code)
    assert (found.whole.open, found.whole.late, found.today["came_today"]) == (2, 0, 2)
    assert sum(found.stages.values()) == 2


def test_another_place_counts_nothing(city: SmallCity) -> None:
    city.file()
    assert board(city, HILLSIDE).whole.open == 0


def test_what_lies_below_adds_up_to_the_place(city: SmallCity) -> None:
    for _ in range(3):
        city.file(kind="street.litter")
    for code in PLACES[:-1]:
        found = board(city, code)
        assert sum(line.standing.open for line in found.below) == found.whole.open == 3


def test_a_clock_that_ran_out_makes_a_matter_late(city: SmallCity) -> None:
    city.file(kind="street.litter")
    city.later(days=30)
    found = board(city, GRID)
    assert (found.whole.late, found.whole.soon) == (1, 0)


@pytest.mark.parametrize("code", PLACES)
def test_each_figure_is_as_long_as_its_list(city: SmallCity, code: str) -> None:
    city.file(kind="street.litter")
    city.file()
    late = city.file(kind="water.burst")
    close(city)
    city.later(days=3)
    city.file(kind="street.lamp")
    close(city, satisfied="unsatisfied", resolved="no")
    count_recent(now=city.now)
    found = board(city, code)
    counts = {
        "open": found.whole.open,
        "late": found.whole.late,
        "soon": found.whole.soon,
        **found.stages,
        "came_today": found.today["came_today"],
        "closed_today": found.today["closed_today"],
        "came": found.period.opened,
        **found.period.wholes,
    }
    place = Place(code)
    lists = {
        figure: list_behind(whole_of(place), figure, "all", asked(place, city.now)).rows for figure in counts
    }
    assert {figure: len(rows) for figure, rows in lists.items()} == counts
    assert late in lists["late"]


def test_counted_and_not_counted_make_up_all(city: SmallCity) -> None:
    close(city)
    city.file(kind="street.litter")
    city.later(days=40)
    close(city, satisfied="unsatisfied", resolved="no")
    place = Place(CITY)

    def rows(figure: str, part: str) -> list[str]:
        found = list_behind(whole_of(place), figure, part, asked(place, city.now)).rows
        return sorted(matter.code for matter in found)

    for figure, parts in BEHIND.items():
        if len(parts) > 1:
            assert rows(figure, "all") == sorted(rows(figure, "counted") + rows(figure, "not_counted"))


def test_every_figure_has_a_definition_and_a_list() -> None:
    assert INDICATORS.keys() == BEHIND.keys()


def test_days_that_were_counted_say_the_same_as_the_matters(city: SmallCity) -> None:
    close(city)
    city.later(days=2)
    city.file(kind="street.litter")
    count_recent(now=city.now)
    of_village, of_city = board(city, VILLAGE).period, board(city, CITY).period
    assert of_village.wholes == of_city.wholes
    assert of_city.opened == of_village.opened == 2
    assert of_city.rates.satisfaction == of_village.rates.satisfaction == 1


def test_a_day_counted_twice_is_there_once(city: SmallCity) -> None:
    city.file(kind="street.litter")
    first = count_day(on=city_day(city.now), now=city.now)
    assert count_day(on=city_day(city.now), now=city.now) == first == AreaDay.objects.count()


def test_a_decision_to_leave_a_matter_out_reaches_days_that_are_over(city: SmallCity) -> None:
    close(city)
    count_recent(now=city.now)
    city.later(days=5)
    (row,) = list_behind(whole_of(Place(CITY)), "satisfaction", "all", asked(Place(CITY), city.now)).rows
    city.do("supervisor", "exclude", row, reason="in_court_or_petition", words="法院在审理")
    count_again(now=city.now)
    assert board(city, CITY).period.rates.satisfaction is None


def test_only_what_is_missing_or_recent_is_counted_again(city: SmallCity) -> None:
    assert count_recent(now=city.now) > 2
    assert count_recent(now=city.now) == 2


def test_kinds_rise_when_more_come_than_usual(city: SmallCity) -> None:
    for _ in range(6):
        city.file(kind="street.litter")
    count_recent(now=city.now)
    (rise,) = board(city, CITY).rises
    assert (rise.kind, rise.count, rise.usual) == ("street", 6, 0)
    place = Place(CITY)
    assert len(list_behind(whole_of(place), "rising", "all", asked(place, city.now, "street")).rows) == 6


@pytest.mark.parametrize("code", PLACES)
def test_a_board_asks_as_much_for_many_matters_as_for_none(
    city: SmallCity, code: str, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        city.file(kind="street.litter")
    count_recent(now=city.now)
    board(city, code)
    with django_assert_max_num_queries(10):
        board(city, code)
