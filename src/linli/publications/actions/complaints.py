"""Complaints of enterprises: who complained is sealed, and only named handlers read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import choice
from typing import Any

from django.db import transaction

from linli.areas.queries import city_code
from linli.core.actor import REQUESTER, Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.people.access import Viewer, viewer_of
from linli.people.models import Account, Unit
from linli.publications import events
from linli.publications.access import HANDLE, works_for
from linli.publications.actions.projects import for_everybody
from linli.publications.errors import (
    AnsweredAlready,
    KindUnknown,
    NoHandler,
    NotAnswered,
    UnitConcerned,
    WordsMissing,
)
from linli.publications.models import Complaint
from linli.publications.policies.masking import masked
from linli.publications.policies.rules import PublicationRule
from linli.publications.policies.states import ComplaintStatus
from linli.rulebook.queries import in_force
from linli.vault.actions import keep, keep_from
from linli.vault.policies.fields import Basis, PersonalField
from linli.vault.queries import reveal

PURPOSE = "business_complaint"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that look alike."""


def new_number() -> str:
    """Return a number that nobody guesses: it is half of the key to the complaint."""
    return "YS" + "".join(choice(LETTERS) for _ in range(10))


@transaction.atomic
def complain(
    *,
    kind: str,
    about: str,
    words: str,
    now: datetime,
    unit: Unit | None = None,
    name: str = "",
    phone: str = "",
) -> Complaint:
    """Take a complaint. Name and telephone are sealed as confidential; without a telephone it is anonymous.

    Self-identification in the words is masked before they are stored. The journal holds the number alone.
    Raises KindUnknown, WordsMissing, what the vault refuses.
    """
    today = city_day(now)
    rule = in_force(PublicationRule, today).value
    if kind not in {each.code for each in rule.complaint_kinds}:
        raise KindUnknown
    if not words.strip() or not about.strip():
        raise WordsMissing
    given = {PersonalField.NAME: name.strip(), PersonalField.PHONE: phone.strip()}
    sealed = None
    if any(given.values()):
        who: dict[str, Any] = {"purpose": PURPOSE, "by": REQUESTER, "now": now, "is_confidential": True}
        sealed = keep(given, basis=Basis.PUBLIC_REPORT, **who)
    row = Complaint(
        number=new_number(),
        kind=kind,
        unit=unit,
        about=masked(about.strip())[:120],
        words=masked(words.strip())[:4000],
        area_code=unit.area_code if unit else city_code(),
        sealed=sealed,
        received_on=today,
        answer_by=today + timedelta(days=rule.answer_days),
    )
    record(events.ComplaintReceived(number=row.number), subject=row, by=REQUESTER, now=now)
    return row


@transaction.atomic
def name_handler(*, row: Complaint, account: Account, by: Actor, now: datetime) -> None:
    """Let one more person read and handle it. Twice is once. Raises NoHandler, UnitConcerned, AnsweredAlready."""
    if row.answered_on is not None:
        raise AnsweredAlready
    viewer = viewer_of(account, now)
    if not viewer.may(HANDLE):
        raise NoHandler(who=str(account))
    if works_for(viewer, row.unit_id):
        raise UnitConcerned(who=str(account))
    if account.pk in row.handler_ids:
        return
    changes = {"handler_ids": [*row.handler_ids, account.pk], "status": ComplaintStatus.HANDLING.value}
    event = events.HandlerNamed(number=row.number, account=account.pk)
    record(event, subject=row, by=by, now=now, changes=changes)


@transaction.atomic
def answer(*, row: Complaint, words: str, public_words: str, by: Actor, now: datetime) -> None:
    """Answer who complained, and everybody where there is something for everybody.

    Raises AnsweredAlready, WordsMissing, TellsWho for a public answer that would tell who it was.
    """
    if row.answered_on is not None:
        raise AnsweredAlready
    if not words.strip():
        raise WordsMissing
    public = for_everybody(public_words) if public_words.strip() else ""
    changes = {
        "answer": words.strip(),
        "public_answer": public,
        "answered_on": city_day(now),
        "status": ComplaintStatus.ANSWERED.value,
    }
    event = events.ComplaintAnswered(number=row.number, for_everybody=bool(public))
    record(event, subject=row, by=by, now=now, changes=changes)


@transaction.atomic
def close(*, row: Complaint, by: Actor, now: datetime) -> None:
    """Raises NotAnswered."""
    if row.status != ComplaintStatus.ANSWERED:
        raise NotAnswered
    changes = {"status": ComplaintStatus.CLOSED.value}
    record(events.ComplaintClosed(number=row.number), subject=row, by=by, now=now, changes=changes)
    if row.sealed_id is not None:
        keep_from([row.sealed_id], now=now)


@transaction.atomic
def read_contact(
    *, row: Complaint, field: PersonalField, viewer: Viewer, purpose: str, by: Actor, now: datetime
) -> str:
    """Return who complained, to a named handler who says what for. Raises what the vault refuses."""
    assert row.sealed_id is not None
    value = reveal(row.sealed_id, field, viewer=viewer, purpose=purpose, now=now, is_handler=True)
    record(events.ContactRead(number=row.number), subject=row, by=by, now=now)
    return value
