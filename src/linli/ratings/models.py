from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from linli.core.checks import one_of
from linli.entities.models import Entity
from linli.journal.models import Subject
from linli.letters.models import Letter
from linli.ratings.policies.states import OPEN, Ending, LabelStatus, RunStatus

LONGEST_WORDS = 2000
TICK = Func(template="nextval('ratings_clock')", output_field=models.BigIntegerField())
"""The clock of facts: each that comes and each that stops counting gets the next number."""


class FactKind(models.Model):
    """The short number of a kind of fact, given once."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="ratings_factkind_one_of_each_code")]

    def __str__(self) -> str:
        return self.code


class Recording(Subject):
    """Facts that were recorded together: by one hand, from one sheet, or gathered from the platform's own records."""

    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    facts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-recorded_at"], name="ratings_recording_newest")]

    def __str__(self) -> str:
        return self.source


class Fact(models.Model):
    """One thing that happened to, or was found at, one body or place. Never changed; it may stop counting."""

    id = models.BigIntegerField(primary_key=True, db_default=TICK)
    """Its place on the clock."""
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended = models.BigIntegerField(null=True)
    """When, on the clock, it stopped counting; None: it counts."""
    happened_on = models.DateField()
    value = models.IntegerField(default=1, db_default=1)
    kind = models.ForeignKey(FactKind, on_delete=models.PROTECT, related_name="+", db_index=False)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+", db_index=False)
    evidence = models.CharField(max_length=200, default="", db_default="")
    """Number of the paper that proves it, or the record it comes from (`matters.matter:12`). Never a person."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="ratings_fact_value_not_negative"),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gt=F("id")), name="ratings_fact_ends_after_it_came"
            ),
        ]
        indexes = [
            models.Index(fields=["entity"], name="ratings_fact_of_entity"),
            models.Index(fields=["ended"], condition=Q(ended__isnull=False), name="ratings_fact_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.happened_on}"


class FactEnd(Subject):
    """Why one fact does not count any more."""

    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="end")
    ending = models.CharField(max_length=10, choices=Ending.choices)
    words = models.CharField(max_length=LONGEST_WORDS)
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [one_of("ending", Ending.values, "ratings_factend_ending_known")]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.ending}"


class Run(Subject):
    """One rating of all bodies of a scheme in a period, with all that is needed to reckon it again."""

    scheme = models.CharField(max_length=40)
    edition = models.BigIntegerField()
    """Number of the rulebook entry with the scheme."""
    period = models.CharField(max_length=10)
    first_on = models.DateField()
    last_on = models.DateField()
    clock = models.BigIntegerField()
    """The last tick of the clock of facts that counts."""
    entity_edition = models.BigIntegerField()
    """Number of the edition of the base it rated; 0: none was signed."""
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The whole run that this one brings up to date, holding only what may differ; None: a whole run."""
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The run that results are compared with."""
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.COMPUTED)
    computed_at = models.DateTimeField()
    computed_by = models.BigIntegerField(null=True)
    """Number of the account; None when a program did."""
    signed_at = models.DateTimeField(null=True)
    rated = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    """Bodies that stand on another step than in the previous run, new ones left out."""
    digest = models.BinaryField()
    """SHA-256 over the rows of this run: body, step, points and the hash of the facts that counted."""

    class Meta:
        constraints = [
            one_of("status", RunStatus.values, "ratings_run_status_known"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="ratings_run_days_in_order"),
        ]
        indexes = [models.Index(fields=["scheme", "-id"], name="ratings_run_newest")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.period} #{self.pk}"


class Result(models.Model):
    """What one run made of one body. Kept in a partition of its own for each whole run; never changed."""

    pk = models.CompositePrimaryKey("run_id", "entity_id")
    run_id = models.BigIntegerField()
    entity_id = models.BigIntegerField()
    step = models.SmallIntegerField()
    """Place of the step in the scheme, from 0."""
    was = models.SmallIntegerField(null=True)
    """The step in the previous run; None: not rated then."""
    total = models.IntegerField()
    points = ArrayField(models.IntegerField())
    """Of each dimension, in the scheme's order."""
    inputs = models.BigIntegerField()
    """Hash over the facts that counted, with their contents; 0: none did."""
    evidence = ArrayField(models.BigIntegerField())
    """Numbers of the facts that counted, in no order."""

    class Meta:
        managed = False  # Django cannot declare partitions: the migration does
        db_table = "ratings_result"

    def __str__(self) -> str:
        return f"{self.run_id}:{self.entity_id}"


class AreaCount(models.Model):
    """How many bodies of one area stand on one step in a run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="area_counts")
    area_code = models.CharField(max_length=12)
    """As the base has it: a village or community as a rule."""
    step = models.SmallIntegerField()
    bodies = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "area_code", "step"], name="ratings_areacount_one_each")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.step}: {self.bodies}"


class Label(Subject):
    """The rating of one body or place on its way from a run to the public, and what was done about it."""

    is_born_silent = True

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    unit_id = models.BigIntegerField(null=True)
    """Number of the body's own unit, if it is one."""
    scheme = models.CharField(max_length=40)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="labels")
    step = models.SmallIntegerField()
    status = models.CharField(max_length=10, choices=LabelStatus.choices, default=LabelStatus.CANDIDATE)
    made_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    code = models.CharField(max_length=12, default="", db_default="")
    """What the notice says: who has it may see the reasons and appeal."""
    expires_on = models.DateField(null=True)
    """Last day on which it is in effect."""
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="+")
    rectify_until = models.DateTimeField(null=True)
    rectified_at = models.DateTimeField(null=True)
    """When the body said that it was put right; checked on the spot before anything changes."""
    appeal_until = models.DateTimeField(null=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_words = models.CharField(max_length=LONGEST_WORDS, default="", db_default="")
    decide_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("status", LabelStatus.values, "ratings_label_status_known"),
            models.UniqueConstraint(
                fields=["scheme", "entity"],
                condition=Q(status__in=sorted(each.value for each in OPEN - {LabelStatus.CANDIDATE})),
                name="ratings_label_one_in_effect",
            ),
            models.UniqueConstraint(
                fields=["scheme", "entity"],
                condition=Q(status=LabelStatus.CANDIDATE),
                name="ratings_label_one_candidate",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="ratings_label_one_of_each_code"
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "status", "-step", "id"], name="ratings_label_pile"),
            models.Index(fields=["entity", "-id"], name="ratings_label_of_entity"),
            models.Index(
                fields=["expires_on"], condition=Q(status="effective"), name="ratings_label_running_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.entity_id} {self.step}"


class Copy(Subject):
    """A list of ratings that left the house: an export somebody took. It is told when it became wrong."""

    scheme = models.CharField(max_length=40)
    area_code = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField()
    digest = models.BinaryField()
    """SHA-256 of the file."""
    label_ids = ArrayField(models.BigIntegerField(), default=list)
    corrected_at = models.DateTimeField(null=True)
    """When the first rating in it was corrected."""

    class Meta:
        indexes = [models.Index(fields=["scheme", "-made_at"], name="ratings_copy_newest")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.made_at:%Y-%m-%d}"
