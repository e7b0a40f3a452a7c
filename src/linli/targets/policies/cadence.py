"""Periods in which every unit owes something: months, quarters, halves and years of the city's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.calendars.policies import WorkingCalendar

MONTHS = 12


class Cadence(TextChoices):
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    HALF_YEARLY = "half_yearly", _("every half year")
    YEARLY = "yearly", _("every year")


LENGTHS: dict[Cadence, int] = {
    Cadence.MONTHLY: 1,
    Cadence.QUARTERLY: 3,
    Cadence.HALF_YEARLY: 6,
    Cadence.YEARLY: 12,
}
"""Months in a period."""
LETTERS = {Cadence.MONTHLY: "M", Cadence.QUARTERLY: "Q", Cadence.HALF_YEARLY: "H"}


@dataclass(frozen=True, slots=True)
class Period:
    label: str
    """2026-M03, 2026-Q1, 2026-H1, 2026: sorts within a cadence."""
    first: date
    last: date
    """Inclusive."""


def period_of(day: date, cadence: Cadence) -> Period:
    """Return the period in which a day lies."""
    length = LENGTHS[cadence]
    place = (day.month - 1) // length
    first = date(day.year, place * length + 1, 1)
    following = (
        date(day.year + 1, 1, 1)
        if first.month + length > MONTHS
        else first.replace(month=first.month + length)
    )
    number = f"{place + 1:02}" if cadence is Cadence.MONTHLY else f"{place + 1}"
    label = f"{day.year}" if cadence is Cadence.YEARLY else f"{day.year}-{LETTERS[cadence]}{number}"
    return Period(label, first, following - timedelta(days=1))


def due_of(period: Period, after: int, calendar: WorkingCalendar) -> date:
    """Return the day on which a period's duty is due: its last working day, or so many working days after its end.

    Raises YearMissing.
    """
    if after == 0:
        return calendar.working_day_on_or_before(period.last)
    return calendar.working_days_after(period.last, after)
