"""Instants and lengths of time in the reader's words, on the city's clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as dated
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from linli.core.time import city_zone

MINUTES_A_DAY, MINUTES_AN_HOUR = 24 * 60, 60


def moment_words(at: datetime) -> str:
    """Return day and time, with the weekday this year and with the year otherwise: 3月10日（星期二）10:30."""
    local = at.astimezone(city_zone()).replace(tzinfo=None)
    if local.year == timezone.localdate(timezone=city_zone()).year:
        return formatted(local, pgettext("date format", "D j F, H:i"))
    return formatted(local, pgettext("date format", "j F Y, H:i"))


def day_words(day: date) -> str:
    return formatted(day, pgettext("date format", "D j F Y"))


def month_words(day: date) -> str:
    return formatted(day, pgettext("date format", "F Y"))


def until_words(due_at: datetime) -> str:
    """Return a time limit as people say it: due at midnight means by the end of the day before.

    The year is named where it is not this one.
    """
    local = due_at.astimezone(city_zone())
    if (local.hour, local.minute) == (0, 0):
        last = local.date() - timedelta(days=1)
        is_this_year = last.year == timezone.localdate(timezone=city_zone()).year
        day = formatted(last, pgettext("date format", "D j F")) if is_this_year else day_words(last)
        return _("the end of %(day)s") % {"day": day}
    return moment_words(due_at)


def length_words(length: timedelta) -> str:
    """Return a length by its largest unit, cut off: 2 days, 5 hours, 10 minutes."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes >= MINUTES_A_DAY:
        days = minutes // MINUTES_A_DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if minutes >= MINUTES_AN_HOUR:
        hours = minutes // MINUTES_AN_HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def formatted(local: date, pattern: str) -> str:
    """Return a day, or an instant on the city's clock, as `pattern` has it in the language in use."""
    return _formatted(local, pattern, get_language() or "")


@lru_cache(maxsize=5000)
def _formatted(local: date, pattern: str, language: str) -> str:
    """Lists say the same few days and instants again and again."""
    return dated(local, pattern)
