"""Weekly counts, the warnings they give, and the actions against causes. About places and kinds, never people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.people.models import Unit
from linli.warnings.policies.causes import UNDONE, CauseStatus
from linli.warnings.policies.index import Level
from linli.warnings.policies.rules import Detector, Family
from linli.warnings.policies.states import OPEN, Status

TRACKED = Q(rearmed_on__isnull=True) | Q(status__in=sorted(OPEN))


class WeekCount(models.Model):
    """How many matters of one kind came about one place in one week. Weeks with none have no row."""

    area_code = models.CharField(max_length=12, db_collation="C")
    kind_code = models.CharField(max_length=80, db_collation="C")
    week_on = models.DateField()
    """Its Monday in the city."""
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind_code", "area_code", "week_on"], name="warnings_weekcount_one_of_each"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="warnings_weekcount_counts_something"),
        ]
        indexes = [models.Index(fields=["week_on"], name="warnings_weekcount_week")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.kind_code} {self.week_on}: {self.count}"


class Look(models.Model):
    """What one run of the detectors saw in all counts up to a week. A later run in the same week takes its place."""

    week_on = models.DateField()
    looked_at = models.DateTimeField()
    edition = models.BigIntegerField()
    """Of the rule it looked by."""
    place = models.CharField(max_length=10)
    kind_depth = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    series = models.PositiveIntegerField()
    missing = models.JSONField(default=list)
    """Mondays of weeks in which nothing came in from the whole city: not zero, but not known."""
    figures = models.JSONField(default=list)
    """Of each detector over the city's own past: weeks judged, alarms, and alarms where nothing was the matter."""
    alarms = models.JSONField(default=list)
    """What the detectors in force would have warned of, newest first."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week_on"], name="warnings_look_one_for_each_week"),
        ]

    def __str__(self) -> str:
        return f"{self.week_on}"


class EarlyWarning(Subject):
    """A proposal that something at a place deserves attention, and what people made of it."""

    family = models.CharField(max_length=8, choices=Family)
    detector = models.CharField(max_length=20, choices=Detector, blank=True, default="")
    area_code = models.CharField(max_length=12, db_collation="C")
    kind_code = models.CharField(max_length=80, db_collation="C")
    week_on = models.DateField()
    """Monday of the week that raised it."""
    judged_on = models.DateField()
    """Monday of the last whole week that was held against it."""
    value = models.FloatField()
    threshold = models.FloatField()
    level = models.PositiveSmallIntegerField(choices=Level)
    evidence = models.JSONField()
    edition = models.BigIntegerField()
    """Of the rule it was raised by."""
    status = models.CharField(max_length=10, choices=Status, default=Status.RAISED)
    quiet = models.PositiveSmallIntegerField(default=0)
    """Whole weeks in a row below the lower line."""
    rearmed_on = models.DateField(null=True)
    """When it had been quiet long enough for a new one to begin; None: nothing new is proposed here."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    """Who is responsible, once a person has said so."""
    raised_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_as = models.CharField(max_length=30, blank=True, default="")
    """The role in which somebody took note."""
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("family", Family, "warnings_earlywarning_family_is_known"),
            one_of("detector", Detector, "warnings_earlywarning_detector_is_known", blank=True),
            one_of("status", Status, "warnings_earlywarning_status_is_known"),
            models.UniqueConstraint(
                fields=["kind_code", "area_code", "family"],
                name="warnings_earlywarning_one_at_a_time",
                condition=TRACKED,
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_as="")
                | Q(acknowledged_at__isnull=False) & ~Q(acknowledged_as=""),
                name="warnings_earlywarning_acknowledged_by_a_role",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(OPEN)) | Q(ended_at__isnull=True),
                name="warnings_earlywarning_open_has_no_end",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("raised_at")), name="warnings_earlywarning_expires_later"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-level", "-raised_at"], name="warnings_early_board"),
            models.Index(fields=["-raised_at", "id"], name="warnings_early_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.kind_code} {self.week_on}"


class CauseAction(Subject):
    """What a city does about the cause of a class of matters, and what came of it."""

    warning = models.ForeignKey(
        EarlyWarning, on_delete=models.PROTECT, related_name="actions", null=True, db_index=False
    )
    title = models.CharField(max_length=120)
    cause = models.TextField()
    """What is behind the matters, in words."""
    area_code = models.CharField(max_length=12, db_collation="C")
    kind_code = models.CharField(max_length=80, db_collation="C")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=10, choices=CauseStatus, default=CauseStatus.PLANNED)
    begins_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    effect = models.JSONField(null=True)
    """As `policies.effect.Effect` says it; None: not measured yet."""
    measured_at = models.DateTimeField(null=True)
    edition = models.BigIntegerField(null=True)
    """Of the rule it was measured by."""

    class Meta:
        constraints = [
            one_of("status", CauseStatus, "warnings_causeaction_status_is_known"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("begins_on")), name="warnings_causeaction_due_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(effect__isnull=True, measured_at__isnull=True)
                | Q(effect__isnull=False, measured_at__isnull=False),
                name="warnings_causeaction_measured_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="warnings_cause_undone",
                condition=Q(status__in=sorted(UNDONE)),
            ),
            models.Index(fields=["warning"], name="warnings_cause_of_warning"),
            models.Index(fields=["kind_code", "area_code"], name="warnings_cause_class"),
        ]

    def __str__(self) -> str:
        return self.title


class CauseStep(models.Model):
    """One measure of an action."""

    action = models.ForeignKey(CauseAction, on_delete=models.CASCADE, related_name="steps")
    words = models.CharField(max_length=300)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "words"], name="warnings_causestep_said_once"),
        ]

    def __str__(self) -> str:
        return self.words
