from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject


class Entry(Subject):
    """One edition of one rule, in force until a later entry begins. Never changed or deleted."""

    key = models.CharField(max_length=60)
    value = models.JSONField()
    """As the rule writes itself in JSON, so that equal values are equal here."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """Last day in force; empty: until a later entry begins."""
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    """The edition with the same first day that this one corrects."""
    source = models.CharField(max_length=200, default="")
    """Where it came from: a file of a city pack, or empty for a page."""
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="rulebook_entry_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                condition=Q(supersedes__isnull=True),
                name="rulebook_entry_one_first_edition",
            ),
            models.UniqueConstraint(fields=["supersedes"], name="rulebook_entry_superseded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from} #{self.pk}"
