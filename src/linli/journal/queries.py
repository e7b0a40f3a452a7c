from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from linli.core.actor import Actor, ActorKind
from linli.core.keys import HASHES
from linli.journal.models import Entry, Seal, Subject
from linli.journal.policies import SEALED_TOGETHER, Link, SealedRange, digest_of_note, head_after

IN_CHAIN_ORDER = ("subject_kind", "subject_id", "position")
MOST_OF_A_GAP = 1000
"""Missing positions named one by one; a forged position may leave a gap of billions."""
STRETCH = """
    SELECT max(id), count(*), sha256(coalesce(string_agg(digest, ''::bytea ORDER BY id), ''::bytea))
    FROM (SELECT id, digest FROM journal_entry WHERE id > %s AND id <= %s ORDER BY id LIMIT %s) AS entry
"""
SEALS_AT_A_TIME = 100


def entries_of(subject: Subject) -> QuerySet[Entry]:
    """Return a subject's entries, oldest first."""
    return Entry.objects.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk).order_by(
        "position"
    )


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold."""

    subject: str
    position: int
    fault: str
    """`altered`, `missing`, `reordered`, `unknown_subject` or `head`; of a seal's entries, what does not fit."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Verification:
    subjects: int
    entries: int
    broken: list[Break]


def subject_models() -> list[type[Subject]]:
    return [model for model in apps.get_models() if issubclass(model, Subject)]


def verify(*, on_entry: Any = None) -> Verification:
    """Recompute every chain and compare it with the heads that the subjects carry; then recompute every seal.

    Reads all entries once by chain and their digests once by number, as they stood at one instant, so that the city
    may go on meanwhile. `on_entry` is called with the number of entries of each subject, for a progress bar.
    """
    with _one_instant():
        return _verify(on_entry)


@contextmanager
def _one_instant() -> Iterator[None]:
    """Read what was committed when the first query began; inside a transaction, what that one sees."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _verify(on_entry: Any) -> Verification:
    result = Verification(0, 0, [])
    for model in sorted(subject_models(), key=lambda model: model._meta.label_lower):
        heads = iter(
            model._base_manager.order_by("pk").values_list("pk", "chain_length", "chain_head").iterator(5000)
        )
        entries = (
            Entry.objects.filter(subject_kind=model._meta.label_lower)
            .order_by(*IN_CHAIN_ORDER)
            .iterator(5000)
        )
        _verify_kind(model._meta.label_lower, heads, entries, result, on_entry)
    known = [model._meta.label_lower for model in subject_models()]
    for kind, subject in Entry.objects.exclude(subject_kind__in=known).values_list(
        "subject_kind", "subject_id"
    ):
        result.broken.append(Break(f"{kind}:{subject}", 1, "unknown_subject"))
    result.broken.extend(_breaks_in_seals())
    return result


def _verify_kind(kind: str, heads: Any, entries: Any, result: Verification, on_entry: Any) -> None:
    """Walk heads and entries side by side; both are sorted by subject."""
    head = next(heads, None)
    for subject, group in groupby(entries, key=lambda entry: entry.subject_id):
        while head is not None and head[0] < subject:
            _nothing_of(kind, head, result)
            head = next(heads, None)
        rows = list(group)
        result.entries += len(rows)
        if on_entry:
            on_entry(len(rows))
        if head is None or head[0] != subject:
            result.broken.append(Break(f"{kind}:{subject}", 1, "unknown_subject"))
            continue
        result.subjects += 1
        result.broken.extend(breaks_in(f"{kind}:{subject}", rows, head[1], bytes(head[2])))
        head = next(heads, None)
    while head is not None:
        _nothing_of(kind, head, result)
        head = next(heads, None)


def _nothing_of(kind: str, head: tuple[int, int, bytes], result: Verification) -> None:
    """Note a subject without entries: whoever is there was written down when they came."""
    result.subjects += 1
    number, length, _digest = head
    if length or not cast("type[Subject]", apps.get_model(kind)).is_born_silent:
        result.broken.extend(_missing(f"{kind}:{number}", 1, max(length, 1)))


def breaks_in(name: str, entries: list[Entry], length: int, head: bytes) -> Iterator[Break]:
    """Yield where the chain of one subject does not hold; `entries` are sorted by position."""
    previous, expected = b"", 1
    moved = _moved(entries)
    for entry in entries:
        if entry.position != expected:
            yield from _missing(name, expected, entry.position - 1)
        elif not _holds(entry, previous):
            yield Break(name, entry.position, "reordered" if entry.position in moved else "altered")
        previous, expected = _head(entry), entry.position + 1
    if expected <= length:
        yield from _missing(name, expected, length)
    elif previous != head:
        yield Break(name, length, "head")


def _missing(name: str, first: int, last: int) -> Iterator[Break]:
    """Yield the positions of a gap, both ends included; of a longer one only the beginning."""
    for position in range(first, min(last, first + MOST_OF_A_GAP - 1) + 1):
        yield Break(name, position, "missing")


def _moved(entries: list[Entry]) -> frozenset[int]:
    """Return the positions whose entries were written in another order than they stand in."""
    written = sorted(entry.pk for entry in entries)
    return frozenset(entry.position for entry, pk in zip(entries, written, strict=True) if entry.pk != pk)


def _head(entry: Entry) -> bytes:
    suite = entry.suite if entry.suite in HASHES else settings.LINLI.cipher_suite
    return head_after(suite, bytes(entry.digest))


def _holds(entry: Entry, previous: bytes) -> bool:
    """Say whether digest and content belong together; values that no entry can have are altered ones."""
    try:
        return _note_holds(entry) and _link_of(entry).digest(previous) == bytes(entry.digest)
    except (KeyError, ValueError, TypeError):
        return False


def _note_holds(entry: Entry) -> bool:
    """Say whether the free words are those that were written, or were erased."""
    return entry.note is None or digest_of_note(entry.suite, entry.note) == bytes(entry.note_digest)


def _link_of(entry: Entry) -> Link:
    return Link(
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        position=entry.position,
        event=entry.event,
        at=entry.at,
        by=Actor(ActorKind(entry.by_kind), entry.by_account, entry.by_unit, entry.by_role),
        facts=entry.facts,
        note_digest=bytes(entry.note_digest),
        suite=entry.suite,
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries that follow each other, and the SHA-256 over their digests in order of their numbers."""

    last_entry: int
    entries: int
    content: bytes


