"""A grid worker's day through a real browser: without network, with pictures and a refusal, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from linli.field.models import Check, Sending
from linli.field.testing import DRAIN, LANE, lay_checkpoints, photo
from linli.files.models import Attachment
from linli.matters.models import Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity

from .conftest import CHROMIUM, barriers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_store"),
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


CARRIED = """() => new Promise(done => {
  const look = async () => {
    const name = (await caches.keys()).find(each => each.startsWith("field-app-"));
    const page = name && navigator.serviceWorker.controller && await (await caches.open(name)).match("/field/");
    if (page) done(); else setTimeout(look, 50);
  };
  look();
})"""
"""Resolves when the device has all of the app."""


@pytest.fixture
def round_of(window_of: Callable[..., Any], clock: SmallCity) -> Callable[..., Any]:
    """Return a function that opens the app for somebody of the cast, ready for a day without network."""

    def open_app(name: str = "grid_worker", **options: Any) -> Any:
        page = window_of(name, **PHONE, **options)
        page.goto("/field/")
        ready(page)
        page.evaluate(CARRIED)
        page.locator("[data-net=online]").wait_for()
        return page

    return open_app


def ready(page: Any) -> None:
    page.locator("html[data-ready=yes]").wait_for(state="attached")


def shows(page: Any, view: str) -> None:
    page.locator(f"html[data-shown={view}]").wait_for(state="attached")


def tab(page: Any, name: str) -> None:
    page.locator(f"[data-tab={name}]").click()
    shows(page, name)


def report(page: Any, text: str, *, pictures: int = 0, kind: str = "", solved: str = "") -> None:
    """Write a report; it is in the outbox afterwards."""
    tab(page, "report")
    page.locator("#report-text").fill(text)
    if pictures:
        files = [
            {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(colour).getvalue()}
            for n, colour in enumerate(("red", "blue", "green")[:pictures])
        ]
        page.locator("#take-report-photo").set_input_files(files)
        page.locator("#report-form [data-take=photo] li").nth(pictures - 1).wait_for()
    if kind:
        page.locator("#report-kind").select_option(kind)
    if solved:
        page.locator("#report-form summary").click()
        page.locator("#report-solved").fill(solved)
    page.locator("#report-form .buttons button").last.click()
    shows(page, "today")
    page.locator("#items .item h2", has_text=text).wait_for(state="attached")


def states(page: Any) -> list[str]:
    return sorted(page.locator("#items .item").evaluate_all("all => all.map(each => each.dataset.state)"))


def wait_for_states(page: Any, *expected: str) -> None:
    expect(page.locator("#items .item")).to_have_count(len(expected))
    for state in ("waiting", "sending", "sent", "refused"):
        expect(page.locator(f"#items .item[data-state={state}]")).to_have_count(expected.count(state))


@contextmanager
def offline(page: Any) -> Iterator[None]:
    page.context.set_offline(True)
    page.locator("[data-net=offline]").wait_for()
    yield
    page.context.set_offline(False)


def test_a_day_without_network_arrives_once_and_whole(round_of: Callable[..., Any], clock: SmallCity) -> None:
    page = round_of()
    with offline(page):
        report(page, "花坛边的护栏松了", pictures=2)
        report(page, "路口的井盖响", solved="已垫好")  # it has no kind: refused
        page.reload()
        ready(page)
        report(page, "广告牌要掉了")
        tab(page, "queue")
        assert states(page) == ["waiting"] * 3
        assert not Matter.objects.exists()
    wait_for_states(page, "sent", "sent", "refused")
    assert {matter.text for matter in Matter.objects.all()} == {"花坛边的护栏松了", "广告牌要掉了"}
    assert Attachment.objects.count() == 2

    item = page.locator(".item[data-state=refused]")
    assert "类别" in item.locator(".why-refused").inner_text() or item.locator(".why-refused").inner_text()
    item.locator("[data-does=edit]").click()
    assert page.locator("#report-solved").input_value() == "已垫好"
    page.locator("#report-kind").select_option("street.litter")
    page.locator("#report-form .buttons button").last.click()
    wait_for_states(page, "sent", "sent", "sent")
    mended = Matter.objects.get(text="路口的井盖响")
    assert (mended.status, mended.kind_code) == (Status.COMPLETED, "street.litter")
    assert (Matter.objects.count(), Sending.objects.count()) == (3, 3)


def test_an_answer_that_is_lost_makes_no_second_matter(
    round_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = round_of()
    lost = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # the city took it; the telephone hears nothing
        route.abort()

    page.context.route("**/api/v1/field/sendings", lose)
    with page.context.expect_event("requestfailed"):
        report(page, "路灯杆歪了")
    assert lost == [201]
    wait_for_states(page, "waiting")
    tab(page, "queue")
    assert page.locator("[data-does=edit]").is_hidden()  # it may have arrived
    page.locator("[data-view=queue] [data-again]").click()
    wait_for_states(page, "sent")
    assert Matter.objects.count() == 1


def test_what_somebody_else_closed_meanwhile_is_shown_and_kept(
    round_of: Callable[..., Any], clock: SmallCity
) -> None:
    matter = completed(clock)
    page = round_of()
    with offline(page):
        page.locator("#stops a", has_text=matter.title).click()
        page.locator("#step-form [name=passed][value=yes]").check()
        page.locator("#step-form .buttons button").last.click()
        page.locator("#items .item").wait_for(state="attached")
        clock.do("owner", "reply", matter, text="已清运，请放心")
    wait_for_states(page, "refused")
    tab(page, "queue")
    assert "答复" in page.locator(".why-refused").inner_text()
    page.locator("[data-does=remove]").click()
    page.locator("#remove-dialog button[value='']").click()
    wait_for_states(page, "refused")
    page.locator("[data-does=remove]").click()
    page.locator("#remove-dialog button[value=remove]").click()
    wait_for_states(page)


def completed(city: SmallCity) -> Matter:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    for verb in ("acknowledge", "start"):
        matter = city.do("owner", verb, matter)
    return city.do("owner", "complete", matter, result="已清运")


def test_a_matter_is_checked_on_the_spot_and_a_place_looked_at(
    round_of: Callable[..., Any], clock: SmallCity
) -> None:
    lay_checkpoints(clock)
    matter = completed(clock)
    page = round_of()
    assert page.locator("#stops .stop").count() == 3
    with offline(page):
        page.locator("#stops a", has_text=matter.title).click()
        page.locator("#step-form [name=passed][value=yes]").check()
        picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo().getvalue()}
        page.locator("#take-step-after").set_input_files([picture])
        page.locator("#step-form [data-take=after] li").wait_for()
        page.locator("#step-form .buttons button").last.click()
        tab(page, "scan")
        page.locator("#scan-code").fill(f"https://city.example/field/#/checkpoint/{LANE}")
        page.locator("#scan form button").click()
        page.locator("#look-form [value=yes]").check()
        page.locator("#look-form .buttons button").last.click()
        page.locator("#items .item").nth(1).wait_for(state="attached")
    wait_for_states(page, "sent", "sent")
    matter.refresh_from_db()
    assert matter.status == Status.VERIFIED
    assert Attachment.objects.get(subject_id=matter.pk).purpose == "after"
    assert Check.objects.get().is_scanned
    page.locator("[data-view=today] [data-again]").wait_for(state="attached")
    expect(page.locator("#stops .stop")).to_have_count(1)
    assert DRAIN in page.locator("#stops a").get_attribute("href")


def test_the_next_person_on_the_device_sees_and_sends_nothing_of_the_first(
    round_of: Callable[..., Any], clock: SmallCity, browser_of: Callable[..., Any]
) -> None:
    from django.conf import settings

    from linli.people.models import Assignment

    mine = Assignment.objects.get(account=clock.cast.grid_worker)
    other = Assignment(account=clock.cast.colleague, role=mine.role, unit=mine.unit)
    other.area_code, other.valid_from = mine.area_code, mine.valid_from
    other.save()
    page = round_of()
    with offline(page):
        report(page, "第一个人写的")
        page.locator("#leave").click()
        page.locator("#leave-dialog button[value=keep]").click()
        page.locator("html.nobody").wait_for(state="attached")
        expect(page.locator("#items .item")).to_have_count(0)
        for name in ("colleague",):
            cookie = browser_of(name).cookies[settings.SESSION_COOKIE_NAME]
            address = page.evaluate("location.origin")
            page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page.evaluate("localStorage.removeItem('field-leaving')")
    page.goto("/field/")
    ready(page)
    page.locator("[data-net=online]").wait_for()
    assert (page.locator("#items .item").count(), Matter.objects.count()) == (0, 0)

    cookie = browser_of("grid_worker").cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": page.evaluate("location.origin")}]
    )
    page.goto("/field/")
    wait_for_states(page, "sent")
    assert Matter.objects.get().registered_by == clock.cast.grid_worker


def test_a_session_that_ended_keeps_the_outbox_and_asks_to_log_in(
    round_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = round_of()
    page.context.clear_cookies()
    report(page, "没登录时写的")
    page.locator(".net-log-in").wait_for()
    wait_for_states(page, "waiting")
    assert page.locator("div[data-net=log-in] a").get_attribute("href") == "/login/?next=/field/"
    assert not Matter.objects.exists()


def test_erasing_on_leaving_is_asked_for_when_something_waits(
    round_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = round_of()
    page.context.route("**/api/v1/field/sendings", lambda route: route.abort())
    report(page, "还没发出去")
    page.locator("#leave").click()
    page.locator("#leave-dialog[open]").wait_for()
    assert "1" in page.locator("#leave-dialog [data-f=count]").inner_text()
    page.locator("#leave-dialog button[value='']").click()
    assert len(states(page)) == 1
    page.locator("#leave").click()
    page.locator("#leave-dialog button[value=erase]").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("indexedDB.databases()") == []


@pytest.mark.parametrize("look", ["light", "dark", "elder"])
def test_the_app_has_no_barriers_that_a_program_can_find(
    round_of: Callable[..., Any], window_of: Callable[..., Any], clock: SmallCity, look: str
) -> None:
    lay_checkpoints(clock)
    matter = completed(clock)
    page = window_of("grid_worker", **PHONE)
    page.goto("/")
    wish = {"light": ("theme", "light"), "dark": ("theme", "dark"), "elder": ("elder", "on")}[look]
    page.locator(f"button[name={wish[0]}][value={wish[1]}]").click()
    page.wait_for_load_state()
    page.goto("/field/")
    ready(page)
    page.locator("[data-net=online]").wait_for()
    page.context.route("**/api/v1/field/sendings", lambda route: route.abort())
    report(page, "一条等待的")
    found: dict[str, list[str]] = {}
    for view in (
        "today",
        "map",
        "report",
        "collect",
        "scan",
        "queue",
        f"matter/{matter.code}",
        f"checkpoint/{LANE}",
    ):
        page.evaluate(f"location.hash = '#/{view}'")
        shows(page, view.split("/")[0])
        found |= {f"{view} {name}": nodes for name, nodes in barriers(page).items()}
    page.locator("#leave").click()
    found |= barriers(page)
    assert found == {}


def test_no_page_of_the_app_breaks_its_own_security_policy(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    lay_checkpoints(clock)
    page, complaints = window_of("grid_worker", **PHONE), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/field/")
    ready(page)
    for view in ("map", "report", "scan", "queue", f"checkpoint/{LANE}"):
        page.evaluate(f"location.hash = '#/{view}'")
        shows(page, view.split("/")[0])
    page.locator("#map .leaflet-container, .leaflet-container").first.wait_for(state="attached")
    assert complaints == []
