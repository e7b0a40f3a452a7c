from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from linli.core.ciphers import unseal
from linli.matters.models import Draft, Look, Matter
from linli.matters.policies import Verb

PURPOSE = "matters.draft"
HERE = timedelta(seconds=60)
"""Who has not been heard of for so long has gone; a page speaks up every twenty seconds."""


def bound(account: int, matter: int) -> bytes:
    """Return what a draft is sealed to: it opens for nobody else and nowhere else."""
    return f"account {account} matter {matter}".encode()


@dataclass(frozen=True)
class Begun:
    """Words that somebody began for a step."""

    words: dict[str, str]
    changed_at: datetime


def drafts_of(matter: Matter, account: int | None) -> dict[Verb, Begun]:
    """Return what the account has begun for this matter. One query. What does not open is left out."""
    found: dict[Verb, Begun] = {}
    for row in Draft.objects.filter(matter=matter, account=account):
        try:
            plain = unseal(PURPOSE, bytes(row.sealed), bound=bound(row.account_id, row.matter_id))
        except ValueError:
            continue
        found[Verb(row.verb)] = Begun(orjson.loads(plain), row.changed_at)
    return found


@dataclass(frozen=True)
class Colleague:
    """Somebody else who has the matter open."""

    name: str
    is_writing: bool


def others_here(matter: Matter, account: int | None, now: datetime) -> list[Colleague]:
    """Return who else has the matter open, those who write first. One query."""
    rows = Look.objects.filter(matter=matter, seen_at__gt=now - HERE).exclude(account=account)
    rows = rows.select_related("account").order_by("-is_writing", "account__display_name")
    return [Colleague(str(row.account), row.is_writing) for row in rows[:8]]
