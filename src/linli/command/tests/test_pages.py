"""The pages of figures, who is let in, what comes live, and screens on walls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.command.faces import FEW, face_of
from linli.command.queries.board import board_of
from linli.command.walls import COOKIE
from linli.matters.queries.figures import Place
from linli.matters.testing import GRID, SmallCity
from linli.people.testing import CITY, HILLSIDE, RIVERSIDE, STREET, VILLAGE

pytestmark = pytest.mark.django_db
Browsers = Callable[..., Client]


def told(answer: Any) -> tuple[str, dict[str, Any]]:
    """Return an event's name and data."""
    fields = dict(line.split(": ", 1) for line in answer.content.decode().strip().splitlines())
    return fields["event"], json.loads(fields["data"])


@pytest.mark.parametrize(
    ("who", "place"), [("leader", CITY), ("district_dispatcher", RIVERSIDE), ("grid_worker", VILLAGE)]
)
def test_everybody_begins_at_the_largest_place_they_see(browser_of: Browsers, who: str, place: str) -> None:
    assert browser_of(who).get("/command/").url == f"/command/{place}/"


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("district_dispatcher", CITY),
        ("grid_worker", STREET),
        ("other_clerk", RIVERSIDE),
        ("owner", STREET),
        ("stranger", VILLAGE),
    ],
)
def test_figures_of_places_seen_in_part_are_not_there(browser_of: Browsers, who: str, place: str) -> None:
    for address in (
        f"/command/{place}/",
        f"/command/{place}/live/",
        f"/command/{place}/open/",
        f"/command/wall/{place}/",
    ):
        assert browser_of(who).get(address).status_code == 404


def test_whoever_sees_single_matters_only_is_told_so(browser_of: Browsers) -> None:
    assert browser_of("owner").get("/command/").status_code == 404


@pytest.mark.parametrize("code", [CITY, RIVERSIDE, STREET, VILLAGE, GRID])
def test_a_place_shows_figures_that_lead_to_their_lists(
    clock: SmallCity, browser_of: Browsers, code: str
) -> None:
    matter = clock.file(kind="street.litter")
    leader = browser_of("leader")
    assert f'href="/command/{code}/open/"' in leader.get(f"/command/{code}/").content.decode()
    page = leader.get(f"/command/{code}/open/").content.decode()
    assert matter.code in page
    assert "matters that are not closed" in page


@pytest.mark.parametrize("address", ["990102999000", "nowhere", "990102001001999G", "9901020010010"])
def test_a_place_that_is_not_there_is_not_found(browser_of: Browsers, address: str) -> None:
    assert browser_of("leader").get(f"/command/{address}/").status_code == 404


@pytest.mark.parametrize("query", ["nothing/", "open/?part=counted", "open/?cursor=x"])
def test_a_figure_that_is_not_there_is_refused(browser_of: Browsers, query: str) -> None:
    assert browser_of("leader").get(f"/command/{CITY}/{query}").status_code in (404, 422)


def test_a_stream_answers_at_once_and_says_when_to_come_again(clock: SmallCity, browser_of: Browsers) -> None:
    clock.file(kind="street.litter")
    answer = browser_of("leader").get(f"/command/{CITY}/live/")
    assert answer["Content-Type"] == "text/event-stream"
    assert answer.content.startswith(b"retry: 5000\n")
    assert told(answer)[1]["words"]["open"] == "1"


def test_who_has_the_figures_hears_only_that_they_hold(clock: SmallCity, browser_of: Browsers) -> None:
    leader = browser_of("leader")
    first = leader.get(f"/command/{CITY}/live/").content.decode()
    mark = next(line[4:] for line in first.splitlines() if line.startswith("id: "))
    clock.later(seconds=6)
    event, data = told(leader.get(f"/command/{CITY}/live/", HTTP_LAST_EVENT_ID=mark))
    assert (event, list(data)) == ("still", ["at"])
    clock.file()
    clock.later(seconds=6)
    assert told(leader.get(f"/command/{CITY}/live/", HTTP_LAST_EVENT_ID=mark))[0] == "figures"


