"""How pages look and behave: for all eyes, all sizes of letters, and without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.matters.testing import SmallCity
from linli.people.testing import VILLAGE

from .conftest import CHROMIUM, barriers, choose_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
OPEN = ("/", "/report/", "/query/", "/privacy/", "/nowhere/", "/login/", "/gallery/", "/areas/")
LOOKS = {
    "light": {"theme": "light"},
    "dark": {"theme": "dark"},
    "elder": {"elder": "on"},
    "dark by the device": {},
    "English": {},
}


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_have_no_barriers_that_a_program_can_find(
    window_of: Callable[..., Any], clock: SmallCity, look: str
) -> None:
    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    scheme = "dark" if look == "dark by the device" else "light"
    language = "en" if look == "English" else "zh-CN"
    found: dict[str, list[str]] = {}
    for who, addresses in {
        "citizen": (
            "/",
            "/report/",
            "/query/",
            "/privacy/",
            "/nowhere/",
            "/login/",
            "/gallery/",
            "/areas/",
            f"/areas/{VILLAGE}/",
        ),
        "owner": ("/", "/work/", f"/work/{matter.code}/", "/work/new/"),
    }.items():
        page = window_of(who, language=language, color_scheme=scheme)
        choose_look(page, **LOOKS[look])
        for address in addresses:
            page.goto(address)
            found |= barriers(page)
    ask(page := window_of("citizen", language=language, color_scheme=scheme), matter.code)
    choose_look(page, **LOOKS[look])
    for address in (f"/query/{matter.code}/", f"/query/{matter.code}/data/"):
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
        found |= barriers(page)
    assert found == {}


def ask(page: Any, code: str) -> None:
    page.goto("/query/")
    page.locator("[name=code]").fill(code)
    page.locator("[name=proof]").fill("1234")
    page.locator("main form button").click()
    page.wait_for_url(f"**/query/{code}/")


def test_the_look_is_kept_without_scripts(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", java_script_enabled=False)
    choose_look(page, theme="dark", elder="on")
    page.goto("/query/")
    assert page.locator("html.elder[data-theme=dark]").count() == 1
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    choose_look(page, elder="off", theme="light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def test_everything_is_reached_with_the_keyboard(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen")
    page.goto("/gallery/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    shown = """() => [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")].filter(
      each => each.offsetParent && !each.disabled && !each.closest("details:not([open]) > :not(summary)"))"""
    page.locator("#content").focus()
    reached, unseen = set(), set()
    for _ in range(page.evaluate(f"({shown})().length") + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(f"({shown})().indexOf(document.activeElement)"))
        if not page.evaluate("document.activeElement.matches('body, :focus-visible, input[type=date]')"):
            unseen.add(page.evaluate("document.activeElement.outerHTML"))
    missed = set(range(page.evaluate(f"({shown})().length"))) - reached
    radios = f"({shown})().map((each, i) => each.type === 'radio' ? i : -1)"
    assert missed <= set(page.evaluate(radios))
    assert unseen == set()


WIDE = """
const cell = (name) => `<${name}>${"安和市棠林区青葭街道".repeat(2)}</${name}>`;
const row = (name) => `<tr>${Array(5).fill(cell(name)).join("")}</tr>`;
document.querySelector("main").innerHTML = `<h1>x</h1><div class="scroll" tabindex="0" role="region" aria-label="x">
<table><thead>${row("th")}</thead><tbody>${row("td")}</tbody></table></div>`;
document.querySelector("table").dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
"""


def test_a_wide_table_is_read_downwards_on_a_telephone(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = window_of("citizen", viewport={"width": 390, "height": 844})
    page.goto("/privacy/")
    page.evaluate(WIDE)
    fits = "document.querySelector('.scroll').scrollWidth <= document.querySelector('.scroll').clientWidth"
    assert page.evaluate(fits)
    assert page.locator("td[data-head]").count() == 4
    assert barriers(page) == {}
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate("getComputedStyle(document.querySelector('td')).display") == "table-cell"


OUTGROWN = """[...document.querySelectorAll(".stats .stat strong")]
    .filter((figure) => figure.scrollWidth > figure.clientWidth).map((figure) => figure.innerText)"""


def test_a_long_figure_stays_in_its_tile_on_a_telephone(
    window_of: Callable[..., Any], clock: SmallCity
) -> None:
    page = window_of("admin", language="en", viewport={"width": 390, "height": 844})
    page.goto("/operations/")
    assert page.locator(".stats .stat strong").count() > 0
    assert page.evaluate(OUTGROWN) == []
