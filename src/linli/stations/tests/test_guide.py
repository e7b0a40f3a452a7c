from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from linli.core.time import city_zone
from linli.people.testing import value_of_rule
from linli.stations.policies import NEXT, BookingStatus, Group, free_seat, may_move, slots_of
from linli.stations.queries import found_services, grouped
from linli.stations.rules import ServiceGuide, Stations

from .conftest import Corner

HOUR = 3_600_000_000


def test_anhes_guide_has_more_than_the_57_services() -> None:
    guide = ServiceGuide.model_validate(value_of_rule("stations-guide"))
    assert len(guide.services) >= 57
    assert {each.group for each in guide.services} == set(Group)
    assert all(guide.materials_of(each) is not None for each in guide.services)


def test_every_station_has_its_unit() -> None:
    places = Stations.model_validate(value_of_rule("stations-places"))
    assert len(places.stations) == len({each.unit for each in places.stations}) > 100


def changed(**more: Any) -> dict[str, Any]:
    service = {
        "code": "one",
        "group": "public",
        "name": {"zh": "一", "en": "One"},
        "whom": {"zh": "人", "en": "People"},
        "working_days": 0,
        **more,
    }
    return {"materials": [{"code": "id", "name": {"zh": "证", "en": "Card"}}], "services": [service]}


@pytest.mark.parametrize(
    "wrong",
    [changed(materials=["passport"]), changed(group="party"), changed(working_days=-1), changed(code="No")],
)
def test_a_guide_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ServiceGuide.model_validate(wrong)


def test_a_party_service_stands_in_the_guide_and_is_never_booked() -> None:
    guide = ServiceGuide.model_validate(changed(group="party", by_booking=False))
    assert not guide.services[0].by_booking


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("养老金", "pension_claim"),
        ("pension", "pension_claim"),
        ("yanglaojin", "pension_claim"),
        ("ylj", "pension_claim"),
        ("遗失", "id_appointment"),
        ("  ID CARD ".replace("ID CARD", "identity card"), "id_appointment"),
        ("犬", "dog_register"),
    ],
)
def test_services_are_found_by_chinese_english_and_spelling(corner: Corner, words: str, code: str) -> None:
    assert code in [each.code for each in found_services(words, "", corner.now)]


@pytest.mark.django_db
def test_a_search_stays_in_its_group_and_may_find_nothing(corner: Corner) -> None:
    assert found_services("养老金", "party", corner.now) == []
    assert found_services("火箭", "", corner.now) == []
    everything = found_services("", "", corner.now)
    assert sum(len(services) for _group, services in grouped(everything)) == len(everything)


def test_slots_fit_whole_into_the_opening_hours() -> None:
    stretches = [(8 * HOUR, 9 * HOUR + HOUR // 4), (14 * HOUR, 15 * HOUR)]
    found = [f"{each:%H:%M}" for each in slots_of(stretches, 30, city_zone())]
    assert found == ["08:00", "08:30", "14:00", "14:30"]


def test_the_lowest_free_window_is_taken() -> None:
    assert [free_seat(taken, 2) for taken in (set(), {1}, {2}, {1, 2})] == [1, 2, 1, None]


@pytest.mark.parametrize("old", BookingStatus)
@pytest.mark.parametrize("new", BookingStatus)
def test_only_an_open_booking_moves_and_a_result_is_put_right(old: BookingStatus, new: BookingStatus) -> None:
    allowed = (old, new) == (BookingStatus.SERVED, BookingStatus.SERVED) or (
        old is BookingStatus.BOOKED and new is not BookingStatus.BOOKED
    )
    assert may_move(old, new) is allowed
    assert set(NEXT) == set(BookingStatus)
