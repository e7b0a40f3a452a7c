from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.community.actions.holding import take_number, words
from linli.community.errors import DecidedTooEarly, NotInList, StepNotPossible, TooManyVoices
from linli.community.events import (
    DeliberationReviewed,
    FollowUpNoted,
    PositionHeard,
    ProposalDecided,
    ProposalNoticed,
    ProposalWithdrawn,
)
from linli.community.models import Deliberation, Position
from linli.community.policies.deliberations import (
    DELIBERATION_VERBS,
    DeliberationStatus,
    DeliberationVerb,
    Method,
    Stance,
    is_carried,
)
from linli.community.policies.rules import Deliberations
from linli.core.actor import Actor
from linli.core.moments import day_words
from linli.core.time import city_day
from linli.journal.actions import record
from linli.people.models import Unit
from linli.rulebook.queries import in_force


@transaction.atomic
def propose(
    *, unit: Unit, topic: str, proposal: str, households: int, by: Actor, now: datetime
) -> Deliberation:
    """Put a proposal before everybody; from then on positions are heard."""
    days = in_force(Deliberations, city_day(now)).value.notice_days
    row = Deliberation(
        pk=take_number(Deliberation),
        unit=unit,
        area_code=unit.area_code,
        status=DeliberationStatus.NOTICED,
        topic=words(topic, _("what it is about")),
        proposal=words(proposal, _("what is proposed")),
        households=households,
        noticed_at=now,
        decide_from=city_day(now) + timedelta(days=days),
    )
    event = ProposalNoticed(**_facts(row), decide_from=row.decide_from, households=households)
    record(event, subject=row, by=by, now=now)
    return row


def _hold(row: Deliberation, verb: DeliberationVerb) -> Deliberation:
    row = Deliberation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.status not in DELIBERATION_VERBS[verb].start:
        raise StepNotPossible(verb=verb.label, status=DeliberationStatus(row.status).label)
    return row


@transaction.atomic
def hear(
    row: Deliberation,
    *,
    part: str,
    stance: Stance,
    said: str,
    households: int = 1,
    by: Actor,
    now: datetime,
) -> None:
    """Write down a position: in which part it was spoken, and its reasons. Never who spoke."""
    row = _hold(row, DeliberationVerb.HEAR)
    if part not in {each.code for each in in_force(Deliberations, city_day(now)).value.parts}:
        raise NotInList(entry=part)
    if households > row.households:
        raise TooManyVoices(households=row.households, voices=households)
    said = words(said, _("what was said"))
    event = PositionHeard(**_facts(row), part=part, stance=stance, households=households)
    position = Position(
        deliberation=row, heard_at=now, part=part, stance=stance, words=said, households=households
    )
    record(event, subject=row, by=by, now=now, also=[position])


@transaction.atomic
def decide(
    row: Deliberation,
    *,
    method: Method,
    decision: str,
    voices_for: int = 0,
    voices_against: int = 0,
    voices_abstained: int = 0,
    minority: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Write down what was decided, with the reasons of those who were against it.

    Raises DecidedTooEarly, TooManyVoices, NeedsWords: who was outvoted is heard, or nothing is decided.
    """
    row = _hold(row, DeliberationVerb.DECIDE)
    if city_day(now) < row.decide_from:
        raise DecidedTooEarly(on=day_words(row.decide_from))
    voices = voices_for + voices_against + voices_abstained
    if voices > row.households:
        raise TooManyVoices(households=row.households, voices=voices)
    decision = words(decision, _("what was decided"))
    by_vote = method is Method.VOTE
    if by_vote and voices_against:
        minority = words(minority, _("the reasons of those who were against it"))
    carried = is_carried(voices_for, voices_against) if by_vote else True
    changes = {
        "status": DeliberationStatus.DECIDED,
        "method": method,
        "decision": decision,
        "minority": minority.strip(),
        "is_carried": carried,
        "decided_at": now,
        **(
            {
                "voices_for": voices_for,
                "voices_against": voices_against,
                "voices_abstained": voices_abstained,
            }
            if by_vote
            else {}
        ),
    }
    event = ProposalDecided(**_facts(row), method=method, is_carried=carried)
    record(event, subject=row, by=by, now=now, note=decision, changes=changes)


@transaction.atomic
def follow_up(row: Deliberation, *, done: str, by: Actor, now: datetime) -> None:
    row = _hold(row, DeliberationVerb.FOLLOW_UP)
    record(FollowUpNoted(**_facts(row)), subject=row, by=by, now=now, note=words(done, _("what was done")))


@transaction.atomic
def review(row: Deliberation, *, found: str, by: Actor, now: datetime) -> None:
    """End it: what became of the decision."""
    row = _hold(row, DeliberationVerb.REVIEW)
    found = words(found, _("what became of the decision"))
    changes = {"status": DeliberationStatus.REVIEWED, "review": found, "closed_at": now}
    record(DeliberationReviewed(**_facts(row)), subject=row, by=by, now=now, note=found, changes=changes)


@transaction.atomic
def withdraw(row: Deliberation, *, why: str, by: Actor, now: datetime) -> None:
    row = _hold(row, DeliberationVerb.WITHDRAW)
    why = words(why, _("why it is withdrawn"))
    changes = {"status": DeliberationStatus.WITHDRAWN, "closed_at": now}
    record(ProposalWithdrawn(**_facts(row)), subject=row, by=by, now=now, note=why, changes=changes)


def _facts(row: Deliberation) -> dict[str, int]:
    return {"number": row.pk, "community": row.unit_id}
