from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.calendars.policies import Limit
from linli.core.actor import Actor
from linli.journal.actions import record
from linli.journal.models import Subject
from linli.letters.actions.making import (
    About,
    Draft,
    document_of,
    due_of,
    keys,
    require_future,
    row_of,
    template_of,
)
from linli.letters.actions.moving import identity, move
from linli.letters.composing import facts_of
from linli.letters.events import DraftReturned, LetterDrafted, LetterReviewed, LetterRevised
from linli.letters.models import Letter
from linli.letters.policies import LetterKind, Verb
from linli.letters.stepping import check
from linli.people.models import Unit


@transaction.atomic
def draft(
    *,
    kind: LetterKind,
    issuer: Unit,
    facts: Mapping[str, Any],
    by: Actor,
    now: datetime,
    addressee: Unit | None = None,
    template: str = "plain",
    about: Subject | About | None = None,
    due: Limit | date | None = None,
    copy_units: tuple[int, ...] = (),
    occasion: str = "",
    in_reply_to: Letter | None = None,
) -> Letter:
    """Write a draft from a template of the city and facts. It has no number, and only the issuer sees it.

    Raises UnknownTemplate, FactsUnfit, LetterWithoutBasis, NoAddressee, ToOneself, DueInThePast,
    IssuerWithoutNumbers.
    """
    reference = About.of(about) if isinstance(about, Subject) else about
    wanted = Draft(
        kind, issuer, facts, addressee, template, due, reference, copy_units, occasion, in_reply_to
    )
    letter, text, told = row_of(wanted, by=by, now=now)
    _write_down(letter, document_of(letter, text, told, now=now, due_at=due_of(letter, now)))
    (letter.pk,) = keys(1)
    event = LetterDrafted(
        **identity(letter), template=template, about_kind=letter.about_kind, about_id=letter.about_id
    )
    record(event, subject=letter, by=by, now=now)
    return letter


def _write_down(letter: Letter, document: Any) -> None:
    letter.content, letter.title = document.as_data(), document.full_title


@transaction.atomic
def revise(
    *,
    letter: Letter,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    wording: str | None = None,
    due: Limit | date | None = None,
    addressee: Unit | None = None,
) -> None:
    """Change a draft: what is None stays. `wording` replaces the template's body; empty brings the template back.

    Raises as `draft`, and MoveNotAllowed once it is reviewed.
    """
    check(letter, Verb.REVISE, by)
    require_future(due, now)
    template = template_of(letter)
    was = (letter.wording, letter.limit, letter.due_on, letter.addressee)
    told = facts_of(template, letter.facts if facts is None else facts)
    changes: dict[str, Any] = {}
    if facts is not None:
        changes["facts"] = told.model_dump(mode="json", exclude_defaults=True)
    if wording is not None:
        changes["wording"] = letter.wording = wording.strip()
    if due is not None:
        changes["limit"] = letter.limit = str(due) if isinstance(due, Limit) else ""
        changes["due_on"] = letter.due_on = None if isinstance(due, Limit) else due
    if addressee is not None:
        letter.addressee = addressee
        changes |= {"addressee_id": addressee.pk, "area_code": addressee.area_code}
    try:
        document = document_of(letter, template, told, now=now, due_at=due_of(letter, now))
        changes |= {"content": document.as_data(), "title": document.full_title}
        event = LetterRevised(**identity(letter), columns=tuple(sorted(changes)))
        record(event, subject=letter, by=by, now=now, changes=changes)
    except BaseException:
        letter.wording, letter.limit, letter.due_on, letter.addressee = was
        raise


@transaction.atomic
def review(*, letter: Letter, by: Actor, now: datetime, note: str = "") -> None:
    """Approve a draft. Raises OwnDraft for the drafter, WrongUnit, MoveNotAllowed."""
    changes = {"reviewed_by_id": by.account, "reviewed_at": now}
    move(letter, Verb.REVIEW, LetterReviewed, by=by, now=now, note=note, changes=changes)


@transaction.atomic
def send_back(*, letter: Letter, by: Actor, now: datetime, note: str) -> None:
    """Let the drafter change a draft again. Raises NeedsWords, WrongUnit, MoveNotAllowed."""
    changes = {"reviewed_by_id": None, "reviewed_at": None}
    move(letter, Verb.SEND_BACK, DraftReturned, by=by, now=now, note=note, changes=changes)
