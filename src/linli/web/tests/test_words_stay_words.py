"""Markup, scripts and formulas in what people write are shown as the words they are, on every page that shows them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from linli.matters.testing import SmallCity

BrowserOf = Callable[..., Client]
BAD = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}=HYPERLINK("http://x")'
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


def pages_of(code: str) -> list[tuple[str, str]]:
    return [
        ("dispatcher", "/desk/"),
        ("dispatcher", "/work/"),
        ("dispatcher", f"/work/{code}/"),
        ("dispatcher", f"/work/{code}/do/decline/"),
        ("supervisor", f"/work/{code}/"),
        ("grid_worker", f"/work/{code}/"),
        ("dispatcher", f"/desk/steps/{code}/triage/"),
    ]


@pytest.fixture
def hostile(clock: SmallCity) -> str:
    return clock.file(text=BAD, title=BAD[:100], place=BAD[:100], area="990102001001").code


def test_markup_and_scripts_are_shown_as_text_at_every_desk(browser_of: BrowserOf, hostile: str) -> None:
    for who, address in pages_of(hostile):
        answer = browser_of(who).get(address, follow=True)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert SHOWN in page, address
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "49=HYPER" not in page, address


def test_what_somebody_searches_for_is_shown_as_text(browser_of: BrowserOf, clock: SmallCity) -> None:
    for who, address in (
        ("dispatcher", "/desk/"),
        ("dispatcher", "/work/"),
        ("admin", "/administration/people/"),
        ("admin", "/administration/units/"),
    ):
        page = browser_of(who).get(address, {"q": BAD}).content.decode()
        assert "<script>alert" not in page, address


def test_a_name_of_somebody_new_is_shown_as_text(browser_of: BrowserOf, clock: SmallCity) -> None:
    admin = browser_of("admin")
    admin.post("/administration/people/", {"username": "markup", "display_name": BAD[:40]})
    for address in ("/administration/people/", "/administration/people/markup/"):
        page = admin.get(address).content.decode()
        assert SHOWN in page, address
        assert "<script>alert" not in page, address


def test_a_text_of_the_city_with_markup_is_shown_as_text(browser_of: BrowserOf, clock: SmallCity) -> None:
    given = {
        "code": "bad",
        "zh": BAD[:30],
        "en": "bad",
        "verb": "reply",
        "kinds": "",
        "text": BAD.replace("{", ""),
    }
    given["valid_from"] = "2030-01-01"
    page = browser_of("security_admin").post("/administration/texts/replies/", given).content.decode()
    assert SHOWN in page
    assert "<script>alert" not in page
