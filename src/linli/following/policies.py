from __future__ import annotations

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WEEK = timedelta(days=7)


class Pace(TextChoices):
    """How often somebody who follows an area is told."""

    WEEK = "week", _("Once a week")
    EACH = "each", _("Whenever something new is public, and once a week")


def last_week(day: date) -> date:
    """Return the Monday of the last week that is over."""
    return day - timedelta(days=day.weekday()) - WEEK
