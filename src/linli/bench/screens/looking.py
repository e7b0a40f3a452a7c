"""Opens pages of the demo city in a browser, as those whose pages they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from linli.bench.preparing import PACK
from linli.bench.screens.finding import Found
from linli.bench.screens.pages import LANGUAGES, MOMENT, Screen
from linli.bench.serving import bench_home, environment, linli, serving
from linli.rulebook.packs.parts import Progress

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, BrowserType
    from playwright.sync_api import Page as Window

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run")
PATIENCE_MS = 60_000
AT_REST = """
delete window.EventSource;
window.EventSource = class extends EventTarget { close() {} };
const Clock = Date;
Date = class extends Clock {
  constructor(...given) { super(...(given.length ? given : [%d])); }
  static now() { return %d; }
};
"""
"""Keeps a page from going on by itself: it would never come to rest, and tell another time on each picture."""


@contextmanager
def demo_city(home: Path | None, matters: int, report: Progress) -> Iterator[tuple[str, dict[str, Found]]]:
    """Have the demo city served, played where it was not; yields its address and the way to each page."""
    with bench_home(home) as place:
        report("database", 0, 0)
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        found = _played(place, matters, report)
        with serving(place, "linli.bench.screens.still:application") as port:
            yield f"http://127.0.0.1:{port}", found


def _played(home: Path, matters: int, report: Progress) -> dict[str, Found]:
    """Have the demo played in a process with the settings of `home`; it says in lines how far it is, then the ways."""
    command = [sys.executable, "-m", "linli.bench.screens.playing", str(matters)]
    settings = {**environment(home), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as playing:
        for line in playing.stdout or ():
            said = json.loads(line)
            if isinstance(said, list):
                report(*said)
    if playing.returncode:
        raise subprocess.CalledProcessError(playing.returncode, command)
    return {name: Found(*found) for name, found in said.items()}


@contextmanager
def looking(city: str) -> Iterator[Eyes]:
    """Have a browser that looks at the city served at this address."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        eyes = Eyes(playwright.chromium, city)
        yield eyes
        eyes.close()


def status_of(window: Window) -> int:
    """Return with which status the page that is open was answered."""
    return int(window.evaluate("performance.getEntriesByType('navigation')[0].responseStatus"))


class Eyes:
    """Whoever looks, in a language and a display: scripts and letters that were read once are not read again.

    Each language has a browser of its own: what stands on buttons for files and in dates is the browser's own words.
    One that broke down at one page is begun anew for the next.
    """

    def __init__(self, kind: BrowserType, city: str) -> None:
        self._kind, self._city = kind, city
        self._browsers: dict[str, Browser] = {}
        self._contexts: dict[tuple[str, str, str], BrowserContext] = {}

    @contextmanager
    def on(self, found: Found, language: str, screen: Screen, display: str = "") -> Iterator[Window]:
        """Have a page open and at rest. Raises playwright's Error where it does not come to rest."""
        key, browser = (found.cookie, language, display), self._browser(language)
        if key not in self._contexts:
            self._contexts[key] = self._context(browser, *key)
        window = self._contexts[key].new_page()
        try:
            window.set_viewport_size({"width": screen.width, "height": screen.height})
            window.goto(found.address, wait_until="networkidle")
            yield window
        finally:
            window.close()

    def close(self) -> None:
        for each in self._browsers.values():
            each.close()

    def _browser(self, language: str) -> Browser:
        if language not in self._browsers or not self._browsers[language].is_connected():
            self._contexts = {key: each for key, each in self._contexts.items() if key[1] != language}
            words: dict[str, str | float | bool] = {
                **os.environ,
                "LANGUAGE": LANGUAGES[language].replace("-", "_"),
            }
            path = os.environ.get("CHROMIUM", CHROMIUM)
            self._browsers[language] = self._kind.launch(executable_path=path, args=list(SWITCHES), env=words)
        return self._browsers[language]

    def _context(self, browser: Browser, cookie: str, language: str, display: str) -> BrowserContext:
        context = browser.new_context(
            base_url=self._city, locale=LANGUAGES[language], reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        milliseconds = int(MOMENT.timestamp() * 1000)
        context.add_init_script(AT_REST % (milliseconds, milliseconds))
        for name, _equals, value in (cookie.partition("="), ("display", "=", display)):
            if name and value:
                context.add_cookies([{"name": name, "value": value, "url": self._city}])
        return context
