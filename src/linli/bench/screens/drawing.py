"""Draws the pages of the demo city: one sheet for each page, with its looks beside each other."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from linli.bench.preparing import PACK
from linli.bench.screens.finding import Found
from linli.bench.screens.pages import LANGUAGES, LOOKS, PAGES, Look, Page, Screen, screens_of
from linli.bench.serving import bench_home, environment, linli, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run")
QUALITY, SCALE, GAP = 30, 0.5, 12
"""Small, yet so that words can be read."""
MOST_BYTES = 8_000_000
PATIENCE_MS = 60_000
SETTLED_MS = 30_000
Say = Callable[[str], None]


class NotDrawn(RuntimeError):
    """Nothing led to a page, or the pictures together are larger than what a repository should keep."""


def draw_all(
    folder: Path, *, home: Path | None, matters: int, only: str, looks: Sequence[Look] = LOOKS, say: Say
) -> tuple[int, int]:
    """Draw pages into `folder` with a page that lists them; return how many pictures are there and their bytes.

    Raises NotDrawn, after everything else was drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [page for page in PAGES if page.name.startswith(only)]
    missing = []
    with bench_home(home) as place:
        say(f"home {place}")
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        found = played(place, matters)
        with serving(place, "linli.bench.screens.still:application") as port, chromium() as browser:
            for page in wanted:
                say(page.name)
                if not found[page.name].address:
                    missing.append(page.name)
                    continue
                city = f"http://127.0.0.1:{port}"
                _keep(_sheet(browser, city, page, found[page.name], looks), folder / f"{page.name}.webp")
    (folder / "README.md").write_text(index(folder))
    pictures = list(folder.glob("*.webp"))
    size = sum(each.stat().st_size for each in pictures)
    if missing:
        raise NotDrawn(f"nothing led to: {', '.join(missing)}")
    if size > MOST_BYTES:
        raise NotDrawn(f"{size / 1e6:.1f} MB of pictures; {MOST_BYTES / 1e6:.0f} MB at most")
    return len(pictures), size


def played(home: Path, matters: int) -> dict[str, Found]:
    command = [sys.executable, "-m", "linli.bench.screens.playing", str(matters)]
    settings = {**environment(home), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    done = subprocess.run(command, env=settings, check=True, stdout=subprocess.PIPE, text=True)
    return {name: Found(*found) for name, found in json.loads(done.stdout.splitlines()[-1]).items()}


@contextmanager
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", CHROMIUM)
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()


def _sheet(browser: Browser, city: str, page: Page, found: Found, looks: Sequence[Look]) -> Image.Image:
    """Return all looks of a page in one picture, on each screen it is for."""
    pictures = [
        picture
        for language in LANGUAGES
        if (themes := [theme for each, theme in looks if each == language])
        for picture in _pictures(browser, city, page, found, language, themes)
    ]
    sheet = Image.new(
        "RGB",
        (sum(each.width + GAP for each in pictures) - GAP, max(each.height for each in pictures)),
        "#8a8a8a",
    )
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    return sheet


def _pictures(
    browser: Browser, city: str, page: Page, found: Found, language: str, themes: Sequence[Any]
) -> Iterator[Image.Image]:
    """Load the page once in a language; look at it on each screen, by day and by night."""
    screens = screens_of(page)
    context = browser.new_context(
        base_url=city,
        locale=LANGUAGES[language],
        viewport={"width": screens[0].width, "height": screens[0].height},
        color_scheme=themes[0],
        reduced_motion="reduce",
    )
    try:
        context.set_default_timeout(PATIENCE_MS)
        window = at_rest(signed_in(context, city, found).new_page())
        window.goto(found.address)
        window.wait_for_load_state("networkidle", timeout=SETTLED_MS)
        for screen in screens:
            window.set_viewport_size({"width": screen.width, "height": screen.height})
            for theme in themes:
                window.emulate_media(color_scheme=theme)
                yield _picture(window, screen)
    finally:
        context.close()


def signed_in(context: BrowserContext, city: str, found: Found) -> BrowserContext:
    name, _equals, value = found.cookie.partition("=")
    if name:
        context.add_cookies([{"name": name, "value": value, "url": city}])
    return context


def at_rest(window: Any) -> Any:
    """Keep a page from going on by itself: it would never come to rest, and tell another time on each picture."""
    window.add_init_script(
        "delete window.EventSource; window.EventSource = class extends EventTarget { close() {} };"
    )
    return window


def _picture(window: Any, screen: Screen) -> Image.Image:
    window.wait_for_load_state("networkidle", timeout=SETTLED_MS)
    height = min(int(window.evaluate("document.documentElement.scrollHeight")), screen.most)
    area = {"x": 0, "y": 0, "width": screen.width, "height": height}
    taken = window.screenshot(full_page=True, clip=area, animations="disabled", caret="hide")
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    return image.resize((round(image.width * SCALE), round(image.height * SCALE)), Image.Resampling.LANCZOS)


def _keep(picture: Image.Image, path: Path) -> None:
    """Write a picture as WebP. One that looks the same as before is left alone, so that nothing changes for nothing."""
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=4)
    if not path.exists() or path.read_bytes() != target.getvalue():
        path.write_bytes(target.getvalue())


def index(folder: Path) -> str:
    """Return the page that lists the pictures there are."""
    there = {each.stem for each in folder.glob("*.webp")}
    lines = [
        "# Every page in pictures",
        "",
        "Made by `make screens` from the invented city Anhe, at a moment that stands still. Do not edit.",
        "One sheet for each page: in a hand and on a desk (or on a wall), in Chinese by day and in English by night.",
        "",
        "| page | who looks |",
        "|---|---|",
        *(
            f"| [{page.name}]({page.name}.webp) | {page.who or 'anybody'} |"
            for page in PAGES
            if page.name in there
        ),
    ]
    return "\n".join(lines) + "\n"
