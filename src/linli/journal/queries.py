from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from linli.core.actor import Actor, ActorKind
from linli.journal.models import Entry, Subject
from linli.journal.policies import Link, digest_of_note

IN_CHAIN_ORDER = ("subject_kind", "subject_id", "position")


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
    """`altered`, `missing`, `reordered`, `unknown_subject` or `head`."""

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
    """Recompute every chain and compare it with the heads that the subjects carry.

    Reads all entries once, in order, in one server-side cursor. `on_entry` is called for each, for a progress bar.
    """
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
    return result


def _verify_kind(kind: str, heads: Any, entries: Any, result: Verification, on_entry: Any) -> None:
    """Walk heads and entries side by side; both are sorted by subject."""
    head = next(heads, None)
    for subject, group in groupby(entries, key=lambda entry: entry.subject_id):
        while head is not None and head[0] < subject:
            result.subjects += 1
            result.broken.append(Break(f"{kind}:{head[0]}", 1, "missing"))
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
        result.subjects += 1
        if head[1]:
            result.broken.append(Break(f"{kind}:{head[0]}", 1, "missing"))
        head = next(heads, None)


def breaks_in(name: str, entries: list[Entry], length: int, head: bytes) -> Iterator[Break]:
    """Yield where the chain of one subject does not hold; `entries` are sorted by position."""
    previous, expected, last_id = b"", 1, 0
    for entry in entries:
        if entry.position != expected:
            yield Break(name, expected, "missing")
        elif not _holds(entry, previous):
            yield Break(name, entry.position, "reordered" if entry.pk < last_id else "altered")
        previous, expected, last_id = bytes(entry.digest), entry.position + 1, entry.pk
    if expected - 1 < length:
        yield Break(name, expected, "missing")
    elif previous != head:
        yield Break(name, length, "head")


def _holds(entry: Entry, previous: bytes) -> bool:
    if entry.note and digest_of_note(entry.suite, entry.note) != bytes(entry.note_digest):
        return False
    if entry.note == "" and entry.note_digest:
        return False
    link = Link(
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
    return link.digest(previous) == bytes(entry.digest)
