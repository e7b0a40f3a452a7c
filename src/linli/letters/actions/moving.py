"""The one way a letter moves: check the table, write the columns and the entry, together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.core.actor import Actor
from linli.journal.actions import record
from linli.letters.errors import NeedsWords
from linli.letters.events import LetterEvent
from linli.letters.models import Letter
from linli.letters.policies import VERBS, LetterKind, Verb
from linli.letters.stepping import check


def identity(letter: Letter) -> dict[str, Any]:
    """Return what every event says of its letter. A new letter gets its number in the database first."""
    return {
        "letter": letter.pk or 0,
        "kind": LetterKind(letter.kind),
        "issuer": letter.issuer_id,
        "addressee": letter.addressee_id,
        "number": letter.number,
        "title": letter.title,
    }


def reference(letter: Letter) -> dict[str, Any]:
    return {"about_kind": letter.about_kind, "about_id": letter.about_id}


def move(
    letter: Letter,
    verb: Verb,
    event: type[LetterEvent],
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Raises MoveNotAllowed, WrongUnit, NeedsWords and what else `check` says; ChangedMeanwhile."""
    rule = VERBS[verb]
    check(letter, verb, by)
    words = note.strip()
    if rule.needs_words and not words:
        raise NeedsWords(verb=verb.label)
    columns = dict(changes or {})
    if rule.end is not None:
        columns["status"] = rule.end.value
    happened = event(**identity(letter), **(facts or {}))
    record(happened, subject=letter, by=by, now=now, note=words, changes=columns)
