"""The measurement itself, at a size that takes a minute: it must run through and refuse what would mean nothing."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from linli.bench import lists
from linli.bench.asking import LISTS, Asked, Question
from linli.bench.faces import PAGES
from linli.bench.filling import COPIES
from linli.bench.lists import BenchFailed, _require_constant, require_space
from linli.bench.screens.pages import NOBODY, RESIDENTS
from linli.bench.weighing import IMPORTED, NAMED, weight
from linli.matters.testing import SmallCity


def asked(page: str, least: int, most: int) -> Asked:
    return Asked([Question(page, "/work/", "")], {page: [least, most]})


def test_it_refuses_to_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def usage(_path: Path) -> object:
        return type("Usage", (), {"free": 14_000_000_000})

    monkeypatch.setattr(lists.shutil, "disk_usage", usage)
    require_space(tmp_path / "not" / "there", 100_000)
    with pytest.raises(BenchFailed, match=r"15\.0 GB"):
        require_space(tmp_path, 1_000_000)


def test_it_refuses_a_list_that_asks_a_query_for_each_row() -> None:
    _require_constant(asked("list_city", 4, 4))
    _require_constant(asked("matter", 18, 21))
    with pytest.raises(BenchFailed):
        _require_constant(asked("list_city", 4, 34))
    with pytest.raises(BenchFailed):
        _require_constant(asked("matter", 18, 80))


def test_every_column_is_copied() -> None:
    """A column that is added later and not copied would be left empty without anybody noticing."""
    from linli.journal.models import Entry
    from linli.matters.models import Clock, Matter, WorkOrder

    tables = {"matters": Matter, "orders": WorkOrder, "clocks": Clock, "entries": Entry}
    for name, model in tables.items():
        for field in model._meta.concrete_fields:
            is_numbered = field.primary_key and model is not Matter
            assert is_numbered or f'"{field.column}"' in COPIES[name], (name, field.column)


@pytest.mark.django_db
def test_copying_fits_the_tables_as_they_are() -> None:
    """Statements are valid SQL for the tables as they are: prepared, not run."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE pool (n int, kind text, tier text, title text, text text, vector tsvector)"
        )
        cursor.execute(
            "CREATE TEMP TABLE copies (id bigint, model bigint, shift interval, code text, text int, area text, "
            "grid text, lon float8, lat float8, unit int)"
        )
        for statement in COPIES.values():
            cursor.execute("EXPLAIN " + statement)


def test_every_page_that_people_wait_for_is_asked() -> None:
    assert {"list_city", "list_county", "list_unit", "list_next_page", "matter"} <= LISTS.keys()
    assert {"search_two_characters", "search_phrase", "search_pinyin", "search_code"} <= LISTS.keys()
    assert {"tile_zoom_8", "tile_zoom_12", "tile_zoom_15"} <= LISTS.keys()


def test_every_face_is_measured() -> None:
    assert {"resident_area", "command_city", "command_village", "command_behind", "matter"} <= PAGES.keys()
    assert {"cold_outlines_12", "warm_outlines_12", "tile_zoom_12"} <= PAGES.keys()


def test_a_page_weighs_with_all_that_it_names() -> None:
    page = b'<link rel="stylesheet" href="/a.css" media="screen"><script src="/b.js" type="module"></script>'
    assert NAMED.findall(page) == [b"/a.css", b"/b.js"]
    assert IMPORTED.findall(b'import(new URL("map.js",import.meta.url).href)') == [b"map.js"]


FIRST_LOAD = 150_000


@pytest.mark.django_db
def test_every_page_for_residents_is_small_at_first_load(
    clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    citizen = browser_of("citizen")

    def fetch(address: str) -> bytes:
        if address.startswith(settings.STATIC_URL):
            return Path(
                str(finders.find(address.removeprefix(settings.STATIC_URL).partition("?")[0]))
            ).read_bytes()
        return bytes(citizen.get(address).content)

    pages = [page.path for page in RESIDENTS if page.who == NOBODY and not page.links]
    weights = {path: weight(path, fetch) for path in pages if citizen.get(path).status_code == HTTPStatus.OK}
    assert {"/", "/report/", "/query/", "/areas/", "/privacy/"} <= weights.keys()
    assert {path: found for path, found in weights.items() if found >= FIRST_LOAD} == {}
    assert min(weights.values()) > 5_000
