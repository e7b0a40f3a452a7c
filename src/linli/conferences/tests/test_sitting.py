"""Seats, ties, quorum, positions, the closed record."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.conferences import errors
from linli.conferences.access import visible
from linli.conferences.actions.seating import NewSeat
from linli.conferences.actions.sitting import NewTask
from linli.conferences.actions.watching import watch
from linli.conferences.models import Conference
from linli.conferences.policies import Outcome, Position, Status, has_quorum, has_support
from linli.conferences.policies.sitting import quorum
from linli.conferences.queries.records import is_intact
from linli.conferences.testing import Table
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.disputes.policies import Tie
from linli.journal.queries import entries_of


def test_kin_of_a_side_takes_no_seat_and_is_replaced(table: Table) -> None:
    review = table.seated(table.desk.sat())
    seat = review.seats.get(villager=table.villagers[0])
    table.do("duty", "answer", review, seat=seat.pk, comes=True, tie=Tie.KIN, words="甲方的舅舅")
    seat.refresh_from_db()
    assert seat.released_at is not None
    assert seat.tie == Tie.KIN


def test_a_member_with_an_interest_sees_it_no_longer(table: Table) -> None:
    review = table.seated(table.desk.sat())
    seat = table.invite(review, who="village_helper")
    viewer = table.desk.viewer("judge")
    assert not visible(viewer).exists()
    judge = table.invite(review, who="judge")
    assert visible(viewer).get() == review
    table.do("judge", "answer", review, seat=judge.pk, comes=True, tie=Tie.INTEREST)
    assert not visible(viewer).exists()
    assert seat.pk in review.seats.filter(released_at=None).values_list("pk", flat=True)


def test_a_released_member_is_replaced_in_the_same_seat(table: Table) -> None:
    review = table.seated(table.desk.sat())
    chair = review.seats.get(is_chair=True)
    taken = NewSeat(account=table.desk.accounts["village_helper"])
    made = table.do("duty", "release", review, seat=chair.pk, words="乙方要求其回避", replacement=taken)
    assert (made.is_chair, made.replaces_id) == (True, chair.pk)
    assert review.seats.filter(released_at=None, is_chair=True).count() == 1


def test_a_villager_who_is_a_side_is_recognised_by_the_telephone(table: Table) -> None:
    from linli.conferences.actions.villagers import enrol
    from linli.disputes.testing import ELDER

    first = table.villagers[0]
    own = enrol(
        unit=first.unit,
        name="王大山",
        phone=ELDER,
        known_for="老党员",
        elected_on=first.elected_on,
        until_on=first.until_on,
        by=SYSTEM,
        now=table.now,
    )
    review = table.convened(table.desk.sat())
    with pytest.raises(errors.MemberTied):
        table.invite(review, villager=own.pk)


def test_who_knows_a_side_sits_only_when_all_sides_accept(table: Table) -> None:
    review = table.seated(table.desk.sat())
    seat = review.seats.get(villager=table.villagers[0])
    with pytest.raises(errors.TieNotAccepted):
        table.do("duty", "answer", review, seat=seat.pk, comes=True, tie=Tie.KNOWN)
    table.do("duty", "answer", review, seat=seat.pk, comes=True, tie=Tie.KNOWN, sides_accept=True)


def test_villagers_sit_in_the_village_only(table: Table) -> None:
    dispute = table.desk.sat()
    from linli.disputes.models import Dispute

    Dispute.objects.filter(pk=dispute.pk).update(tier="hard")
    dispute.refresh_from_db()
    joint = table.convened(dispute, "joint", "street")
    with pytest.raises(errors.VillagersNotHere):
        table.invite(joint, "street_duty", villager=table.villagers[0].pk)


@pytest.fixture
def joint(table: Table) -> Conference:
    from linli.disputes.policies import Tier

    return table.convened(table.desk.sat(tier=Tier.HARD), "joint", "street")


def test_three_fixed_seats_and_whoever_else_is_needed(table: Table, joint: Conference) -> None:
    table.invite(joint, "street_duty", post="leader", who="street_head", is_chair=True)
    with pytest.raises(errors.PostUnfit):
        table.invite(joint, "street_duty", post="station", who="builder")
    table.invite(joint, "street_duty", post="station", who="officer")
    with pytest.raises(errors.WordsMissing):
        table.invite(joint, "street_duty", who="builder", why=" ")
    table.invite(joint, "street_duty", who="builder", why="懂房屋结构")
    table.invite(joint, "street_duty", who="village_head", why="了解村规民约")
    with pytest.raises(errors.PostEmpty) as refused:
        table.hold(joint, "street_duty")
    assert "律师" in refused.value.in_language("zh-hans") or "lawyer" in str(refused.value)
    table.invite(joint, "street_duty", post="lawyer", called="街道法律顾问")
    table.hold(joint, "street_duty")
    assert joint.status == Status.HELD


def test_it_does_not_sit_without_quorum_and_is_put_off(table: Table) -> None:
    review = table.seated(table.desk.sat())
    some = list(review.seats.order_by("pk").values_list("pk", flat=True))[:2]
    with pytest.raises(errors.QuorumMissed):
        table.hold(review, came=some)
    table.later(hours=1)
    starts = table.now.replace(microsecond=0)
    from datetime import timedelta

    table.do("duty", "postpone", review, starts_at=starts + timedelta(days=3), place="", words="到会人数不足")
    assert review.postponements == 1
    assert review.status == Status.CONVENED


def test_it_is_not_held_before_its_hour(table: Table) -> None:
    review = table.seated(table.desk.sat())
    with pytest.raises(errors.HeldTooEarly):
        table.do("duty", "hold", review, came=[], proposal="维持现状", heard="未到会")


def test_the_sides_are_heard_in_the_village(table: Table) -> None:
    review = table.seated(table.desk.sat())
    with pytest.raises(errors.SidesNotHeard):
        table.hold(review, heard=" ")


def test_dissent_is_kept_word_for_word(table: Table) -> None:
    review = table.seated(table.desk.sat())
    table.hold(review)
    one = review.seats.filter(villager=table.villagers[0]).get()
    with pytest.raises(errors.DissentWithoutWords):
        table.do("duty", "state", review, seat=one.pk, stand=Position.AGAINST)
    table.state_all(review, against=[one.pk])
    table.do("village_head", "decide", review, outcome=Outcome.ADVISED, reason="多数认为公平。")
    assert [each["words"] for each in review.record["dissent"]] == ["补偿数额没有依据。"]
    assert [each["stand"] for each in review.record["members"]].count("against") == 1


def test_half_is_no_majority_and_a_missing_position_no_decision(table: Table) -> None:
    review = table.seated(table.desk.sat())
    table.hold(review)
    seats = list(review.seats.values_list("pk", flat=True))
    table.state_all(review, against=seats[:2])
    with pytest.raises(errors.NoMajority):
        table.do("village_head", "decide", review, outcome=Outcome.ADVISED, reason="各半")
    review.seats.filter(pk=seats[0]).update(stand="", stand_words="")
    with pytest.raises(errors.PositionMissing):
        table.do("village_head", "decide", review, outcome=Outcome.ADVISED, reason="各半")


def test_the_record_is_closed_and_its_digest_is_in_the_journal(table: Table) -> None:
    review = table.decided(table.desk.sat())
    assert is_intact(review)
    decided = next(each for each in entries_of(review) if each.event == "conferences.decided")
    assert decided.facts["digest"] == review.digest
    assert "王" not in str(review.record)
    seat = review.seats.first().pk
    with pytest.raises(errors.NotNow):
        table.do("duty", "state", review, seat=seat, stand=Position.ABSTAINS)
    review.record["opinion"] = "别的意见"
    assert not is_intact(review)


def test_tasks_go_to_units_at_the_table_and_close_it_when_done(table: Table) -> None:
    review = table.seated(table.desk.sat())
    table.hold(review)
    table.state_all(review)
    today = city_day(table.now)
    far = NewTask(table.desk.units["housing"], "丈量院墙", today)
    with pytest.raises(errors.TaskUnfit):
        table.do("village_head", "decide", review, outcome=Outcome.ADVISED, reason="公平", tasks=[far])
    near = NewTask(table.desk.units["village"], "丈量院墙，三日内告知双方", today)
    table.do("village_head", "decide", review, outcome=Outcome.ADVISED, reason="公平", tasks=[near])
    assert review.status == Status.DECIDED
    table.later(days=2)
    assert watch(by=SYSTEM, now=table.now) == 1
    assert watch(by=SYSTEM, now=table.now) == 0
    review.refresh_from_db()
    table.do("duty", "report", review, task=review.tasks.get().pk, words="已丈量，越界0.45米。")
    assert review.status == Status.CLOSED


def test_a_panel_is_odd_of_several_units_and_complete(table: Table) -> None:
    panel = table.convened(table.desk.sat(), "panel", "riverside")
    table.invite(panel, "county_duty", who="county_head", is_chair=True)
    table.invite(panel, "county_duty", who="builder", why="房屋安全")
    table.invite(panel, "county_duty", who="judge", why="法律适用")
    last = table.invite(panel, "county_duty", who="officer", why="治安")
    with pytest.raises(errors.NotANumberOfSeats):
        table.hold(panel, "county_duty")
    there = list(panel.seats.exclude(pk=last.pk).values_list("pk", flat=True))
    with pytest.raises(errors.QuorumMissed):
        table.hold(panel, "county_duty", came=there)
    table.do("county_duty", "release", panel, seat=last.pk, words="与本纠纷无关")
    table.hold(panel, "county_duty")
    table.do(
        "judge",
        "state",
        panel,
        seat=panel.seats.get(account=table.desk.accounts["judge"]).pk,
        stand=Position.FOR,
    )
    with pytest.raises(errors.SeatUnclear):
        # A member speaks for nobody else; see the forms, which offer the own seat alone.
        table.do("judge", "state", panel, seat=last.pk, stand=Position.FOR)


def test_the_table_keeps_kin_out_by_itself(table: Table) -> None:
    review = table.seated(table.desk.sat())
    with pytest.raises(IntegrityError), transaction.atomic():
        review.seats.update(tie=Tie.KIN)


@given(invited=st.integers(1, 40), least=st.integers(2, 9), percent=st.integers(50, 100))
@settings(max_examples=60)
def test_the_number_that_is_needed_is_the_smallest_that_suffices(
    invited: int, least: int, percent: int
) -> None:
    needed = quorum(invited, least=least, percent=percent)
    assert has_quorum(needed, invited, least=least, percent=percent)
    assert not has_quorum(needed - 1, invited, least=least, percent=percent)


@given(came=st.integers(1, 40))
def test_a_half_never_carries(came: int) -> None:
    assert not has_support(came // 2, came, percent=50)
    assert has_support(came // 2 + 1, came, percent=50)
