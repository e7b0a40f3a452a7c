from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from linli.community.models.checks import one_of
from linli.community.policies.meetings import DemandStatus, MeetingStatus
from linli.journal.models import Subject
from linli.matters.models import Matter
from linli.people.models import Unit


class Meeting(Subject):
    """A joint study meeting: units and requesters' representatives at one table over several demands."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whoever convenes it."""
    unit_ids = ArrayField(models.BigIntegerField())
    """The convener and every unit invited."""
    came = ArrayField(models.BigIntegerField(), default=list)
    """Units that were there."""
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="meetings")
    status = models.CharField(max_length=10, choices=MeetingStatus.choices)
    subject = models.CharField(max_length=60)
    area_code = models.CharField(max_length=12)
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    invited_representatives = models.PositiveSmallIntegerField()
    """How many the requesters may send. Who they are is not kept here."""
    representatives_came = models.PositiveSmallIntegerField(null=True)
    held_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("status", MeetingStatus, "community_meeting_status_known"),
            models.CheckConstraint(
                condition=Q(held_at=None, representatives_came=None)
                | Q(held_at__isnull=False, representatives_came__isnull=False),
                name="community_meeting_held_says_who_came",
            ),
        ]
        indexes = [
            GinIndex(fields=["unit_ids"], name="community_meeting_of_units"),
            models.Index(fields=["area_code", "starts_at"], name="community_meeting_in_area"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.subject}"


class Demand(models.Model):
    """One demand before a meeting, with its one written answer, owner and day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="demands", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    status = models.CharField(max_length=10, choices=DemandStatus.choices, default=DemandStatus.OPEN)
    answer = models.TextField(blank=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    """Last day on which it is to be carried out, in the city."""
    done = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="community_demand_one_at_each_position"
            ),
            one_of("status", DemandStatus, "community_demand_status_known"),
            models.CheckConstraint(
                condition=Q(status=DemandStatus.OPEN)
                | Q(owner__isnull=False, due_on__isnull=False, answer__gt=""),
                name="community_demand_answer_has_owner_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=DemandStatus.DONE) | Q(done_at__isnull=False, done__gt=""),
                name="community_demand_done_in_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(status=DemandStatus.ANSWERED, missed_at=None),
                name="community_demand_to_carry_out",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.position}"
