from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.matters.models import Matter
from linli.warnings.policies.hot import LOOKED_AT, HotStatus, Joining

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_PLACE, LONGEST_REASON = 120, 400, 80, 500


class HotIssue(Subject):
    """A group of matters that seem to be about one thing: proposed by words, decided on by a person."""

    status = models.CharField(max_length=10, choices=HotStatus, default=HotStatus.PROPOSED)
    title = models.CharField(max_length=LONGEST_TITLE)
    summary = models.CharField(max_length=LONGEST_SUMMARY)
    place = models.CharField(max_length=LONGEST_PLACE, blank=True, default="")
    area_code = models.CharField(max_length=12, db_collation="C")
    """The smallest area that all its matters lie in: who may read all of them may read the issue."""
    kind_code = models.CharField(max_length=80, blank=True, default="")
    """The commonest kind of its matters; empty while most have none."""
    heat = models.FloatField()
    size = models.PositiveIntegerField()
    """Matters in it, without those that a person put out."""
    people = models.PositiveIntegerField()
    """People who say that it concerns them, as far as matters tell."""
    unresolved = models.FloatField(null=True)
    """Share of its matters that are open or were answered with a no."""
    growth = models.FloatField(null=True)
    """Matters of the last month over those of the month before; None without any before."""
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField()
    worded_at = models.DateTimeField()
    """When title, summary and heat were last made anew."""
    worded_size = models.PositiveIntegerField()
    """Its size then."""
    edition = models.BigIntegerField()
    """Edition of the rule it was found by."""
    traits = models.BinaryField()
    """Pairs of characters by which further matters are recognised, as numbers; no text can be read from them."""
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_size = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")

    class Meta:
        constraints = [
            one_of("status", HotStatus, "warnings_hot_status_is_known"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_size__isnull=True)
                | Q(decided_at__isnull=False, decided_size__isnull=False),
                name="warnings_hot_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=HotStatus.PROPOSED) | Q(decided_at__isnull=False),
                name="warnings_hot_status_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(last_at__gte=F("first_at")), name="warnings_hot_times_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-heat", "-id"],
                name="warnings_hot_by_heat",
                condition=Q(status__in=sorted(LOOKED_AT)),
            ),
            models.Index(fields=["status", "-heat", "-id"], name="warnings_hot_by_status"),
            models.Index(fields=["last_at"], name="warnings_hot_by_last"),
        ]

    def __str__(self) -> str:
        return self.title


class HotMember(models.Model):
    """One matter of a hot issue, or one that a person put out of it."""

    issue = models.ForeignKey(HotIssue, models.CASCADE, related_name="members", db_index=False)
    matter = models.OneToOneField(Matter, models.CASCADE, related_name="hot")
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.FOUND)
    at = models.DateTimeField()
    """When the matter was registered."""

    class Meta:
        constraints = [one_of("joining", Joining, "warnings_hot_member_joining_is_known")]
        indexes = [models.Index(fields=["issue", "at", "matter"], name="warnings_hot_member_in_time")]

    def __str__(self) -> str:
        return f"{self.matter_id} in {self.issue_id}"


class HotState(models.Model):
    """How far matters were looked at for hot issues. One row: whoever holds it is the only one at work."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()
    """Matters registered until then were looked at."""
    turn = models.BigIntegerField(default=0)
    """Grows with each run, so that a process notices that another one was at work in between."""
    rebuilt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="warnings_hot_state_is_one")]

    def __str__(self) -> str:
        return f"hot issues until {self.until}"
