"""Writing records: put on a register, changed, looked at again, taken off and put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from linli.areas.queries import area_named
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.rows import new
from linli.core.time import city_day, city_zone, months_after
from linli.files.actions import keep_from as keep_files_from
from linli.journal.actions import record
from linli.matters.actions.attaching import Upload, keep_with
from linli.matters.search import vector_of
from linli.people.models import Unit
from linli.registers import events
from linli.registers.errors import KeptTwice, NotEnded, RecordEnded, WordsMissing
from linli.registers.models import LONGEST_TITLE, Record
from linli.registers.policies.carrying import carried
from linli.registers.policies.declaration import Declaration
from linli.registers.policies.fields import FieldType
from linli.registers.policies.notes import changes as changes_between
from linli.registers.policies.values import checked, fits
from linli.registers.queries.declared import as_written
from linli.rulebook.queries import InForce
from linli.vault.actions import correct, keep
from linli.vault.actions import keep_from as keep_sealed_from
from linli.vault.policies.fields import Basis, PersonalField

SUBJECT, PURPOSE, PHOTO = "registers.record", "register_contact", "photo"
Sealed = Mapping[PersonalField, str]


def columns_of(declaration: Declaration, values: Mapping[str, Any], unit: Unit) -> dict[str, Any]:
    """Return the columns of a record that repeat its values: for lists, maps and search."""
    number = declaration.sorted_field(FieldType.NUMBER, FieldType.MONEY)
    day = declaration.sorted_field(FieldType.DATE)
    point = declaration.of_type(FieldType.POINT)
    at = values.get(point.code) if point else None
    amount = values.get(number.code) if number else None
    on = values.get(day.code) if day else None
    return {
        "title": str(values[declaration.title])[:LONGEST_TITLE],
        "mark": str(values.get(declaration.identified_by, ""))[:LONGEST_TITLE],
        "area_code": values[declaration.place] if declaration.place else unit.area_code,
        "sort_number": None if amount is None else Decimal(amount),
        "sort_date": date.fromisoformat(on) if on else None,
        "lon": at["lon"] if at else None,
        "lat": at["lat"] if at else None,
        "values": dict(values),
    }


def searched(declaration: Declaration, columns: Mapping[str, Any]) -> str:
    """Return what a record is found by: its words, lists, code and place."""
    words = [columns["title"]]
    for spec in declaration.fields:
        value = columns["values"].get(spec.code)
        if value is None:
            continue
        if spec.type is FieldType.CHOICE and (choice := spec.choice(value)):
            words.append(choice.name.zh)
        elif spec.type in (FieldType.TEXT, FieldType.ENTITY):
            words.append(str(value))
    with suppress(Refusal):
        words.append(area_named(columns["area_code"]).full_name)
    return vector_of(" ".join(words))


def review_due(declaration: Declaration, on: date) -> datetime | None:
    """Return midnight after the last day of the rhythm that begins `on`."""
    if declaration.review is None:
        return None
    last = months_after(on, declaration.review.months)
    return datetime.combine(last + timedelta(days=1), time(), city_zone())


@transaction.atomic
def enter(
    *,
    register: InForce[Declaration],
    values: Mapping[str, Any],
    unit: Unit,
    by: Actor,
    now: datetime,
    sealed: Sealed | None = None,
) -> Record:
    """Put a record on a register. `values` as `policies.values.read` gives them; they are checked once more.

    Raises KeptTwice, what the vault refuses, and pydantic's ValidationError for values that nobody has read.
    """
    declaration = register.value
    columns = columns_of(declaration, checked(declaration, values), unit)
    row = new(
        Record,
        register=declaration.code,
        edition=register.edition,
        unit_id=unit.pk,
        changed_at=now,
        review_due_at=review_due(declaration, city_day(now)),
        vector=searched(declaration, columns),
        sealed_id=_seal(sealed, by, now),
        **columns,
    )
    event = events.RecordEntered(register=row.register, edition=row.edition, unit=unit.pk)
    _written(declaration, row, event, by, now)
    return row


def _seal(sealed: Sealed | None, by: Actor, now: datetime) -> int | None:
    given = {field: value for field, value in (sealed or {}).items() if value}
    if not given:
        return None
    return keep(given, basis=Basis.CONSENT, purpose=PURPOSE, by=by, now=now).pk


def _written(
    declaration: Declaration,
    row: Record,
    event: events.RecordEvent,
    by: Actor,
    now: datetime,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write, and say in words when another record has the same mark."""
    mark = (changes or {}).get("mark", row.mark)
    try:
        with transaction.atomic():
            record(event, subject=row, by=by, now=now, note=note, changes=changes)
    except IntegrityError as error:
        if "registers_record_one_of_each_mark" not in str(error):
            raise
        raise KeptTwice(field=declaration.by_code[declaration.identified_by].name, value=mark) from error


