"""Draws the pages of the demo city: one sheet for each page, with its looks beside each other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from linli.bench.screens.finding import Found
from linli.bench.screens.looking import Eyes, chromium, demo_city, status_of
from linli.bench.screens.pages import LANGUAGES, PAGES, THEMES, Page, Theme, screens_of
from linli.rulebook.packs.parts import Progress

if TYPE_CHECKING:
    from playwright.sync_api import Page as Window

LARGE, SMALL = 0.6, 0.4
"""How much a picture is reduced: what most people see, Chinese by day, stays larger."""
QUALITY, GAP, GROUND = 30, 12, "#8a8a8a"
"""Small, yet so that words can be read."""
MOST_BYTES = 14_000_000


class NotDrawn(RuntimeError):
    """Nothing led to a page, it did not answer, or all pictures are larger than a repository should keep."""


def draw_all(
    folder: Path, *, home: Path | None, matters: int, only: str, report: Progress
) -> tuple[int, int]:
    """Draw pages into `folder` with a page that lists them; return how many sheets are there and their bytes.

    Sheets of pages that are no more are removed. Raises NotDrawn, after everything else was drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [page for page in PAGES if page.name.startswith(tuple(only.split(",")))]
    problems: list[str] = []
    with demo_city(home, matters, report) as (city, found), chromium() as browser:
        eyes = Eyes(browser, city)
        for number, page in enumerate(wanted, start=1):
            if problem := _draw(eyes, page, found[page.name], folder):
                problems.append(problem)
            report("pages", number, len(wanted))
    for gone in {each.stem for each in folder.glob("*.webp")} - {page.name for page in PAGES}:
        (folder / f"{gone}.webp").unlink()
    (folder / "README.md").write_text(index(folder))
    sizes = [each.stat().st_size for each in folder.glob("*.webp")]
    if sum(sizes) > MOST_BYTES:
        problems.append(f"{sum(sizes) / 1e6:.1f} MB of pictures; {MOST_BYTES / 1e6:.0f} MB at most")
    if problems:
        raise NotDrawn("\n".join(problems))
    return len(sizes), sum(sizes)


def _draw(eyes: Eyes, page: Page, found: Found, folder: Path) -> str:
    """Draw one sheet; return what was in the way, if anything."""
    from playwright.sync_api import Error

    if not found.address:
        return f"nothing led to: {page.name}"
    try:
        _keep(_sheet(eyes, page, found), folder / f"{page.name}.webp")
    except NotDrawn as problem:
        return str(problem)
    except Error as problem:
        return f"{page.name}: {problem.message.splitlines()[0]}"
    return ""


def _sheet(eyes: Eyes, page: Page, found: Found) -> Image.Image:
    """Return all looks of a page in one picture: by day above by night, Chinese beside English.

    The page is loaded once in each language, and then looked at on each screen, by day and by night. Raises NotDrawn.
    """
    screens = screens_of(page)
    rows: dict[Theme, list[Image.Image]] = {theme: [] for theme in THEMES}
    for language in LANGUAGES:
        with eyes.on(found, language, screens[0]) as window:
            if status_of(window) != page.status:
                raise NotDrawn(f"{page.name}: answered {status_of(window)}")
            for screen in screens:
                window.set_viewport_size({"width": screen.width, "height": screen.height})
                for theme in THEMES:
                    window.emulate_media(color_scheme=theme)
                    rows[theme].append(_picture(window, scale_of(language, theme)))
    return _above([_beside(row) for row in rows.values()])


def scale_of(language: str, theme: Theme) -> float:
    return LARGE if (language, theme) == ("zh", "light") else SMALL


def _picture(window: Window, scale: float) -> Image.Image:
    taken = window.screenshot(type="jpeg", quality=95, animations="disabled", caret="hide")
    image = Image.open(io.BytesIO(taken))
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


def _beside(pictures: Sequence[Image.Image]) -> Image.Image:
    width = sum(each.width + GAP for each in pictures) - GAP
    row = Image.new("RGB", (width, max(each.height for each in pictures)), GROUND)
    left = 0
    for each in pictures:
        row.paste(each, (left, 0))
        left += each.width + GAP
    return row


def _above(rows: Sequence[Image.Image]) -> Image.Image:
    height = sum(each.height + GAP for each in rows) - GAP
    sheet = Image.new("RGB", (max(each.width for each in rows), height), GROUND)
    top = 0
    for each in rows:
        sheet.paste(each, (0, top))
        top += each.height + GAP
    return sheet


def _keep(picture: Image.Image, path: Path) -> None:
    """Write a picture as WebP. One that looks the same as before is left alone, so that nothing changes for nothing."""
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=6)
    if not path.exists() or path.read_bytes() != target.getvalue():
        path.write_bytes(target.getvalue())


def index(folder: Path) -> str:
    """Return the page that lists the pictures there are."""
    there = {each.stem for each in folder.glob("*.webp")}
    lines = [
        "# Every page in pictures",
        "",
        "Made by `make screens` from the invented city Anhe, at a moment that stands still. Do not edit.",
        "One sheet for each page: in a hand and on a desk (or on a wall), by day above and by night below,",
        "in Chinese and then in English.",
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
