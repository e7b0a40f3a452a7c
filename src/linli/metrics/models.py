"""Figures that stay as they were."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.letters.models import Letter
from linli.metrics.policies.bulletins import Cycle, RemarkKind
from linli.metrics.policies.frozen import Slice
from linli.people.models import Unit


class FrozenMonth(Subject):
    """The figures of one month as they stood when it was frozen. Never written anew."""

    month = models.DateField()
    """Its first day."""
    frozen_at = models.DateTimeField()
    edition = models.BigIntegerField(null=True)
    """Edition of the weights in force on its last day; None: the city had set none."""
    digest = models.CharField(max_length=64)
    """SHA-256 over all its cells."""
    measures = ArrayField(models.CharField(max_length=40))
    """What was counted. What is counted since then is not nought in it: it was not looked for."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month"], name="metrics_frozen_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class FrozenCell(models.Model):
    """The sums of one area, kind or unit in a frozen month."""

    frozen = models.ForeignKey(FrozenMonth, models.PROTECT, related_name="cells", db_index=False)
    slice = models.CharField(max_length=8, choices=Slice)
    key = models.CharField(max_length=80, blank=True, default="")
    """Digits of the area, code of the kind, or number of the unit; empty: the whole city."""
    sums = models.JSONField()
    """Measure -> how many; those that are nought are left out. `minutes` is the median."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frozen", "slice", "key"], name="metrics_frozen_cell_once"),
            one_of("slice", Slice, "metrics_frozen_cell_slice_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.slice} {self.key}"


class Bulletin(Subject):
    """The figures that one issued or drafted bulletin says, and whom it ranks. Its words are those of its letter."""

    name = models.CharField(max_length=40)
    """Which bulletin of the rule."""
    cycle = models.CharField(max_length=10, choices=Cycle)
    first = models.DateField()
    last = models.DateField()
    """Both days of the period, inclusive."""
    turn = models.PositiveSmallIntegerField(default=1, db_default=1)
    """2 and on: it replaces one whose letter was cancelled."""
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="bulletin")
    """None only while both are being written."""
    edition = models.BigIntegerField()
    """Edition of the rule it was made by."""
    weights = models.BigIntegerField(null=True)
    """Edition of the weights its figures were made with; None: none was needed."""
    sums = models.JSONField()
    """Everything it counts: `now` and `before` by key of who is ranked, `whole`, and the line of the past."""
    digest = models.CharField(max_length=64)
    """SHA-256 over `sums`."""
    voices = ArrayField(models.BigIntegerField(), default=list)
    """Numbers of the units that may attach comments and objections."""
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    """Since when everybody may read it; None: only those whose letter it is."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "first", "turn"], name="metrics_bulletin_once_a_turn"),
            one_of("cycle", Cycle, "metrics_bulletin_cycle_is_known"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="metrics_bulletin_days_in_order"),
        ]
        indexes = [
            models.Index(fields=["-first", "-id"], name="metrics_bulletin_newest"),
            models.Index(
                fields=["-first", "-id"],
                name="metrics_bulletin_public",
                condition=Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first}"


class Remark(models.Model):
    """What a ranked unit says about a bulletin, and what the issuer answers."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="remarks", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=RemarkKind)
    words = models.TextField()
    made_at = models.DateTimeField()
    answer = models.TextField(default="", db_default="", blank=True)
    is_upheld = models.BooleanField(null=True)
    """Whether an objection holds; None: not answered yet, or a comment."""
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", RemarkKind, "metrics_remark_kind_is_known"),
            models.UniqueConstraint(
                fields=["bulletin", "unit", "kind"],
                condition=Q(answered_at__isnull=True),
                name="metrics_remark_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", is_upheld__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="metrics_remark_answer_has_words_and_time",
            ),
            models.CheckConstraint(
                condition=Q(kind=RemarkKind.COMMENT, is_upheld__isnull=True)
                | Q(kind=RemarkKind.OBJECTION, answered_at__isnull=True)
                | Q(kind=RemarkKind.OBJECTION, is_upheld__isnull=False),
                name="metrics_remark_objection_is_decided",
            ),
        ]
        indexes = [models.Index(fields=["bulletin", "made_at"], name="metrics_remark_of_bulletin")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.unit_id} {self.kind}"