@transaction.atomic
def change(
    *,
    row: Record,
    register: InForce[Declaration],
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
    sealed: Sealed | None = None,
    note: str = "",
) -> bool:
    """Write new values into a record, under the edition in force; say whether anything changed.

    `sealed`: None leaves what the vault has; a blank erases the field. Raises RecordEnded, KeptTwice.
    """
    declaration = register.value
    if row.ended_on is not None:
        raise RecordEnded(on=row.ended_on)
    fresh = checked(declaration, values)
    before = carried(row.values, as_written(row.register, row.edition), declaration)
    differs, told = changes_between(declaration, before, fresh)
    was_sealed = _reseal(row, sealed, by, now)
    if not differs and was_sealed is None and row.edition == register.edition:
        return False
    columns = columns_of(declaration, fresh, row.unit)
    columns |= {"edition": register.edition, "changed_at": now, "vector": searched(declaration, columns)}
    columns |= {
        "review_due_at": review_due(declaration, city_day(now)),
        "sealed_id": was_sealed or row.sealed_id,
    }
    event = events.RecordChanged(
        register=row.register,
        edition=register.edition,
        fields=(*differs, *(("sealed",) if was_sealed else ())),
        changes={name: pair for name, pair in differs.items() if pair},
    )
    _written(declaration, row, event, by, now, "\n".join(filter(None, (note, told))), columns)
    return True


def _reseal(row: Record, sealed: Sealed | None, by: Actor, now: datetime) -> int | None:
    """Return the number of the sealed record that was made or changed, None where nothing is to do."""
    if not sealed or row.sealed_id is None:
        return _seal(sealed, by, now)
    correct(row.sealed_id, sealed, by=by, now=now)
    return row.sealed_id


@transaction.atomic
def review(*, row: Record, register: InForce[Declaration], by: Actor, now: datetime, note: str = "") -> None:
    """Say that somebody looked and the record still holds. Raises RecordEnded."""
    if row.ended_on is not None:
        raise RecordEnded(on=row.ended_on)
    due = review_due(register.value, city_day(now))
    event = events.RecordReviewed(
        register=row.register, edition=row.edition, next_on=city_day(due - timedelta(days=1)) if due else None
    )
    record(event, subject=row, by=by, now=now, note=note.strip(), changes={"review_due_at": due})


@transaction.atomic
def end(*, row: Record, note: str, by: Actor, now: datetime) -> None:
    """Take a record off its register, with the reason; its contents stay for the register's length of keeping.

    Raises RecordEnded, WordsMissing.
    """
    if row.ended_on is not None:
        raise RecordEnded(on=row.ended_on)
    if not note.strip():
        raise WordsMissing
    event = events.RecordEnded(register=row.register, edition=row.edition)
    record(event, subject=row, by=by, now=now, note=note.strip(), changes={"ended_on": city_day(now)})
    if row.sealed_id is not None:
        keep_sealed_from([row.sealed_id], now=now)
    keep_files_from(SUBJECT, row.pk, now=now)


@transaction.atomic
def restore(*, row: Record, register: InForce[Declaration], by: Actor, now: datetime, note: str = "") -> None:
    """Put a record back that was taken off by mistake. Raises NotEnded, KeptTwice."""
    if row.ended_on is None:
        raise NotEnded
    event = events.RecordRestored(register=row.register, edition=row.edition)
    changes = {"ended_on": None, "review_due_at": review_due(register.value, city_day(now))}
    _written(register.value, row, event, by, now, note.strip(), changes)


@transaction.atomic
def add_photos(*, row: Record, photos: Sequence[Upload], by: Actor, now: datetime) -> None:
    """Raises RecordEnded and what storing files raises."""
    if row.ended_on is not None:
        raise RecordEnded(on=row.ended_on)
    keep_with(SUBJECT, row.pk, photos, purpose=PHOTO, by=by, now=now)
    event = events.PhotosAdded(register=row.register, edition=row.edition, count=len(photos))
    record(event, subject=row, by=by, now=now, changes={"changed_at": now})


def carry_over(
    *, register: InForce[Declaration], rows: Sequence[Record], by: Actor, now: datetime
) -> tuple[int, list[Record]]:
    """Write records of earlier editions anew under the one in force.

    Returns how many went over, and those that somebody must complete first. Each record is a transaction of its own.
    """
    gone, left = 0, []
    for row in rows:
        values = carried(row.values, as_written(row.register, row.edition), register.value)
        if row.ended_on is not None or not fits(register.value, values):
            left.append(row)
            continue
        _carry(row, register, values, by, now)
        gone += 1
    return gone, left


@transaction.atomic
def _carry(
    row: Record, register: InForce[Declaration], values: dict[str, Any], by: Actor, now: datetime
) -> None:
    columns = columns_of(register.value, checked(register.value, values), row.unit)
    event = events.RecordCarried(register=row.register, edition=register.edition, before=row.edition)
    more = {"edition": register.edition, "vector": searched(register.value, columns)}
    _written(register.value, row, event, by, now, changes={**columns, **more})
