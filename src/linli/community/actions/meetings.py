from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.community.actions.holding import due, take_number, words
from linli.community.errors import (
    CallsNobody,
    DateOutOfRange,
    HeldTooEarly,
    InvitedTooLate,
    OwnerNotInvited,
    StepNotPossible,
    TooManyDemands,
    TooManyRepresentatives,
    UnitIsClosed,
)
from linli.community.events import (
    DemandAnswered,
    DemandFulfilled,
    DemandMissed,
    MeetingAnswered,
    MeetingCancelled,
    MeetingClosed,
    MeetingConvened,
    MeetingHeld,
)
from linli.community.models import Demand, Meeting
from linli.community.policies.meetings import (
    DEMAND_VERBS,
    MEETING_VERBS,
    DemandStatus,
    MeetingStatus,
    MeetingVerb,
    standing_of_demands,
)
from linli.community.policies.rules import Meetings
from linli.core.actor import SYSTEM, Actor
from linli.core.moments import day_words, moment_words
from linli.core.time import city_day
from linli.journal.actions import record
from linli.journal.events import Event
from linli.matters.models import Matter
from linli.people.models import Unit
from linli.rulebook.queries import in_force


@dataclass(frozen=True, kw_only=True)
class NewMeeting:
    subject: str
    place: str
    starts_at: datetime
    units: Sequence[int]
    """Invited, besides the convener."""
    demands: Sequence[str]
    representatives: int
    matter: Matter | None = None


@transaction.atomic
def convene(new: NewMeeting, *, unit: Unit, by: Actor, now: datetime) -> Meeting:
    """Invite units and the requesters' representatives to one table.

    Raises CallsNobody, UnitIsClosed, TooManyRepresentatives, TooManyDemands, InvitedTooLate, NeedsWords.
    """
    rule = in_force(Meetings, city_day(now)).value
    demands = [text.strip() for text in new.demands if text.strip()]
    words("".join(demands), _("what is demanded"))
    invited = tuple(dict.fromkeys(number for number in new.units if number != unit.pk))
    _check(new, rule, demands, invited, now)
    meeting = Meeting(
        pk=take_number(Meeting),
        unit=unit,
        unit_ids=sorted({unit.pk, *invited}),
        matter=new.matter,
        status=MeetingStatus.CONVENED,
        subject=words(new.subject, _("what it is about")),
        area_code=unit.area_code,
        place=words(new.place, _("where they meet")),
        starts_at=new.starts_at,
        invited_representatives=new.representatives,
    )
    event = MeetingConvened(
        number=meeting.pk, units=invited, starts_at=new.starts_at, representatives=new.representatives
    )
    record(event, subject=meeting, by=by, now=now)
    Demand.objects.bulk_create(
        Demand(meeting=meeting, position=place, text=text) for place, text in enumerate(demands, 1)
    )
    return meeting


def _check(
    new: NewMeeting, rule: Meetings, demands: Sequence[str], invited: Sequence[int], now: datetime
) -> None:
    if not invited:
        raise CallsNobody
    if Unit.objects.filter(pk__in=invited, is_active=True).count() < len(invited):
        raise UnitIsClosed
    if new.representatives > rule.most_representatives:
        raise TooManyRepresentatives(most=rule.most_representatives)
    if len(demands) > rule.most_demands:
        raise TooManyDemands(most=rule.most_demands, named=len(demands))
    earliest = due(now, rule.notice)
    if new.starts_at < earliest:
        raise InvitedTooLate(earliest=moment_words(earliest))


