from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.matters.policies import (
    OPEN,
    Channel,
    Contacted,
    OrderStatus,
    Part,
    Resolved,
    Satisfied,
    Status,
    Step,
)

OPEN_MATTERS = Q(status__in=sorted(OPEN))


def one_of(
    field: str, choices: type[models.TextChoices], name: str, *, blank: bool = False
) -> models.CheckConstraint:
    allowed = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


class Matter(Subject):
    """One request, complaint, report, hazard or dispute, tracked until it is closed."""

    id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=22, db_collation="C")
    """`{county6}{yyyyMMdd}{channel2}{serial5}{check1}`: what the requester quotes."""
    channel = models.CharField(max_length=2, choices=Channel)
    status = models.CharField(max_length=20, choices=Status)
    status_before = models.CharField(max_length=20, choices=Status, blank=True, default="")
    """Where a paused matter goes back to."""
    title = models.CharField(max_length=120)
    text = models.TextField()
    kind_code = models.CharField(max_length=80, blank=True, default="")
    suggested_label = models.CharField(max_length=40, blank=True, default="")
    suggested_confidence = models.PositiveSmallIntegerField(null=True)
    """Thousandths."""
    tier = models.CharField(max_length=15)
    area_code = models.CharField(max_length=12, db_collation="C")
    grid_code = models.CharField(max_length=16, blank=True, default="", db_collation="C")
    place = models.CharField(max_length=200, blank=True, default="")
    """Where it is, in the requester's words."""
    lon = models.FloatField(null=True)
    """Degrees, CGCS2000."""
    lat = models.FloatField(null=True)
    crs_given = models.CharField(max_length=10, blank=True, default="")
    """Coordinate system of the report, before it was converted."""
    requester = models.ForeignKey("vault.Record", models.PROTECT, null=True, related_name="+", db_index=False)
    is_confidential = models.BooleanField(default=False)
    """The requester's identity is kept from the unit that handles it."""
    people_affected = models.PositiveIntegerField(null=True)
    registered_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    lead_unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    handled_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Who reported it done; somebody else verifies."""
    is_on_spot = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined", db_index=False)
    registered_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    """When the requester wrote or said it; None: when it was registered. Clocks count from registration."""
    dispatched_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    """When its newest entry was written; synchronising systems ask for what changed since."""
    due_at = models.DateTimeField(null=True)
    """When it must be resolved, as promised to the requester."""
    next_due_at = models.DateTimeField(null=True)
    """The nearest running clock; None while none runs."""
    review_on = models.DateField(null=True)
    """When a deferred matter is looked at again."""
    reworks = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    contacted = models.CharField(max_length=5, choices=Contacted, blank=True, default="")
    resolved = models.CharField(max_length=6, choices=Resolved, blank=True, default="")
    satisfied = models.CharField(max_length=20, choices=Satisfied, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="matters_matter_code_once"),
            one_of("status", Status, "matters_matter_status_is_known"),
            one_of("status_before", Status, "matters_matter_status_before_is_known", blank=True),
            one_of("channel", Channel, "matters_matter_channel_is_known"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="matters_matter_position_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.MERGED) | Q(merged_into__isnull=False),
                name="matters_matter_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="matters_matter_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | Q(closed_at__isnull=False),
                name="matters_matter_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("registered_at")),
                name="matters_matter_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(reported_at__lte=F("registered_at")),
                name="matters_matter_reported_before_registered",
            ),
            models.CheckConstraint(
                condition=Q(resolved="", satisfied="") | ~Q(resolved="") & ~Q(satisfied=""),
                name="matters_matter_rating_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                F("next_due_at").asc(nulls_last=True),
                "id",
                name="matters_open_by_due",
                condition=OPEN_MATTERS,
            ),
            models.Index(
                "area_code",
                F("next_due_at").asc(nulls_last=True),
                "id",
                name="matters_open_by_area",
                condition=OPEN_MATTERS,
            ),
            models.Index(
                "lead_unit",
                F("next_due_at").asc(nulls_last=True),
                "id",
                name="matters_open_by_unit",
                condition=OPEN_MATTERS & Q(lead_unit__isnull=False),
            ),
            models.Index(fields=["-registered_at", "-id"], name="matters_by_registration"),
            models.Index(fields=["area_code", "-registered_at", "-id"], name="matters_by_area"),
            models.Index(
                fields=["lead_unit", "-registered_at", "-id"],
                name="matters_by_unit",
                condition=Q(lead_unit__isnull=False),
            ),
            models.Index(
                fields=["grid_code", "kind_code", "-registered_at"],
                name="matters_by_grid_and_kind",
                condition=~Q(kind_code=""),
            ),
            models.Index(
                fields=["registered_by", "-registered_at"],
                name="matters_by_registrar",
                condition=Q(registered_by__isnull=False),
            ),
            models.Index(
                fields=["handled_by", "-registered_at"],
                name="matters_by_handler",
                condition=Q(handled_by__isnull=False),
            ),
            models.Index(
                fields=["requester"], name="matters_by_requester", condition=Q(requester__isnull=False)
            ),
            models.Index(
                fields=["merged_into"], name="matters_joined", condition=Q(merged_into__isnull=False)
            ),
            # What is classified may be public, and is read by systems that ask for what changed.
            models.Index(fields=["-changed_at", "-id"], name="matters_by_change", condition=~Q(kind_code="")),
        ]

    def __str__(self) -> str:
        return self.code


class MatterText(models.Model):
    """The search index of one matter. Kept apart, so that a matter that moves does not rewrite its words."""

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="words")
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="matters_text_words")]

    def __str__(self) -> str:
        return f"words of {self.matter_id}"


class WorkOrder(models.Model):
    """One assignment of a matter to one unit."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="orders")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=4, choices=Part)
    status = models.CharField(max_length=15, choices=OrderStatus, default=OrderStatus.ISSUED)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    issued_by_unit = models.ForeignKey(
        "people.Unit", models.PROTECT, null=True, related_name="+", db_index=False
    )
    requirement = models.TextField(blank=True, default="")
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            one_of("status", OrderStatus, "matters_order_status_is_known"),
            one_of("part", Part, "matters_order_part_is_known"),
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(part=Part.LEAD, ended_at__isnull=True),
                name="matters_order_one_lead_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["matter", "unit"],
                condition=Q(ended_at__isnull=True),
                name="matters_order_one_for_each_unit",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("issued_at")),
                name="matters_order_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "matter"],
                name="matters_order_open_by_unit",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} → {self.unit_id}"


