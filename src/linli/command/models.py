from __future__ import annotations

from django.db import models

COUNT = {"default": 0, "db_default": 0}


class AreaDay(models.Model):
    """What happened in one area on one day, counted, so that nobody has to count months again for each look.

    An area has a row without a kind, and above villages one for each top kind of which something came in. A sweep
    writes days anew from the matters; nothing is kept here that they do not say.
    """

    on = models.DateField()
    area_code = models.CharField(max_length=12, db_collation="C")
    kind_code = models.CharField(max_length=80, default="", blank=True)
    """Top kind; empty: all kinds together."""
    opened = models.PositiveIntegerField(**COUNT)
    closed = models.PositiveIntegerField(**COUNT)
    contacts_due = models.PositiveIntegerField(**COUNT)
    contacts_in_time = models.PositiveIntegerField(**COUNT)
    results_due = models.PositiveIntegerField(**COUNT)
    results_in_time = models.PositiveIntegerField(**COUNT)
    results_due_and_closed = models.PositiveIntegerField(**COUNT)
    resolved_yes = models.PositiveIntegerField(**COUNT)
    resolved_partly = models.PositiveIntegerField(**COUNT)
    resolved_no = models.PositiveIntegerField(**COUNT)
    satisfied_very_satisfied = models.PositiveIntegerField(**COUNT)
    satisfied_satisfied = models.PositiveIntegerField(**COUNT)
    satisfied_fairly_satisfied = models.PositiveIntegerField(**COUNT)
    satisfied_unsatisfied = models.PositiveIntegerField(**COUNT)
    satisfied_very_unsatisfied = models.PositiveIntegerField(**COUNT)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "kind_code", "on"], name="command_areaday_once")
        ]
        indexes = [models.Index(fields=["on"], name="command_areaday_on")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.kind_code} {self.on}"


COUNTED = tuple(
    field.name
    for field in AreaDay._meta.concrete_fields
    if field.get_internal_type() == "PositiveIntegerField"
)
"""Columns that hold a number of matters."""
