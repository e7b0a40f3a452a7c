from __future__ import annotations

import io
from pathlib import Path

from django.urls import resolve
from PIL import Image

from linli.bench.screens.drawing import _keep, index
from linli.bench.screens.pages import GRID_WORKER, PAGES, screens_of
from linli.demo.people import PEOPLE


def test_every_page_that_is_drawn_is_there_and_somebody_may_look() -> None:
    names = {person.username for person in PEOPLE} | {"", GRID_WORKER}
    assert {page.who for page in PAGES} <= names
    for page in PAGES:
        if page.name != "not-there":
            resolve(page.path.partition("?")[0])
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_every_face_is_drawn() -> None:
    places = {page.path.split("/")[1] for page in PAGES}
    assert {"report", "query", "areas", "work", "command", "letters", "supervision", "targets"} <= places
    assert any(screen.name == "wall" for page in PAGES for screen in screens_of(page))


def test_the_list_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "home-phone-zh-light.webp").touch()
    written = index(tmp_path)
    assert "[zh light](home-phone-zh-light.webp)" in written
    assert "command" not in written


def test_a_picture_that_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    target, picture = tmp_path / "a.webp", io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    _keep(picture.getvalue(), target)
    before = target.stat().st_mtime_ns
    _keep(picture.getvalue(), target)
    assert target.stat().st_mtime_ns == before
