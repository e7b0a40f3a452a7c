from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.people.models import Unit
from linli.targets.models.tasks import LONGEST_WORDS
from linli.targets.policies import AppraisalStatus, ObjectionStatus


class Appraisal(Subject):
    """The appraisal of units for one period, by one edition of the city's indicators."""

    name = models.CharField(max_length=100)
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    first_on = models.DateField()
    last_on = models.DateField()
    edition = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=AppraisalStatus.choices, default=AppraisalStatus.DRAFT)
    published_at = models.DateTimeField(null=True)
    object_until = models.DateTimeField(null=True)
    """From this instant on no objection is taken."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first_on", "last_on", "issuer"], name="targets_appraisal_once"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="targets_appraisal_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(
                    status=AppraisalStatus.DRAFT, published_at__isnull=True, object_until__isnull=True
                )
                | Q(status=AppraisalStatus.PUBLISHED, published_at__isnull=False, object_until__isnull=False),
                name="targets_appraisal_published_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sheet(Subject):
    """What one unit reached in an appraisal: the numbers, the points and the score that follow from them."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="sheets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    inputs = models.JSONField()
    """Leaf -> numerator and denominator."""
    points = models.JSONField()
    """Leaf -> points with two decimals, as text; null where nothing was due."""
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    revision = models.PositiveSmallIntegerField(default=1)
    """Grows with every objection that is upheld; the journal keeps what stood before."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "unit"], name="targets_sheet_one_a_unit"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="targets_sheet_score_within_100",
            ),
        ]
        indexes = [models.Index(fields=["unit"], name="targets_sheet_of_unit")]

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.unit_id}"


class Objection(models.Model):
    """A unit's disagreement with one indicator of its sheet, and what somebody else decided."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="objections")
    indicator = models.CharField(max_length=40)
    words = models.CharField(max_length=LONGEST_WORDS)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=ObjectionStatus.choices, default=ObjectionStatus.OPEN)
    reasons = models.CharField(max_length=LONGEST_WORDS, default="", db_default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator"],
                condition=Q(status=ObjectionStatus.OPEN),
                name="targets_objection_one_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ObjectionStatus.values), name="targets_objection_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=ObjectionStatus.OPEN, decided_at__isnull=True, reasons="")
                | (~Q(status=ObjectionStatus.OPEN) & Q(decided_at__isnull=False, reasons__gt="")),
                name="targets_objection_decided_with_reasons",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="targets_objection_due")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.indicator}"
