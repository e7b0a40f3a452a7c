"""Goes through every page by day, by night and with large letters, and says what keeps people out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from linli.bench.screens.finding import Found
from linli.bench.screens.looking import Eyes, demo_city, looking, status_of
from linli.bench.screens.pages import PAGES, Page, screens_of
from linli.rulebook.packs.parts import Progress

WAYS: dict[str, tuple[str, str]] = {
    "by day": ("zh", "light"),
    "by night, in English": ("en", "dark"),
    "with large letters": ("zh", "light.elder"),
}
"""In words -> language and display."""
WIDER = "document.documentElement.scrollWidth > window.innerWidth"


def check_all(*, home: Path | None, matters: int, only: str, report: Progress) -> Iterator[str]:
    """Yield one line for each fault as it is found: which page, in which way, and what is wrong.

    A page is looked at where it is smallest: on a phone, or on its wall.
    """
    wanted = [page for page in PAGES if page.name.startswith(tuple(only.split(",")))]
    with demo_city(home, matters, report) as (city, found), looking(city) as eyes:
        for number, page in enumerate(wanted, start=1):
            for way in WAYS:
                yield from _faults(eyes, page, found[page.name], way)
            report("pages", number, len(wanted))


def _faults(eyes: Eyes, page: Page, found: Found, way: str) -> Iterator[str]:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Error

    here = f"{page.name} {way}"
    if not found.address:
        yield f"{here}: nothing led there"
        return
    try:
        with eyes.on(found, WAYS[way][0], screens_of(page)[0], display=WAYS[way][1]) as window:
            if (status := status_of(window)) != page.status:
                yield f"{here}: answered {status}"
            if window.evaluate(WIDER):
                yield f"{here}: wider than the screen"
            for each in Axe().run(window).response["violations"]:
                yield f"{here}: {each['id']}: {each['nodes'][0]['html'][:160]}"
    except Error as problem:
        yield f"{here}: {problem.message.splitlines()[0]}"
