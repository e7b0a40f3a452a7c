from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.journal.models import Subject
from linli.matters.policies import Step
from linli.supervision.policies import LEVELS, Cause, Release, Rung


class Ladder(Subject):
    """The supervision of one promise: which rung it stands on, and when the next is due.

    A row whose clock ended before any rung was climbed says nothing and is taken away again.
    """

    is_born_silent = True

    clock = models.OneToOneField("matters.Clock", models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=12, choices=Step)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    """Whose promise it is."""
    area_code = models.CharField(max_length=12, db_collation="C")
    due_at = models.DateTimeField()
    """The date the plan was made for; another date of the clock means a new plan."""
    is_standing = models.BooleanField(default=False)
    rung = models.CharField(max_length=15, choices=Rung, blank=True, default="")
    """The highest rung held now; empty: none."""
    next_rung = models.CharField(max_length=15, choices=Rung, blank=True, default="")
    next_at = models.DateTimeField(null=True)
    """When the next rung is reached; None: nothing is to come."""
    reason = models.TextField(blank=True, default="")
    """Why it is late, in the unit's words: holds the third level back."""
    reasoned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rung="") | Q(rung__in=Rung.values), name="supervision_ladder_rung_is_known"
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True, next_rung="")
                | Q(next_at__isnull=False, next_rung__in=Rung.values),
                name="supervision_ladder_next_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(next_at__isnull=True, rung=""),
                name="supervision_ladder_ended_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(reason="", reasoned_at__isnull=True)
                | ~Q(reason="") & Q(reasoned_at__isnull=False),
                name="supervision_ladder_reason_has_words_and_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "next_at"],
                name="supervision_ladder_due_by_unit",
                condition=Q(next_at__isnull=False),
            ),
            models.Index(
                fields=["unit", "next_at"],
                name="supervision_ladder_of_unit",
                condition=Q(ended_at__isnull=True, rung__gt=""),
            ),
            models.Index(fields=["id"], name="supervision_ladder_live", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["matter"], name="supervision_ladder_by_matter"),
            models.Index(
                fields=["next_at"], name="supervision_ladder_due", condition=Q(next_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.matter_id}: {self.rung or '—'}"


class Ascent(Subject):
    """What one unit was told at once: that some of its promises reached one rung. Its entry names each of them."""

    is_born_silent = True
    """Those of climbs from before there were ascents: their entries are the ladders'."""

    rung = models.CharField(max_length=15, choices=Rung)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    climbed_at = models.DateTimeField()
    edition = models.BigIntegerField()
    """Edition of the rulebook entry by which was climbed."""
    receivers = models.JSONField(default=list)
    """Who was told: number of the unit, post in both languages."""
    letter = models.ForeignKey("letters.Letter", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rung__in=Rung.values), name="supervision_ascent_rung_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rung} of unit {self.unit_id}"


class Climb(models.Model):
    """One rung that one promise reached: when, why, told with which others, and when it was let go."""

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="climbs", db_constraint=False)
    """The statement that writes the climb reads and moves this row, so the database need not look for it again."""
    ascent = models.ForeignKey(Ascent, models.PROTECT, related_name="climbs", db_constraint=False)
    """Written in the same transaction, and never taken away."""
    rung = models.CharField(max_length=15, choices=Rung)
    unit = models.ForeignKey(
        "people.Unit", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    """The ascent's, kept here for the lists."""
    area_code = models.CharField(max_length=12, db_collation="C")
    reached_at = models.DateTimeField()
    """When the rule says it was reached."""
    climbed_at = models.DateTimeField()
    """When it was noticed and told."""
    due_at = models.DateTimeField()
    """The date of the promise then."""
    cause = models.CharField(max_length=10, choices=Cause)
    released_at = models.DateTimeField(null=True)
    released_for = models.CharField(max_length=11, choices=Release, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ladder", "rung"],
                condition=Q(released_at__isnull=True),
                name="supervision_climb_holds_each_rung_once",
            ),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="supervision_climb_rung_is_known"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_for="")
                | Q(released_at__isnull=False, released_for__in=Release.values),
                name="supervision_climb_release_has_time_and_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "-id"],
                name="supervision_climb_held_by_area",
                condition=Q(released_at__isnull=True, rung__in=[each.value for each in LEVELS]),
            ),
            models.Index(
                fields=["unit", "-id"],
                name="supervision_climb_held_by_unit",
                condition=Q(released_at__isnull=True, rung__in=[each.value for each in LEVELS]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rung} of {self.ladder_id}"
