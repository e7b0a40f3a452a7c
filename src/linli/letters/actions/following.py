"""What happens to a letter after it is out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction

from linli.calendars.policies import Limit
from linli.core.actor import Actor
from linli.files.actions import attach, store
from linli.letters.actions.making import due_instant, require_future
from linli.letters.actions.moving import move, reference
from linli.letters.events import (
    AnswerReturned,
    LetterAnswered,
    LetterCancelled,
    LetterClosed,
    LetterDelivered,
    LetterEscalated,
    LetterExtended,
    LetterVerified,
)
from linli.letters.models import Letter
from linli.letters.policies import Verb, Way
from linli.letters.queries import EVIDENCE


@transaction.atomic
def deliver(*, letter: Letter, by: Actor, now: datetime) -> None:
    """Sign for a letter in the system. The entry is the receipt: who, for which unit, when, and of which content.

    Raises WrongUnit unless the actor acts for the addressed unit, MoveNotAllowed.
    """
    columns = {"delivered_at": now, "way": Way.IN_APP.value}
    told = {"way": Way.IN_APP, "digest": letter.digest}
    move(letter, Verb.DELIVER, LetterDelivered, by=by, now=now, changes=columns, facts=told)


@transaction.atomic
def prove(*, letter: Letter, way: Way, proof: str, by: Actor, now: datetime) -> None:
    """Record that it was delivered on paper, with the proof in words: who signed, the number of the mail receipt.

    Raises NeedsWords, WrongUnit unless the actor acts for the issuer, MoveNotAllowed.
    """
    columns = {"delivered_at": now, "way": way.value, "proof": proof.strip()}
    told = {"way": way, "digest": letter.digest}
    move(letter, Verb.PROVE, LetterDelivered, by=by, now=now, note=proof, changes=columns, facts=told)


@dataclass(frozen=True)
class Upload:
    """A file as it was sent. Its name decides nothing."""

    stream: IO[bytes]
    name: str


@transaction.atomic
def answer(*, letter: Letter, text: str, by: Actor, now: datetime, files: Sequence[Upload] = ()) -> None:
    """Answer for the addressed unit, with evidence. A late answer is taken, and is marked as late.

    Raises WrongUnit for any other unit, NeedsWords, NoAnswerOwed, MoveNotAllowed, and what `files` raises.
    """
    columns: dict[str, Any] = {"answer": text.strip(), "answered_at": now}
    if letter.delivered_at is None:
        columns |= {"delivered_at": now, "way": Way.IN_APP.value}
    in_time = letter.due_at is None or now < letter.due_at
    told = reference(letter) | {"in_time": in_time, "files": len(files)}
    move(letter, Verb.ANSWER, LetterAnswered, by=by, now=now, note=text, changes=columns, facts=told)
    for file in files:
        stored = store(file.stream, name=file.name, by=by, now=now)
        attach(stored, letter._meta.label_lower, letter.pk, EVIDENCE, name=file.name, by=by, now=now)


@transaction.atomic
def verify(*, letter: Letter, by: Actor, now: datetime, note: str = "") -> None:
    """Accept the answer as good. Raises WrongUnit, MoveNotAllowed."""
    move(letter, Verb.VERIFY, LetterVerified, by=by, now=now, note=note, facts=reference(letter))


@transaction.atomic
def reject(*, letter: Letter, note: str, by: Actor, now: datetime, due: Limit | date | None = None) -> None:
    """Ask for a better answer, by the old date or a new one. The journal keeps the first answer.

    Raises NeedsWords, DueInThePast, WrongUnit, MoveNotAllowed.
    """
    require_future(due, now)
    columns: dict[str, Any] = {"answer": "", "answered_at": None}
    if due is not None:
        columns["due_at"] = due_instant(due, now)
    told = {"due_at": columns.get("due_at", letter.due_at)}
    move(letter, Verb.REJECT, AnswerReturned, by=by, now=now, note=note, changes=columns, facts=told)


@transaction.atomic
def extend(*, letter: Letter, due: Limit | date, note: str, by: Actor, now: datetime) -> None:
    """Give more time to answer. What the letter says stays as it was issued; the new date is in the journal.

    A limit counts from now. Raises NeedsWords, DueInThePast, NoAnswerOwed, WrongUnit, MoveNotAllowed.
    """
    require_future(due, now)
    due_at = due_instant(due, now)
    told = {"due_on": due if isinstance(due, date) else None, "due_at": due_at}
    move(
        letter, Verb.EXTEND, LetterExtended, by=by, now=now, note=note, changes={"due_at": due_at}, facts=told
    )


@transaction.atomic
def close(*, letter: Letter, by: Actor, now: datetime, note: str = "") -> None:
    """End a letter whose answer is accepted, or to which none is owed. Raises AnswerOwed, WrongUnit."""
    columns = {"ended_at": now}
    move(
        letter, Verb.CLOSE, LetterClosed, by=by, now=now, note=note, changes=columns, facts=reference(letter)
    )


@transaction.atomic
def escalate(*, letter: Letter, note: str, by: Actor, now: datetime, into: Letter | None = None) -> None:
    """End a letter that was not answered, or not well. `into` is the letter that goes further.

    Raises NeedsWords, NoAnswerOwed, WrongUnit, MoveNotAllowed.
    """
    columns = {"ended_at": now, "escalated_to_id": into.pk if into else None}
    told = reference(letter) | {"into": into.pk if into else None}
    move(letter, Verb.ESCALATE, LetterEscalated, by=by, now=now, note=note, changes=columns, facts=told)


@transaction.atomic
def cancel(*, letter: Letter, note: str, by: Actor, now: datetime) -> None:
    """Withdraw a letter. An issued one keeps its number on record, and the public page says it no longer stands.

    Raises NeedsWords, WrongUnit, MoveNotAllowed.
    """
    columns = {"ended_at": now}
    told = reference(letter)
    move(letter, Verb.CANCEL, LetterCancelled, by=by, now=now, note=note, changes=columns, facts=told)
