from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.inspections.policies.states import Grade
from linli.journal.models import Subject
from linli.people.models import Account, Unit

LONGEST_CODE = 40


class Inspector(Subject):
    """Somebody's place in the second pool: who may be drawn to inspect. It says nothing of how they work."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    """What the public pool calls them; no name, no number of a person."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    department = models.CharField(max_length=30)
    """Kind of the unit: whose matters they know."""
    area_code = models.CharField(max_length=12)
    """The unit's area: in whose draws they stand."""
    keeps_away = models.CharField(max_length=12, default="", db_default="")
    """Beginning of the codes of the area where they serve day by day, and so do not inspect; empty: none."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="inspections_inspector_one_of_each_code"),
            models.UniqueConstraint(fields=["account"], name="inspections_inspector_once"),
        ]
        indexes = [models.Index(fields=["area_code", "code"], name="inspections_inspector_in_area")]

    def __str__(self) -> str:
        return self.code


class Tie(models.Model):
    """An inspector's own word that they keep away from a body. Only they see it, until they are drawn for it."""

    inspector = models.ForeignKey(Inspector, on_delete=models.CASCADE, related_name="ties")
    target = models.CharField(max_length=LONGEST_CODE)
    """Code of the body."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspector", "target"], name="inspections_tie_once")]

    def __str__(self) -> str:
        return f"{self.inspector_id} {self.target}"


class CreditGrade(models.Model):
    """The credit-risk grade of one body as the province published it last. Bodies only."""

    code = models.CharField(max_length=LONGEST_CODE, primary_key=True)
    grade = models.CharField(max_length=1, choices=Grade.choices)
    published_on = models.DateField()

    class Meta:
        constraints = [
            one_of("grade", Grade.values, "inspections_grade_known"),
            models.CheckConstraint(condition=~Q(code=""), name="inspections_grade_of_a_body"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.grade}"
