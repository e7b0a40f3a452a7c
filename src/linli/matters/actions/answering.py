"""After it is done: answer, ask, rate, decide on dissatisfaction, close, open again, archive."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from linli.catalogue.queries import kind_named
from linli.core.actor import SYSTEM, Actor
from linli.core.time import city_day
from linli.matters import events
from linli.matters.actions.handling import send_to_rework
from linli.matters.actions.move import limits_of, move, require_words
from linli.matters.errors import AskFirst, NeedsVerification, NoMoreRework, ReopenTooLate, ReviewFirst
from linli.matters.models import FollowUp, Matter, Reply
from linli.matters.policies import Contacted, Resolved, Satisfied, Status, Verb, asks_for_review
from linli.matters.policies.rules import MatterAutomation
from linli.rulebook.queries import in_force


def reply(*, matter: Matter, text: str, by: Actor, now: datetime) -> None:
    """Answer the requester: what was found and done. Kinds that are checked on the spot are checked before."""
    words = require_words(text, "text")
    kind = kind_named(matter.kind_code)
    if matter.status == Status.COMPLETED and kind.needs_verification:
        raise NeedsVerification(kind=kind.name)
    answer = Reply(matter_id=matter.pk, text=words, sent_at=now, by_account=by.account, by_unit=by.unit)
    move(
        matter,
        Verb.REPLY,
        to=Status.REPLIED,
        event=events.MatterReplied,
        by=by,
        now=now,
        changes={"replied_at": now},
        also=[answer],
    )


def follow_up_unreached(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """Note a call that reached nobody."""
    attempt = FollowUp.objects.filter(matter=matter).count() + 1
    row = FollowUp(matter_id=matter.pk, at=now, by_account=by.account, was_reached=False, words=words)
    move(
        matter,
        Verb.FOLLOW_UP,
        to=None,
        event=events.FollowUpTried,
        by=by,
        now=now,
        note=words,
        facts={"attempt": attempt},
        also=[row],
    )


@transaction.atomic
def rate(
    *,
    matter: Matter,
    contacted: Contacted,
    resolved: Resolved,
    satisfied: Satisfied,
    by: Actor,
    now: datetime,
    words: str = "",
    verb: Verb = Verb.RATE,
) -> None:
    """Take the requester's three answers, given by themselves or to the follow-up clerk.

    "Not resolved" or "not satisfied" starts the supervisor's clock; nothing is closed over it.
    """
    row = FollowUp(
        matter_id=matter.pk,
        at=now,
        by_account=by.account,
        was_reached=True,
        contacted=contacted,
        resolved=resolved,
        satisfied=satisfied,
        words=words,
    )
    answers = {"contacted": contacted.value, "resolved": resolved.value, "satisfied": satisfied.value}
    move(
        matter,
        verb,
        to=Status.RATED,
        event=events.MatterRated,
        by=by,
        now=now,
        note=words,
        facts=answers,
        changes=answers,
        also=[row],
        review=asks_for_review(resolved, satisfied),
    )
    if in_force(MatterAutomation, city_day(now)).value.close == "when_satisfied" and not asks_for_review(
        resolved, satisfied
    ):
        close(matter=matter, by=SYSTEM, now=now)


@transaction.atomic
def review(*, matter: Matter, unit_at_fault: bool, words: str, by: Actor, now: datetime) -> None:
    """Decide on a dissatisfied answer: done again, or explained and closed with the disagreement on record."""
    note = require_words(words, "words")
    if not unit_at_fault:
        move(
            matter,
            Verb.REVIEW,
            to=Status.CLOSED,
            event=events.MatterClosed,
            by=by,
            now=now,
            note=note,
            facts={"explained": True},
            changes={"closed_at": now},
        )
        return
    if matter.reworks >= limits_of(now).value.reworks:
        raise NoMoreRework(matter=matter.code)
    send_to_rework(matter, Verb.REVIEW, why="not_satisfied", words=note, by=by, now=now)


def close(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """Close for good: answered, and asked. Raises AskFirst, ReviewFirst."""
    if matter.status == Status.REPLIED:
        needed, done = limits_of(now).value.follow_up_attempts, FollowUp.objects.filter(matter=matter).count()
        if done < needed and matter.requester_id is not None:
            raise AskFirst(matter=matter.code, done=done, needed=needed)
    elif matter.status == Status.RATED and asks_for_review(
        Resolved(matter.resolved), Satisfied(matter.satisfied)
    ):
        raise ReviewFirst(matter=matter.code)
    move(
        matter,
        Verb.CLOSE,
        to=Status.CLOSED,
        event=events.MatterClosed,
        by=by,
        now=now,
        note=words,
        changes={"closed_at": now},
    )


def reopen(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """Open again for recurrence or new facts. Raises ReopenTooLate after the city's number of days."""
    note = require_words(words, "words")
    days = limits_of(now).value.reopen_within_days
    if matter.closed_at is None or now - matter.closed_at > timedelta(days=days):
        raise ReopenTooLate(matter=matter.code, days=days)
    times = matter.reopenings + 1
    blank = {"contacted": "", "resolved": "", "satisfied": "", "closed_at": None, "contacted_at": None}
    move(
        matter,
        Verb.REOPEN,
        to=Status.REOPENED,
        event=events.MatterReopened,
        by=by,
        now=now,
        note=note,
        facts={"times": times},
        changes={"reopenings": times, "completed_at": None, "handled_by_id": None, **blank},
    )


def archive(*, matter: Matter, by: Actor, now: datetime) -> None:
    move(matter, Verb.ARCHIVE, to=Status.ARCHIVED, event=events.MatterArchived, by=by, now=now)


def add_information(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    note = require_words(words, "words")
    move(matter, Verb.ADD_INFORMATION, to=None, event=events.InformationAdded, by=by, now=now, note=note)
