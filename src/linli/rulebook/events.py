from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.journal.events import Event


@dataclass(frozen=True)
class EntrySet(Event):
    """An entry of the rulebook was set. The digest lets the chain vouch for the value."""

    name = "rulebook.entry_set"

    key: str
    valid_from: date
    valid_until: date | None
    supersedes: int | None
    value_sha256: str
