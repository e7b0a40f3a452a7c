"""Reading from the vault. `reveal` and `reveal_many` write the access log; masks need none."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from linli.core.actor import REQUESTER, Actor, ActorKind
from linli.core.time import aware, city_day
from linli.people.policies import Viewer
from linli.rulebook.queries import InForce, in_force
from linli.vault import keyring
from linli.vault.errors import (
    KeyMissing,
    NotKept,
    PhoneInvalid,
    PurposeMissing,
    ReadingNotAllowed,
    SealBroken,
)
from linli.vault.models import Reading, Record
from linli.vault.policies.fields import FieldRegistry, PersonalField, PrivacyNotice
from linli.vault.policies.plain import HIDDEN, masked_value, written

LONGEST_PURPOSE = 200
log = logging.getLogger(__name__)


def reveal(
    record_id: int,
    field: PersonalField,
    *,
    viewer: Viewer,
    purpose: str,
    now: datetime,
    is_handler: bool = False,
) -> str:
    """Return one field in plain, and log who read it and what for. Two statements.

    `is_handler`: the caller has checked that the viewer works on what the record belongs to; without it the viewer
    needs the permission that the city's registry names, and confidential records stay shut.
    Raises ReadingNotAllowed, PurposeMissing, NotKept, SealBroken.
    """
    with transaction.atomic():
        record = _record(record_id)
        if not _may_read(record, field, viewer, is_handler, now):
            raise ReadingNotAllowed
        value = opened(record, field)
        _log([record], field, by=viewer.actor, purpose=purpose, now=now)
    return value


def reveal_many(
    record_ids: Collection[int], field: PersonalField, *, by: Actor, purpose: str, now: datetime
) -> dict[int, str]:
    """Return one field of many records for a rule of the city that acts by itself, and log each. Two statements.

    Records that no longer hold the field, or whose seal is broken, are left out. Raises ValueError for an actor
    that is not the system.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise ValueError("people read one record at a time")
    with transaction.atomic():
        found = {row: _opened_or_none(row, field) for row in Record.objects.filter(pk__in=record_ids)}
        values = {row.pk: value for row, value in found.items() if value is not None}
        _log([row for row in found if row.pk in values], field, by=by, purpose=purpose, now=now)
    return values


def masked(record: Record | int) -> dict[PersonalField, str]:
    """Return what may be shown to everyone who sees the matter: 张**, 138****1234. Not logged.

    Of confidential records nothing is shown but which fields there are; a field that does not open is hidden too, so
    that the rest of the page can be read. At most one query; raises NotKept.
    """
    record = _record(record) if isinstance(record, int) else record
    return {field: _mask(record, field) for field in record.fields()}


def masked_many(record_ids: Collection[int]) -> dict[int, dict[PersonalField, str]]:
    """Return the masks of many records, for a list. One query."""
    return {row.pk: masked(row) for row in Record.objects.filter(pk__in=record_ids)}


def matches_phone_tail(record: Record, tail4: str) -> bool:
    """Say whether the record's telephone number ends with these four digits; takes the same time either way.

    The caller limits how often somebody may try.
    """
    if record.sealed(PersonalField.PHONE) is None:
        return False
    return hmac.compare_digest(opened(record, PersonalField.PHONE)[-4:].encode(), tail4.encode())


def matches_phone(record: Record, phone: str) -> bool:
    """Say whether this is the record's whole telephone number, however it is written. The caller limits the tries."""
    try:
        plain = written(PersonalField.PHONE, phone)
    except PhoneInvalid:
        return False
    if record.sealed(PersonalField.PHONE) is None:
        return False
    return hmac.compare_digest(opened(record, PersonalField.PHONE).encode(), plain.encode())


def own_copy(record_id: int, *, purpose: str, now: datetime) -> dict[PersonalField, str]:
    """Return all that is kept of somebody, in plain, for that person (art. 45), and log it as their own reading.

    The caller has checked who asks. Raises PurposeMissing, NotKept, SealBroken.
    """
    with transaction.atomic():
        record = _record(record_id)
        values = {field: opened(record, field) for field in record.fields()}
        for field in values:
            _log([record], field, by=REQUESTER, purpose=purpose, now=now)
    return values


def records_with_phone(phone: str) -> QuerySet[Record]:
    """Return the records with this number, found by keyed digest. Raises PhoneInvalid."""
    return _looked_up(PersonalField.PHONE, phone)


def records_with_citizen_number(number: str) -> QuerySet[Record]:
    """Return the records with this citizen number. Raises CitizenNumberInvalid."""
    return _looked_up(PersonalField.CITIZEN_NUMBER, number)


def told_apart(record_ids: Collection[int]) -> dict[int, int]:
    """Return a number for each record, the same for records with the same telephone. One query, no personal data.

    The numbers hold for this answer only and are not to be kept: they serve to count one person once.
    """
    digests = dict(Record.objects.filter(pk__in=record_ids).values_list("pk", "phone_digest"))
    first: dict[bytes, int] = {}
    return {
        record: first.setdefault(bytes(digest), record) if (digest := digests.get(record)) else record
        for record in record_ids
    }


