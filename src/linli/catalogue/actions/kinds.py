from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.catalogue.actions.edition import new_edition
from linli.catalogue.errors import KindEndsBeforeStart, KindKeepsItsDate, UnknownKind
from linli.catalogue.events import KindEnded, KindPublished, KindReworded
from linli.catalogue.models import Kind
from linli.catalogue.policies.kinds import KindDraft, is_judging_change
from linli.core.actor import Actor
from linli.journal.actions import record


@transaction.atomic
def publish_kind(draft: KindDraft, *, by: Actor, now: datetime) -> Kind:
    """Lay down a kind, or a new edition of it where something that matters are judged by has changed.

    The edition before ends on the day the new one begins. Other columns are mended in the open edition. Twice
    the same changes nothing. Raises KindKeepsItsDate when the date of a new edition is not after the open one's.
    """
    new = draft.columns()
    row = Kind.objects.filter(code=draft.code, valid_to=None).first()
    if row is None:
        return _insert(draft, new, by=by, now=now)
    changes = {name: value for name, value in new.items() if getattr(row, name) != value}
    if not changes:
        return row
    if is_judging_change(changes):
        if draft.valid_from <= row.valid_from:
            raise KindKeepsItsDate(code=draft.code, valid_from=row.valid_from.isoformat())
        _end(row, draft.valid_from, by=by, now=now)
        return _insert(draft, new, by=by, now=now)
    record(KindReworded(draft.code, tuple(sorted(changes))), subject=row, by=by, now=now, changes=changes)
    new_edition()
    return row


@transaction.atomic
def end_kind(code: str, *, valid_to: date, by: Actor, now: datetime) -> Kind:
    """Let a kind hold no longer from `valid_to` on; matters that have it keep it. Raises UnknownKind."""
    row = Kind.objects.filter(code=code, valid_to=None).first()
    if row is None:
        raise UnknownKind(code=code)
    _end(row, valid_to, by=by, now=now)
    return row


def _insert(draft: KindDraft, new: dict[str, Any], *, by: Actor, now: datetime) -> Kind:
    row = Kind(code=draft.code, valid_from=draft.valid_from, **new)
    record(KindPublished(draft.code, draft.tier.value, draft.valid_from), subject=row, by=by, now=now)
    new_edition()
    return row


def _end(row: Kind, valid_to: date, *, by: Actor, now: datetime) -> None:
    if valid_to < row.valid_from:
        raise KindEndsBeforeStart(
            what=row.code, valid_from=row.valid_from.isoformat(), valid_to=valid_to.isoformat()
        )
    record(KindEnded(row.code, valid_to), subject=row, by=by, now=now, changes={"valid_to": valid_to})
    new_edition()
