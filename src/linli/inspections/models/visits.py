from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.inspections.models.draws import LONGEST_WORDS, Draw
from linli.inspections.models.pools import LONGEST_CODE
from linli.inspections.policies.states import Grade, Means, ProblemStatus, VisitStatus
from linli.journal.models import Subject


class Visit(Subject):
    """One drawn body and what its inspectors found there."""

    is_born_silent = True

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="visits")
    place = models.PositiveIntegerField()
    """As in the result."""
    target = models.CharField(max_length=LONGEST_CODE)
    target_name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, default="", db_default="")
    stratum = models.CharField(max_length=1, choices=Grade.choices)
    """Credit grade of the body, by which it was drawn."""
    area_code = models.CharField(max_length=12)
    task = models.CharField(max_length=40)
    team = ArrayField(models.CharField(max_length=20), default=list)
    """Codes of the inspectors, as drawn."""
    accounts = ArrayField(models.BigIntegerField(), default=list)
    """Their accounts: whoever is drawn sees it."""
    unit_ids = ArrayField(models.BigIntegerField(), default=list)
    """Their units, and the unit that had it drawn."""
    status = models.CharField(max_length=10, choices=VisitStatus.choices, default=VisitStatus.DRAWN)
    draft = models.JSONField(default=dict)
    """What is filled in so far, before it is handed in."""
    means = models.CharField(max_length=10, choices=Means.choices, default="", db_default="")
    answers = models.JSONField(default=dict)
    """Question -> yes, no, or not applicable."""
    code = models.CharField(max_length=30, default="", db_default="")
    """Result code."""
    words = models.CharField(max_length=LONGEST_WORDS, default="", db_default="")
    """What the inspectors noted; never published."""
    visited_on = models.DateField(null=True)
    due_at = models.DateTimeField()
    """From this instant the visit is late."""
    publish_by = models.DateTimeField(null=True)
    """From this instant publication is late."""
    reminded_at = models.DateTimeField(null=True)
    """When the inspectors were told that the publishing is overdue."""
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="inspections_visit_one_at_each_place"),
            models.UniqueConstraint(fields=["draw", "target"], name="inspections_visit_one_of_each_target"),
            one_of("status", VisitStatus.values, "inspections_visit_status_known"),
            one_of("means", Means.values, "inspections_visit_means_known", blank=True),
            models.CheckConstraint(
                condition=Q(status__in=[VisitStatus.DRAWN, VisitStatus.STRUCK], code="", visited_on=None)
                | Q(status__in=[VisitStatus.VISITED, VisitStatus.PUBLISHED], visited_on__isnull=False)
                & ~Q(code=""),
                name="inspections_visit_has_a_result_once_visited",
            ),
            models.CheckConstraint(
                condition=Q(status=VisitStatus.PUBLISHED, published_at__isnull=False)
                | (~Q(status=VisitStatus.PUBLISHED) & Q(published_at__isnull=True)),
                name="inspections_visit_published_at_an_instant",
            ),
        ]
        indexes = [
            GinIndex(fields=["accounts"], name="inspections_visit_of_inspector"),
            models.Index(fields=["area_code", "-id"], name="inspections_visit_in_area"),
            models.Index(fields=["target", "-visited_on"], name="inspections_visit_of_target"),
            models.Index(fields=["task", "-visited_on"], name="inspections_visit_of_task"),
            models.Index(
                fields=["publish_by"],
                name="inspections_visit_unpublished",
                condition=Q(status=VisitStatus.VISITED),
            ),
            models.Index(
                fields=["-published_at"],
                name="inspections_visit_published",
                condition=Q(status=VisitStatus.PUBLISHED),
            ),
        ]

    def __str__(self) -> str:
        return self.target_name


class Problem(models.Model):
    """Something found on a visit that must be put right by a day, and is looked at again."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="problems")
    question = models.CharField(max_length=40)
    words = models.CharField(max_length=LONGEST_WORDS)
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=ProblemStatus.choices, default=ProblemStatus.OPEN)
    measure = models.CharField(max_length=LONGEST_WORDS, default="", db_default="")
    """What was done, as reported last."""
    failed_checks = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "question"], name="inspections_problem_one_of_each_question"
            ),
            one_of("status", ProblemStatus.values, "inspections_problem_status_known"),
            models.CheckConstraint(
                condition=Q(status=ProblemStatus.CLOSED, closed_on__isnull=False)
                | (~Q(status=ProblemStatus.CLOSED) & Q(closed_on__isnull=True)),
                name="inspections_problem_closed_on_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="inspections_problem_open",
                condition=~Q(status=ProblemStatus.CLOSED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.question}"
