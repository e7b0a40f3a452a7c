"""One matter through a real browser: reported by a resident, handled by the city, rated and closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.matters.models import Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity
from linli.people.testing import STREET, VILLAGE

from .conftest import CHROMIUM

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
    form.locator("button:not(.second)").click()
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
    for address in ("/", "/report/", "/query/", "/areas/", "/gallery/", "/work/", f"/work/{matter.code}/"):
        page.goto(address, wait_until="networkidle")
    assert complaints == []
