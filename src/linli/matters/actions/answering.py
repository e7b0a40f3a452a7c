"""After it is done: answer, ask, rate, decide on dissatisfaction, close, open again, archive."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.catalogue.queries import kind_named
from linli.core.actor import SYSTEM, Actor
from linli.core.time import city_day
from linli.journal.queries import entries_of
from linli.matters import events
from linli.matters.actions.handling import send_to_rework
from linli.matters.actions.joining import answer_joined, close_joined, close_with
from linli.matters.actions.move import as_one, check, limits_of, move, require_words
from linli.matters.errors import (
    AskFirst,
    LeadGoesOn,
    NeedsVerification,
    NoMoreRework,
    ReopenTooLate,
    ReviewFirst,
)
from linli.matters.models import FollowUp, Matter, Reply
from linli.matters.policies import ENDED, Contacted, Resolved, Satisfied, Status, Verb, asks_for_review
from linli.matters.policies.rules import MatterAutomation
from linli.rulebook.queries import in_force

NOT_SATISFIED = "not_satisfied"


@as_one
def reply(*, matter: Matter, text: str, by: Actor, now: datetime) -> None:
    """Answer the requester: what was found and done. Kinds that are checked on the spot are checked before.

    Requesters of joined matters read the same answer, so it names nobody.
    """
    check(matter, Verb.REPLY, by)
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
    answer_joined(matter, words, by, now)


@as_one
def follow_up_unreached(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """Note a call that reached nobody."""
    attempt = calls_of(matter) + 1
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


def calls_of(matter: Matter) -> int:
    """Return how often the requester was called since the answer went out; calls about an earlier one do not count."""
    if matter.replied_at is None:
        return 0
    return FollowUp.objects.filter(matter=matter, at__gte=matter.replied_at).count()


@as_one
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


@as_one
def review(*, matter: Matter, unit_at_fault: bool, words: str, by: Actor, now: datetime) -> None:
    """Decide on a dissatisfied answer: done again, or explained and closed with the disagreement on record."""
    check(matter, Verb.REVIEW, by)
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
        close_joined(matter, now, note)
        return
    if reworks_after_rating(matter) >= limits_of(now).value.reworks:
        raise NoMoreRework(matter=matter.code)
    send_to_rework(matter, Verb.REVIEW, why=NOT_SATISFIED, words=note, by=by, now=now)


def reworks_after_rating(matter: Matter) -> int:
    """Return how often a rating led to rework since the matter was last opened.

    What the check on the spot sent back is not among them: the requester had not spoken yet.
    """
    told = (
        entries_of(matter)
        .filter(event__in=["matter.reopened", "matter.rework"])
        .values_list("event", "facts")
    )
    count = 0
    for event, facts in told.order_by("position"):
        count = 0 if event == "matter.reopened" else count + (facts.get("why") == NOT_SATISFIED)
    return count


@as_one
def close(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """Close for good: answered, and asked. What is joined with it is closed as well.

    Raises AskFirst, ReviewFirst; LeadGoesOn for a joined matter whose lead goes on.
    """
    check(matter, Verb.CLOSE, by)
    lead = matter.merged_into
    if matter.status == Status.MERGED and lead is not None:
        if Status(lead.status) not in ENDED:
            raise LeadGoesOn(matter=matter.code, lead=lead.code)
        close_with(matter, lead, by=by, now=now, words="")
        return
    _require_asked(matter, now)
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
    close_joined(matter, now)


def _require_asked(matter: Matter, now: datetime) -> None:
    if matter.status == Status.REPLIED and matter.requester_id is not None:
        needed, done = limits_of(now).value.follow_up_attempts, calls_of(matter)
        if done < needed:
            raise AskFirst(matter=matter.code, done=done, needed=needed)
    if matter.status == Status.RATED and asks_for_review(
        Resolved(matter.resolved), Satisfied(matter.satisfied)
    ):
        raise ReviewFirst(matter=matter.code)


@as_one
def reopen(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """Open again for recurrence or new facts; every promise is made anew.

    Raises ReopenTooLate after the city's number of days.
    """
    check(matter, Verb.REOPEN, by)
    note = require_words(words, "words")
    days = limits_of(now).value.reopen_within_days
    if matter.closed_at is None or now - matter.closed_at > timedelta(days=days):
        raise ReopenTooLate(matter=matter.code, days=days)
    times = matter.reopenings + 1
    answers = {"contacted": "", "resolved": "", "satisfied": ""}
    instants = dict.fromkeys(("closed_at", "contacted_at", "completed_at", "replied_at", "due_at"))
    again = {
        "extensions": 0,
        "returns": 0,
        "handled_by_id": None,
        "merged_into_id": None,
        "is_on_spot": False,
    }
    move(
        matter,
        Verb.REOPEN,
        to=Status.REOPENED,
        event=events.MatterReopened,
        by=by,
        now=now,
        note=note,
        facts={"times": times},
        changes={"reopenings": times, **answers, **instants, **again},
    )


@as_one
def add_information(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    note = require_words(words, "words")
    move(matter, Verb.ADD_INFORMATION, to=None, event=events.InformationAdded, by=by, now=now, note=note)
