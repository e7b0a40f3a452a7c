"""An event, somebody it happens to, and somebody who tampers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.apps import apps
from django.db import connection

from linli.core.actor import Actor, ActorKind
from linli.journal.events import Event

Account: Any = apps.get_model("people", "Account")
"""Any subject would do; accounts lie above the journal, so they are asked for by name."""
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
CLERK = Actor(ActorKind.ACCOUNT, account=7, unit=3, role="handler")


@dataclass(frozen=True)
class Knocked(Event):
    name: ClassVar[str] = "test.knocked"

    door: str
    times: int = 1
    weight: Decimal | float = Decimal("1.50")


@contextmanager
def as_intruder() -> Iterator[Callable[..., None]]:
    """Run SQL as somebody who owns the database: no trigger and no foreign key stands in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        try:
            yield lambda sql, *values: cursor.execute(sql, values)
        finally:
            cursor.execute("SET LOCAL session_replication_role = origin")
