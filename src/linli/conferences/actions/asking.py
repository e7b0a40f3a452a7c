"""Asking for a conference, convening it, putting it off. Each step needs the record and the reason of the one below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.conferences import events
from linli.conferences.actions.moving import check, climb, due, happened, said, step_of, step_rule, told
from linli.conferences.errors import (
    AskedAlready,
    BeforeLowerStep,
    ConvenerUnfit,
    PostponedTooOften,
    SidesNotAsked,
    TooSoon,
)
from linli.conferences.models import Conference
from linli.conferences.policies import AT_WORK, Kind, Status, Verb
from linli.conferences.queries.conveners import convenes
from linli.conferences.queries.ladder import require_below
from linli.core.actor import Actor
from linli.core.moments import moment_words
from linli.core.rows import new
from linli.core.time import aware
from linli.disputes.models import Dispute
from linli.journal.actions import record
from linli.people.models import Unit


@transaction.atomic
def ask(
    *,
    dispute: Dispute,
    kind: Kind,
    unit: Unit,
    question: str,
    why: str,
    sides_agree: bool,
    papers: str = "",
    by: Actor,
    now: datetime,
) -> Conference:
    """Ask a unit to convene a step of the climb, or a panel, about a dispute.

    Raises StepNotOffered, ConvenerUnfit, AskedAlready, SidesNotAsked, WordsMissing, and what `require_below` raises.
    """
    rule = climb(now)
    step = step_of(rule.value, kind)
    if not convenes(unit, step, dispute):
        raise ConvenerUnfit(unit=unit.name, step=kind.label)
    Dispute.objects.select_for_update().get(pk=dispute.pk)
    if Conference.objects.filter(dispute=dispute, kind=kind, status__in=AT_WORK).exists():
        raise AskedAlready(step=kind.label)
    below = require_below(dispute, kind, rule.value)
    if not sides_agree:
        raise SidesNotAsked
    answer_by = due(now, step.approve_within)
    row: Conference = new(
        Conference,
        kind=kind.value,
        dispute_id=dispute.pk,
        unit_id=unit.pk,
        asked_by_id=dispute.centre_id,
        below_id=below.pk if below else None,
        edition=rule.edition,
        question=said(question, 500),
        papers=papers.strip()[:1000],
        why=said(why, 1000),
        due_at=answer_by,
        asked_at=aware(now),
    )
    event = events.ConferenceAsked(
        **told(row, dispute),
        below=below.pk if below else None,
        below_digest=below.digest if below else "",
        answer_by=answer_by,
    )
    record(event, subject=row, by=by, now=now, note=row.why)
    return row


@transaction.atomic
def approve(*, conference: Conference, starts_at: datetime, place: str, by: Actor, now: datetime) -> None:
    """Convene it, as the head of the unit. Raises NotNow, TooSoon, BeforeLowerStep, WordsMissing."""
    check(conference, Verb.APPROVE)
    step = step_rule(conference)
    _require_hour(conference, starts_at, now)
    changes: dict[str, Any] = {
        "status": Status.CONVENED.value,
        "starts_at": aware(starts_at),
        "place": said(place, 120),
        "due_at": max(due(now, step.hold_within), due(starts_at, step.notice)),
    }
    facts = {"starts_at": aware(starts_at), "place": changes["place"]}
    happened(events.ConferenceConvened, conference, by=by, now=now, changes=changes, **facts)


def _require_hour(conference: Conference, starts_at: datetime, now: datetime) -> None:
    """Raises BeforeLowerStep, TooSoon."""
    lower = conference.below
    over = (lower.decided_at or lower.ended_at) if lower else None
    if over is not None and aware(starts_at) <= over:
        raise BeforeLowerStep(at=moment_words(over), step=Kind(conference.kind).label)
    earliest = due(now, step_rule(conference).notice)
    if aware(starts_at) < earliest:
        raise TooSoon(earliest=moment_words(earliest))


@transaction.atomic
def decline(*, conference: Conference, words: str, by: Actor, now: datetime) -> None:
    """Say why it is not convened. Raises NotNow, WordsMissing."""
    check(conference, Verb.DECLINE)
    changes = {"status": Status.DECLINED.value, "due_at": None, "ended_at": aware(now)}
    happened(events.ConferenceDeclined, conference, by=by, now=now, note=said(words), changes=changes)


@transaction.atomic
def postpone(
    *, conference: Conference, starts_at: datetime, place: str, words: str, by: Actor, now: datetime
) -> None:
    """Put it off: too few came, or a member fell out. Raises NotNow, PostponedTooOften, TooSoon, WordsMissing."""
    check(conference, Verb.POSTPONE)
    step = step_rule(conference)
    if conference.postponements >= step.most_postponements:
        raise PostponedTooOften(times=conference.postponements)
    _require_hour(conference, starts_at, now)
    changes: dict[str, Any] = {
        "starts_at": aware(starts_at),
        "place": said(place or conference.place, 120),
        "postponements": conference.postponements + 1,
        "due_at": max(due(now, step.hold_within), due(starts_at, step.notice)),
    }
    facts = {"starts_at": aware(starts_at), "place": changes["place"]}
    happened(
        events.ConferencePostponed, conference, by=by, now=now, note=said(words), changes=changes, **facts
    )


@transaction.atomic
def cancel(*, conference: Conference, words: str, by: Actor, now: datetime) -> None:
    """Call it off: a side no longer agrees, or it was settled meanwhile. Raises NotNow, WordsMissing."""
    check(conference, Verb.CANCEL)
    changes = {"status": Status.CANCELLED.value, "due_at": None, "ended_at": aware(now)}
    happened(events.ConferenceCancelled, conference, by=by, now=now, note=said(words), changes=changes)