def stretch_after(entry: int, upto: int, most: int) -> Stretch | None:
    """Return what stands after this entry up to another, which is included; None when nothing does. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STRETCH, [entry, upto, most])
        last, count, content = cursor.fetchone()
    return Stretch(last, count, bytes(content)) if count else None


def writing_now() -> set[str]:
    """Return the transactions of others that are writing entries, or have written some and not yet ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND relation = 'journal_entry'::regclass AND pid <> pg_backend_pid()"
        )
        return {virtual for (virtual,) in cursor.fetchall()}


def newest_seal() -> Seal | None:
    return Seal.objects.order_by("-number").first()


def _breaks_in_seals() -> Iterator[Break]:
    """Yield which seals do not hold and which do not fit their entries. The digests are read once, in order."""
    before: Seal | None = None
    while seals := list(
        Seal.objects.filter(number__gt=before.number if before else 0).order_by("number")[:SEALS_AT_A_TIME]
    ):
        for each in seals:
            yield from _breaks_in_seal(each, before)
            before = each


def _breaks_in_seal(seal: Seal, before: Seal | None) -> Iterator[Break]:
    number, last = (before.number, before.last_entry) if before else (0, 0)
    if seal.number != number + 1:
        yield from _missing("journal.seal", number + 1, seal.number - 1)
    elif seal.first_entry != last + 1 or not _seal_holds(seal, bytes(before.digest) if before else b""):
        yield Break("journal.seal", seal.number, "altered")
    if fault := _misfit(seal):
        yield Break("journal.seal", seal.number, f"entries {seal.first_entry}-{seal.last_entry}: {fault}")


def _seal_holds(seal: Seal, previous: bytes) -> bool:
    sealed = SealedRange(
        number=seal.number,
        first_entry=seal.first_entry,
        last_entry=seal.last_entry,
        entries=seal.entries,
        content=bytes(seal.content),
        sealed_at=seal.sealed_at,
        suite=seal.suite,
    )
    return seal.suite in HASHES and sealed.digest(previous) == bytes(seal.digest)


def _misfit(seal: Seal) -> str:
    """Say how the entries that stand there differ from those that were sealed; empty when they do not."""
    found = stretch_after(seal.first_entry - 1, seal.last_entry, SEALED_TOGETHER + 1)
    if found is None or found.entries != seal.entries:
        return f"{seal.entries} expected, {found.entries if found else 0} found"
    return "" if found.content == bytes(seal.content) else "others than were sealed"
