from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from linli.community import errors
from linli.community.actions import deliberations, meetings, sharing
from linli.community.models import Deliberation, Demand, Meeting, Need, Resource
from linli.community.policies.deliberations import DeliberationStatus, Method, Stance
from linli.community.policies.meetings import DemandStatus, MeetingStatus
from linli.community.policies.sharing import NeedStatus
from linli.community.policies.whistles import Fitting
from linli.community.tests.conftest import Square
from linli.journal.queries import entries_of
from linli.matters.policies import Satisfied

pytestmark = pytest.mark.django_db
SOON = date(2026, 3, 20)


# Joint study meetings


def convene(square: Square, **more: Any) -> Meeting:
    given: dict[str, Any] = {
        "subject": "小区配套三件事",
        "place": "综治中心二楼",
        "starts_at": square.now + timedelta(days=2),
        "units": [square.city.unit("housing"), square.city.unit("hotline")],
        "demands": ["天然气管道何时接通", "绿地补种", "充电桩安装"],
        "representatives": 3,
        **more,
    }
    new = meetings.NewMeeting(**given)
    return meetings.convene(new, unit=square.city.cast.unit("street"), by=square.by("street"), now=square.now)


def held(square: Square) -> Meeting:
    meeting = convene(square)
    square.city.later(days=2, hours=2)
    by = {"by": square.by("street"), "now": square.now}
    meetings.hold(meeting, came=[square.city.unit("housing")], representatives=3, **by)
    return Meeting.objects.get(pk=meeting.pk)


def answer(square: Square, meeting: Meeting, place: int, unit: str = "housing", on: date = SOON) -> Demand:
    demand = Demand.objects.select_related("meeting").get(meeting=meeting, position=place)
    owner = square.city.unit(unit)
    by = {"by": square.by("street"), "now": square.now}
    meetings.answer(demand, text="月底前接通", owner=owner, due_on=on, **by)
    return Demand.objects.select_related("meeting").get(pk=demand.pk)


def test_a_meeting_answers_every_demand_in_one_sitting(square: Square) -> None:
    meeting = held(square)
    demands = [answer(square, meeting, place) for place in (1, 2, 3)]
    assert Meeting.objects.get().status == MeetingStatus.ANSWERED
    for demand in demands:
        meetings.report(demand, done="已办好", by=square.by("housing"), now=square.now)
    assert Meeting.objects.get().status == MeetingStatus.CLOSED
    assert [entry.event for entry in entries_of(meeting)][-2:] == [
        "meeting.demand_fulfilled",
        "meeting.closed",
    ]


