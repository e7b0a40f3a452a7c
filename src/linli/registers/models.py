from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from linli.journal.models import Subject
from linli.people.models import Unit
from linli.vault.models import Record as SealedRecord

LONGEST_TITLE = 200
STANDING = Q(ended_on__isnull=True)


class Record(Subject):
    """One record of one register, written under one edition of its declaration."""

    register = models.CharField(max_length=60)
    edition = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """The unit that keeps it."""
    area_code = models.CharField(max_length=12)
    title = models.CharField(max_length=LONGEST_TITLE)
    mark = models.CharField(max_length=LONGEST_TITLE, default="", db_default="")
    """Value of the identifying field; empty where the register has none."""
    values = models.JSONField()
    """By field, as the model of the edition writes them."""
    sort_number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    sort_date = models.DateField(null=True)
    """The two values by which the register is sorted besides the title: typed, so that an index has their order."""
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """CGCS2000."""
    sealed = models.ForeignKey(SealedRecord, on_delete=models.PROTECT, related_name="+", null=True)
    """Whom to ask, in the vault."""
    review_due_at = models.DateTimeField(null=True)
    """Midnight after the last day on which it should be looked at again."""
    changed_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    """Since when it is off the register."""
    vector = SearchVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "mark"],
                condition=STANDING & ~Q(mark=""),
                name="registers_record_one_of_each_mark",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__isnull=False, lat__isnull=False),
                name="registers_record_point_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["register", "-changed_at", "-id"], name="registers_record_newest", condition=STANDING
            ),
            models.Index(
                fields=["register", "title", "id"], name="registers_record_by_title", condition=STANDING
            ),
            models.Index(
                fields=["register", "sort_number", "id"],
                name="registers_record_by_number",
                condition=STANDING,
            ),
            models.Index(
                fields=["register", "sort_date", "id"], name="registers_record_by_day", condition=STANDING
            ),
            models.Index(
                fields=["register", "area_code"],
                name="registers_record_by_area",
                opclasses=["varchar_ops", "varchar_pattern_ops"],
                condition=STANDING,
            ),
            models.Index(
                fields=["unit", "review_due_at", "id"], name="registers_record_to_review", condition=STANDING
            ),
            models.Index(
                fields=["ended_on"], name="registers_record_ended", condition=Q(ended_on__isnull=False)
            ),
            models.Index(fields=["register", "edition"], name="registers_record_of_edition"),
            GinIndex(fields=["values"], name="registers_record_values", opclasses=["jsonb_path_ops"]),
            GinIndex(fields=["vector"], name="registers_record_words"),
        ]

    def __str__(self) -> str:
        return self.title


class Reminder(Subject):
    """One reminding of one unit on one day about the records of one register that wait for a review."""

    register = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    records = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "unit", "on"], name="registers_reminder_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.on}"
