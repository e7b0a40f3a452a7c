"""Goes through every page in a hand: by day, by night and with large letters, and says what keeps people out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linli.bench.screens.drawing import PATIENCE_MS, SETTLED_MS, Say, at_rest, chromium, played, signed_in
from linli.bench.screens.finding import Found
from linli.bench.screens.pages import PAGES, PHONE, Page
from linli.bench.serving import bench_home, linli, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WAYS: dict[str, dict[str, str]] = {
    "by day": {"display": "light", "locale": "zh-CN"},
    "by night, in English": {"display": "dark", "locale": "en"},
    "with large letters": {"display": "light.elder", "locale": "zh-CN"},
}
WIDER = "document.documentElement.scrollWidth > window.innerWidth"


def check_all(*, home: Path | None, matters: int, only: str, say: Say) -> list[str]:
    """Return one line for each fault: which page, in which way, and what is wrong."""
    faults: list[str] = []
    with bench_home(home) as place:
        linli(place, "migrate", "--quiet")
        found = played(place, matters)
        with serving(place, "linli.bench.screens.still:application") as port, chromium() as browser:
            for page in PAGES:
                if page.name.startswith(only) and found[page.name].address and not page.is_wall:
                    city = f"http://127.0.0.1:{port}"
                    more = [
                        each for way in WAYS for each in _faults(browser, city, page, found[page.name], way)
                    ]
                    say("\n".join(more) or page.name)
                    faults += more
    return faults


def _faults(browser: Browser, city: str, page: Page, found: Found, way: str) -> Iterator[str]:
    from axe_playwright_python.sync_playwright import Axe

    look = WAYS[way]
    options: dict[str, Any] = {
        "locale": look["locale"],
        "viewport": {"width": PHONE.width, "height": PHONE.height},
        "reduced_motion": "reduce",
    }
    context = browser.new_context(base_url=city, **options)
    try:
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "display", "value": look["display"], "url": city}])
        window = at_rest(signed_in(context, city, found).new_page())
        answer = window.goto(found.address)
        window.wait_for_load_state("networkidle", timeout=SETTLED_MS)
        if answer is None or (answer.status != 200 and page.name != "not-there"):
            yield f"{page.name} {way}: answered {answer and answer.status}"
        if window.evaluate(WIDER):
            yield f"{page.name} {way}: wider than the screen"
        for each in Axe().run(window).response["violations"]:
            yield f"{page.name} {way}: {each['id']}: {each['nodes'][0]['html'][:160]}"
    finally:
        context.close()