def test_representatives_are_counted_and_not_named(square: Square) -> None:
    meeting = held(square)
    assert (meeting.representatives_came, sorted(meeting.came)) == (
        3,
        sorted([square.city.unit("street"), square.city.unit("housing")]),
    )


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"representatives": 6}, errors.TooManyRepresentatives),
        ({"demands": [" ", ""]}, errors.NeedsWords),
        ({"demands": ["路灯"] * 13}, errors.TooManyDemands),
        ({"units": []}, errors.CallsNobody),
        ({"starts_at": datetime.fromisoformat("2026-03-10T12:00+08:00")}, errors.InvitedTooLate),
    ],
)
def test_a_meeting_is_refused_in_words(square: Square, given: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        convene(square, **given)
    assert not Meeting.objects.exists()


def test_nothing_is_answered_before_the_meeting(square: Square) -> None:
    with pytest.raises(errors.StepNotPossible):
        answer(square, convene(square), 1)


def test_who_came_is_written_down_after_the_beginning(square: Square) -> None:
    with pytest.raises(errors.HeldTooEarly):
        meetings.hold(convene(square), came=[], representatives=0, by=square.by("street"), now=square.now)


def test_only_a_unit_at_the_table_is_given_a_task(square: Square) -> None:
    with pytest.raises(errors.OwnerNotInvited):
        answer(square, held(square), 1, "hillside")


def test_an_answer_has_a_day_ahead(square: Square) -> None:
    with pytest.raises(errors.DateOutOfRange):
        answer(square, held(square), 1, on=date(2026, 3, 1))


def test_a_demand_is_answered_once(square: Square) -> None:
    meeting = held(square)
    answer(square, meeting, 1)
    with pytest.raises(errors.StepNotPossible):
        answer(square, meeting, 1)


def test_a_day_that_passes_is_noted_once(square: Square) -> None:
    meeting = held(square)
    answer(square, meeting, 1)
    square.city.later(days=9)
    assert [meetings.note_missed_demands(now=square.now) for _ in range(2)] == [1, 0]
    assert [entry.event for entry in entries_of(meeting)][-1] == "meeting.demand_missed"
    assert Demand.objects.get(position=1).status == DemandStatus.ANSWERED


# Deliberations


def propose(square: Square, households: int = 100) -> Deliberation:
    return deliberations.propose(
        unit=square.city.cast.unit("village"),
        topic="小区东路拓宽",
        proposal="把东路拓宽一米半",
        households=households,
        by=square.by("village"),
        now=square.now,
    )


def test_a_proposal_is_heard_decided_carried_out_and_reviewed(square: Square) -> None:
    row = propose(square)
    by: dict[str, Any] = {"by": square.by("village")}
    deliberations.hear(
        row, part="household", stance=Stance.AGAINST, said="占了绿地", households=5, **by, now=square.now
    )
    square.city.later(days=5)
    voices = {"voices_for": 80, "voices_against": 5, "voices_abstained": 3}
    told = {"method": Method.VOTE, "decision": "拓宽一米半，补种绿地", **voices}
    with pytest.raises(errors.NeedsWords):
        deliberations.decide(row, **told, **by, now=square.now)
    deliberations.decide(row, **told, minority="担心绿地减少", **by, now=square.now)
    deliberations.follow_up(row, done="已开工", **by, now=square.now)
    deliberations.review(row, found="已完工，居民满意", **by, now=square.now)
    row.refresh_from_db()
    assert (row.status, row.is_carried) == (DeliberationStatus.REVIEWED, True)


def test_everybody_has_time_to_speak(square: Square) -> None:
    with pytest.raises(errors.DecidedTooEarly):
        deliberations.decide(
            propose(square), method=Method.CONSENSUS, decision="同意", by=square.by("village"), now=square.now
        )


def test_there_is_one_voice_for_each_household(square: Square) -> None:
    row = propose(square, 10)
    square.city.later(days=5)
    with pytest.raises(errors.TooManyVoices):
        deliberations.decide(
            row, method=Method.VOTE, decision="同意", voices_for=11, by=square.by("village"), now=square.now
        )


@pytest.mark.parametrize(("yes", "carried"), [(6, True), (5, False), (4, False)])
def test_more_for_it_than_against_it_carries(square: Square, yes: int, carried: bool) -> None:
    row = propose(square, 20)
    square.city.later(days=5)
    voices = {"voices_for": yes, "voices_against": 5, "minority": "太贵"}
    deliberations.decide(
        row, method=Method.VOTE, decision="表决", **voices, by=square.by("village"), now=square.now
    )
    assert Deliberation.objects.get().is_carried is carried


def test_a_part_that_the_city_does_not_know_is_refused(square: Square) -> None:
    with pytest.raises(errors.NotInList):
        deliberations.hear(
            propose(square),
            part="leader",
            stance=Stance.FOR,
            said="好",
            by=square.by("village"),
            now=square.now,
        )


# Sharing


def list_need(square: Square) -> Need:
    told = {"kind": "room", "title": "排练场地", "details": "每周六下午，五十人", "needed_by": SOON}
    return sharing.list_need(
        unit=square.city.cast.unit("village"), **told, by=square.by("village"), now=square.now
    )


def offer(square: Square, unit: str = "housing") -> Resource:
    told = {"kind": "room", "title": "一楼会议室", "until_on": SOON}
    return sharing.offer(unit=square.city.cast.unit(unit), **told, by=square.by(unit), now=square.now)


def claim(square: Square, need: Need, unit: str = "housing", resource: int | None = None) -> None:
    told = {"unit": square.city.cast.unit(unit), "promised_on": SOON, "resource": resource}
    sharing.claim(need, **told, by=square.by(unit), now=square.now)


def test_a_need_is_taken_on_done_and_rated_both_ways(square: Square) -> None:
    need = list_need(square)
    claim(square, need, resource=offer(square).pk)
    sharing.report_done(need, result="已开放", hours=12, by=square.by("housing"), now=square.now)
    sharing.review(need, fitting=Fitting.RIGHT, by=square.by("housing"), now=square.now)
    sharing.rate(need, satisfied=Satisfied.VERY, by=square.by("village"), now=square.now)
    need = Need.objects.get()
    assert (need.status, need.satisfied, need.fitting) == (NeedStatus.RATED, Satisfied.VERY, Fitting.RIGHT)


def test_who_is_second_is_refused(square: Square) -> None:
    need = list_need(square)
    claim(square, need)
    with pytest.raises(errors.StepNotPossible):
        claim(square, need, "hotline")


def test_what_is_given_back_may_be_taken_on_again(square: Square) -> None:
    need = list_need(square)
    claim(square, need)
    sharing.release(need, why="会议室在装修", by=square.by("housing"), now=square.now)
    claim(square, need, "hotline")
    assert Need.objects.get().helper_id == square.city.unit("hotline")


def test_nobody_helps_themselves(square: Square) -> None:
    with pytest.raises(errors.HelpsItself):
        claim(square, list_need(square), "village")


def test_only_ones_own_resource_is_used(square: Square) -> None:
    other = offer(square, "hotline")
    with pytest.raises(errors.ResourceNotOffered):
        claim(square, list_need(square), resource=other.pk)


def test_what_is_withdrawn_is_not_used(square: Square) -> None:
    own = offer(square)
    sharing.withdraw_offer(own, by=square.by("housing"), now=square.now)
    with pytest.raises(errors.ResourceNotOffered):
        claim(square, list_need(square), resource=own.pk)


@pytest.mark.parametrize("given", [{"kind": "gold"}, {"until_on": date(2026, 3, 1)}, {"title": " "}])
def test_an_offer_is_refused_in_words(square: Square, given: dict[str, Any]) -> None:
    told = {"kind": "room", "title": "会议室", "until_on": SOON, **given}
    with pytest.raises((errors.NotInList, errors.DateOutOfRange, errors.NeedsWords)):
        sharing.offer(unit=square.city.cast.unit("housing"), **told, by=square.by("housing"), now=square.now)
    assert not Resource.objects.exists()
