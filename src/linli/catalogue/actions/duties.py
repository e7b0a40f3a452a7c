from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from linli.catalogue.actions.edition import new_edition
from linli.catalogue.errors import (
    CommunityHasNoSuchDuty,
    DutyInForceAlready,
    DutyNamesNobody,
    KindEndsBeforeStart,
    UnknownKind,
)
from linli.catalogue.events import DutyEnded, DutyGiven
from linli.catalogue.models import Duty, Kind
from linli.catalogue.policies.duties import COMMUNITY_KINDS, DutyDraft
from linli.catalogue.queries.kinds import in_force
from linli.core.actor import Actor
from linli.journal.actions import record


@transaction.atomic
def give_duty(draft: DutyDraft, *, by: Actor, now: datetime) -> Duty:
    """Lay down a line of the dispatch catalogue.

    Raises DutyNamesNobody, UnknownKind, CommunityHasNoSuchDuty, or DutyInForceAlready when a line for the
    same kind, area and priority is open: end that one first, so that the change has a date.
    """
    if bool(draft.unit_kind) == bool(draft.unit_code):
        raise DutyNamesNobody
    _require_kind(draft)
    row = Duty(**draft.columns())
    event = DutyGiven(
        draft.kind_code,
        draft.area_prefix,
        draft.unit,
        draft.level,
        draft.certain,
        draft.priority,
        draft.valid_from,
    )
    try:
        with transaction.atomic():
            record(event, subject=row, by=by, now=now)
    except IntegrityError as error:
        raise DutyInForceAlready(kind=draft.kind_code or "*", area=draft.area_prefix or "*") from error
    new_edition()
    return row


@transaction.atomic
def end_duty(row: Duty, *, valid_to: date, by: Actor, now: datetime) -> None:
    """Let a duty hold no longer from `valid_to` on. What was dispatched by it stays where it is."""
    if valid_to < row.valid_from:
        raise KindEndsBeforeStart(
            what=str(row), valid_from=row.valid_from.isoformat(), valid_to=valid_to.isoformat()
        )
    event = DutyEnded(row.kind_code, row.area_prefix, row.unit_kind or row.unit_code, valid_to)
    record(event, subject=row, by=by, now=now, changes={"valid_to": valid_to})
    new_edition()


def _require_kind(draft: DutyDraft) -> None:
    """A committee's duty is for one kind and no more: see `COMMUNITY_KINDS`."""
    is_leaf = False
    if draft.kind_code:
        rows = Kind.objects.filter(in_force(draft.valid_from), code=draft.kind_code)
        found = rows.values_list("is_leaf", flat=True).first()
        if found is None:
            raise UnknownKind(code=draft.kind_code)
        is_leaf = found
    if draft.unit_kind in COMMUNITY_KINDS and not is_leaf:
        raise CommunityHasNoSuchDuty(kind=draft.kind_code or "*")