def test_a_second_watcher_costs_only_knowing_who_they_are(
    clock: SmallCity, browser_of: Browsers, django_assert_max_num_queries
) -> None:
    browser_of("leader").get(f"/command/{CITY}/live/")
    watcher = browser_of("dispatcher")
    with django_assert_max_num_queries(3):
        watcher.get(f"/command/{CITY}/live/", HTTP_ACCEPT="text/event-stream")


def test_a_page_that_asks_by_itself_keeps_no_log_in_alive(clock: SmallCity, browser_of: Browsers) -> None:
    leader = browser_of("leader")
    leader.get(f"/command/{CITY}/")
    for _ in range(20):
        clock.later(minutes=10)
        last = leader.get(f"/command/{CITY}/live/", HTTP_ACCEPT="text/event-stream")
    assert last.status_code == 302


def test_a_wall_shows_no_small_parts_and_leads_to_no_matter(clock: SmallCity, browser_of: Browsers) -> None:
    matter = clock.file(kind="street.litter")
    page = browser_of("leader").get(f"/command/wall/{STREET}/").content.decode()
    assert matter.code not in page
    assert f"/command/{STREET}/open/" not in page
    face = face_of(board_of(Place(STREET), now=clock.now), is_wall=True)
    assert {face.rows[0].cells[0].words, face.now[0].words} == {FEW}


def test_shares_of_fewer_than_five_answers_are_not_shown(clock: SmallCity) -> None:
    from linli.command.tests.test_figures import close

    close(clock)
    face = face_of(board_of(Place(VILLAGE), now=clock.now))
    assert [cell.words for cell in face.shares if cell.key == "satisfaction"] == ["–"]


def test_a_screen_goes_on_for_weeks_without_its_log_in(clock: SmallCity, browser_of: Browsers) -> None:
    screen = browser_of("leader")
    assert screen.post(f"/command/wall/{CITY}/start/").url == f"/command/wall/{CITY}/"
    screen.cookies.pop("sessionid")
    clock.later(days=29)
    assert screen.get(f"/command/wall/{CITY}/").status_code == 200
    assert told(screen.get(f"/command/wall/{CITY}/live/"))[0] == "figures"
    clock.later(days=2)
    assert screen.get(f"/command/wall/{CITY}/live/").status_code == 403


def test_a_screen_s_pass_opens_nothing_else(clock: SmallCity, browser_of: Browsers) -> None:
    screen = browser_of("leader")
    screen.post(f"/command/wall/{CITY}/start/")
    screen.cookies.pop("sessionid")
    assert screen.cookies[COOKIE]["path"] == "/command/wall/"
    for address in (f"/command/{CITY}/", f"/command/{CITY}/open/", "/work/"):
        assert screen.get(address).status_code == 302


def test_a_screen_ends_with_the_account_or_the_role(clock: SmallCity, browser_of: Browsers) -> None:
    screen = browser_of("district_dispatcher")
    screen.post(f"/command/wall/{RIVERSIDE}/start/")
    screen.cookies.pop("sessionid")
    assert screen.get(f"/command/wall/{HILLSIDE}/").status_code == 404
    account = clock.cast.district_dispatcher
    account.is_active = False
    account.save()
    assert screen.get(f"/command/wall/{RIVERSIDE}/").status_code == 403


def test_a_forged_pass_is_none(browser_of: Browsers) -> None:
    screen = browser_of("citizen")
    screen.cookies[COOKIE] = "forged"
    assert screen.get(f"/command/wall/{CITY}/").status_code == 302


def test_a_screen_is_taken_down(browser_of: Browsers) -> None:
    screen = browser_of("leader")
    screen.post(f"/command/wall/{CITY}/start/")
    assert screen.post("/command/wall/stop/").url == "/command/"
    assert screen.cookies[COOKIE].value == ""
