"""After the decision: the way up, tasks, the minutes letter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.conferences import events
from linli.conferences.actions.moving import check, happened, said
from linli.conferences.errors import MinutesThere, NotNow, TaskUnknown, TopReached
from linli.conferences.models import Conference, Task
from linli.conferences.policies import Kind, Status, Verb, beyond
from linli.conferences.queries.minutes import facts_of_minutes
from linli.core.actor import Actor
from linli.core.time import aware
from linli.letters.actions import draft
from linli.letters.models import Letter
from linli.letters.policies import LetterKind

TEMPLATE = "conference"


@transaction.atomic
def let_rise(*, conference: Conference, words: str, by: Actor, now: datetime) -> None:
    """Write why the dispute goes further although an opinion was given here: the mediation failed all the same.

    The closed record stays as it is. Raises NotNow, TopReached, WordsMissing.
    """
    check(conference, Verb.RAISE)
    to = beyond(Kind(conference.kind))
    if to is None:
        raise TopReached
    if conference.raised_at is not None:
        raise NotNow(state=Status(conference.status).label)
    why = said(words, 1000)
    changes = {"raised_at": aware(now), "why_raised": why}
    happened(events.ConferenceRaised, conference, by=by, now=now, note=why, changes=changes, to=to.value)


@transaction.atomic
def report(*, conference: Conference, task: int, words: str, by: Actor, now: datetime) -> None:
    """Report a task as done; with the last one the conference is carried out. Raises NotNow, TaskUnknown."""
    check(conference, Verb.REPORT)
    done = said(words, 1000)
    row = conference.tasks.filter(pk=task, done_at=None).first()
    if row is None or not Task.objects.filter(pk=row.pk, done_at=None).update(done_at=aware(now), done=done):
        raise TaskUnknown
    happened(events.TaskReported, conference, by=by, now=now, note=done, task=row.pk, unit=row.unit_id)
    if not conference.tasks.filter(done_at=None).exists():
        changes = {"status": Status.CLOSED.value, "ended_at": aware(now)}
        happened(events.ConferenceClosed, conference, by=by, now=now, changes=changes)


@transaction.atomic
def draft_minutes(*, conference: Conference, by: Actor, now: datetime) -> Letter:
    """Draft the minutes letter from the closed record; it goes the way of every letter. No side is named in it.

    Raises NotNow, MinutesThere, and what `letters.actions.draft` raises: units without numbers issue no letters.
    """
    check(conference, Verb.DRAFT_MINUTES)
    if conference.letter_id is not None:
        raise MinutesThere
    letter = draft(
        kind=LetterKind.MINUTES,
        issuer=conference.unit,
        facts=facts_of_minutes(conference),
        template=TEMPLATE,
        about=conference,
        by=by,
        now=now,
    )
    changes = {"letter_id": letter.pk}
    happened(events.MinutesDrafted, conference, by=by, now=now, changes=changes, letter=letter.pk)
    return letter
