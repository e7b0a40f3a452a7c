"""What can happen to frozen months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from linli.journal.events import Event


@dataclass(frozen=True)
class MonthFigured(Event):
    """The figures of a month were frozen, by these editions, with this digest."""

    name: ClassVar[str] = "metrics.month_frozen"
    month: date
    edition: int | None
    digest: str
    cells: int
