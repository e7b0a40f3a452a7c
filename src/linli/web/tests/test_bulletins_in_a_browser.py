"""A bulletin through a real browser: drafted, signed, remarked on, answered, and read with all that was said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from linli.letters import actions as letters
from linli.matters.testing import SmallCity
from linli.metrics.models import Bulletin
from linli.metrics.tests.test_bulletins import actor, press
from linli.people.models import Assignment
from linli.web.tests.conftest import CHROMIUM, barriers

__all__ = ["press"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.django_db(transaction=True),
]


def test_a_bulletin_is_drafted_signed_remarked_on_and_answered(
    press: SmallCity,
    window_of: Callable[..., Any],
    settings: LazySettings,
    tmp_path: Path,
) -> None:
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path})
    found: dict[str, list[str]] = {}
    writer = window_of("supervisor", viewport=DESK)
    writer.goto("/figures/bulletins/")
    writer.locator("details summary", has_text="起草").click()
    writer.locator("select[name=name]").select_option("monthly")
    writer.locator("input[name=on]").fill("2026-03-01")
    found |= barriers(writer)
    writer.locator("form:has(select[name=name]) button").click()
    writer.wait_for_url("**/figures/bulletins/*/")
    bulletin = Bulletin.objects.select_related("letter").get()
    leader = actor(press, "leader")
    for step in (letters.review, letters.issue):
        step(letter=bulletin.letter, by=leader, now=press.now)

    grant(press, "colleague", "handler", "riverside")
    grant(press, "unit_head", "supervisor", "city")
    ranked = window_of("colleague", viewport=PHONE)
    ranked.goto(f"/figures/bulletins/{bulletin.pk}/")
    assert ranked.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ranked.locator("input[name=kind][value=objection]").check()
    ranked.locator("textarea[name=words]").fill("有一件不属于本区。")
    found |= barriers(ranked)
    ranked.locator("form[action$='/remark/'] button").click()
    ranked.get_by_text("尚未答复。").wait_for()

    answering = window_of("unit_head", language="en", viewport=DESK)
    answering.goto(f"/figures/bulletins/{bulletin.pk}/")
    answering.locator("details summary", has_text="Answer it").click()
    answering.locator("input[name=upheld][value=yes]").check()
    answering.locator("textarea[name=words]").fill("经复核成立，下期更正。")
    found |= barriers(answering)
    answering.locator("form[action*='/answer/'] button").click()
    answering.get_by_text("经复核成立").wait_for()
    found |= barriers(answering)
    assert found == {}

    assert fetched(answering, "PDF").startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(fetched(answering, ".docx"))) as word:
        words = word.read("word/document.xml").decode()
    assert "有一件不属于本区。" in words
    assert "经复核成立，下期更正。" in words


def grant(press: SmallCity, name: str, role: str, unit: str) -> None:
    place = {"unit": press.cast.unit(unit), "area_code": ""}
    since = (press.now - timedelta(days=9)).date()
    Assignment.objects.create(account=press.cast.accounts[name], role=role, valid_from=since, **place)


def fetched(page: Any, form: str) -> bytes:
    with page.expect_download() as waited:
        page.get_by_role("link", name=f"Bulletin with remarks, {form}").click()
    return Path(waited.value.path()).read_bytes()
