from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from linli.ratings.errors import BadPeriod

PERIOD = re.compile(r"(?P<year>[12]\d{3})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year."""

    text: str
    first_on: date
    last_on: date


def period_of(text: str) -> Period:
    """Read 2026-03, 2026-Q1 or 2026. Raises BadPeriod."""
    found = PERIOD.fullmatch(text.strip().upper())
    if not found:
        raise BadPeriod(period=text)
    year = int(found["year"])
    if found["quarter"]:
        last = int(found["quarter"]) * 3
        first = last - 2
    elif found["month"]:
        first = last = int(found["month"])
    else:
        first, last = 1, DECEMBER
    return Period(found[0], date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def period_at(day: date, length: str) -> Period:
    """Return the month, quarter or year in which a day lies."""
    if length == "year":
        return period_of(f"{day.year}")
    if length == "quarter":
        return period_of(f"{day.year}-Q{(day.month + 2) // 3}")
    return period_of(f"{day:%Y-%m}")


def months_later(day: date, months: int) -> date:
    """Return the same day so many months on, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * DECEMBER + day.month - 1 + months, DECEMBER)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
