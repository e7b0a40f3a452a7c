from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from linli.core.actor import Actor
from linli.core.rows import TOGETHER, copy, insert, new
from linli.core.time import aware
from linli.journal.errors import ChangedMeanwhile
from linli.journal.events import Event, Happened, moves_others, tell
from linli.journal.models import Entry, Seal, Subject
from linli.journal.policies import SEALED_TOGETHER, Link, SealedRange, digest_of_note, head_after
from linli.journal.queries import Stretch, stretch_after, writing_now

log = logging.getLogger(__name__)
PATIENCE, PAUSE_SECONDS = 50, 0.1
ONE_SEALER = 0x5EA1
"""Number of the lock that lets one worker seal at a time."""


@transaction.atomic(savepoint=False)
def record(
    event: Event,
    *,
    subject: Subject,
    by: Actor,
    now: datetime,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    before: Sequence[models.Model] = (),
    also: Sequence[models.Model] = (),
) -> Entry:
    """Write what happened to `subject`, together with the columns it changes, and tell the listeners.

    A new subject is inserted; otherwise `changes` are written only if nobody wrote to the subject since it was
    read. `before` and `also` are further new rows that belong to the same happening,
    written before and after the subject. Two round trips at most, and one for a new
    subject. Raises ChangedMeanwhile; the object in memory is then as it was.
    """
    entry, rows = _told(event, subject=subject, by=by, now=now, note=note, before=before, also=also)
    if not subject._state.adding:
        _move_head(subject, entry, changes or {})
    insert(rows)
    return entry


def rows_of_new(
    event: Event,
    *,
    subject: Subject,
    by: Actor,
    now: datetime,
    note: str = "",
    before: Sequence[models.Model] = (),
    also: Sequence[models.Model] = (),
) -> list[models.Model]:
    """Tell the listeners of a new subject's first event and return the rows to insert, in their order.

    For callers that write subjects in one statement or many in one round trip: what `record` writes, unwritten. It
    must be called inside `as_one` together with what then inserts the rows.
    """
    return _told(event, subject=subject, by=by, now=now, note=note, before=before, also=also)[1]


def record_many(firsts: Iterable[tuple[Event, Subject]], *, by: Actor, now: datetime) -> None:
    """Write many new subjects, each with its first event: what `record` does for one, in the order given.

    To be called inside a transaction. One COPY for each table, or one round trip where there are few.
    """
    tables: dict[type[models.Model], list[models.Model]] = {}
    for event, subject in firsts:
        for row in rows_of_new(event, subject=subject, by=by, now=now):
            tables.setdefault(type(row), []).append(row)
    if sum(map(len, tables.values())) <= TOGETHER:
        insert(chain.from_iterable(tables.values()))
        return
    for rows in tables.values():
        copy(rows)


def as_one(event: type[Event]) -> AbstractContextManager[None]:
    """Return what makes the writing of a new subject's first event all or nothing.

    Nothing is needed for what is one statement anyhow: a transaction only when a listener writes too, and a savepoint
    inside a transaction, so that it can go on after a refusal.
    """
    return nullcontext() if is_one_statement(event) else transaction.atomic()


def is_one_statement(event: type[Event]) -> bool:
    """Return whether the rows of a new subject's first event are all that is written here, so need no transaction."""
    return not connection.in_atomic_block and not moves_others(event)


def _told(
    event: Event,
    *,
    subject: Subject,
    by: Actor,
    now: datetime,
    note: str,
    before: Sequence[models.Model],
    also: Sequence[models.Model],
) -> tuple[Entry, list[models.Model]]:
    entry = make_entry(event, subject=subject, by=by, now=now, note=note)
    told = happened(entry, event, by)
    tell(told)
    if not subject._state.adding:
        return entry, [*before, entry, *also, *told.rows]
    advance(subject, entry)
    return entry, [*before, subject, entry, *also, *told.rows]


