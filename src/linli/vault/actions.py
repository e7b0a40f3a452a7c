from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.rows import new
from linli.core.time import aware, city_day
from linli.rulebook.queries import in_force
from linli.vault import keyring
from linli.vault.errors import ConsentNotTheBasis, KeyMissing, NotKept, OnHold, SealBroken
from linli.vault.models import NUMBERS, Reading, Record
from linli.vault.policies.fields import Basis, FieldRegistry, PersonalField
from linli.vault.policies.plain import written
from linli.vault.policies.seal import SealKey
from linli.vault.queries import opened

LOOKED_UP = (PersonalField.PHONE, PersonalField.CITIZEN_NUMBER)
BATCH = 500


def keep(
    fields: Mapping[PersonalField, str],
    *,
    basis: Basis,
    purpose: str,
    by: Actor,
    now: datetime,
    notice_version: int | None = None,
    is_confidential: bool = False,
) -> Record:
    """Seal and store what a person gave. One statement; refusals as for `prepare`."""
    record = prepare(
        fields,
        basis=basis,
        purpose=purpose,
        by=by,
        now=now,
        notice_version=notice_version,
        is_confidential=is_confidential,
    )
    record.save(force_insert=True)
    return record


def prepare(
    fields: Mapping[PersonalField, str],
    *,
    basis: Basis,
    purpose: str,
    by: Actor,
    now: datetime,
    notice_version: int | None = None,
    is_confidential: bool = False,
) -> Record:
    """Return the sealed record with its number, unsaved, for callers that insert in their own batch.

    Blank fields are left out. Raises FieldNotListed, BasisNotListed, or what is wrong with a value; ValueError when
    nothing is left to keep.
    """
    values = _written(fields)
    if not values:
        raise ValueError("there is nothing to keep")
    now = aware(now)
    registry = in_force(FieldRegistry, on=city_day(now)).value
    registry.check(purpose, values, basis)
    number, key = NUMBERS.take(), keyring.current()
    return new(
        Record,
        id=number,
        purpose=purpose,
        basis=basis.value,
        notice_version=notice_version,
        is_confidential=is_confidential,
        created_at=now,
        kept_from=now,
        erase_at=registry.erase_at(purpose, values, now),
        sealed_with=key.mark,
        **sealed_columns(values, key, number),
    )


def _written(fields: Mapping[PersonalField, str]) -> dict[PersonalField, str]:
    plain = ((field, written(field, value)) for field, value in fields.items())
    return {field: value for field, value in plain if value}


def sealed_columns(values: Mapping[PersonalField, str], key: SealKey, number: int) -> dict[str, bytes]:
    """Return the columns of record `number` that hold `values`, digests included."""
    columns = {
        f"{field.value}_sealed": key.seal(value, record=number, field=field)
        for field, value in values.items()
    }
    for field in LOOKED_UP:
        if field in values:
            columns[f"{field.value}_digest"] = key.digest(values[field], field=field)
    return columns


@transaction.atomic
def correct(record_id: int, fields: Mapping[PersonalField, str], *, by: Actor, now: datetime) -> Record:
    """Replace or complete fields at the person's request (art. 46); a blank erases the field.

    The whole record is sealed anew. Raises NotKept when it is erased, and what `prepare` raises.
    """
    record = _locked(record_id)
    wanted = {field: written(field, value) for field, value in fields.items()}
    values = {field: value for field, value in (_opened(record) | wanted).items() if value}
    registry = in_force(FieldRegistry, on=city_day(now)).value
    registry.check(record.purpose, (field for field in wanted if wanted[field]), Basis(record.basis))
    _write(record, values, erase_at=registry.erase_at(record.purpose, values, record.kept_from))
    return record


def keep_from(record_ids: Collection[int], *, now: datetime) -> None:
    """Let the lengths of keeping count from `now`: the purpose is fulfilled, the matter closed.

    Twice is once more from the later time. One read, one write for each 500.
    """
    registry = in_force(FieldRegistry, on=city_day(now)).value
    rows = list(Record.objects.filter(pk__in=record_ids, erased_at=None))
    for record in rows:
        record.kept_from = aware(now)
        record.erase_at = registry.erase_at(record.purpose, record.fields(), record.kept_from)
    Record.objects.bulk_update(rows, ["kept_from", "erase_at"], batch_size=BATCH)


