from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.people.models import Unit
from linli.targets.models.plans import LONGEST_CODE, LONGEST_NAME, Measure, Plan
from linli.targets.policies import OPEN, UNFINISHED, TaskStatus

LONGEST_WORDS = 2000


class Task(Subject):
    """One dated piece of a measure, owned by one unit. Whether it is overdue is counted, never stored."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=LONGEST_CODE)
    name = models.CharField(max_length=LONGEST_NAME)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    co_unit_ids = ArrayField(models.BigIntegerField(), default=list)
    area_code = models.CharField(max_length=12)
    """The owner's area."""
    starts_on = models.DateField()
    due_on = models.DateField()
    """The last day that is in time."""
    weight = models.DecimalField(max_digits=5, decimal_places=2)
    evidence = models.CharField(max_length=LONGEST_NAME, default="", db_default="")
    """What must be attached before it is reported done; empty: nothing."""
    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.PLANNED)
    percent = models.PositiveSmallIntegerField(default=0, db_default=0)
    """As the unit reported it last. Nothing is computed from it."""
    submitted_on = models.DateField(null=True)
    """Day in the city on which it was reported done, as long as that stands."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="targets_task_one_of_each_code"),
            models.CheckConstraint(
                condition=Q(status__in=TaskStatus.values), name="targets_task_status_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="targets_task_days_in_order"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="targets_task_weighs_something"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="targets_task_percent_is_a_share"),
            models.CheckConstraint(
                condition=Q(status__in=sorted(OPEN), submitted_on__isnull=True)
                | Q(status__in=[TaskStatus.SUBMITTED, TaskStatus.ACCEPTED], submitted_on__isnull=False)
                | Q(status=TaskStatus.WITHDRAWN),
                name="targets_task_submitted_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position"], name="targets_task_in_order"),
            models.Index(fields=["owner", "due_on"], name="targets_task_of_owner"),
            GinIndex(fields=["co_unit_ids"], name="targets_task_of_co_unit"),
            models.Index(
                fields=["due_on"], name="targets_task_unfinished", condition=Q(status__in=sorted(UNFINISHED))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Dependency(models.Model):
    """That one task can only be reported done when another is accepted."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="needs")
    needed = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "needed"], name="targets_dependency_once"),
            models.CheckConstraint(condition=~Q(task=F("needed")), name="targets_dependency_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} ← {self.needed_id}"


class Milestone(models.Model):
    """A step of a task and the day by which it is reached."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=100)
    due_on = models.DateField()
    reached_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "name"], name="targets_milestone_one_of_each_name"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="targets_milestone_not_reached", condition=Q(reached_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Problem(models.Model):
    """Something a unit cannot solve alone, and the answer of whoever was asked."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="problems")
    raised_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=LONGEST_WORDS)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """From this instant on the answer is late."""
    answer = models.CharField(max_length=LONGEST_WORDS, default="", db_default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(answered_at__isnull=True), name="targets_problem_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__gt="", answered_at__isnull=False),
                name="targets_problem_answered_with_words",
            ),
        ]
        indexes = [
            models.Index(fields=["asked", "due_at"], name="targets_problem_of_unit"),
            models.Index(
                fields=["due_at"], name="targets_problem_open", condition=Q(answered_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.words[:40]


class Nudge(models.Model):
    """That a unit was told about one day of one thing. It is told once, however many sweeps run."""

    about = models.CharField(max_length=12)
    """`task`, `milestone`, `problem` or `obligation`."""
    number = models.BigIntegerField()
    day = models.DateField()
    """The day it is about: when that is moved, the unit is told again."""
    before = models.SmallIntegerField()
    """Working days before that day; -1: after it."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "number", "day", "before"], name="targets_nudge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.number} {self.day}"
