"""A real browser, with a window for each person of the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A microphone that hums, for recordings.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright runs a loop in this thread, so that Django would refuse every query of the test itself.
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def window_of(
    chromium: Any, live_server: Any, browser_of: Callable[..., Client]
) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a browser window for somebody of the cast."""
    opened = []

    def open_window(name: str, *, language: str = "zh-CN", **options: Any) -> Any:
        context = chromium.new_context(base_url=live_server.url, locale=language, **options)
        opened.append(context)
        if name != "citizen":
            cookie = browser_of(name).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_window
    for context in opened:
        context.close()


def barriers(page: Any) -> dict[str, list[str]]:
    """Return what a program finds that keeps people out, by page and rule."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page).response["violations"]
    return {f"{page.url} {each['id']}": [node["html"] for node in each["nodes"]] for each in violations}


def choose_look(page: Any, **asked: str) -> None:
    """Press the button of the page that changes how pages look."""
    page.goto("/")
    for name, value in asked.items():
        page.locator(f"button[name={name}][value={value}]").click()
        page.wait_for_load_state()