def has_same_phone(record_id: int, others: Collection[int]) -> bool:
    """Say whether one of the others has the same telephone number. Two queries, and nothing is opened.

    A record without a number, or sealed under another key since, is like nobody's.
    """
    digest = Record.objects.filter(pk=record_id).values_list("phone_digest", flat=True).first()
    return bool(digest) and Record.objects.filter(pk__in=others, phone_digest=digest).exists()


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One reading as the person concerned may see it: which role of which unit, what for; no colleague's name."""

    at: datetime
    field: PersonalField
    role: str
    unit_id: int | None
    by_system: bool
    by_requester: bool
    purpose: str


def readings_of(record: Record | int) -> list[ReadingView]:
    """Return who looked at the record, newest first. One query."""
    number = record if isinstance(record, int) else record.pk
    return [
        ReadingView(
            row.at,
            PersonalField(row.field),
            row.by_role,
            row.by_unit,
            row.by_kind == ActorKind.SYSTEM.value,
            row.by_kind == ActorKind.REQUESTER.value,
            row.purpose,
        )
        for row in Reading.objects.filter(record_id=number).order_by("-at", "-pk")
    ]


@dataclass(frozen=True, slots=True)
class StaffReadings:
    """How much one account read: the review of staff access starts here. It counts access, it rates nobody."""

    account_id: int
    readings: int
    records: int


def readings_by_account(*, since: datetime) -> list[StaffReadings]:
    """Return what each account read since then, most first. One query."""
    rows = Reading.objects.filter(at__gte=aware(since), by_account__isnull=False).values_list("by_account")
    counted = rows.annotate(readings_made=Count("pk"), records_read=Count("record", distinct=True))
    return [StaffReadings(*row) for row in counted.order_by("-readings_made", "by_account")]


def privacy_notice(now: datetime) -> InForce[PrivacyNotice]:
    """Return the notice to show before data is kept; its `.value.version` goes to `keep`."""
    return in_force(PrivacyNotice, on=city_day(now))


def sealed_with() -> dict[tuple[int, int], int]:
    """Return how many records each (suite, key version) sealed. Reads the whole table."""
    rows = Record.objects.filter(erased_at=None).values_list("sealed_with").annotate(Count("pk"))
    return {(mark >> 8, mark & 0xFF): count for mark, count in rows}


def damaged() -> Iterator[tuple[int, PersonalField]]:
    """Yield each record and field that does not open. Opens everything there is, and shows nothing of it."""
    for record in Record.objects.filter(erased_at=None).order_by("pk").iterator(1000):
        for field in record.fields():
            try:
                opened(record, field)
            except (SealBroken, KeyMissing):
                yield record.pk, field


def _record(record_id: int) -> Record:
    record = Record.objects.filter(pk=record_id).first()
    if record is None:
        raise NotKept
    return record


def _may_read(record: Record, field: PersonalField, viewer: Viewer, is_handler: bool, now: datetime) -> bool:
    if is_handler or record.is_confidential:
        return is_handler
    registry = in_force(FieldRegistry, on=city_day(now)).value
    return viewer.may(registry.use_of(record.purpose, field).read_with)


def opened(record: Record, field: PersonalField) -> str:
    """Return a field in plain without a log line: for the vault's own rooms. Raises NotKept, KeyMissing, SealBroken."""
    sealed = record.sealed(field)
    if sealed is None:
        raise NotKept
    return keyring.key_for(record.sealed_with).open(sealed, record=record.pk, field=field)


def _opened_or_none(record: Record, field: PersonalField) -> str | None:
    """Return a field in plain, None when it is not kept or does not open; the latter is reported."""
    try:
        return opened(record, field)
    except NotKept:
        return None
    except (SealBroken, KeyMissing) as fault:
        log.error("vault record %s, field %s: %s", record.pk, field.value, fault.code)
        return None


def _mask(record: Record, field: PersonalField) -> str:
    plain = None if record.is_confidential else _opened_or_none(record, field)
    return HIDDEN if plain is None else masked_value(field, plain)


def _looked_up(field: PersonalField, value: str) -> QuerySet[Record]:
    plain = written(field, value)
    digests = [key.digest(plain, field=field) for key in keyring.all_keys()] if plain else []
    return Record.objects.filter(Q(**{f"{field.value}_digest__in": digests}))


def _log(records: Iterable[Record], field: PersonalField, *, by: Actor, purpose: str, now: datetime) -> None:
    purpose = purpose.strip()
    if not purpose:
        raise PurposeMissing
    Reading.objects.bulk_create(
        (
            Reading(
                record=record,
                field=field.value,
                by_kind=by.kind.value,
                by_account=by.account,
                by_unit=by.unit,
                by_role=by.role,
                purpose=purpose[:LONGEST_PURPOSE],
                at=aware(now),
            )
            for record in records
        ),
        batch_size=5000,
    )
