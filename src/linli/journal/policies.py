"""The chain: each entry's digest covers the entry and the digest before it.

The digest is keyed with a key that is not in the database, so that whoever can rewrite rows still cannot forge a
chain that verifies. What a subject carries as the head of its chain is the last digest sealed once more: the digests
stand in the entries for everybody to read, the seals of earlier heads nowhere, so that a chain cannot be shortened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from linli.core.actor import Actor
from linli.core.keys import derive, keyed_digest

KEY_PURPOSE = "journal"
SEALED_TOGETHER = 10_000
"""Entries under one seal at most: what sealing and verifying hold in memory at a time, some 300 kB."""


@dataclass(frozen=True, slots=True)
class Link:
    """What an entry's digest covers."""

    subject_kind: str
    subject_id: int
    position: int
    event: str
    at: datetime
    by: Actor
    facts: Mapping[str, Any]
    note_digest: bytes
    suite: str

    def digest(self, previous: bytes) -> bytes:
        """Return the 32-byte digest of this link after the head `previous` (empty for the first)."""
        content = (
            self.subject_kind,
            self.subject_id,
            self.position,
            self.event,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            (self.by.kind.value, self.by.account, self.by.unit, self.by.role),
            self.facts,
            self.note_digest.hex(),
        )
        canonical = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
        return keyed_digest(self.suite, derive(KEY_PURPOSE), previous + canonical)


def head_after(suite: str, digest: bytes) -> bytes:
    """Return the head of a chain whose last entry has this digest: 32 bytes."""
    return keyed_digest(suite, derive(KEY_PURPOSE + ".head"), digest)


def digest_of_note(suite: str, note: str) -> bytes:
    return keyed_digest(suite, derive(KEY_PURPOSE + ".note"), note.encode()) if note else b""


@dataclass(frozen=True, slots=True)
class SealedRange:
    """What a seal's digest covers."""

    number: int
    first_entry: int
    last_entry: int
    entries: int
    content: bytes
    sealed_at: datetime
    suite: str

    def digest(self, previous: bytes) -> bytes:
        """Return the 32-byte digest of this seal after the one before (empty for the first)."""
        content = (
            self.number,
            self.first_entry,
            self.last_entry,
            self.entries,
            self.content.hex(),
            self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        )
        return keyed_digest(self.suite, derive(KEY_PURPOSE + ".seal"), previous + orjson.dumps(content))
