from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.disputes.models import Dispute
from linli.journal.models import Subject
from linli.people.models import Unit
from linli.redress.policies import RUNNING, CaseKind, CaseStatus, Result


class Case(Subject):
    """What somebody holds against an act of an authority, examined or settled before it goes to court."""

    kind = models.CharField(max_length=15, choices=CaseKind.choices)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="administrative_cases")
    """Its sides, and their data, are those of the dispute."""
    body = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Examines or coordinates it."""
    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Handed it in."""
    respondent = models.CharField(max_length=100)
    """The authority, in words."""
    respondent_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    act = models.CharField(max_length=300)
    """The decision or omission, with its number and day."""
    learnt_on = models.DateField()
    """When the person learnt of it."""
    excuse = models.CharField(max_length=500, default="", db_default="", blank=True)
    status = models.CharField(max_length=12, choices=CaseStatus.choices, default=CaseStatus.RECEIVED)
    result = models.CharField(max_length=10, choices=Result.choices, default="", db_default="", blank=True)
    words = models.TextField(default="", db_default="", blank=True)
    """What was decided or settled, and why."""
    no_push = models.JSONField(default=dict)
    """Push -> why it is not needed."""
    extensions = models.PositiveSmallIntegerField(default=0, db_default=0)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False, db_default=False)
    """Its limit passed; it was told of. The case goes on: nobody loses a right because an office was slow."""
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", CaseKind, "redress_case_kind_known"),
            one_of("status", CaseStatus, "redress_case_status_known"),
            one_of("result", Result, "redress_case_result_known", blank=True),
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(status__in=sorted(RUNNING)), name="redress_case_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(RUNNING), due_at__isnull=False)
                | (~Q(status__in=sorted(RUNNING)) & Q(due_at__isnull=True)),
                name="redress_case_limit_while_it_runs",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.DECIDED) | Q(result__gt="", words__gt=""),
                name="redress_case_decided_with_result",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "-received_at"], name="redress_case_of_body"),
            models.Index(fields=["centre", "-received_at"], name="redress_case_of_centre"),
            models.Index(fields=["due_at"], name="redress_case_limit", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dispute_id}"