class Clock(models.Model):
    """One promise with a time: a step of a matter that is due. Keeps all that explains its date."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="clocks")
    step = models.CharField(max_length=12, choices=Step)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    """Whose clock it is; None: the centre's."""
    started_at = models.DateTimeField()
    limit = models.CharField(max_length=30)
    """As the rulebook words it: "5 working_days"."""
    share = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    """Part of the limit that was given: a rework gets half."""
    edition = models.BigIntegerField()
    """Edition of the rulebook entry the limit was taken from."""
    extensions = models.JSONField(default=list)
    pauses = models.JSONField(default=list)
    """Pairs of instants during which it stood; an open pause has one instant."""
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("step", Step, "matters_clock_step_is_known"),
            models.UniqueConstraint(
                fields=["matter", "step"],
                condition=Q(stopped_at__isnull=True),
                name="matters_clock_one_running_for_each_step",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="matters_clock_stops_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("started_at")), name="matters_clock_due_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="matters_clock_running", condition=Q(stopped_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.matter_id}"


class ReturnRequest(models.Model):
    """A unit's statement that a matter is not its duty, and who turned out to be wrong."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="return_requests")
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=30)
    words = models.TextField()
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(null=True)
    wrong_unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+")
    """Who pays for the time lost: the unit that sent it wrongly, or the one that sent it back wrongly."""
    minutes_lost = models.PositiveIntegerField(null=True)
    """Working minutes from dispatch to decision."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_upheld__isnull=True, minutes_lost__isnull=True)
                | Q(decided_at__isnull=False, is_upheld__isnull=False, minutes_lost__isnull=False),
                name="matters_return_decision_is_whole",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(decided_at__isnull=True), name="matters_return_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"return of {self.matter_id}"


class ExtensionRequest(models.Model):
    """A unit's wish for more time, and the answer to it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="extension_requests")
    reason = models.CharField(max_length=30)
    words = models.TextField()
    requested_at = models.DateTimeField()
    requested_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_granted__isnull=True)
                | Q(decided_at__isnull=False, is_granted__isnull=False),
                name="matters_extension_decision_is_whole",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(decided_at__isnull=True), name="matters_extension_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.matter_id}"


class Reply(models.Model):
    """What the requester was told at the end."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="replies")
    text = models.TextField()
    sent_at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    by_unit = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"reply to {self.matter_id}"


class FollowUp(models.Model):
    """One attempt to ask the requester: contacted? resolved? satisfied?"""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="follow_ups")
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    """None: the requester answered by themselves."""
    was_reached = models.BooleanField()
    contacted = models.CharField(max_length=5, choices=Contacted, blank=True, default="")
    resolved = models.CharField(max_length=6, choices=Resolved, blank=True, default="")
    satisfied = models.CharField(max_length=20, choices=Satisfied, blank=True, default="")
    words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            one_of("contacted", Contacted, "matters_follow_up_contacted_is_known", blank=True),
            one_of("resolved", Resolved, "matters_follow_up_resolved_is_known", blank=True),
            one_of("satisfied", Satisfied, "matters_follow_up_satisfied_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(was_reached=False, resolved="", satisfied="")
                | Q(was_reached=True) & ~Q(resolved="") & ~Q(satisfied=""),
                name="matters_follow_up_answer_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up of {self.matter_id}"
