from __future__ import annotations

import gzip
from datetime import date, timedelta

import pytest

from linli.entities.models import Entity
from linli.inspections.actions import draws, plans, pools
from linli.inspections.errors import (
    DrawnAlready,
    DrawOpen,
    LineTwice,
    NotNow,
    OutOfSeason,
    PlanEmpty,
    PlanNotFiled,
    PlanTwice,
    PoolTampered,
    ReasonUnfit,
    SeedNotYetKnown,
    TaskUnknown,
    ValueUnfit,
    VisitedAlready,
)
from linli.inspections.models import Draw, Inspector, PlanLine, Pool, Redraw, Visit
from linli.inspections.policies import committing, verify_draw
from linli.inspections.policies.states import DrawStatus, RedrawReason, VisitStatus
from linli.inspections.testing import VALUE, Trade
from linli.journal.queries import entries_of

pytestmark = pytest.mark.django_db


def check(draw: Draw) -> int:
    frozen = draws.frozen_of(draw)
    return verify_draw.verify(draw.commitment, draw.result, frozen.targets, frozen.inspectors, value=VALUE)


def test_the_plan_the_rules_and_the_clock_say_everything_about_a_draw(trade: Trade) -> None:
    draw = trade.committed()
    promised = draw.commitment
    assert promised["targets"]["rows"] == 40
    assert [each["wanted"] for each in promised["strata"]] == [1, 1, 4, 8]
    assert [each["count"] for each in promised["team"]] == [2, 1, 1]
    assert draw.known_at - trade.now >= timedelta(hours=24)


def test_a_draw_can_be_checked_by_anybody(trade: Trade) -> None:
    draw = trade.drawn()
    assert check(draw) == 14
    assert Visit.objects.filter(draw=draw, status=VisitStatus.DRAWN).count() == 14


def test_whoever_is_drawn_is_in_the_result_and_sees_the_visit(trade: Trade) -> None:
    visit = trade.drawn().visits.first()
    assert visit is not None
    assert {trade.name_of(code) for code in visit.team} == {
        name for name, account in trade.accounts.items() if account.pk in visit.accounts
    }


def test_the_pool_names_nobody(trade: Trade) -> None:
    frozen = draws.frozen_of(trade.committed())
    assert all(
        set(row) <= {"id", "department", "unit", "area"} for row in verify_draw.thaw(frozen.inspectors)
    )
    assert all(
        set(row) <= {"id", "grade", "area", "keeper", "last"} for row in verify_draw.thaw(frozen.targets)
    )


def test_nothing_is_drawn_before_the_value_is_known(trade: Trade) -> None:
    draw = trade.committed()
    with pytest.raises(SeedNotYetKnown):
        draws.reveal(draw=draw, value=VALUE, by=trade.by(), now=trade.now)


def test_a_value_that_does_not_look_like_one_is_refused(trade: Trade) -> None:
    draw = trade.committed()
    with pytest.raises(ValueUnfit):
        draws.reveal(draw=draw, value="666", by=trade.by(), now=draw.known_at)


def test_a_pool_changed_after_the_commitment_is_refused_and_nothing_drawn(trade: Trade) -> None:
    draw = trade.committed()
    pool = Pool.objects.get(draw=draw, kind="targets")
    lines = gzip.decompress(bytes(pool.content)).splitlines(keepends=True)
    Pool.objects.filter(pk=pool.pk).update(content=gzip.compress(b"".join(lines[1:])))
    with pytest.raises(PoolTampered):
        draws.reveal(draw=draw, value=VALUE, by=trade.by(), now=draw.known_at)
    draw.refresh_from_db()
    assert (draw.status, draw.visits.count()) == (DrawStatus.COMMITTED, 0)


def test_a_body_that_closes_after_the_commitment_stays_in_the_pool(trade: Trade) -> None:
    draw = trade.committed()
    Entity.objects.update(state="gone")
    draws.reveal(draw=draw, value=VALUE, by=trade.by(), now=draw.known_at)
    assert check(draw) == 14


def test_nobody_draws_again_until_they_like_the_result(trade: Trade) -> None:
    draw = trade.committed()
    with pytest.raises(DrawOpen):
        draws.commit(line=draw.line, by=trade.by(), now=trade.now)
    draws.reveal(draw=draw, value=VALUE, by=trade.by(), now=draw.known_at)
    with pytest.raises(DrawnAlready):
        draws.commit(line=draw.line, by=trade.by(), now=draw.known_at)
    with pytest.raises(NotNow):
        draws.reveal(draw=draw, value=VALUE, by=trade.by(), now=draw.known_at)


def test_a_draw_is_void_only_before_its_value_can_be_known(trade: Trade) -> None:
    draw = trade.committed()
    with pytest.raises(NotNow):
        draws.void(draw=draw, note="不合意", by=trade.by(), now=draw.known_at)
    draws.void(draw=draw, note="名录有误", by=trade.by(), now=trade.now)
    again = draws.commit(line=draw.line, by=trade.by(), now=trade.now)
    assert again.number == f"{draw.number}-2"


