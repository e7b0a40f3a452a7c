"""Draws the pages of the demo city: one sheet for each page, with its looks beside each other."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from linli.bench.screens.finding import Found
from linli.bench.screens.looking import Eyes, demo_city, looking, status_of
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
    # Sheets are written beside the looking: a small picture costs more time than a large one.
    with (
        demo_city(home, matters, report) as (city, found),
        looking(city) as eyes,
        ThreadPoolExecutor(1) as hand,
    ):
        kept = []
        for number, page in enumerate(wanted, start=1):
            try:
                kept.append(
                    hand.submit(_keep, _sheet(eyes, page, found[page.name]), folder / f"{page.name}.webp")
                )
            except NotDrawn as problem:
                problems.append(f"{page.name}: {problem}")
            report("pages", number, len(wanted))
        for each in kept:
            each.result()
    for gone in {each.stem for each in folder.glob("*.webp")} - {page.name for page in PAGES}:
        (folder / f"{gone}.webp").unlink()
    (folder / "README.md").write_text(index(folder))
    sizes = [each.stat().st_size for each in folder.glob("*.webp")]
    if sum(sizes) > MOST_BYTES:
        problems.append(f"{sum(sizes) / 1e6:.1f} MB of pictures; {MOST_BYTES / 1e6:.0f} MB at most")
    if problems:
        raise NotDrawn("\n".join(problems))
    return len(sizes), sum(sizes)


def _sheet(eyes: Eyes, page: Page, found: Found) -> Image.Image:
    """Return all looks of a page in one picture: by day above by night, Chinese beside English.

    Raises NotDrawn.
    """
    from playwright.sync_api import Error

    if not found.address:
        raise NotDrawn("nothing led there")
    rows: dict[Theme, list[Image.Image]] = {theme: [] for theme in THEMES}
    try:
        for language in LANGUAGES:
            for theme, picture in _pictures(eyes, page, found, language):
                rows[theme].append(picture)
    except Error as problem:
        raise NotDrawn(problem.message.splitlines()[0]) from problem
    return _above([_beside(row) for row in rows.values()])


def _pictures(eyes: Eyes, page: Page, found: Found, language: str) -> Iterator[tuple[Theme, Image.Image]]:
    """Load a page once, and look at it on each screen, by day and by night."""
    screens = screens_of(page)
    with eyes.on(found, language, screens[0]) as window:
        if (status := status_of(window)) != page.status:
            raise NotDrawn(f"answered {status}")
        for screen in screens:
            window.set_viewport_size({"width": screen.width, "height": screen.height})
            for theme in THEMES:
                window.emulate_media(color_scheme=theme)
                yield theme, _picture(window, scale_of(language, theme))


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