def hold(record_id: int, *, reason: str, now: datetime) -> None:
    """Forbid erasing, for a court or an audit. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a legal hold needs a reason")
    Record.objects.filter(pk=record_id, erased_at=None).update(
        held_at=aware(now), hold_reason=reason.strip()[:200]
    )


def release(record_id: int) -> None:
    Record.objects.filter(pk=record_id).update(held_at=None, hold_reason="")


@transaction.atomic
def erase(record_id: int, *, now: datetime, because: str = "request") -> None:
    """Erase every field for good; the empty row stays so that the access log keeps its meaning.

    Twice is once. Raises NotKept or OnHold.
    """
    record = Record.objects.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotKept
    if record.held_at:
        raise OnHold
    if not record.erased_at:
        _empty(record, now, because)


@transaction.atomic
def withdraw_consent(record_id: int, *, now: datetime) -> None:
    """Erase what was kept by consent alone. Raises ConsentNotTheBasis, NotKept or OnHold."""
    if _locked(record_id).basis != Basis.CONSENT:
        raise ConsentNotTheBasis
    erase(record_id, now=now, because="withdrawn")


@transaction.atomic
def erase_due(*, now: datetime, limit: int = BATCH) -> int:
    """Erase fields whose length of keeping is over, `limit` records at most; return how many were changed.

    Records on hold wait. Several workers may run it at once.
    """
    registry = in_force(FieldRegistry, on=city_day(now)).value
    due = Record.objects.filter(erase_at__lte=aware(now), held_at=None).order_by("erase_at")
    rows = list(due.select_for_update(skip_locked=True)[:limit])
    for record in rows:
        _erase_due_fields(record, registry, aware(now))
    return len(rows)


def _erase_due_fields(record: Record, registry: FieldRegistry, now: datetime) -> None:
    left = [
        field
        for field in record.fields()
        if record.kept_from + timedelta(days=registry.keep_days(record.purpose, field)) > now
    ]
    if not left:
        _empty(record, now, "retention")
        return
    gone = set(record.fields()) - set(left)
    for column in _columns(gone):
        setattr(record, column, None)
    record.erase_at = registry.erase_at(record.purpose, left, record.kept_from)
    record.save(update_fields=[*_columns(gone), "erase_at"])


def erase_old_readings(*, now: datetime) -> int:
    """Delete log lines older than the city keeps them; the database itself refuses any younger than six months."""
    days = in_force(FieldRegistry, on=city_day(now)).value.readings_keep_days
    deleted, _ = Reading.objects.filter(at__lt=aware(now) - timedelta(days=days)).delete()
    return deleted


@dataclass(frozen=True, slots=True)
class SealedAnew:
    """What one batch of `seal_anew` did."""

    done: int
    damaged: tuple[int, ...]
    """Numbers of records that do not open; they stay as they are."""
    after: int | None
    """Where to go on; None when there is nothing left."""


@transaction.atomic
def seal_anew(*, after: int = 0, limit: int = BATCH) -> SealedAnew:
    """Seal up to `limit` records with the current key. Go on with its `after`; may be stopped and repeated."""
    key = keyring.current()
    old = Record.objects.filter(pk__gt=after).exclude(sealed_with=key.mark).order_by("pk")
    rows = list(old.select_for_update()[:limit])
    damaged = {record.pk for record in rows if not _sealed_anew(record, key)}
    done = [record for record in rows if record.pk not in damaged]
    Record.objects.bulk_update(done, [*_columns(PersonalField), "sealed_with"], batch_size=BATCH)
    return SealedAnew(len(done), tuple(sorted(damaged)), rows[-1].pk if len(rows) == limit else None)


def _sealed_anew(record: Record, key: SealKey) -> bool:
    try:
        values = _opened(record)
    except (SealBroken, KeyMissing):
        return False
    for name, value in sealed_columns(values, key, record.pk).items():
        setattr(record, name, value)
    record.sealed_with = key.mark
    return True


def _locked(record_id: int) -> Record:
    record = Record.objects.select_for_update().filter(pk=record_id, erased_at=None).first()
    if record is None:
        raise NotKept
    return record


def _opened(record: Record) -> dict[PersonalField, str]:
    return {field: opened(record, field) for field in record.fields()}


def _write(record: Record, values: Mapping[PersonalField, str], **more: Any) -> None:
    key = keyring.current()
    columns: dict[str, Any] = dict.fromkeys(_columns(PersonalField))
    columns |= sealed_columns(values, key, record.pk) | more | {"sealed_with": key.mark}
    for name, value in columns.items():
        setattr(record, name, value)
    record.save(update_fields=list(columns))


def _empty(record: Record, now: datetime, because: str) -> None:
    empty = dict.fromkeys(_columns(PersonalField))
    ended = {"erased_at": aware(now), "erased_because": because, "erase_at": None}
    Record.objects.filter(pk=record.pk).update(**empty, **ended)


def _columns(fields: Iterable[PersonalField]) -> list[str]:
    fields = list(fields)
    digests = [f"{field.value}_digest" for field in fields if field in LOOKED_UP]
    return [f"{field.value}_sealed" for field in fields] + digests
