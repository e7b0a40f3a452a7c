"""The parts of our pages: each is shown, each picture exists, each colour has its dark value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.web.display import Display, Theme
from linli.web.icons import DRAWINGS

WEB = Path(__file__).parents[1]
PARTS = WEB / "templates" / "web" / "parts"
SHOWN = [*(WEB / "templates" / "web" / "gallery").glob("*.html"), WEB / "templates" / "web" / "base.html"]
SHOWN_BY_ANOTHER_PART = {
    "badge": "matter:status_badge",
    "actions": "verbs",
    "verbs": "pages of tasks, disputes and conferences: it needs forms that take steps",
}
TEMPLATES = [path for path in WEB.parent.rglob("*.html") if "templates" in path.parts]
TONES = re.compile(r"^  --([a-z-]+): (?:#|0 )", re.MULTILINE)


def colours(sheet: str) -> set[str]:
    return set(TONES.findall((WEB / "frontend" / sheet).read_text("utf-8")))


def test_every_part_is_in_the_gallery() -> None:
    text = "".join(path.read_text("utf-8") for path in SHOWN)
    parts = {path.stem for path in PARTS.glob("*.html")}
    missing = {name for name in parts if f"parts/{name}.html" not in text and f'part "{name}"' not in text}
    assert missing - SHOWN_BY_ANOTHER_PART.keys() == set()


def test_every_part_says_on_top_what_it_takes() -> None:
    silent = [path.name for path in PARTS.glob("*.html") if "{#" not in path.read_text("utf-8")]
    assert silent == []


def test_every_picture_that_a_page_names_is_drawn() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "(\w+)"', path.read_text("utf-8"))}
    assert named
    assert named - DRAWINGS.keys() == set()


def test_every_colour_has_its_dark_value() -> None:
    assert colours("style/tokens.css") == colours("dark.css")


def test_no_colour_stands_outside_the_tokens() -> None:
    sheets = [*(WEB / "frontend").rglob("*.css")]
    own = {"tokens.css", "dark.css", "print.css"}
    found = [
        f"{path.name}: {colour}"
        for path in sheets
        if path.name not in own
        for colour in re.findall(r"#[0-9a-f]{3,8}\b", path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.django_db
def test_the_gallery_asks_nothing_of_the_city() -> None:
    client = Client()
    client.get("/gallery/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/gallery/").status_code == 200
    assert [each["sql"] for each in asked if "areas_" not in each["sql"]] == []


def test_what_makes_no_sense_changes_nothing() -> None:
    dark = Display(Theme.DARK, is_elder=True)
    assert dark.changed(theme="pink", elder="perhaps?") == Display(Theme.DARK, is_elder=False)
    assert dark.changed() == dark
    assert dark.changed(theme="light") == Display(Theme.LIGHT, is_elder=True)


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", ".", "pink.elder", "dark.elder", "x" * 4000, "light;elder"])
def test_any_cookie_gives_a_page(cookie: str) -> None:
    client = Client()
    client.cookies["display"] = cookie
    assert client.get("/gallery/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("there", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_changing_the_look_leads_nowhere_else(there: str) -> None:
    answer = Client().post("/display/", {"theme": "dark", "next": there})
    assert answer["Location"] == "/"
    assert answer.cookies["display"].value == "dark"
