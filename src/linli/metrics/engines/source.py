"""What a question is put to, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from linli.metrics.policies.counting import Tables
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.measures import Table

Row = dict[str, Any]
Build = Callable[[Tables], Table]


def plain(value: Any) -> Any:
    """Return a value as every engine is to give it: some make decimals of whole numbers, and instants of months."""
    if isinstance(value, Decimal):
        return int(value)
    return value.date() if isinstance(value, datetime) else value


class Source(Protocol):
    """Facts as of one moment."""

    @property
    def name(self) -> str: ...

    @property
    def at(self) -> datetime:
        """Return the moment. Days that were not over then are not counted."""

    def sums(self, question: Question) -> list[Row]:
        """Return one row for each value asked by, with the indicator's measures."""

    def medians(self, question: Question) -> list[Row]:
        """Return one row for each value asked by: `minutes`, and of how many `cases`."""

    def rows(self, build: Build, question: Question) -> list[Row]:
        """Return the rows of any expression over the fact tables; facts outside the question may be missing."""


def day_before(moment: datetime) -> date:
    """Return the last day that was over at a moment."""
    from datetime import timedelta

    from linli.core.time import city_day

    return city_day(moment) - timedelta(days=1)
