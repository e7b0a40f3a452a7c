"""A dispatcher's morning in a real browser: twenty matters from the keyboard, then without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.matters.models import Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity

from .conftest import CHROMIUM, barriers, choose_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
WindowOf = Callable[..., Any]


def test_twenty_matters_are_triaged_from_the_keyboard(window_of: WindowOf, clock: SmallCity) -> None:
    from playwright.sync_api import expect

    matters = [clock.file() for _each in range(20)]
    page = window_of("dispatcher")
    page.goto("/desk/")
    keys = page.keyboard
    for place in range(20):
        page.locator("[data-line][aria-current=true]").wait_for()
        keys.press("a")
        page.locator("#step-panel select[name=kind]").wait_for()
        if place % 2:  # the duty of the kind names the unit
            keys.type("ljdf")
            expect(page.locator("#step-panel [name=unit]")).not_to_have_value("")
        else:
            keys.type("zhengce")
            keys.press("Tab")
            keys.press("Tab")
            keys.press("Tab")
            page.locator("#step-panel [name=unit]").fill("临河区人民政府")
        with page.expect_navigation():  # until the next page listens to keys, too
            keys.press("Control+Enter")
        page.locator("[data-undo]").wait_for()
    statuses = set(
        Matter.objects.filter(pk__in=[each.pk for each in matters]).values_list("status", flat=True)
    )
    assert statuses == {Status.DISPATCHED}
    keys.press("u")
    page.locator("[data-line]").wait_for()
    assert Matter.objects.filter(status=Status.REGISTERED).count() == 1
    keys.press("?")
    assert page.locator("#key-sheet").is_visible()
    keys.press("Escape")
    assert not page.locator("#key-sheet").is_visible()


def test_a_late_proposal_does_not_replace_what_was_written(window_of: WindowOf, clock: SmallCity) -> None:
    from playwright.sync_api import expect

    clock.file()
    page = window_of("dispatcher")
    held: list[Any] = []
    page.route("**/duty/*", lambda route: held.append(route))
    page.goto("/desk/")
    page.keyboard.press("a")
    page.locator("#step-panel select[name=kind]").wait_for()
    with page.expect_request("**/duty/*"):
        page.locator("#step-panel select[name=kind]").select_option("street.litter")
    unit = page.locator("#step-panel [name=unit]")
    unit.fill("临河区人民政府")
    with page.expect_response("**/duty/*") as answered:
        held[0].continue_()
    assert answered.value.text().strip()
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(unit).to_have_value("临河区人民政府")


def test_the_desk_works_without_scripts(window_of: WindowOf, clock: SmallCity) -> None:
    matters = [clock.file() for _each in range(3)]
    page = window_of("dispatcher", java_script_enabled=False)
    page.goto("/desk/")
    page.get_by_role("link", name="受理并派单").first.click()
    page.locator("[name=kind]").select_option("street.litter")
    page.locator("[name=unit]").fill("临河区河东街道办事处")
    page.get_by_role("button", name="受理并派单").click()
    page.get_by_role("button", name="撤回").click()
    assert Matter.objects.filter(status=Status.REGISTERED).count() == 3
    for box in page.locator("input[name=code]").all():
        box.check()
    page.locator("#together-verb").select_option("accept")
    page.get_by_role("button", name="先看一看").click()
    page.locator("[name=kind]").select_option("street.litter")
    page.get_by_role("button", name="受理").click()
    assert page.locator(".outcomes li").count() == len(matters)
    assert not Matter.objects.filter(status=Status.REGISTERED).exists()


@pytest.mark.parametrize("look", [{"theme": "light"}, {"theme": "dark"}, {"elder": "on"}], ids=str)
def test_no_page_of_the_desk_keeps_anybody_out(
    window_of: WindowOf, clock: SmallCity, look: dict[str, str]
) -> None:
    codes = [clock.file().code for _each in range(2)]
    sent = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    found: dict[str, list[str]] = {}
    pages = {
        "dispatcher": [
            *("/desk/", "/desk/?pile=matter.triage&late=on", "/desk/keys/", f"/work/{codes[0]}/"),
            *(
                f"/desk/steps/{codes[0]}/triage/",
                f"/desk/together/?verb=accept&code={codes[0]}&code={sent.code}",
            ),
        ],
        "security_admin": [
            *("/administration/", "/administration/limits/", "/administration/calendars/2026/"),
            "/administration/rules/matters.reasons/",
        ],
        "admin": [
            "/administration/units/",
            "/administration/units/street/",
            "/administration/units/street/close/",
        ],
        "supervisor": ["/administration/kinds/", "/administration/kinds/street.litter/"],
    }
    for who, addresses in pages.items():
        page = window_of(who)
        choose_look(page, **look)
        for address in addresses:
            page.goto(address)
            found |= barriers(page)
    assert found == {}
