from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.people.models import Unit
from linli.targets.policies import PlanStatus

LONGEST_NAME, LONGEST_CODE, LONGEST_GOAL = 200, 20, 1000


class Plan(Subject):
    """A plan of measures that a city, or a part of it, sets itself for a time."""

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=LONGEST_NAME)
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    """The issuer's area."""
    first_on = models.DateField()
    last_on = models.DateField()
    status = models.CharField(max_length=10, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    adopted_on = models.DateField(null=True)
    """Day of the decision; no task may have been due before."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="targets_plan_one_of_each_code"),
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values), name="targets_plan_status_known"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="targets_plan_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.DRAFT, adopted_on__isnull=True)
                | (~Q(status=PlanStatus.DRAFT) & Q(adopted_on__isnull=False)),
                name="targets_plan_adopted_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["status", "-first_on"], name="targets_plan_in_force")]

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A stretch of a plan with a goal, and a gate that asks how much must be accepted before it ends."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    goal = models.CharField(max_length=LONGEST_GOAL, default="", db_default="")
    first_on = models.DateField()
    last_on = models.DateField()
    least = models.DecimalField(max_digits=5, decimal_places=2)
    """Per cent of the weight due until `last_on` that must be accepted."""
    passed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="targets_phase_one_at_each_place"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="targets_phase_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(least__gte=0, least__lte=100), name="targets_phase_least_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """One thing a plan wants to achieve; its tasks say how. What changes it is in the plan's journal."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=LONGEST_CODE)
    heading = models.CharField(max_length=60, default="", db_default="")
    name = models.CharField(max_length=LONGEST_NAME)
    goal = models.CharField(max_length=LONGEST_GOAL, default="", db_default="")
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="targets_measure_one_of_each_code"),
        ]
        indexes = [models.Index(fields=["plan", "position"], name="targets_measure_in_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
