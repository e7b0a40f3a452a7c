"""Months that stay as they were, and corrections that explain themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner

from linli.core.actor import SYSTEM
from linli.disputes.testing import make_desk
from linli.matters.actions.keeping import archive
from linli.matters.testing import SmallCity
from linli.matters.tests.test_actions import YES, replied
from linli.metrics.actions import freeze
from linli.metrics.cli import app
from linli.metrics.engines.journal import Journal
from linli.metrics.engines.postgres import Tables
from linli.metrics.errors import MonthFrozen, MonthNotOver
from linli.metrics.models import FrozenCell, FrozenMonth
from linli.metrics.policies.frozen import MINUTES, Difference, digest_of
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.measures import MEASURES
from linli.metrics.policies.wording import measure_words
from linli.metrics.queries.frozen import verified, why
from linli.metrics.views import months
from linli.people.testing import HILLSIDE, NOW, RIVERSIDE

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


def closed(city: SmallCity, text: str = "垃圾没人清运") -> object:
    matter = replied(city, text=text)
    return city.do("follow_up_clerk", "follow_up", matter, **YES)


def test_a_month_is_frozen_once_and_only_when_it_is_over(city: SmallCity) -> None:
    with pytest.raises(MonthNotOver):
        freeze(month=MARCH, by=SYSTEM, now=city.now)
    city.later(days=40)
    freeze(month=MARCH, by=SYSTEM, now=city.now)
    with pytest.raises(MonthFrozen):
        freeze(month=MARCH, by=SYSTEM, now=city.now)


def test_what_is_corrected_later_is_listed_and_explained(
    clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    city = clock
    matter = closed(city)
    closed(city, "又一处")
    city.later(days=40)
    frozen = freeze(month=MARCH, by=SYSTEM, now=city.now)
    assert verified(frozen, now=city.now).found == ()
    city.later(hours=1)
    city.do("supervisor", "exclude", matter, reason="in_court_or_petition", words="法院在审理")
    found = verified(frozen, now=city.now)
    whole = {(each.difference.slice, each.difference.measure): each for each in found.found}
    line = whole["whole", "closed"]
    assert (line.difference.was, line.difference.now) == (2, 1)
    assert "matter.excluded" in line.because
    assert found.is_clean
    page = browser_of("leader", language="zh-hans").get("/figures/months/2026-03/").content.decode()
    assert "不计入比率 × 1" in page
    assert "<td>办结的事项</td>" in page


def test_what_is_no_matter_is_explained_by_its_own_chain(city: SmallCity) -> None:
    make_desk(city).register()
    city.later(days=40)
    frozen = freeze(month=MARCH, by=SYSTEM, now=city.now)
    kept = Difference("county", RIVERSIDE[:6], "mediation_good", 0, 1)
    assert why(kept, frozen) == {}  # nothing happened since: somebody should look
    FrozenMonth.objects.update(frozen_at=NOW - timedelta(days=1))
    frozen.refresh_from_db()
    assert why(kept, frozen)
    assert why(replace(kept, key=HILLSIDE[:6]), frozen) == {}
    assert why(replace(kept, measure="target_good"), frozen) == {}
    assert why(replace(kept, measure="supervision_good"), frozen) == {}


def test_a_kept_figure_that_was_changed_is_noticed(city: SmallCity) -> None:
    closed(city)
    city.later(days=40)
    frozen = freeze(month=MARCH, by=SYSTEM, now=city.now)
    told = CliRunner().invoke(app, ["verify", "--json"])
    assert (told.exit_code, json.loads(told.output)["clean"]) == (0, True)
    FrozenCell.objects.filter(frozen=frozen, slice="whole").update(sums={"closed": 99})
    told = CliRunner().invoke(app, ["verify", "--json"])
    assert (told.exit_code, json.loads(told.output)["months"][0]["intact"]) == (1, False)


def test_what_is_counted_only_since_is_no_correction(
    clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    closed(clock)
    clock.later(days=40)
    frozen = freeze(month=MARCH, by=SYSTEM, now=clock.now)
    assert frozen.measures == list(MEASURES)
    # As a release would have frozen it that did not count closed matters yet.
    kept = {}
    for cell in frozen.cells.all():
        cell.sums.pop("closed", None)
        cell.save()
        kept[cell.slice, cell.key] = cell.sums
    older = [name for name in MEASURES if name != "closed"]
    FrozenMonth.objects.update(measures=older, digest=digest_of(kept))
    frozen.refresh_from_db()
    assert verified(frozen, now=clock.now).found == ()
    assert verified(frozen, now=clock.now).is_intact
    page = browser_of("leader", language="zh-hans").get("/figures/months/2026-03/").content.decode()
    assert "还没有统计、因此不作比较：办结的事项" in page
    # A measure struck off the list hides nothing: its sums are still there.
    FrozenMonth.objects.update(measures=[name for name in older if name != "opened"])
    frozen.refresh_from_db()
    assert not verified(frozen, now=clock.now).is_intact


def test_what_was_declined_does_not_come_to_count_as_closed_when_it_is_archived(city: SmallCity) -> None:
    matter = city.file()
    city.do("dispatcher", "decline", matter, reason="other", words="请找物业公司")
    city.later(days=40)
    frozen = freeze(month=MARCH, by=SYSTEM, now=city.now)
    city.later(days=60)
    matter.refresh_from_db()
    archive(matter=matter, by=SYSTEM, now=city.now)
    assert verified(frozen, now=city.now).found == ()
    question = Question("closed", MARCH, city.now.date(), (), "9901")
    assert [
        row["closed"] for row in (*Tables(city.now).sums(question), *Journal(city.now).sums(question))
    ] == [0, 0]


def test_a_large_city_does_not_count_a_month_again_while_somebody_waits(
    clock: SmallCity, browser_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(clock)
    clock.later(days=40)
    freeze(month=MARCH, by=SYSTEM, now=clock.now)
    monkeypatch.setattr(months, "is_large", lambda: True)
    monkeypatch.setattr(months, "verified", None)
    page = browser_of("leader", language="zh-hans").get("/figures/months/2026-03/").content.decode()
    assert "linli metrics verify" in page


def test_every_sum_of_a_month_has_words() -> None:
    with translation.override("zh-hans"):
        assert not [name for name in (*MEASURES, MINUTES) if re.search("[a-z_]", measure_words(name))]
