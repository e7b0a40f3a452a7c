from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.community.models.checks import one_of
from linli.community.policies.deliberations import DeliberationStatus, Method, Stance
from linli.journal.models import Subject
from linli.people.models import Unit


class Deliberation(Subject):
    """A proposal that a community talks over in public, with its decision."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    area_code = models.CharField(max_length=12)
    status = models.CharField(max_length=10, choices=DeliberationStatus.choices)
    topic = models.CharField(max_length=60)
    proposal = models.TextField()
    households = models.PositiveIntegerField()
    """Concerned by it: so many voices there are at most, one for each."""
    noticed_at = models.DateTimeField()
    decide_from = models.DateField()
    """First day in the city on which it may be decided."""
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    voices_for = models.PositiveIntegerField(null=True)
    voices_against = models.PositiveIntegerField(null=True)
    voices_abstained = models.PositiveIntegerField(null=True)
    is_carried = models.BooleanField(null=True)
    decision = models.TextField(blank=True)
    minority = models.TextField(blank=True)
    """The reasons of those who were against it, in their words, without their names."""
    decided_at = models.DateTimeField(null=True)
    review = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("status", DeliberationStatus, "community_deliberation_status_known"),
            one_of("method", Method, "community_deliberation_method_known", blank=True),
            models.CheckConstraint(
                condition=Q(decided_at=None, method="", decision="", is_carried=None)
                | Q(decided_at__isnull=False, method__gt="", decision__gt="", is_carried__isnull=False),
                name="community_deliberation_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(voices_for=None)
                | Q(voices_for__lte=F("households") - F("voices_against") - F("voices_abstained")),
                name="community_deliberation_one_voice_a_household",
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "status"], name="community_deliberation_in_area"),
            models.Index(fields=["unit"], name="community_deliberation_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.topic}"


class Position(models.Model):
    """A position that was heard: in which part it was spoken and for how many households, never by whom."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="positions")
    heard_at = models.DateTimeField()
    part = models.CharField(max_length=30)
    stance = models.CharField(max_length=10, choices=Stance.choices)
    words = models.TextField()
    households = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [one_of("stance", Stance, "community_position_stance_known")]

    def __str__(self) -> str:
        return f"{self.deliberation_id} {self.stance}"
