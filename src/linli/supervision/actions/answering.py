from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.core.actor import Actor
from linli.journal.actions import erase_note, record
from linli.journal.models import Entry
from linli.supervision.errors import LadderEnded, NeedsWords, OwnersTurn
from linli.supervision.events import ReasonStated
from linli.supervision.models import Ladder
from linli.supervision.words import STATE_REASON


@transaction.atomic
def state_reason(*, ladder: Ladder, words: str, by: Actor, now: datetime) -> None:
    """Say for the unit why it is late. A stated reason holds the third level back; it is read by who supervises.

    Raises OwnersTurn for any other unit, NeedsWords, LadderEnded, ChangedMeanwhile.
    """
    if by.unit != ladder.unit_id:
        raise OwnersTurn(unit=ladder.unit.name, verb=STATE_REASON)
    if ladder.ended_at is not None:
        raise LadderEnded
    text = words.strip()
    if not text:
        raise NeedsWords(verb=STATE_REASON)
    event = ReasonStated(code=ladder.matter.code, step=ladder.step, unit=ladder.unit_id)
    record(event, subject=ladder, by=by, now=now, note=text, changes={"reason": text, "reasoned_at": now})


def forget_reasons(matter: int) -> None:
    """Erase the stated reasons of a matter, in its ladders and in their journal. Done twice it is done once."""
    ladders = list(Ladder.objects.filter(matter=matter).exclude(chain_length=0).values_list("pk", flat=True))
    if not ladders:
        return
    kind = Ladder._meta.label_lower
    for entry in Entry.objects.filter(
        subject_kind=kind, subject_id__in=ladders, event=ReasonStated.name, note__isnull=False
    ):
        erase_note(entry)
    Ladder.objects.filter(pk__in=ladders).exclude(reason="").update(reason="", reasoned_at=None)
