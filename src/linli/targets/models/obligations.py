from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.people.models import Unit
from linli.targets.policies import Cadence


class Obligation(Subject):
    """What one unit owes for one period under the city's regular duties."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    """The unit's area."""
    duty = models.CharField(max_length=40)
    cadence = models.CharField(max_length=12, choices=Cadence.choices)
    period = models.CharField(max_length=10)
    first_on = models.DateField()
    last_on = models.DateField()
    due_on = models.DateField()
    """The last day that is in time."""
    edition = models.BigIntegerField()
    """Edition of the rulebook that asks for it."""
    handed_in_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "duty", "period"], name="targets_obligation_once"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="targets_obligation_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(cadence__in=Cadence.values), name="targets_obligation_cadence_known"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on"], name="targets_obligation_of_unit"),
            models.Index(fields=["duty", "period"], name="targets_obligation_of_period"),
            models.Index(
                fields=["due_on"], name="targets_obligation_open", condition=Q(handed_in_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.period}"
