from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import URLResolver, get_resolver
from PIL import Image

import linli
from linli.bench.screens.drawing import _keep, index
from linli.bench.screens.finding import view_of
from linli.bench.screens.pages import GRID_WORKER, LEFT_OUT, NOBODY, PAGES, RESIDENT, Page
from linli.demo.people import PEOPLE

API = "api:"


def shows(page: Page) -> str:
    return page.links[-1] if page.links else view_of(page.path)


def views(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns, f"{each.namespace}:" if each.namespace else before)
        else:
            yield f"{before}{each.name}", each.callback


def methods(view: Any) -> Any:
    """Return the methods a view asks for by its decorators; None: any."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and all(str(each).isupper() for each in held):
                return held
        view = getattr(view, "__wrapped__", None)
    return None


def pages_of_the_house() -> set[str]:
    """Every view that answers GET, but for the API."""
    found = dict(views(get_resolver().url_patterns))
    return {
        name
        for name, view in found.items()
        if not name.startswith(API) and (methods(view) is None or "GET" in methods(view))
    }


def test_every_page_is_drawn_or_left_out_with_a_reason() -> None:
    drawn = {shows(page) for page in PAGES}
    assert pages_of_the_house() - drawn - set(LEFT_OUT) == set()
    assert drawn & set(LEFT_OUT) == set()
    assert set(LEFT_OUT) <= pages_of_the_house()
    assert drawn <= pages_of_the_house() | {""}


def test_somebody_may_look_at_every_page() -> None:
    names = {person.username for person in PEOPLE} | {NOBODY, RESIDENT, GRID_WORKER}
    assert {page.who for page in PAGES} <= names
    assert [page.name for page in PAGES if not shows(page)] == ["not-there"]
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_the_list_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "home.webp").touch()
    written = index(tmp_path)
    assert "[home](home.webp)" in written
    assert "command" not in written


def test_a_picture_that_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    target, picture = tmp_path / "a.webp", Image.new("RGB", (8, 8), "red")
    _keep(picture, target)
    before = target.stat().st_mtime_ns
    _keep(picture, target)
    assert target.stat().st_mtime_ns == before


SCROLLED = re.compile(r'<[a-z]+\b[^>]*class="(?:[^"]* )?scroll(?: [^"]*)?"[^>]*>')


def test_whatever_is_moved_sideways_can_be_moved_with_the_keyboard() -> None:
    found = [
        (path.name, tag)
        for path in Path(linli.__file__).parent.glob("*/templates/**/*.html")
        for tag in SCROLLED.findall(path.read_text())
    ]
    assert len(found) > 30
    assert [each for each in found if "tabindex" not in each[1]] == []
