"""The inbox: what waits for whom, in one list."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.matters.models import Clock, Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity
from linli.people.access import Viewer
from linli.workbench.queries.counting import capped, shown
from linli.workbench.queries.inbox import inbox, piles_of

BrowserOf = Callable[..., Client]


def waiting(viewer: Viewer, city: SmallCity, **more: Any) -> list[tuple[str, list[str]]]:
    page = inbox(piles_of(viewer, city.now), city.now, **more)
    return [(row.item.code, [pile.key for pile in row.piles]) for row in page.rows]


def test_what_came_in_waits_for_the_dispatcher_and_for_nobody_else(city: SmallCity) -> None:
    matter = city.file()
    assert waiting(city.viewer("dispatcher"), city) == [(matter.code, ["matter.triage"])]
    for who in ("handler", "owner", "unit_head", "other_clerk", "leader", "stranger"):
        assert waiting(city.viewer(who), city) == [], who


def test_a_matter_goes_from_desk_to_desk(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.lamp")
    seen = []
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("handler", "acknowledge", {}),
        ("handler", "complete", {"result": "灯亮了"}),
        ("verifier", "verify", {"passed": True, "words": ""}),
        ("handler", "reply", {"text": "修好了"}),
    ]
    for who, verb, fields in steps:
        seen += [keys for _code, keys in waiting(city.viewer(who), city)]
        matter = city.do(who, verb, matter, **fields)
    assert seen == [["matter.acknowledge"], ["matter.handle"], ["matter.verify"], ["matter.reply"]]
    assert [keys for _code, keys in waiting(city.viewer("follow_up_clerk"), city)] == [["matter.follow_up"]]


def test_who_did_it_is_not_asked_to_check_it(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.lamp")
    matter = city.do("handler", "acknowledge", matter)
    matter = city.do("handler", "complete", matter, result="灯亮了")
    assert waiting(city.viewer("verifier"), city)
    Matter.objects.filter(pk=matter.pk).update(handled_by=city.cast.verifier)
    assert waiting(city.viewer("verifier"), city) == []


def test_what_is_due_first_comes_first_and_pages_follow_one_another(city: SmallCity) -> None:
    codes = []
    for _each in range(5):
        codes.append(city.file().code)
        city.later(minutes=1)
    viewer = city.viewer("dispatcher")
    piles = piles_of(viewer, city.now)
    first = inbox(piles, city.now, size=2)
    second = inbox(piles, city.now, size=2, cursor=first.next_cursor)
    third = inbox(piles, city.now, size=2, cursor=second.next_cursor)
    assert [row.item.code for page in (first, second, third) for row in page.rows] == codes
    assert third.next_cursor == ""


def test_pages_hold_all_whatever_has_no_date(city: SmallCity) -> None:
    numbers = [city.file().pk for _each in range(4)]
    Matter.objects.filter(pk__in=numbers[:2]).update(next_due_at=None)
    piles, found, cursor = piles_of(city.viewer("dispatcher"), city.now), [], ""
    for _page in range(4):
        page = inbox(piles, city.now, size=1, cursor=cursor)
        found += [row.number for row in page.rows]
        cursor = page.next_cursor
    assert found == [*numbers[2:], *numbers[:2]]


def test_counts_stop_at_a_thousand(city: SmallCity) -> None:
    for _each in range(4):
        city.file()
    parts = piles_of(city.viewer("dispatcher"), city.now)
    assert capped(parts)["matter.triage"] == 4
    assert capped(parts, most=2)["matter.triage"] == 3
    assert (shown(3, most=2), shown(1000), shown(1001)) == ("2+", "1,000", "1,000+")


def test_a_row_in_two_parts_counts_once(city: SmallCity) -> None:
    city.file()
    everything = Matter.objects.all()
    assert capped({"both": [everything, everything], "none": [Matter.objects.none()]}) == {
        "both": 1,
        "none": 0,
    }


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/desk/", "/desk/?q=垃圾", "/desk/?pile=matter.triage&late=on"])
def test_the_page_asks_the_same_number_of_questions_whatever_there_is(
    browser_of: BrowserOf, clock: SmallCity, address: str
) -> None:
    clock.file()
    client = browser_of("dispatcher")
    few = queries_of(client, address)
    for _each in range(8):
        clock.file()
    assert queries_of(client, address) == few <= 14


def test_the_page_shows_piles_counts_and_lights(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    clock.later(days=2)
    page = browser_of("dispatcher").get("/desk/").content.decode()
    assert matter.title in page
    assert "To triage" in page
    assert "light-late" in page
    assert "Late by" in page


@pytest.mark.parametrize("asked", ["laji", "ljdf", "hedong"])
def test_names_are_found_by_how_they_are_spelt(browser_of: BrowserOf, clock: SmallCity, asked: str) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(text="树荫路口三天没人来"), kind="street.litter")
    other = clock.file(text="路面破损", area="990103000000", point=None)
    page = browser_of("dispatcher").get(f"/work/?q={asked}").content.decode()
    assert matter.code in page
    assert other.code not in page


def test_units_are_offered_by_their_spelling(browser_of: BrowserOf, clock: SmallCity) -> None:
    answer = browser_of("dispatcher").get("/work/units/?unit=hdjd").content.decode()
    assert "河东街道" in answer


def test_a_step_taken_back_leaves_the_clocks_as_they_stood(city: SmallCity) -> None:
    matter = city.file()
    before = {clock.step: clock.due_at for clock in Clock.objects.filter(matter=matter, stopped_at=None)}
    city.later(minutes=3)
    matter = city.do("dispatcher", "accept", matter, kind="question.policy")
    city.later(minutes=3)
    matter = city.do("dispatcher", "take_back", matter)
    if matter.status == Status.ACCEPTED:
        matter = city.do("dispatcher", "take_back", matter)
    after = {clock.step: clock.due_at for clock in Clock.objects.filter(matter=matter, stopped_at=None)}
    assert (matter.status, after) == (Status.REGISTERED, before)
