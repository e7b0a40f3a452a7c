from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from linli.bench.preparing import PACK
from linli.bench.screens.pages import LANGUAGES, PAGES, THEMES, Page, Screen, screens_of
from linli.bench.serving import bench_home, environment, linli, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run")
QUALITY, SCALE = 35, 0.6
"""Small, yet so that words can be read."""
MOST_BYTES = 8_000_000
PATIENCE_MS = 60_000
SETTLED_MS = 30_000
Say = Callable[[str], None]


class TooLarge(RuntimeError):
    """The pictures together are larger than what a repository should keep."""


def draw_all(folder: Path, *, home: Path | None, matters: int, only: str, say: Say) -> tuple[int, int]:
    """Draw pages into `folder` with a page that lists them; return how many pictures are there and their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [page for page in PAGES if page.name.startswith(only)]
    with bench_home(home) as place:
        say(f"home {place}")
        linli(place, "migrate", "--quiet")
        linli(place, "city", "load", str(PACK))
        cookies = _played(place, matters, sorted({page.who for page in PAGES if page.who}))
        with serving(place, "linli.bench.screens.still:application") as port, _chromium() as browser:
            for page in wanted:
                _draw(browser, f"http://127.0.0.1:{port}", page, cookies.get(page.who, ""), folder, say)
    (folder / "README.md").write_text(index(folder))
    pictures = list(folder.glob("*.webp"))
    size = sum(each.stat().st_size for each in pictures)
    if size > MOST_BYTES:
        raise TooLarge(f"{size / 1e6:.1f} MB of pictures; {MOST_BYTES / 1e6:.0f} MB at most")
    return len(pictures), size


def _played(home: Path, matters: int, people: list[str]) -> dict[str, str]:
    command = [sys.executable, "-m", "linli.bench.screens.playing", str(matters), *people]
    settings = {**environment(home), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    done = subprocess.run(command, env=settings, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", CHROMIUM)
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()


def _draw(browser: Browser, city: str, page: Page, cookie: str, folder: Path, say: Say) -> None:
    for language, locale in LANGUAGES.items():
        for theme in THEMES:
            for screen in screens_of(page):
                context = browser.new_context(
                    base_url=city,
                    locale=locale,
                    viewport={"width": screen.width, "height": screen.height},
                    color_scheme=theme,
                    reduced_motion="reduce",
                )
                try:
                    drawn = _picture(context, city, page, cookie, screen)
                finally:
                    context.close()
                if drawn is None:
                    say(f"{page.name}: nothing to follow")
                    return
                _keep(drawn, folder / f"{page.name}-{screen.name}-{language}-{theme}.webp")
    say(page.name)


def _picture(context: BrowserContext, city: str, page: Page, cookie: str, screen: Screen) -> bytes | None:
    """Return a picture of the page as PNG, None when what it should follow is not there."""
    context.set_default_timeout(PATIENCE_MS)
    if cookie:
        name, _equals, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": city}])
    window = context.new_page()
    # A page that goes on by itself would never come to rest, and tells another time on each picture.
    window.add_init_script(
        "delete window.EventSource; window.EventSource = class extends EventTarget { close() {} };"
    )
    window.goto(page.path)
    if page.follow:
        link = window.locator(page.follow).first
        if link.count() == 0:
            return None
        window.goto(str(link.get_attribute("href")))
    window.wait_for_load_state("networkidle", timeout=SETTLED_MS)
    height = min(int(window.evaluate("document.documentElement.scrollHeight")), screen.most)
    area: Any = {"x": 0, "y": 0, "width": screen.width, "height": height}
    return window.screenshot(full_page=True, clip=area, animations="disabled", caret="hide")


def _keep(picture: bytes, path: Path) -> None:
    """Write a picture as WebP. One that looks the same as before is left alone, so that nothing changes for nothing."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.resize((round(image.width * SCALE), round(image.height * SCALE)), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    image.save(target, "WEBP", quality=QUALITY, method=6)
    if not path.exists() or path.read_bytes() != target.getvalue():
        path.write_bytes(target.getvalue())


def index(folder: Path) -> str:
    """Return the page that lists the pictures there are: a row for each page, a column for each kind of picture."""
    there = {each.stem for each in folder.glob("*.webp")}
    lines = [
        "# Every page in pictures",
        "",
        "Made by `make screens` from the invented city Anhe, at a moment that stands still. Do not edit.",
        "",
        "| page | phone | desk | wall |",
        "|---|---|---|---|",
    ]
    for page in PAGES:
        cells = [_links(page, size, there) for size in ("phone", "desk", "wall")]
        if any(cells):
            lines.append(f"| {page.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _links(page: Page, size: str, there: set[str]) -> str:
    names = [(f"{page.name}-{size}-{each}-{theme}", each, theme) for each in LANGUAGES for theme in THEMES]
    return " ".join(f"[{each} {theme}]({name}.webp)" for name, each, theme in names if name in there)
