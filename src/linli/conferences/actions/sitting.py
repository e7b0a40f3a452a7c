"""The meeting itself: who came, where each stands, what is decided, and the record that is closed over it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.conferences import events
from linli.conferences.actions.moving import check, due, happened, said, seat_of, step_rule
from linli.conferences.errors import (
    DissentWithoutWords,
    HeldTooEarly,
    NoMajority,
    NotANumberOfSeats,
    PositionMissing,
    PostEmpty,
    QuorumMissed,
    SidesNotHeard,
    TaskUnfit,
    TooFewUnits,
    TopReached,
)
from linli.conferences.models import Conference, Seat, Task
from linli.conferences.policies import (
    Kind,
    Outcome,
    Position,
    Status,
    Verb,
    beyond,
    has_quorum,
    has_support,
)
from linli.conferences.policies.sitting import quorum
from linli.conferences.queries.people import names_of, seats_of
from linli.conferences.queries.records import record_of
from linli.conferences.rules import Climb, StepRule
from linli.core.actor import Actor
from linli.core.moments import day_words, moment_words
from linli.core.time import aware, city_day
from linli.letters.policies import digest_of
from linli.people.models import Unit
from linli.rulebook.queries import edition_named


@transaction.atomic
def hold(
    *,
    conference: Conference,
    came: Collection[int],
    proposal: str,
    heard: str = "",
    words: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Write down who came and the opinion that is talked over. Without quorum it does not sit.

    `came`: numbers of seats. Raises NotNow, HeldTooEarly, PostEmpty, QuorumMissed, NotANumberOfSeats, TooFewUnits,
    SidesNotHeard, WordsMissing.
    """
    check(conference, Verb.HOLD)
    assert conference.starts_at is not None  # it was convened
    if now < conference.starts_at:
        raise HeldTooEarly(at=moment_words(conference.starts_at))
    step = step_rule(conference)
    invited = list(conference.seats.filter(released_at=None))
    there = [each for each in invited if each.pk in set(came)]
    _require_table(step, conference, invited, there)
    if step.hears_sides and not heard.strip():
        raise SidesNotHeard
    conference.seats.filter(released_at=None).update(came=False)
    conference.seats.filter(pk__in=[each.pk for each in there]).update(came=True)
    decide_by = due(now, step.decide_within)
    changes = {
        "status": Status.HELD.value,
        "held_at": aware(now),
        "proposal": said(proposal),
        "heard": heard.strip()[:4000],
        "due_at": decide_by,
    }
    facts = {"came": len(there), "invited": len(invited), "decide_by": decide_by}
    happened(events.ConferenceHeld, conference, by=by, now=now, note=words.strip(), changes=changes, **facts)


def _require_table(step: StepRule, conference: Conference, invited: list[Seat], there: list[Seat]) -> None:
    filled = {each.post for each in there}
    empty = [str(each.name) for each in step.posts if each.code not in filled]
    if not any(each.is_chair for each in there):
        empty.insert(0, gettext("the chair"))
    if empty:
        raise PostEmpty(posts="、".join(empty))
    if not has_quorum(len(there), len(invited), least=step.least, percent=step.quorum_percent):
        needed = quorum(len(invited), least=step.least, percent=step.quorum_percent)
        raise QuorumMissed(came=len(there), needed=needed)
    if step.is_odd and len(there) % 2 == 0:
        raise NotANumberOfSeats(came=len(there))
    units = {each.unit_id for each in there if each.unit_id} | {conference.unit_id}
    if len(units) < step.least_units:
        raise TooFewUnits(least=step.least_units, came=len(units))


@transaction.atomic
def state(
    *, conference: Conference, seat: int, stand: Position, words: str = "", by: Actor, now: datetime
) -> None:
    """Write down where a member who came stands; said again, the last word counts until the record is closed.

    Raises NotNow, SeatUnclear, PositionMissing for who did not come, DissentWithoutWords.
    """
    check(conference, Verb.STATE)
    row = seat_of(conference, seat)
    if not row.came:
        raise PositionMissing(who=names_of([row])[row.pk])
    if stand is Position.AGAINST and not words.strip():
        raise DissentWithoutWords
    Seat.objects.filter(pk=row.pk).update(stand=stand.value, stand_words=words.strip()[:2000])
    happened(events.PositionStated, conference, by=by, now=now, seat=row.pk, stand=stand.value)


@dataclass(frozen=True)
class NewTask:
    unit: Unit
    words: str
    due_on: date


@transaction.atomic
def decide(
    *,
    conference: Conference,
    outcome: Outcome,
    reason: str,
    tasks: Sequence[NewTask] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Decide, and close the record: from here on nothing of it changes, and its digest is in the journal.

    Different opinions stay in it word for word. The opinion binds units; the sides stay free in what they do.
    Raises NotNow, PositionMissing, NoMajority, TopReached, TaskUnfit, WordsMissing.
    """
    check(conference, Verb.DECIDE)
    step, why = step_rule(conference), said(reason)
    seats = [each for each in seats_of(conference) if each.came and each.released_at is None]
    _require_positions(step, seats)
    if outcome is Outcome.RAISED and beyond(Kind(conference.kind)) is None:
        raise TopReached
    _require_tasks(conference, seats, tasks, now)
    Task.objects.bulk_create(
        Task(conference=conference, unit=each.unit, words=each.words.strip()[:500], due_on=each.due_on)
        for each in tasks
    )
    status = Status.DECIDED if tasks else Status.CLOSED
    columns: dict[str, Any] = {
        "outcome": outcome.value,
        "reason": why,
        "decided_at": aware(now),
    }
    for name, value in columns.items():
        setattr(conference, name, value)
    written = record_of(conference)
    digest = digest_of(written)
    raised = {"raised_at": aware(now), "why_raised": why[:1000]} if outcome is Outcome.RAISED else {}
    changes = {
        **columns,
        **raised,
        "status": status.value,
        "due_at": None,
        "ended_at": None if tasks else aware(now),
        "record": written,
        "digest": digest,
    }
    stands = [each.stand for each in seats]
    happened(
        events.ConferenceDecided,
        conference,
        by=by,
        now=now,
        note=why,
        changes=changes,
        outcome=outcome.value,
        supporting=stands.count(Position.FOR),
        against=stands.count(Position.AGAINST),
        abstaining=stands.count(Position.ABSTAINS),
        tasks=len(tasks),
        digest=digest,
    )


def _require_positions(step: StepRule, seats: list[Seat]) -> None:
    silent = [each for each in seats if not each.stand]
    if silent:
        raise PositionMissing(who="、".join(names_of(silent).values()))
    supporting = sum(each.stand == Position.FOR for each in seats)
    if not has_support(supporting, len(seats), percent=step.support_percent):
        raise NoMajority(came=len(seats), supporting=supporting)


def _require_tasks(
    conference: Conference, seats: list[Seat], tasks: Sequence[NewTask], now: datetime
) -> None:
    days = edition_named(Climb, conference.edition).value.most_task_days
    today = city_day(now)
    last = today + timedelta(days=days)
    at_table = {each.unit_id for each in seats} | {conference.unit_id, conference.asked_by_id}
    for each in tasks:
        if each.unit.pk not in at_table or not each.words.strip() or not today <= each.due_on <= last:
            raise TaskUnfit(last=day_words(last))
