"""Campaigns and hazards: each step, and each way it is refused."""

from datetime import date, timedelta

import pytest

from linli.core.actor import Actor, ActorKind
from linli.matters.testing import SmallCity
from linli.people.testing import value_of_rule
from linli.supervision import actions, errors
from linli.supervision.actions.hazards import RoundPlan
from linli.supervision.models import Campaign, Hazard
from linli.supervision.policies import Gravity, HazardStatus, RoundKind

DAY = date(2026, 3, 10)


def by(city: SmallCity, name: str, unit: str) -> Actor:
    return Actor(ActorKind.ACCOUNT, city.cast.accounts[name].pk, city.unit(unit))


def plan(*spans: tuple[str, int, int]) -> list[RoundPlan]:
    """Rounds by kind, first and last day counted from the tenth of March."""
    return [
        RoundPlan(RoundKind(kind), DAY + timedelta(first), DAY + timedelta(last), "摸清底数")
        for kind, first, last in spans
    ]


GOOD = (("survey", 0, 29), ("clean_up", 30, 79), ("standardise", 80, 99))


def campaign(city: SmallCity, **changed) -> Campaign:
    told = {
        "name": "电动自行车百日整治",
        "sectors": ["electric_bicycles", "fire_safety"],
        "lead": city.cast.unit("city"),
        "rounds": plan(*GOOD),
        "by": by(city, "supervisor", "city"),
        "now": city.now,
    }
    return actions.plan_campaign(**(told | changed))


def found(city: SmallCity, **changed) -> Hazard:
    told = {
        "sector": "fire_safety",
        "gravity": Gravity.ORDINARY,
        "place": "柳树社区3号楼楼道",
        "area_code": city.cast.unit("village").area_code,
        "what": "楼道堆放杂物，占用疏散通道",
        "owner": city.cast.unit("street"),
        "by": by(city, "grid_worker", "village"),
        "now": city.now,
    }
    return actions.find(**(told | changed))


def rectified(city: SmallCity) -> Hazard:
    row = found(city)
    actions.rectify(hazard=row, words="已清空", by=by(city, "owner", "street"), now=city.now)
    return row


def test_the_city_keeps_fifteen_ledgers() -> None:
    assert len(value_of_rule("supervision-sectors")["sectors"]) == 15


def test_a_campaign_has_its_rounds_in_order(city: SmallCity) -> None:
    row = campaign(city)
    assert (row.begins_on, row.ends_on) == (DAY, DAY + timedelta(99))
    assert [each.kind for each in row.rounds.order_by("begins_on")] == ["survey", "clean_up", "standardise"]


@pytest.mark.parametrize(
    "spans",
    [
        (),
        (("survey", 0, 30), ("clean_up", 30, 60)),
        (("clean_up", 0, 10), ("survey", 20, 30)),
        (("survey", 10, 5),),
        (("survey", 0, 5), ("survey", 6, 9)),
    ],
)
def test_rounds_that_do_not_follow_one_another_are_refused(city: SmallCity, spans) -> None:
    with pytest.raises(errors.RoundsOutOfOrder):
        campaign(city, rounds=plan(*spans))
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": " "}, errors.NeedsWords),
        ({"sectors": ["space_travel"]}, errors.SectorUnknown),
        ({"rounds": plan(("survey", -20, -10))}, errors.DeadlineInThePast),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(city: SmallCity, changed, refusal) -> None:
    with pytest.raises(refusal):
        campaign(city, **changed)


def test_found_put_right_and_looked_at_again_by_somebody_else(city: SmallCity) -> None:
    row = rectified(city)
    actions.recheck(
        hazard=row, is_put_right=True, words="通道畅通", by=by(city, "verifier", "riverside"), now=city.now
    )
    assert (row.status, row.closed_at) == (HazardStatus.CLOSED, city.now)


def test_without_a_day_the_time_of_the_sector_counts(city: SmallCity) -> None:
    assert found(city).due_on == DAY + timedelta(15)
    assert found(city, gravity=Gravity.MAJOR, due_on=DAY + timedelta(60)).due_on == DAY + timedelta(60)


def test_not_put_right_it_goes_back_with_a_new_day(city: SmallCity) -> None:
    row = rectified(city)
    city.later(days=3)
    actions.recheck(
        hazard=row, is_put_right=False, words="又堆上了", by=by(city, "verifier", "riverside"), now=city.now
    )
    assert (row.status, row.failed_checks, row.due_on) == (HazardStatus.FOUND, 1, DAY + timedelta(18))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"sector": "space_travel"}, errors.SectorUnknown),
        ({"what": " "}, errors.NeedsWords),
        ({"due_on": date(2026, 3, 9)}, errors.DeadlineInThePast),
        ({"due_on": date(2026, 5, 1)}, errors.RectifyTooLate),
    ],
)
def test_a_hazard_that_makes_no_sense_is_refused(city: SmallCity, changed, refusal) -> None:
    with pytest.raises(refusal):
        found(city, **changed)
    assert not Hazard.objects.exists()


def test_a_campaign_that_has_not_begun_takes_no_hazards(city: SmallCity) -> None:
    later = campaign(city, rounds=plan(("survey", 10, 20)))
    with pytest.raises(errors.CampaignOver):
        found(city, campaign=later)


@pytest.mark.parametrize(
    ("name", "unit", "refusal"),
    [("colleague", "street", errors.NotTheOwner), ("owner", "riverside", errors.SomebodyElse)],
)
def test_nobody_looks_again_at_their_own_work(city: SmallCity, name, unit, refusal) -> None:
    row = rectified(city)
    with pytest.raises(refusal):
        actions.recheck(hazard=row, is_put_right=True, words="好", by=by(city, name, unit), now=city.now)
    row.refresh_from_db()
    assert row.status == HazardStatus.RECTIFIED


def test_only_the_owner_reports_it_put_right_and_once(city: SmallCity) -> None:
    row = found(city)
    with pytest.raises(errors.OwnersTurn):
        actions.rectify(hazard=row, words="好", by=by(city, "handler", "housing"), now=city.now)
    with pytest.raises(errors.NeedsWords):
        actions.rectify(hazard=row, words="", by=by(city, "owner", "street"), now=city.now)
    done = rectified(city)
    with pytest.raises(errors.StepNotPossible):
        actions.rectify(hazard=done, words="好", by=by(city, "owner", "street"), now=city.now)