def _hold(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def _hold_for(meeting: Meeting, verb: MeetingVerb) -> Meeting:
    meeting = _hold(meeting)
    if meeting.status not in MEETING_VERBS[verb].start:
        raise StepNotPossible(verb=verb.label, status=MeetingStatus(meeting.status).label)
    return meeting


@transaction.atomic
def hold(
    meeting: Meeting, *, came: Sequence[int], representatives: int, note: str = "", by: Actor, now: datetime
) -> None:
    """Write down which units came, and how many representatives; no names. Raises HeldTooEarly."""
    meeting = _hold_for(meeting, MeetingVerb.HOLD)
    if now < meeting.starts_at:
        raise HeldTooEarly(at=moment_words(meeting.starts_at))
    if representatives > meeting.invited_representatives:
        raise TooManyRepresentatives(most=meeting.invited_representatives)
    there = sorted(set(came) & set(meeting.unit_ids) | {meeting.unit_id})
    changes = {
        "status": MeetingStatus.HELD,
        "came": there,
        "representatives_came": representatives,
        "held_at": now,
    }
    event = MeetingHeld(number=meeting.pk, units=tuple(there), representatives=representatives)
    record(event, subject=meeting, by=by, now=now, note=note.strip(), changes=changes)


@transaction.atomic
def cancel(meeting: Meeting, *, why: str, by: Actor, now: datetime) -> None:
    meeting = _hold_for(meeting, MeetingVerb.CANCEL)
    why = words(why, _("why it is called off"))
    event = MeetingCancelled(number=meeting.pk, units=tuple(meeting.unit_ids))
    changes = {"status": MeetingStatus.CANCELLED, "closed_at": now}
    record(event, subject=meeting, by=by, now=now, note=why, changes=changes)


@transaction.atomic
def answer(demand: Demand, *, text: str, owner: int, due_on: date, by: Actor, now: datetime) -> None:
    """Write the one answer to a demand, with the unit that carries it out and the day.

    Raises StepNotPossible before the meeting, OwnerNotInvited, DateOutOfRange.
    """
    meeting, demand = _hold_demand(demand, MeetingVerb.ANSWER)
    text = words(text, _("the answer"))
    last = city_day(now) + timedelta(days=in_force(Meetings, city_day(now)).value.carry_out_within_days)
    if owner not in meeting.unit_ids:
        raise OwnerNotInvited(unit=Unit.objects.get(pk=owner).name)
    if not city_day(now) <= due_on <= last:
        raise DateOutOfRange(first=day_words(city_day(now)), last=day_words(last))
    Demand.objects.filter(pk=demand.pk).update(
        status=DemandStatus.ANSWERED, answer=text, owner_id=owner, due_on=due_on
    )
    event = DemandAnswered(number=meeting.pk, position=demand.position, owner=owner, due_on=due_on)
    _follow(event, meeting, by=by, now=now, note=text)


@transaction.atomic
def report(demand: Demand, *, done: str, by: Actor, now: datetime) -> None:
    """Report, as the unit whose task it is, that an answer was carried out."""
    meeting, demand = _hold_demand(demand, MeetingVerb.REPORT)
    done = words(done, _("what was done, and what is the result"))
    Demand.objects.filter(pk=demand.pk).update(status=DemandStatus.DONE, done=done, done_at=now)
    _follow(DemandFulfilled(**_facts(demand)), meeting, by=by, now=now, note=done)


def _hold_demand(demand: Demand, verb: MeetingVerb) -> tuple[Meeting, Demand]:
    meeting = _hold(demand.meeting)
    demand = Demand.objects.get(pk=demand.pk)
    if not meeting.held_at:
        raise StepNotPossible(verb=verb.label, status=MeetingStatus(meeting.status).label)
    if demand.status not in DEMAND_VERBS[verb].start:
        raise StepNotPossible(verb=verb.label, status=DemandStatus(demand.status).label)
    return meeting, demand


def _follow(event: Event, meeting: Meeting, *, by: Actor, now: datetime, note: str = "") -> None:
    record(event, subject=meeting, by=by, now=now, note=note)
    states = Demand.objects.filter(meeting=meeting).values_list("status", flat=True)
    status = standing_of_demands(DemandStatus(each) for each in states)
    if status == meeting.status:
        return
    units = tuple(meeting.unit_ids)
    closed = status is MeetingStatus.CLOSED
    told = (MeetingClosed if closed else MeetingAnswered)(number=meeting.pk, units=units)
    changes = {"status": status, **({"closed_at": now} if closed else {})}
    record(told, subject=meeting, by=by, now=now, changes=changes)


def note_missed_demands(*, now: datetime, limit: int = 500) -> int:
    """Write down whose day has passed, once for each; return how many."""
    rows = Demand.objects.filter(status=DemandStatus.ANSWERED, missed_at=None, due_on__lt=city_day(now))
    done = 0
    for number in list(rows.order_by("due_on").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            demand = Demand.objects.get(pk=number)
            meeting = _hold(Meeting(pk=demand.meeting_id))
            open_still = Demand.objects.filter(pk=number, status=DemandStatus.ANSWERED, missed_at=None)
            if open_still.update(missed_at=now):
                record(DemandMissed(**_facts(demand)), subject=meeting, by=SYSTEM, now=now)
                done += 1
    return done


def _facts(demand: Demand) -> dict[str, Any]:
    assert demand.owner_id is not None
    assert demand.due_on is not None
    return {
        "number": demand.meeting_id,
        "position": demand.position,
        "owner": demand.owner_id,
        "due_on": demand.due_on,
    }
