"""What grids wrote down: stored under the admission that allows it, emptied when its time is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.catalogue.errors import ConsentMissing, ValueDoesNotFit
from linli.catalogue.events import ValueCollected
from linli.catalogue.models import CollectedValue
from linli.catalogue.policies.collection import ItemView, keep_until, read_value
from linli.catalogue.queries.collection import item_named, require_admitted
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.vault.actions import keep
from linli.vault.policies.fields import Basis, PersonalField

VAULT_PURPOSE = "grid_collection"


@transaction.atomic
def collect(
    *,
    grid_code: str,
    item_code: str,
    subject_code: str,
    value: Any,
    by: Actor,
    now: datetime,
    has_consent: bool = False,
) -> CollectedValue:
    """Store what a grid wrote down about a building, shop or facility; the value before it stays as history.

    A personal value goes to the vault and only its record's number is kept here. Raises UnknownItem,
    NotAdmitted, ConsentMissing, ValueDoesNotFit, and what the vault raises.
    """
    item, today = item_named(item_code), city_day(now)
    permit = require_admitted(item_code, today, grid_code)
    if item.by_consent and not has_consent:
        raise ConsentMissing(item=item.name_zh)
    stored = read_value(value, item.data_type, item.choices)
    if stored is None:
        shown = "…" if item.is_personal else str(value)
        raise ValueDoesNotFit(value=shown, item=item.name_zh, data_type=item.data_type.label)
    CollectedValue.objects.filter(subject_code=subject_code, item_id=item.id, is_latest=True).update(
        is_latest=False
    )
    row = CollectedValue(
        grid_code=grid_code,
        item_id=item.id,
        subject_code=subject_code,
        collected_by=by.account,
        collected_at=now,
        admission_id=permit.admission_id,
        keep_until=keep_until(today, item.retention_months),
        **_place_of(item, stored, by=by, now=now),
    )
    record(ValueCollected(item_code, grid_code, permit.admission_id), subject=row, by=by, now=now)
    return row


def _place_of(item: ItemView, stored: Any, *, by: Actor, now: datetime) -> dict[str, Any]:
    if not item.is_personal:
        return {"value": stored}
    basis = Basis.CONSENT if item.by_consent else Basis.STATUTORY_DUTY
    kept = keep(
        {PersonalField(item.personal_field): stored}, basis=basis, purpose=VAULT_PURPOSE, by=by, now=now
    )
    return {"vault_record_id": kept.pk}


@transaction.atomic
def forget_values(*, now: datetime) -> int:
    """Empty values whose time of keeping is over; return how many. The vault forgets its own."""
    over = CollectedValue.objects.filter(keep_until__lte=city_day(now), value__isnull=False).exclude(value="")
    return over.update(value="")
