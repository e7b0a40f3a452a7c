"""Pages and API of figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.core.time import city_zone
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.metrics.engines.duck import LakeReader
from linli.metrics.lake.keeping import is_due
from linli.metrics.policies.indicators import INDICATORS
from linli.metrics.queries import sources
from linli.metrics.tests.facts import CITY, make_lake, random_facts
from linli.people.testing import HILLSIDE, RIVERSIDE, STREET

pytestmark = pytest.mark.django_db
MARCH = "first=2026-03-01&last=2026-03-31"


def some(city: SmallCity, count: int = 6) -> None:
    for number in range(count):
        city.file(kind="street.litter", text=f"第{number}处垃圾")
    city.later(days=30)


Browsers = Callable[..., Client]


def test_a_glance_leads_to_a_figure_and_that_to_its_list(clock: SmallCity, browser_of: Browsers) -> None:
    some(clock)
    page = browser_of("leader", language="zh-hans")
    glance = page.get(f"/figures/?{MARCH}")
    assert glance.status_code == 200
    assert "新收" in glance.content.decode()
    shown = page.get(f"/figures/opened/?{MARCH}&by=area").content.decode()
    assert '<p class="big">6</p>' in shown
    behind = page.get(f"/figures/opened/list/?{MARCH}").content.decode()
    assert behind.count('<li class="row">') == 6


def test_a_list_behind_a_figure_asks_the_same_for_every_row(clock: SmallCity, browser_of: Browsers) -> None:
    some(clock)
    page, unit = browser_of("leader", language="zh-hans"), clock.cast.unit("street")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown = page.get(f"/figures/opened/list/?{MARCH}").content.decode()
        assert unit.name in shown
        return len(asked)

    Matter.objects.filter(pk=Matter.objects.latest("pk").pk).update(lead_unit=unit)
    queries()  # reads what a process keeps
    before = queries()
    Matter.objects.update(lead_unit=unit)
    assert queries() == before


def test_a_single_case_of_a_street_is_kept_back(clock: SmallCity, browser_of: Browsers) -> None:
    some(clock, 1)
    page = browser_of("leader", language="zh-hans")
    assert "&lt;5" in page.get(f"/figures/opened/?{MARCH}&place={STREET}").content.decode()
    answer = page.get(f"/api/v1/figures/opened?{MARCH}&place={STREET}").json()
    assert answer["figures"][0] | {"value": None, "few": True} == answer["figures"][0]
    assert answer["figures"][0]["denominator"] is None


def test_every_figure_has_a_page_and_an_answer(clock: SmallCity, browser_of: Browsers) -> None:
    some(clock)
    page = browser_of("leader", language="zh-hans")
    for name in list(INDICATORS)[::6]:
        by = "unit" if "unit" in INDICATORS[name].dimensions else "area"
        assert page.get(f"/figures/{name}/?{MARCH}&by={by}").status_code == 200, name
        assert page.get(f"/api/v1/figures/{name}?{MARCH}&by=area&by=day").status_code == 200, name
    assert page.get("/figures/catalogue/").status_code == 200
    assert len(page.get("/api/v1/figures").json()) == len(INDICATORS)


def test_what_makes_no_sense_is_refused(clock: SmallCity, browser_of: Browsers) -> None:
    some(clock, 1)
    page = browser_of("leader", language="zh-hans")
    for query in ("by=requester", "kind=nothing", "place=123", "first=2026-04-01&last=2026-03-01"):
        assert page.get(f"/api/v1/figures/opened?{query}").status_code in (404, 422, 400), query
        assert page.get(f"/figures/opened/?{query}").status_code in (404, 422, 400), query
    assert page.get("/figures/nothing/").status_code == 404


def test_a_large_city_is_told_that_its_figures_are_being_made(
    clock: SmallCity, browser_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(clock)
    monkeypatch.setattr(sources, "is_large", lambda: True)
    page = browser_of("leader", language="zh-hans")
    for path in ("/figures/", "/figures/opened/", "/figures/opened/list/"):
        told = page.get(path)
        assert (told.status_code, "指标正在汇总" in told.content.decode()) == (200, True), path
    assert page.get("/api/v1/figures/opened").status_code == 503


def test_a_large_city_reads_its_lake_and_says_when_it_is_old(
    clock: SmallCity, browser_of: Browsers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lake = make_lake(tmp_path, random_facts(3))
    monkeypatch.setattr(sources, "is_large", lambda: True)
    monkeypatch.setattr(sources, "_lake", lambda: LakeReader(lake, lake.manifest(CITY)))
    clock.later(days=100)
    shown = browser_of("leader", language="zh-hans").get(f"/figures/?{MARCH}").content.decode()
    assert "这些指标计到 2026-05-31 为止" in shown


@pytest.mark.parametrize(
    ("hours", "local", "due"),
    [(None, 12, True), (26, 12, True), (13, 12, False), (13, 2, True), (11, 2, False)],
)
def test_the_lake_is_brought_up_to_date_at_night_or_when_it_is_old(
    hours: int | None, local: int, due: bool
) -> None:
    now = datetime(2026, 6, 1, local, 23, tzinfo=city_zone())
    assert is_due(None if hours is None else now - timedelta(hours=hours), now) is due


def test_a_unit_sees_its_own_figures_and_no_others(clock: SmallCity, browser_of: Browsers) -> None:
    some(clock)
    page = browser_of("owner")
    assert page.get(f"/figures/?{MARCH}").status_code == 200
    assert page.get(f"/figures/opened/?{MARCH}&unit=street").status_code == 200
    assert page.get(f"/figures/opened/?{MARCH}&unit=housing").status_code == 404
    assert page.get(f"/figures/opened/?{MARCH}&place={RIVERSIDE}").status_code == 404
    assert browser_of("other_clerk").get(f"/figures/opened/?{MARCH}&place={HILLSIDE}").status_code == 200
