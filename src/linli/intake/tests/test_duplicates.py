"""Matters that may be the same as one being filed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from linli.areas.errors import ImpossibleCoordinate
from linli.areas.policies.coordinates import Crs, Point
from linli.core.actor import REQUESTER
from linli.intake.actions.joining import submit_as_same
from linli.intake.actions.submitting import Report
from linli.intake.errors import HandleExpired
from linli.intake.queries.duplicates import Proposal, matter_of_handle, similar_to
from linli.journal.queries import entries_of
from linli.matters.models import Matter
from linli.matters.policies import Channel, Status
from linli.matters.testing import INSIDE, VILLAGE, SmallCity

LAMP = "树荫路口的路灯不亮，晚上看不见路"


def report(text: str = "树荫路路口路灯不亮了", **more: Any) -> Report:
    point = Point(INSIDE[0] + 0.0005, INSIDE[1], Crs.CGCS2000)
    given: dict[str, Any] = {"channel": Channel.WEB, "point": point, "phone": "19900004321", **more}
    return Report(text=text, **given)


def proposed(city: SmallCity, who: str = "dispatcher", **more: Any) -> list[Proposal]:
    return similar_to(report(**more), viewer=city.viewer(who), now=city.now)


def test_a_matter_nearby_in_like_words_is_proposed_with_reasons_in_both_languages(city: SmallCity) -> None:
    lamp = city.file(text=LAMP)
    city.file(text="物业乱收停车费")
    (found,) = proposed(city)
    assert found.matter == lamp
    assert found.likeness.metres == pytest.approx(45, abs=2)
    assert "about 50 metres away" in [why.in_language("en") for why in found.likeness.reasons]
    assert "相距约 50 米" in [why.in_language("zh-hans") for why in found.likeness.reasons]


def test_the_likelier_one_comes_first(city: SmallCity) -> None:
    far = city.file(text=LAMP, point=Point(INSIDE[0] - 0.002, INSIDE[1], Crs.CGCS2000))
    near = city.file(text=LAMP)
    assert [each.matter for each in proposed(city)] == [near, far]


@pytest.mark.parametrize(
    "other",
    [
        {"point": Point(INSIDE[0] + 0.009, INSIDE[1], Crs.CGCS2000)},  # 800 metres away
        {"text": "小区门口垃圾没有人清理"},  # other words
    ],
)
def test_what_is_far_or_says_something_else_is_not_proposed(city: SmallCity, other: dict[str, Any]) -> None:
    city.file(**{"text": LAMP, **other})
    assert proposed(city) == []


def test_what_was_reported_long_ago_is_not_proposed(city: SmallCity) -> None:
    city.file(text=LAMP)
    city.later(days=31)
    assert proposed(city) == []


def test_what_has_ended_is_not_proposed(city: SmallCity) -> None:
    city.do("dispatcher", "decline", city.file(text=LAMP), reason="other", words="不属于受理范围")
    assert proposed(city) == []


def test_without_a_point_the_village_counts(city: SmallCity) -> None:
    lamp = city.file(text=LAMP)
    assert [each.matter for each in proposed(city, point=None, area=VILLAGE)] == [lamp]
    assert proposed(city, point=None) == []


def test_a_point_finds_matters_of_its_village_that_have_none(city: SmallCity) -> None:
    lamp = city.file(text=LAMP, point=None, area=VILLAGE)
    assert [each.matter for each in proposed(city)] == [lamp]


def test_a_matter_is_not_proposed_to_itself(city: SmallCity) -> None:
    one, other = city.file(text=LAMP), city.file(text=LAMP)
    found = similar_to(one, viewer=city.viewer("dispatcher"), now=city.now)
    assert [each.matter for each in found] == [other]


def test_staff_are_proposed_only_what_they_may_see(city: SmallCity) -> None:
    city.file(text=LAMP)
    assert proposed(city, "other_clerk") == []


def test_residents_learn_neither_words_nor_code(city: SmallCity) -> None:
    lamp = city.file(text=LAMP)
    (found,) = proposed(city, "citizen")
    public = found.for_residents()
    assert lamp.code not in repr(public)
    assert "树荫" not in repr(public)
    assert matter_of_handle(public.handle) == lamp


def test_residents_are_never_shown_a_confidential_matter(city: SmallCity) -> None:
    city.file(text=LAMP, is_confidential=True)
    assert proposed(city, "citizen") == []


def test_a_handle_cannot_be_made_up(city: SmallCity) -> None:
    with pytest.raises(HandleExpired):
        matter_of_handle("1:abc:def")


def test_it_takes_two_queries(
    city: SmallCity, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    for _ in range(3):
        city.file(text=LAMP)
    proposed(city)
    viewer = city.viewer("dispatcher")
    with django_assert_num_queries(2):
        similar_to(report(), viewer=viewer, now=city.now)


def test_an_impossible_point_is_refused(city: SmallCity) -> None:
    with pytest.raises(ImpossibleCoordinate):
        proposed(city, point=Point(200, 35, Crs.CGCS2000))


def join(city: SmallCity, into: Matter, key: str = "1") -> Any:
    return submit_as_same(report(), into=into, source="web", key=key, by=REQUESTER, now=city.now)


def test_this_is_it_too_makes_a_matter_of_ones_own_and_joins_it(city: SmallCity) -> None:
    lamp = city.file(text=LAMP)
    joined = join(city, lamp)
    own = Matter.objects.get(code=joined.receipt.code)
    assert (own.status, own.merged_into, joined.into) == (Status.MERGED, lamp, lamp)
    assert [entry.event for entry in entries_of(own)] == ["matter.registered", "matter.merged"]
    assert joined.receipt.pin


def test_sent_twice_it_is_joined_once(city: SmallCity) -> None:
    lamp = city.file(text=LAMP)
    first, second = join(city, lamp), join(city, lamp)
    assert (first.receipt.code, second.receipt.is_new, second.into) == (second.receipt.code, False, lamp)
    assert lamp.joined.count() == 1


def test_two_residents_may_join_the_same_matter(city: SmallCity) -> None:
    lamp = city.file(text=LAMP)
    join(city, lamp, "1")
    join(city, lamp, "2")
    assert lamp.joined.count() == 2


def test_it_joins_where_the_other_one_was_joined(city: SmallCity) -> None:
    lamp, other = city.file(text=LAMP), city.file(text=LAMP)
    city.do("dispatcher", "merge", other, into=lamp.code, words="同一盏路灯")
    assert join(city, other).into == lamp


def test_no_report_is_lost_when_the_other_one_has_ended(city: SmallCity) -> None:
    lamp = city.file(text=LAMP)
    city.do("dispatcher", "decline", lamp, reason="other", words="不属于受理范围")
    joined = join(city, lamp)
    assert joined.into is None
    assert Matter.objects.get(code=joined.receipt.code).status == Status.REGISTERED
