from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.people.models import Unit
from linli.vault.models import Record


class Villager(models.Model):
    """Somebody whom a village asked to help it reason, and who agreed. A roster, with nothing that weighs anybody."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The village or community."""
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", db_index=False)
    known_for = models.CharField(max_length=60)
    """What they bring along: 退休教师, 懂村规民约."""
    elected_on = models.DateField()
    """When the residents named them; they were checked before."""
    until_on = models.DateField()
    """Last day of the term."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("elected_on")), name="conferences_villager_days_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "until_on"], name="conferences_villager_of_unit"),
            models.Index(fields=["record"], name="conferences_villager_of_record"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
