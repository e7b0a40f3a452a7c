from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from linli.community.models.checks import one_of
from linli.community.policies.whistles import (
    ENDED,
    CallStanding,
    CallStatus,
    Fitting,
    Proof,
    Urgency,
    WhistleStatus,
)
from linli.core.time import city_zone
from linli.journal.models import Subject
from linli.matters.models import Matter
from linli.matters.policies import Resolved, Satisfied
from linli.people.models import Unit


class Whistle(Subject):
    """A community's call for units to come to a place, with the demand and how far it has come."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="whistles", db_index=False)
    """The community that whistles."""
    street = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whoever sends big ones out and decides objections: the street office or township above the community."""
    unit_ids = ArrayField(models.BigIntegerField())
    """The community, its street and every unit called so far: they may read it."""
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="whistles")
    kind = models.CharField(max_length=30)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    status = models.CharField(max_length=10, choices=WhistleStatus.choices)
    subject = models.CharField(max_length=60)
    demand = models.TextField()
    why_not_alone = models.TextField()
    """Why the community cannot solve it by itself."""
    households = models.PositiveIntegerField(default=0)
    """Touched by it, as the community estimates; 0: not said."""
    area_code = models.CharField(max_length=12)
    place = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """CGCS2000."""
    edition = models.BigIntegerField()
    """Edition of the rule whose limits hold."""
    blown_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True)
    """When the first running clock runs out."""
    direct_missed_at = models.DateTimeField(null=True)
    """When it was noted that the street office had let its time pass."""
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("status", WhistleStatus, "community_whistle_status_known"),
            one_of("urgency", Urgency, "community_whistle_urgency_known"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False),
                name="community_whistle_point_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(ENDED), closed_at__isnull=False)
                | (~Q(status__in=sorted(ENDED)) & Q(closed_at=None)),
                name="community_whistle_closed_when_ended",
            ),
        ]
        indexes = [
            GinIndex(fields=["unit_ids"], name="community_whistle_of_units"),
            models.Index(
                fields=["next_due_at"], condition=Q(next_due_at__isnull=False), name="community_whistle_due"
            ),
            models.Index(fields=["area_code", "status"], name="community_whistle_in_area"),
            models.Index(fields=["status", "answered_at"], name="community_whistle_unrated"),
            models.Index(
                fields=["unit"],
                name="community_whistle_to_rate",
                condition=Q(status=WhistleStatus.ANSWERED),
            ),
            models.Index(
                fields=["street"],
                name="community_whistle_to_send_out",
                condition=Q(status=WhistleStatus.AT_STREET),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.subject}"


class Call(models.Model):
    """One unit called by a whistle: its clocks, its coming, its answer, and what both sides say of it."""

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="calls", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=CallStatus.choices, default=CallStatus.CALLED)
    called_at = models.DateTimeField()
    arrive_due_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.CharField(max_length=10, choices=Proof.choices, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    arrive_missed_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer_missed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    planned_on = models.DateField(null=True)
    """Last day of the plan, in the city."""
    plan_changes = models.PositiveSmallIntegerField(default=0)
    plan_missed_at = models.DateTimeField(null=True)
    has_objected = models.BooleanField(default=False)
    calls_again = models.PositiveSmallIntegerField(default=0)
    resolved = models.CharField(max_length=10, choices=Resolved.choices, blank=True)
    satisfied = models.CharField(max_length=20, choices=Satisfied.choices, blank=True)
    rated_at = models.DateTimeField(null=True)
    fitting = models.CharField(max_length=10, choices=Fitting.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "unit"], name="community_call_once_for_each_unit"),
            one_of("status", CallStatus, "community_call_status_known"),
            one_of("arrived_by", Proof, "community_call_proof_known", blank=True),
            one_of("resolved", Resolved, "community_call_resolved_known", blank=True),
            one_of("satisfied", Satisfied, "community_call_satisfied_known", blank=True),
            one_of("fitting", Fitting, "community_call_fitting_known", blank=True),
            models.CheckConstraint(
                condition=Q(arrived_at=None, arrived_by="") | Q(arrived_at__isnull=False, arrived_by__gt=""),
                name="community_call_arrival_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(arrived_at__gte=F("called_at")),
                name="community_call_arrival_after_call",
            ),
            models.CheckConstraint(
                condition=~Q(status=CallStatus.PLANNED) | Q(planned_on__isnull=False),
                name="community_call_plan_has_date",
            ),
            models.CheckConstraint(
                condition=Q(rated_at=None, resolved="", satisfied="")
                | Q(rated_at__isnull=False, resolved__gt="", satisfied__gt=""),
                name="community_call_rating_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["arrive_due_at"],
                condition=Q(status=CallStatus.CALLED, arrive_missed_at=None),
                name="community_call_to_arrive",
            ),
            models.Index(
                fields=["answer_due_at"],
                condition=Q(status__in=[CallStatus.CALLED, CallStatus.ON_SITE], answer_missed_at=None),
                name="community_call_to_answer",
            ),
            models.Index(
                fields=["planned_on"],
                condition=Q(status=CallStatus.PLANNED, plan_missed_at=None),
                name="community_call_to_carry_out",
            ),
            models.Index(
                fields=["unit", "status"],
                name="community_call_open_of_unit",
                condition=Q(status__in=[CallStatus.CALLED, CallStatus.ON_SITE, CallStatus.PLANNED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id}: {self.unit_id} {self.status}"

    @property
    def due_at(self) -> datetime | None:
        """When its running clock runs out; None: none runs."""
        match CallStatus(self.status):
            case CallStatus.CALLED:
                return self.arrive_due_at
            case CallStatus.ON_SITE:
                return self.answer_due_at
            case CallStatus.PLANNED if self.planned_on:
                return day_over(self.planned_on)
        return None

    @property
    def arrived_late(self) -> bool:
        return self.arrived_at is not None and self.arrived_at > self.arrive_due_at

    @property
    def standing(self) -> CallStanding:
        return CallStanding(CallStatus(self.status), self.rated_at is not None, self.due_at)


def day_over(day: date) -> datetime:
    """Return the midnight with which a day in the city ends."""
    return datetime.combine(day + timedelta(days=1), time(), city_zone())
