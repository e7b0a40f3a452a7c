"""The nightly look: counted once, judged, proposed once, quiet in the end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.core.actor import SYSTEM
from linli.journal.models import Entry
from linli.matters.testing import SmallCity
from linli.warnings.actions.backtesting import backtest
from linli.warnings.actions.looking import count_weeks, look
from linli.warnings.models import EarlyWarning, Look, WeekCount
from linli.warnings.policies.index import Level
from linli.warnings.policies.rules import Family
from linli.warnings.policies.states import Status
from linli.warnings.queries.early import counted, week_running
from linli.warnings.testing import matters_in, monday_before
from linli.warnings.tests.some import rule

pytestmark = pytest.mark.django_db


def quiet_past(now: datetime, weeks: int = 14) -> None:
    """One matter a week, two in every other, and never more; and something else that keeps the city going."""
    for back in range(weeks, 1, -1):
        matters_in(monday_before(now, back), 1 + back % 2)
        matters_in(monday_before(now, back), 6, kind="street.litter")
    matters_in(monday_before(now, 1), 6, kind="street.litter")


def burst(now: datetime, count: int = 12) -> None:
    matters_in(monday_before(now, 1), count)


def test_matters_are_counted_by_place_kind_and_week(city: SmallCity) -> None:
    matters_in(monday_before(city.now, 1), 3)
    matters_in(monday_before(city.now, 2), 2, kind="street.lamp")
    count_weeks(rule(), now=city.now, everything=True)
    found = WeekCount.objects.order_by("kind_code").values_list("area_code", "kind_code", "week_on", "count")
    assert list(found) == [
        ("990102001000", "street.lamp", monday_before(city.now, 2), 2),
        ("990102001000", "water.burst", monday_before(city.now, 1), 3),
    ]


def test_what_was_joined_counts_once_and_what_has_no_kind_does_not(city: SmallCity) -> None:
    first, *others = matters_in(monday_before(city.now, 1), 3)
    for each in others:
        type(first).objects.filter(pk=each.pk).update(merged_into=first)
    matters_in(monday_before(city.now, 1), 2, kind="")
    count_weeks(rule(), now=city.now)
    assert list(WeekCount.objects.values_list("count", flat=True)) == [1]


def test_counting_again_doubles_nothing_and_forgets_what_was_reclassified(city: SmallCity) -> None:
    rows = matters_in(monday_before(city.now, 1), 3)
    count_weeks(rule(), now=city.now)
    count_weeks(rule(), now=city.now)
    type(rows[0]).objects.update(kind_code="street.lamp")
    count_weeks(rule(), now=city.now)
    assert list(WeekCount.objects.values_list("kind_code", "count")) == [("street.lamp", 3)]


def test_a_burst_is_proposed_once_with_its_evidence(city: SmallCity) -> None:
    quiet_past(city.now)
    burst(city.now)
    assert look(by=SYSTEM, now=city.now)
    row = EarlyWarning.objects.get(family=Family.SERIES)
    assert (row.area_code, row.kind_code, row.status) == ("990102001000", "water.burst", Status.RAISED)
    assert row.value == 12
    assert row.threshold < 12
    assert row.level == Level.RED
    assert row.evidence["counts"][-1] == 12
    assert (row.detector, row.week_on) == ("ears_c2", monday_before(city.now, 1))
    assert row.expires_at - row.raised_at == timedelta(days=14)


def test_looking_twice_proposes_nothing_twice(city: SmallCity) -> None:
    quiet_past(city.now)
    burst(city.now)
    look(by=SYSTEM, now=city.now)
    before = list(EarlyWarning.objects.values_list("pk", "chain_length", "quiet"))
    entries = Entry.objects.count()
    look(by=SYSTEM, now=city.later(hours=1))
    assert list(EarlyWarning.objects.values_list("pk", "chain_length", "quiet")) == before
    assert (Entry.objects.count(), Look.objects.count()) == (entries, 1)


def test_the_running_week_may_warn_before_it_is_over(city: SmallCity) -> None:
    quiet_past(city.now)
    matters_in(monday_before(city.now, 1), 1)
    matters_in(week_running(city.now), 12)
    look(by=SYSTEM, now=city.now)
    assert EarlyWarning.objects.get(family=Family.SERIES).week_on == week_running(city.now)


def test_two_quiet_weeks_end_a_proposal_and_only_then_a_new_one_may_begin(city: SmallCity) -> None:
    quiet_past(city.now)
    burst(city.now)
    look(by=SYSTEM, now=city.now)
    for _week in range(2):
        matters_in(week_running(city.now), 6, kind="street.litter")
        city.later(days=7)
        look(by=SYSTEM, now=city.now)
    row = EarlyWarning.objects.get(family=Family.SERIES)
    assert (row.status, row.quiet, bool(row.rearmed_on)) == (Status.EXPIRED, 2, True)
    burst(city.now, 40)
    look(by=SYSTEM, now=city.now)
    assert EarlyWarning.objects.filter(family=Family.SERIES).count() == 2


def test_a_false_alarm_is_not_raised_again_while_the_same_rise_lasts(city: SmallCity) -> None:
    quiet_past(city.now)
    burst(city.now)
    look(by=SYSTEM, now=city.now)
    EarlyWarning.objects.update(status=Status.FALSE, ended_at=city.now)
    burst(city.now, 30)
    look(by=SYSTEM, now=city.later(hours=2))
    assert EarlyWarning.objects.filter(family=Family.SERIES).count() == 1


def test_a_stronger_colour_is_told_and_a_weaker_one_is_not(city: SmallCity) -> None:
    quiet_past(city.now)
    burst(city.now, 5)
    look(by=SYSTEM, now=city.now)
    first = EarlyWarning.objects.get(family=Family.SERIES)
    burst(city.now, 20)
    look(by=SYSTEM, now=city.later(hours=1))
    row = EarlyWarning.objects.get(pk=first.pk)
    assert row.level > first.level
    assert (row.value, row.chain_length) == (25, first.chain_length + 1)


def test_one_burst_that_several_families_see_warns_once(city: SmallCity) -> None:
    quiet_past(city.now)
    burst(city.now)
    look(by=SYSTEM, now=city.now)
    row = EarlyWarning.objects.get(kind_code="water.burst")
    assert row.family == Family.SERIES
    assert [each["family"] for each in row.evidence["also"]] == ["index"]
    assert row.level >= row.evidence["also"][0]["level"]
    entries = Entry.objects.count()
    look(by=SYSTEM, now=city.later(hours=1))
    assert (EarlyWarning.objects.count(), Entry.objects.count()) == (1, entries)


def test_the_index_is_shown_with_its_parts(city: SmallCity) -> None:
    quiet_past(city.now, weeks=6)
    matters_in(monday_before(city.now, 1), 12, people_affected=5)
    look(by=SYSTEM, now=city.now)
    row = EarlyWarning.objects.get(family=Family.INDEX, kind_code="water.burst")
    parts = {name: points for name, _value, points in row.evidence["parts"]}
    assert (parts["count"], parts["affected"], parts["unresolved"]) == (40.0, 25.0, 15.0)
    assert row.value == pytest.approx(80 + parts["age"], abs=0.2)
    assert row.level == Level.RED


def test_a_city_of_zeros_warns_of_nothing(city: SmallCity) -> None:
    assert look(by=SYSTEM, now=city.now) is not None
    assert (EarlyWarning.objects.count(), Look.objects.get().series) == (0, 0)


def test_a_tiny_place_is_no_warning(city: SmallCity) -> None:
    quiet_past(city.now)
    matters_in(monday_before(city.now, 1), 4, kind="street.lamp")
    look(by=SYSTEM, now=city.now)
    assert not EarlyWarning.objects.filter(kind_code="street.lamp").exists()


def test_a_week_in_which_nobody_counted_is_not_zero(city: SmallCity) -> None:
    """It is no week in any past, and its return to usual is no rise."""
    for back in range(16, 0, -1):
        if back not in (2, 3):
            matters_in(monday_before(city.now, back), 8)
    look(by=SYSTEM, now=city.now)
    assert EarlyWarning.objects.count() == 0
    assert Look.objects.get().missing == [monday_before(city.now, back).isoformat() for back in (3, 2)]


def test_without_a_rule_nothing_is_looked_at(db: None) -> None:
    from linli.rulebook import book

    book.forget()
    assert look(by=SYSTEM, now=datetime.fromisoformat("2026-03-10T02:00:00+00:00")) is None


def test_the_past_is_judged_by_every_detector_and_a_quiet_city_beside_it(city: SmallCity) -> None:
    quiet_past(city.now, weeks=30)
    burst(city.now)
    look(by=SYSTEM, now=city.now)
    row = backtest(now=city.now)
    assert row is not None
    figures = {each["detector"]: each for each in row.figures}
    assert figures[""]["alarms"] == 1
    assert figures["ears_c2"]["weeks"] > 0
    assert figures["ears_c2"]["false_a_year"] is not None
    assert figures["farrington"]["false_a_year"] is None  # four years are not there yet
    assert figures["index"]["alarms"] >= 1
    assert figures["index"]["false_a_year"] is not None
    assert next(each for each in row.alarms if len(each) == 6)[3:5] == [12, 40]
    assert row.alarms[0][:4] == [monday_before(city.now, 1).isoformat(), "990102001000", "water.burst", 12]


def test_looking_needs_few_statements_however_many_series(
    city: SmallCity, django_assert_max_num_queries: object
) -> None:
    for number in range(40):
        matters_in(monday_before(city.now, 2), 1, area=f"9901020{number:02d}001")
        matters_in(monday_before(city.now, 1), 1, area=f"9901020{number:02d}001")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        look(by=SYSTEM, now=city.now)
    assert len(counted(rule(), week_running(city.now)).keys) == 40
