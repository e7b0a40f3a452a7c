"""Time limits as a city writes them: a whole number and a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any

from django.utils.translation import ngettext
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from linli.calendars.errors import LimitUnreadable


class LimitUnit(Enum):
    """What a limit counts."""

    MINUTES = "minutes"
    """Time that passes, day and night."""
    HOURS = "hours"
    """Time that passes, day and night."""
    DAYS = "days"
    """Whole days of the city from the day after, holidays included."""
    WORKING_HOURS = "working_hours"
    """Only the working hours of working days."""
    WORKING_DAYS = "working_days"
    """Whole working days from the day after."""

    @property
    def is_by_day(self) -> bool:
        return self in (LimitUnit.DAYS, LimitUnit.WORKING_DAYS)

    @property
    def needs_calendar(self) -> bool:
        return self in (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS)


WRITTEN = re.compile(r"\s*([1-9][0-9]{0,4})\s*([a-z_]+?)s?\s*")
NUMBER = re.compile(r"\s*([1-9][0-9]{0,4})(?![0-9])")
UNITS = {unit.value.removesuffix("s"): unit for unit in LimitUnit}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit. `str()` writes it as the rulebook does: `5 working_days`."""

    value: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.value < 1:
            raise ValueError("a limit is at least 1")

    def __str__(self) -> str:
        return f"{self.value} {self.unit.value}"

    @classmethod
    @cache
    def parse(cls, text: str) -> Limit:
        """Read `5 working_days`, `1 hour`. Raises LimitUnreadable."""
        written = WRITTEN.fullmatch(text)
        if not written or written[2] not in UNITS:
            raise LimitUnreadable(text=text)
        return cls(int(written[1]), UNITS[written[2]])

    @classmethod
    def from_words(cls, text: str) -> Limit:
        """Read what `in_words` says in the language in use, or what the rulebook writes. Raises LimitUnreadable.

        Spaces, the measure word 个 and a plural's s make no difference: 5工作日, 1 working days.
        """
        number = NUMBER.match(text)
        if number:
            for unit in LimitUnit:
                limit = cls(int(number[1]), unit)
                if _bare(limit.in_words()) == _bare(text):
                    return limit
        return cls.parse(text)

    def share(self, part: Decimal) -> Limit:
        """Return a part of the limit, rounded up to whole units, so that nobody gets less than the part."""
        return Limit(max(1, int((self.value * part).to_integral_value(ROUND_CEILING))), self.unit)

    def in_words(self) -> str:
        """Return the limit in the language in use: “5 working days”."""
        match self.unit:
            case LimitUnit.MINUTES:
                words = ngettext("%(count)d minute", "%(count)d minutes", self.value)
            case LimitUnit.HOURS:
                words = ngettext("%(count)d hour", "%(count)d hours", self.value)
            case LimitUnit.DAYS:
                words = ngettext("%(count)d day", "%(count)d days", self.value)
            case LimitUnit.WORKING_HOURS:
                words = ngettext("%(count)d working hour", "%(count)d working hours", self.value)
            case LimitUnit.WORKING_DAYS:
                words = ngettext("%(count)d working day", "%(count)d working days", self.value)
        return words % {"count": self.value}


def _bare(words: str) -> str:
    return re.sub(r"[\s个]", "", words).removesuffix("s")


def _read(value: Any) -> Limit:
    if isinstance(value, Limit):
        return value
    try:
        return Limit.parse(str(value))
    except LimitUnreadable as refusal:
        raise ValueError(refusal) from refusal


LimitField = Annotated[
    Limit,
    BeforeValidator(_read),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["5 working_days", "30 minutes"]}),
]
"""A limit in rulebook data, written `5 working_days`, `30 minutes`, `4 working_hours`."""
