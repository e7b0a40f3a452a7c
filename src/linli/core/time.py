"""Time: aware UTC in the database, the city's days in the arithmetic, `now` passed in."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Refusal


class NaiveTime(Refusal):
    """An instant came without a time zone."""

    code = "time.naive"
    sentence = _("The time %(value)s has no time zone.")


def aware(value: datetime) -> datetime:
    """Return `value` in UTC. Raises NaiveTime when it has no time zone: nothing is guessed."""
    if value.tzinfo is None:
        raise NaiveTime(value=value.isoformat())
    return value.astimezone(UTC)


def city_zone() -> ZoneInfo:
    return ZoneInfo(settings.LINLI.city_zone)


def city_day(instant: datetime) -> date:
    """Return the day in the city on which `instant` falls."""
    return aware(instant).astimezone(city_zone()).date()


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
