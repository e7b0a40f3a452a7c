"""The public calculator through a real browser: from the first step to the result, for all eyes, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.compensation.tests.test_doors import anhe
from linli.matters.testing import SmallCity

from .conftest import CHROMIUM, barriers, choose_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
LOOKS: dict[str, dict[str, str]] = {
    "light": {"theme": "light"},
    "dark": {"theme": "dark"},
    "elder": {"elder": "on"},
}
STEPS: list[dict[str, str]] = [
    {"accident_on": "2026-03-01", "side_b": "non_motor"},
    {"where": "B:driver", "outcome": "disability", "medical": "86000", "off_days": "150", "pay": "250"},
    {"born": "1981", "grades": "8", "dependant_1": "2016", "supporters_1": "2"},
    {"degree_A": "main", "degree_B": "secondary", "commercial_A": "1000000"},
    {"by_1": "A", "amount_1": "20000"},
]


@pytest.fixture(autouse=True)
def figures(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = anhe()
    for place in ("linli.compensation.views.calculator", "linli.compensation.queries"):
        monkeypatch.setattr(f"{place}.shelf_of_city", lambda: shelf)


def answer(page: Any, step: dict[str, str]) -> None:
    for name, value in step.items():
        field = page.locator(f"[name={name}]").first
        if field.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main button[value=next]").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("look", LOOKS)
def test_the_calculator_has_no_barriers_and_no_complaints(
    window_of: Callable[..., Any], clock: SmallCity, look: str
) -> None:
    page, found, complaints = window_of("citizen", viewport={"width": 390, "height": 844}), {}, []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    choose_look(page, **LOOKS[look])
    page.goto("/compensation/rules/")
    found |= barriers(page)
    page.goto("/compensation/")
    for number, step in enumerate(STEPS):
        found |= {f"{number} {rule}": nodes for rule, nodes in barriers(page).items()}
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        answer(page, step)
    found |= barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "244,800.00" in page.locator("main").inner_text()
    assert found == {}
    assert [each for each in complaints if "axe" not in each] == []


def test_the_calculator_needs_no_scripts(window_of: Callable[..., Any], clock: SmallCity) -> None:
    page = window_of("citizen", java_script_enabled=False)
    page.goto("/compensation/")
    for step in STEPS:
        answer(page, step)
    with page.expect_download() as download:
        page.locator("form[action$='.pdf'] button").click()
    assert download.value.suggested_filename == "statement.pdf"
