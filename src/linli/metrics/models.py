"""Figures that stay as they were."""

from __future__ import annotations

from django.db import models

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.metrics.policies.frozen import Slice


class FrozenMonth(Subject):
    """The figures of one month as they stood when it was frozen. Never written anew."""

    month = models.DateField()
    """Its first day."""
    frozen_at = models.DateTimeField()
    edition = models.BigIntegerField(null=True)
    """Edition of the weights in force on its last day; None: the city had set none."""
    digest = models.CharField(max_length=64)
    """SHA-256 over all its cells."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month"], name="metrics_frozen_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class FrozenCell(models.Model):
    """The sums of one area, kind or unit in a frozen month."""

    frozen = models.ForeignKey(FrozenMonth, models.PROTECT, related_name="cells", db_index=False)
    slice = models.CharField(max_length=8, choices=Slice)
    key = models.CharField(max_length=80, blank=True, default="")
    """Digits of the area, code of the kind, or number of the unit; empty: the whole city."""
    sums = models.JSONField()
    """Measure -> how many; those that are nought are left out. `minutes` is the median."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frozen", "slice", "key"], name="metrics_frozen_cell_once"),
            one_of("slice", Slice, "metrics_frozen_cell_slice_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.slice} {self.key}"
