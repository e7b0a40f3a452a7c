"""After the end: archive, bring deferred matters back to attention, erase what points to a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from linli.core.actor import Actor
from linli.journal.actions import erase_note, record
from linli.journal.queries import entries_of
from linli.matters import events
from linli.matters.actions.move import as_one, move
from linli.matters.models import (
    ExtensionRequest,
    FollowUp,
    Matter,
    MatterText,
    Reply,
    ReturnRequest,
    WorkOrder,
)
from linli.matters.policies import Status, Verb
from linli.vault.actions import erase

WORDS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (WorkOrder, ("requirement", "result")),
    (ReturnRequest, ("words",)),
    (ExtensionRequest, ("words",)),
    (Reply, ("text",)),
    (FollowUp, ("words",)),
)
"""Tables with free words about a matter."""
BLANK = {"title": "", "text": "", "place": "", "lon": None, "lat": None, "requester_id": None}
"""What is emptied on the matter itself. Kind, area, grid, dates and ratings stay: they name nobody."""


@as_one
def archive(*, matter: Matter, by: Actor, now: datetime) -> None:
    """Put away what ended. What was never closed keeps how it ended, so that it does not come to count as closed."""
    changes = {} if matter.status == Status.CLOSED else {"status_before": matter.status}
    move(
        matter, Verb.ARCHIVE, to=Status.ARCHIVED, event=events.MatterArchived, by=by, now=now, changes=changes
    )


@as_one
def recall(*, matter: Matter, by: Actor, now: datetime) -> None:
    """Bring a deferred matter whose day has come to the top of the work list. Twice is once."""
    if matter.status != Status.DEFERRED or matter.review_on is None:
        return
    record(
        _event(events.ReviewReached, matter),
        subject=matter,
        by=by,
        now=now,
        changes={"review_on": None, "next_due_at": now, "changed_at": now},
    )


@as_one
def anonymise(*, matter: Matter, by: Actor, now: datetime) -> None:
    """Erase all that could point to a person, for good: words, place, position, the vault's record, files.

    The journal's chain still verifies: it holds digests of the erased words. Raises OnHold for a record that a court
    or an audit holds; then nothing is erased. Twice is once.
    """
    if matter.anonymised_at is not None or matter.status != Status.ARCHIVED:
        return
    if matter.requester_id is not None:
        erase(matter.requester_id, now=now, because="retention")
    event = _event(events.MatterAnonymised, matter)
    record(event, subject=matter, by=by, now=now, changes={**BLANK, "anonymised_at": now, "changed_at": now})
    MatterText.objects.filter(matter=matter.pk).delete()
    for model, fields in WORDS:
        _rows(model, matter).update(**dict.fromkeys(fields, ""))
    for entry in entries_of(matter).exclude(note=""):
        erase_note(entry)


def _event(event: type[events.MatterEvent], matter: Matter) -> events.MatterEvent:
    return event(
        code=matter.code,
        old=matter.status,
        new=matter.status,
        requester=matter.requester_id,
        unit=matter.lead_unit_id,
    )


def _rows(model: Any, matter: Matter) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(matter=matter.pk)
    return rows
