"""A warning from alarm to letter to lifting, and a hot issue confirmed and taken along, through a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linli.core.actor import SYSTEM
from linli.letters.models import Letter
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import SmallCity
from linli.warnings.actions.hot import take_up
from linli.warnings.actions.looking import look
from linli.warnings.models import EarlyWarning, HotIssue
from linli.warnings.policies.hot import HotStatus
from linli.warnings.policies.states import Status
from linli.warnings.queries.memory import MEMORY
from linli.warnings.testing import matters_in, monday_before
from linli.web.tests.conftest import barriers

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"viewport": {"width": 390, "height": 844}}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
PLANT = (
    "翠山湖小区旁边的搅拌站夜里搅拌机轰鸣，水泥粉尘落满阳台，孩子睡不着",
    "翠山湖小区附近建了搅拌站，罐车来回跑，粉尘大得不敢开窗",
    "投诉翠山湖小区门口的搅拌站，噪声和粉尘扰民，离住宅不到五十米",
    "翠山湖小区的搅拌站半夜还在生产，水泥粉尘和噪声让老人受不了",
)


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def step(page: Any, verb: str, **fields: str) -> None:
    """Open a step of the page, fill it in and press its button."""
    form = page.locator(f"form[action$='/{verb}/']")
    if not form.is_visible():
        page.locator("details", has=form).last.locator("summary").click()
    for name, value in fields.items():
        form.locator(f"[name={verb}-{name}]").fill(value)
    with page.expect_navigation():
        form.locator("button").last.click()


def test_a_warning_from_alarm_to_letter_to_lifting(window_of: Callable[..., Any], clock: SmallCity) -> None:
    set_rules_of_letters()
    for back in range(12, 1, -1):
        matters_in(monday_before(clock.now, back), 1 + back % 2)
    matters_in(monday_before(clock.now, 1), 12, lead_unit_id=clock.unit("housing"))
    look(by=SYSTEM, now=clock.now)
    row = EarlyWarning.objects.get()
    page = window_of("supervisor", **PHONE)
    page.set_default_timeout(90_000)
    page.goto("/warnings/")
    assert fits(page)
    found = barriers(page)
    page.locator(f"a[href='/warnings/{row.pk}/']").first.click()
    found |= barriers(page)
    step(page, "acknowledge")
    step(page, "confirm", unit="安和市住房和城乡建设局", words="现场属实")
    step(page, "write", suggestions="查明原因，两日内修复")
    letter = Letter.objects.get()
    assert letter.addressee_id == clock.unit("housing")
    page.goto(f"/warnings/{row.pk}/")
    assert page.locator(f"a[href='/letters/{letter.pk}/']").count() == 1
    step(page, "handle", words="已派人更换管道")
    step(page, "lift", words="连续两周恢复正常")
    row.refresh_from_db()
    assert row.status == Status.LIFTED
    assert fits(page)
    found |= barriers(page)
    for address in ("/warnings/?ended", "/warnings/progress/", "/warnings/backtest/"):
        page.goto(address)
        assert fits(page), address
        found |= barriers(page)
    assert found == {}


def test_a_hot_issue_is_confirmed_and_taken_along(window_of: Callable[..., Any], clock: SmallCity) -> None:
    MEMORY.forget()
    for number, text in enumerate(PLANT):
        clock.file(text=text, phone=f"1990000123{number}")
    take_up(by=SYSTEM, now=clock.later(minutes=2))
    issue = HotIssue.objects.get()
    page = window_of("supervisor")
    page.set_default_timeout(90_000)
    page.goto("/warnings/issues/")
    found = barriers(page)
    page.locator(f"a[href='/warnings/issues/{issue.pk}/']").first.click()
    assert fits(page)
    found |= barriers(page)
    step(page, "confirm", words="确是同一件事")
    issue.refresh_from_db()
    assert issue.status == HotStatus.CONFIRMED
    with page.expect_download() as download:
        page.locator("a[href$='matters.xlsx']").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    MEMORY.forget()
    assert found == {}
