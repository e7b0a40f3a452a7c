"""Letters, the ladder, the public list and whistles: readable in every look and language, on a desk and in a hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.letters.models import Letter
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.supervision.testing import set_ladder
from linli.supervision.tests.test_hazards import found as find_hazard
from linli.supervision.tests.test_ladder import ladder_of, ordered
from linli.supervision.tests.test_listing import completed

from .conftest import CHROMIUM, barriers, choose_look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]
LOOKS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "light on a desk": ({"theme": "light"}, {}),
    "dark": ({"theme": "dark"}, {}),
    "elder in a hand": ({"elder": "on"}, {"viewport": {"width": 390, "height": 844}}),
    "English in a hand": ({"theme": "light"}, {"viewport": {"width": 360, "height": 780}, "language": "en"}),
}
PICTURES = os.environ.get("LINLI_TEST_PICTURES")
"""Folder for pictures of the pages, for whoever wants to look at them; empty: none are made."""


def addresses(city: SmallCity, matter: Matter) -> tuple[str, ...]:
    listing, hazard = completed(city), find_hazard(city)
    letters = [f"/letters/{each.pk}/" for each in Letter.objects.order_by("pk")[:1]]
    return (
        *(f"/work/{matter.code}/", "/letters/?box=all", *letters, "/letters/new/"),
        *("/supervision/", f"/supervision/matters/{matter.code}/", "/supervision/lists/"),
        *(f"/supervision/lists/{listing.pk}/", f"/supervision/lists/new/?ladder={ladder_of(matter).pk}"),
        *("/supervision/hazards/", f"/supervision/hazards/{hazard.pk}/", "/supervision/campaigns/"),
        *("/whistles/", "/meetings/", "/listed/"),
    )


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_have_no_barriers_and_fit_the_screen(
    window_of: Callable[..., Any], clock: SmallCity, look: str
) -> None:
    set_ladder()
    matter = ordered(clock)
    clock.now += timedelta(minutes=5)
    chosen, window = LOOKS[look]
    page, wrong, wide = window_of("supervisor", **window), {}, []
    choose_look(page, **chosen)
    for address in addresses(clock, matter):
        answer = page.goto(address)
        assert answer.status == 200, address
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
        if PICTURES:
            name = f"{look}-{address}".replace("/", "_").replace("?", "_")
            page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
        wrong |= barriers(page)
    assert (wrong, wide) == ({}, [])
