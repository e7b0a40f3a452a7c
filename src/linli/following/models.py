from __future__ import annotations

from django.conf import settings
from django.db import models

from linli.core.checks import one_of
from linli.following.policies import Pace
from linli.journal.models import Subject


class Following(models.Model):
    """One account's wish to be told about one area. Deleted when it ends; nothing remembers it."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    area_code = models.CharField(max_length=12, db_collation="C")
    pace = models.CharField(max_length=5, choices=Pace.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "area_code"], name="following_once_for_each_area"),
            one_of("pace", Pace, "following_pace_known"),
        ]
        indexes = [models.Index(fields=["area_code"], name="following_of_area")]

    def __str__(self) -> str:
        return self.area_code


class AreaWeek(Subject):
    """What the public may know of one week in one area. Empty figures are too small to be shown."""

    area_code = models.CharField(max_length=12, db_collation="C")
    first_on = models.DateField()
    """A Monday, in the city."""
    reported = models.PositiveIntegerField(null=True)
    solved = models.PositiveIntegerField(null=True)
    still_open = models.PositiveIntegerField(null=True)
    """When it was counted."""
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "first_on"], name="following_week_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.first_on}"