def test_an_inspector_with_a_declared_tie_is_followed_by_the_next_at_once(trade: Trade) -> None:
    draw = trade.committed()
    trade.city.now = draw.known_at
    frozen = draws.frozen_of(draw)
    first = committing.reveal(frozen, VALUE, known_at=draw.known_at, now=trade.now)["drawn"][0]
    tied = Inspector.objects.get(code=first["team"][0])
    pools.declare_ties(inspector=tied, targets=[first["target"]], by=trade.by(), now=trade.now)
    draws.reveal(draw=draw, value=VALUE, by=trade.by(), now=trade.now)
    visit = draw.visits.get(target=first["target"])
    assert tied.code not in visit.team
    assert visit.team[1:] == first["team"][1:]
    assert Redraw.objects.get().reason == RedrawReason.RELATIONSHIP
    assert check(draw) == 14


def test_a_recusal_is_a_redraw_with_its_reason(trade: Trade) -> None:
    draw = trade.drawn()
    visit = draw.visits.order_by("place").first()
    assert visit is not None
    gone, others = visit.team[0], visit.team[1:]
    draws.redraw(
        visit=visit, inspector=gone, reason=RedrawReason.OWN_WORK, by=trade.inspector_of(visit), now=trade.now
    )
    visit.refresh_from_db()
    draw.refresh_from_db()
    assert gone not in visit.team
    assert visit.team[1:] == others
    assert trade.accounts[trade.name_of(visit.team[0])].pk in visit.accounts
    assert [(each.inspector, each.reason) for each in draw.redraws.all()] == [(gone, "own_work")]
    assert [each.event for each in entries_of(draw)][-1] == "inspections.redraw_made"
    assert check(draw) == 14


def test_a_body_that_is_gone_gives_its_place_to_the_next(trade: Trade) -> None:
    draw = trade.drawn()
    visit = draw.visits.filter(stratum="C").order_by("place")[0]
    draws.redraw(visit=visit, reason=RedrawReason.GONE, by=trade.by(), now=trade.now)
    visit.refresh_from_db()
    assert visit.status == VisitStatus.STRUCK
    newest = draw.visits.order_by("-place")[0]
    assert (newest.stratum, newest.place) == ("C", 15)
    draw.refresh_from_db()
    assert check(draw) == 14


def test_where_a_stratum_is_empty_nobody_follows(trade: Trade) -> None:
    draw = trade.drawn()
    draws.redraw(
        visit=draw.visits.filter(stratum="D")[0], reason=RedrawReason.GONE, by=trade.by(), now=trade.now
    )
    draw.refresh_from_db()
    assert check(draw) == 13


def test_only_reasons_of_the_list_are_taken(trade: Trade) -> None:
    visit = trade.drawn().visits.first()
    assert visit is not None
    with pytest.raises(ReasonUnfit):
        draws.redraw(visit=visit, reason=RedrawReason.OWN_WORK, by=trade.by(), now=trade.now)


def test_nobody_is_replaced_after_the_visit(trade: Trade) -> None:
    visit = trade.drawn().visits.first()
    assert visit is not None
    trade.visited(visit)
    with pytest.raises(VisitedAlready):
        draws.redraw(visit=visit, reason=RedrawReason.GONE, by=trade.by(), now=trade.now)


def test_a_body_inspected_lately_is_left_alone(trade: Trade) -> None:
    draw = trade.drawn()
    for visit in draw.visits.all():
        trade.visited(visit)
    plan = draw.line.plan
    line = PlanLine.objects.create(plan=plan, task="catering", first_month=2, last_month=12)
    again = draws.commit(line=line, by=trade.by(), now=trade.now)
    trade.city.now = again.known_at
    draws.reveal(draw=again, value=VALUE, by=trade.by(), now=trade.now)
    before = set(draw.visits.values_list("target", flat=True))
    assert before.isdisjoint(again.visits.values_list("target", flat=True))
    assert again.visits.filter(stratum="D").count() == 0


def test_a_plan_is_filed_before_anything_is_drawn(trade: Trade) -> None:
    plan = trade.plan(filed=False)
    with pytest.raises(PlanNotFiled):
        draws.commit(line=plan.lines.get(), by=trade.by(), now=trade.now)
    plans.file(plan=plan, by=trade.by(), now=trade.now)
    with pytest.raises(NotNow):
        plans.put_in(plan=plan, task="retail", first_month=1, last_month=2, by=trade.by(), now=trade.now)
    with pytest.raises(PlanTwice):
        plans.begin(year=2026, issuer=trade.units["market"], by=trade.by(), now=trade.now)


def test_a_plan_takes_each_task_once_for_a_time(trade: Trade) -> None:
    plan = plans.begin(year=2026, issuer=trade.units["market"], by=trade.by(), now=trade.now)
    with pytest.raises(PlanEmpty):
        plans.file(plan=plan, by=trade.by(), now=trade.now)
    given = {"plan": plan, "first_month": 5, "last_month": 6, "by": trade.by(), "now": trade.now}
    line = plans.put_in(task="retail", **given)
    with pytest.raises(LineTwice):
        plans.put_in(task="retail", **given)
    with pytest.raises(TaskUnknown):
        plans.put_in(task="anything", **given)
    plans.file(plan=plan, by=trade.by(), now=trade.now)
    with pytest.raises(OutOfSeason):
        draws.commit(line=line, by=trade.by(), now=trade.now)


def test_a_day_of_the_grades_counts_for_all_bodies(trade: Trade) -> None:
    codes = list(Entity.objects.values_list("code", flat=True))
    assert pools.load_grades([(code, "A") for code in codes], published_on=date(2026, 4, 1)) == 40
    assert [each["pool"] for each in trade.committed().commitment["strata"]] == [40, 0, 0, 0]
