"""From a class of matters to an action, its measures and its effect."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.journal.models import Entry
from linli.matters.testing import GRID, SmallCity
from linli.warnings.actions import causes
from linli.warnings.errors import DueBeforeStart, NotNow, StepsOpen
from linli.warnings.models import CauseAction, WeekCount
from linli.warnings.policies.causes import CauseStatus
from linli.warnings.policies.effect import Verdict
from linli.warnings.testing import PLACES, matters_in, monday_before, weeks_of

pytestmark = pytest.mark.django_db


def actor(city: SmallCity, who: str = "supervisor", unit: str = "city") -> Actor:
    return Actor(ActorKind.ACCOUNT, city.cast.accounts[who].pk, city.unit(unit), who)


def planned(city: SmallCity, area: str = PLACES[0], unit: str = "housing") -> CauseAction:
    day = monday_before(city.now)
    row = causes.plan(
        title="更换老旧水管",
        cause="管龄超过三十年",
        area_code=area,
        kind_code="water.burst",
        owner=city.cast.unit(unit),
        begins_on=day,
        due_on=day + timedelta(days=20),
        by=actor(city),
        now=city.now,
    )
    causes.add_step(
        row=row, words="换管一公里", due_on=day + timedelta(days=10), by=actor(city), now=city.now
    )
    return row


def done(city: SmallCity, row: CauseAction) -> CauseAction:
    by = actor(city, "handler", "housing")
    for step in row.steps.all():
        causes.do_step(row=row, step=step.pk, words="", by=by, now=city.now)
    causes.finish(row=row, words="已完成", by=by, now=city.now)
    return row


def test_an_action_begins_with_its_first_measure_and_ends_with_its_last(city: SmallCity) -> None:
    row = planned(city)
    with pytest.raises(NotNow):
        causes.finish(row=row, words="x", by=actor(city), now=city.now)
    causes.add_step(row=row, words="巡查", due_on=row.due_on, by=actor(city), now=city.now)
    first, second = row.steps.order_by("pk")
    causes.do_step(row=row, step=first.pk, words="", by=actor(city), now=city.now)
    with pytest.raises(StepsOpen):
        causes.finish(row=row, words="x", by=actor(city), now=city.now)
    causes.do_step(row=row, step=second.pk, words="", by=actor(city), now=city.now)
    causes.do_step(row=row, step=second.pk, words="", by=actor(city), now=city.now)
    causes.finish(row=row, words="已完成", by=actor(city), now=city.now)
    assert row.status == CauseStatus.DONE
    assert Entry.objects.filter(event="cause.step_finished").count() == 2


def test_a_measure_said_twice_is_there_once(city: SmallCity) -> None:
    row = planned(city)
    causes.add_step(row=row, words="换管一公里", due_on=row.due_on, by=actor(city), now=city.now)
    assert row.steps.count() == 1


def test_the_last_day_does_not_come_before_the_first(city: SmallCity) -> None:
    day = monday_before(city.now)
    with pytest.raises(DueBeforeStart):
        causes.plan(
            title="x", cause="x", area_code=PLACES[0], kind_code="water.burst", owner=city.cast.unit("street"),
            begins_on=day, due_on=day - timedelta(days=1), by=actor(city), now=city.now,
        )  # fmt: skip
    assert CauseAction.objects.count() == 0


def test_the_effect_is_measured_against_places_where_nothing_was_done(city: SmallCity) -> None:
    row, begin = done(city, planned(city)), monday_before(city.now)
    planned(city, area=PLACES[1])  # something is done there too: it is no comparison
    last = begin + timedelta(weeks=6)
    weeks_of([10] * 13 + [3] * 6, until=last)
    weeks_of([50] * 13 + [1] * 6, until=last, area=PLACES[1])
    weeks_of([20] * 19, until=last, area=PLACES[2])
    weeks_of([30] * 19, until=last, area=PLACES[3])
    city.later(days=49)
    effect = causes.measure(row=row, by=SYSTEM, now=city.now)
    assert (effect.verdict, effect.places) == (Verdict.HELPED, 2)
    assert (effect.there_before, effect.there_after) == (50, 50)
    assert (effect.weeks_before, effect.weeks_after) == (12, 6)
    assert effect.change == pytest.approx(-0.7, abs=0.03)


def test_too_early_nothing_is_told_and_it_may_be_measured_again(city: SmallCity) -> None:
    row = done(city, planned(city))
    weeks_of([10] * 13, until=monday_before(city.now))
    assert causes.measure(row=row, by=SYSTEM, now=city.now).verdict is Verdict.TOO_FEW
    assert row.status == CauseStatus.MEASURED
    causes.measure(row=row, by=SYSTEM, now=city.later(days=30))


def test_what_is_not_done_has_no_effect_to_measure(city: SmallCity) -> None:
    with pytest.raises(NotNow):
        causes.measure(row=planned(city), by=SYSTEM, now=city.now)


def test_a_missed_day_is_told_once(city: SmallCity) -> None:
    planned(city)
    city.later(days=30)
    assert [causes.remind(by=SYSTEM, now=city.now) for _night in range(2)] == [1, 0]


@pytest.fixture(autouse=True)
def _clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    city = request.getfixturevalue("city")
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)


def as_of(city: SmallCity, who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(city.cast.accounts[who])
    return client


def test_a_class_is_proposed_planned_and_worked_off_on_pages(city: SmallCity) -> None:
    matters_in(monday_before(city.now, 1), 3, grid_code=GRID)
    client = as_of(city, "supervisor")
    page = client.get("/causes/").content.decode()
    assert "3 matters" in page
    given = {
        "title": "更换老旧水管", "cause": "管龄长", "area": "990102001001", "kind": "water.burst",
        "owner": "安和市住房和城乡建设局", "begins_on": "2026-03-10", "due_on": "2026-04-10",
    }  # fmt: skip
    answer = client.post("/causes/new/", given)
    row = CauseAction.objects.get()
    assert (answer.status_code, row.area_code) == (302, "990102001000")  # the township is what is counted
    address = f"/causes/{row.pk}/do/"
    client.post(f"{address}step/", {"step-words": "换管", "step-due_on": "2026-04-01"})
    step = row.steps.get()
    assert (
        client.post(f"{address}done/", {"done-step": step.pk}).status_code == 403
    )  # that is for the owner to say
    owner = as_of(city, "handler")
    assert owner.post(f"{address}done/", {"done-step": step.pk}).status_code == 302
    assert owner.post(f"{address}finish/", {"finish-words": "完工"}).status_code == 302
    assert client.post(f"{address}measure/").status_code == 302
    assert "too few matters or weeks to tell" in client.get(f"/causes/{row.pk}/").content.decode()


def test_a_place_or_kind_that_is_not_there_is_asked_again(city: SmallCity) -> None:
    given = {
        "title": "x", "cause": "x", "area": "某处", "kind": "water.burst", "owner": "street",
        "begins_on": "2026-03-10", "due_on": "2026-04-10",
    }  # fmt: skip
    answer = as_of(city, "supervisor").post("/causes/new/", given)
    assert answer.status_code == 422
    assert "Which place is “某处”?" in answer.content.decode()


def test_nobody_plans_in_another_district(city: SmallCity) -> None:
    assert as_of(city, "other_clerk").get("/causes/new/").status_code == 403
    assert WeekCount.objects.count() == 0