def make_entry(event: Event, *, subject: Subject, by: Actor, now: datetime, note: str = "") -> Entry:
    """Return the subject's next entry, unsaved. A new subject gets its number first."""
    if subject.pk is None:
        subject.pk = _next_number(subject)
    suite = settings.LINLI.cipher_suite
    link = Link(
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        position=subject.chain_length + 1,
        event=event.name,
        at=aware(now),
        by=by,
        facts=event.facts(),
        note_digest=digest_of_note(suite, note),
        suite=suite,
    )
    return new(
        Entry,
        subject_kind=link.subject_kind,
        subject_id=link.subject_id,
        position=link.position,
        event=link.event,
        at=link.at,
        by_kind=by.kind.value,
        by_account=by.account,
        by_unit=by.unit,
        by_role=by.role,
        facts=link.facts,
        note=note,
        note_digest=link.note_digest,
        suite=suite,
        digest=link.digest(bytes(subject.chain_head)),
    )


def advance(subject: Subject, entry: Entry) -> None:
    """Let a new subject carry its first entry; the caller inserts both."""
    subject.chain_length, subject.chain_head = entry.position, head_after(entry.suite, bytes(entry.digest))


def happened(entry: Entry, event: Event, by: Actor) -> Happened[Any]:
    return Happened(event, entry.subject_kind, entry.subject_id, entry.position, by, entry.at)


def _move_head(subject: Subject, entry: Entry, changes: Mapping[str, Any]) -> None:
    head = {"chain_length": entry.position, "chain_head": head_after(entry.suite, bytes(entry.digest))}
    rows = type(subject)._base_manager.filter(pk=subject.pk, chain_length=subject.chain_length)
    if not rows.update(**changes, **head):
        raise ChangedMeanwhile
    for name, value in (*changes.items(), *head.items()):
        setattr(subject, name, value)


def _next_number(subject: Subject) -> int:
    column = subject._meta.pk
    assert column is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s))", [subject._meta.db_table, column.column]
        )
        (number,) = cursor.fetchone()
    return int(number)


def erase_note(entry: Entry) -> None:
    """Erase an entry's free words. The chain still verifies: it holds their digest only."""
    Entry.objects.filter(pk=entry.pk).update(note=None)


def seal(*, now: datetime, rest: Callable[[float], None] = time.sleep) -> int:
    """Seal every entry that nobody can write in front of any more; return how many seals were made.

    May run twice or on several workers: one seals, the others find nothing to do. While somebody has been writing
    for longer than a few seconds nothing is sealed; the next run does it.
    """
    upto, seals = _settled(rest), 0
    while _seal_next(upto, now):
        seals += 1
    return seals


def _settled(rest: Callable[[float], None]) -> int:
    """Return a number up to which no entry is still to come, 0 when that cannot be said now.

    Entries are numbered when they are written and seen when their transaction ends, so a lower number may come
    later than a higher one. Whoever may hold a lower number is writing at the moment: we wait until they are gone.
    """
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    writers = writing_now()
    for _ in range(PATIENCE):
        if not writers:
            return last
        rest(PAUSE_SECONDS)
        writers &= writing_now()
    return 0


@transaction.atomic
def _seal_next(upto: int, now: datetime) -> bool:
    """Seal the next entries up to this number; say whether there were any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        if not cursor.fetchone()[0]:
            return False
    before = Seal.objects.order_by("-number").first()
    stretch = stretch_after(before.last_entry if before else 0, upto, SEALED_TOGETHER)
    if stretch is None:
        return False
    made = _seal_of(stretch, before, now)
    made.save(force_insert=True)
    # The log is kept apart from the database: whoever cuts off the newest seals there cannot cut them off here.
    log.info("sealed entries %s-%s: %s %s", made.first_entry, made.last_entry, made, made.digest.hex())
    return True


def _seal_of(stretch: Stretch, before: Seal | None, now: datetime) -> Seal:
    sealed = SealedRange(
        number=before.number + 1 if before else 1,
        first_entry=before.last_entry + 1 if before else 1,
        last_entry=stretch.last_entry,
        entries=stretch.entries,
        content=stretch.content,
        sealed_at=aware(now),
        suite=settings.LINLI.cipher_suite,
    )
    return Seal(**asdict(sealed), digest=sealed.digest(bytes(before.digest) if before else b""))
