from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.inspections.policies.states import PlanStatus
from linli.journal.models import Subject
from linli.people.models import Unit


class Plan(Subject):
    """What one unit will have inspected at random in one year; filed upward before anything is drawn."""

    year = models.PositiveSmallIntegerField()
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    """The issuer's area: from its bodies is drawn."""
    status = models.CharField(max_length=10, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    filed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "issuer"], name="inspections_plan_one_a_year"),
            one_of("status", PlanStatus.values, "inspections_plan_status_known"),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.DRAFT, filed_on__isnull=True)
                | (~Q(status=PlanStatus.DRAFT) & Q(filed_on__isnull=False)),
                name="inspections_plan_filed_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["area_code", "-year"], name="inspections_plan_in_area")]

    def __str__(self) -> str:
        return f"{self.year} {self.issuer_id}"


class PlanLine(models.Model):
    """One task of a plan: what is inspected, and in which months."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    task = models.CharField(max_length=40)
    """Code of a task of the city's item list: one item, or several together."""
    first_month = models.PositiveSmallIntegerField()
    last_month = models.PositiveSmallIntegerField()
    """Inclusive."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "task", "first_month"], name="inspections_line_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(first_month__range=(1, 12), last_month__range=(1, 12))
                & Q(last_month__gte=F("first_month")),
                name="inspections_line_months_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.task}"
