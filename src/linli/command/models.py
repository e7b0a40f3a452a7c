from __future__ import annotations

from django.db import models


class AreaDay(models.Model):
    """What happened in one area on one day, counted, so that nobody has to count months again for each look.

    An area has a row without a kind, and above villages one for each top kind of which something came in. A sweep
    writes days anew from the matters; nothing is kept here that they do not say.
    """

    on = models.DateField()
    area_code = models.CharField(max_length=12, db_collation="C")
    kind_code = models.CharField(max_length=80, default="", blank=True)
    """Top kind; empty: all kinds together."""
    opened = models.PositiveIntegerField(default=0, db_default=0)
    closed = models.PositiveIntegerField(default=0, db_default=0)
    contacts_due = models.PositiveIntegerField(default=0, db_default=0)
    contacts_in_time = models.PositiveIntegerField(default=0, db_default=0)
    results_due = models.PositiveIntegerField(default=0, db_default=0)
    results_in_time = models.PositiveIntegerField(default=0, db_default=0)
    results_due_and_closed = models.PositiveIntegerField(default=0, db_default=0)
    resolved_yes = models.PositiveIntegerField(default=0, db_default=0)
    resolved_partly = models.PositiveIntegerField(default=0, db_default=0)
    resolved_no = models.PositiveIntegerField(default=0, db_default=0)
    satisfied_very_satisfied = models.PositiveIntegerField(default=0, db_default=0)
    satisfied_satisfied = models.PositiveIntegerField(default=0, db_default=0)
    satisfied_fairly_satisfied = models.PositiveIntegerField(default=0, db_default=0)
    satisfied_unsatisfied = models.PositiveIntegerField(default=0, db_default=0)
    satisfied_very_unsatisfied = models.PositiveIntegerField(default=0, db_default=0)
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
