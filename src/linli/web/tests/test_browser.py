"""One matter through a real browser: reported by a resident, handled by the city, rated and closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linli.matters.models import Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity
from linli.people.testing import STREET, VILLAGE

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]


def report(page: Any, *, with_scripts: bool) -> str:
    """Report a matter as a resident and return its case code."""
    page.goto("/")
    page.get_by_role("link", name="我要反映").first.click()
    page.get_by_label("什么事？").fill("柳树社区三号楼前的垃圾堆了三天没人清运")
    go_on(page, with_scripts)
    page.get_by_label("乡镇（街道）").select_option(STREET)
    if not with_scripts:
        page.get_by_role("button", name="显示下面的村（社区）").click()
    page.get_by_label("村（社区）", exact=False).last.select_option(VILLAGE)
    go_on(page, with_scripts)
    go_on(page, with_scripts)
    page.get_by_label("您的电话").fill("19900001234")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/report/receipt/")
    return "".join(page.locator("dd.code").inner_text().split())


def go_on(page: Any, with_scripts: bool) -> None:
    """Go to the next step; without scripts all of them are there."""
    if with_scripts:
        page.locator("[data-next]:visible").click()


def step(page: Any, code: str, verb: str, *, choose: dict[str, str] | None = None, write: str = "") -> None:
    """Do one step on the matter's page."""
    page.goto(f"/work/{code}/")
    form = page.locator(f"form[action$='/do/{verb}/']")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").click()
    for name, value in (choose or {}).items():
        field = form.locator(f"[name={name}]").first
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            form.locator(f"[name={name}][value={value}]").check()
    if write:
        form.locator("textarea").first.fill(write)
    form.locator("button").click()
    page.get_by_role("status").filter(has_text="已办").wait_for()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_matter_goes_from_the_resident_to_the_city_and_back(
    window_of: Callable[..., Any], clock: SmallCity, with_scripts: bool
) -> None:
    options = {"java_script_enabled": with_scripts}
    resident = window_of("citizen", **options)
    code = report(resident, with_scripts=with_scripts)

    step(window_of("dispatcher", **options), code, "accept", choose={"kind": "street.litter"})
    owner = window_of("owner", **options)
    step(owner, code, "acknowledge")
    step(owner, code, "contact", choose={"reached": "yes"}, write="约好下午清运")
    step(owner, code, "start")
    step(owner, code, "complete", write="已清运，加了一只垃圾桶")
    step(window_of("verifier", **options), code, "verify", choose={"passed": "yes"})
    step(owner, code, "reply", write="您反映的垃圾已清运，并加了一只垃圾桶。")

    resident.goto("/query/")
    resident.get_by_label("事项编号").fill(code)
    resident.get_by_label("电话后四位，或回执上的六位查询码").fill("1234")
    resident.get_by_role("button", name="查询").click()
    resident.get_by_text("您反映的垃圾已清运").wait_for()
    for name, value in {"contacted": "yes", "resolved": "yes", "satisfied": "very_satisfied"}.items():
        resident.locator(f"form[action$='/rate/'] [name={name}][value={value}]").check()
    resident.locator("form[action$='/rate/'] button").click()
    resident.get_by_text("这件事已结案").wait_for()
    assert Matter.objects.get(code=code).status == Status.CLOSED


def test_no_page_breaks_its_own_security_policy(window_of: Callable[..., Any], clock: SmallCity) -> None:
    matter = clock.file()
    page, complaints = window_of("dispatcher"), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in ("/", "/report/", "/query/", "/work/", f"/work/{matter.code}/"):
        page.goto(address, wait_until="networkidle")
    assert complaints == []


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
    from axe_playwright_python.sync_playwright import Axe

    matter = clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    scheme = "dark" if look == "dark by the device" else "light"
    language = "en" if look == "English" else "zh-CN"
    found = {}
    for who, addresses in {
        "citizen": ("/", "/report/", "/query/", "/privacy/", "/nowhere/", "/login/", "/gallery/"),
        "owner": ("/", "/work/", f"/work/{matter.code}/", "/work/new/"),
    }.items():
        page = window_of(who, language=language, color_scheme=scheme)
        choose_look(page, **LOOKS[look])
        for address in addresses:
            page.goto(address)
            violations = Axe().run(page).response["violations"]
            found |= {
                f"{address} {each['id']}": [node["html"] for node in each["nodes"]] for each in violations
            }
    assert found == {}


def choose_look(page: Any, **asked: str) -> None:
    """Press the button of the page that changes how pages look."""
    page.goto("/")
    for name, value in asked.items():
        page.locator(f"button[name={name}][value={value}]").click()
        page.wait_for_load_state()


FIRST_LOAD = 150_000


@pytest.mark.parametrize("address", ["/", "/report/", "/query/"])
def test_a_page_for_residents_is_small_at_first_load(
    window_of: Callable[..., Any], clock: SmallCity, address: str
) -> None:
    page, answers = window_of("citizen"), []
    page.on("requestfinished", lambda each: answers.append(each))
    page.goto(address, wait_until="networkidle")
    sizes = [each.sizes() for each in answers]
    assert sizes
    assert sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes) < FIRST_LOAD


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
