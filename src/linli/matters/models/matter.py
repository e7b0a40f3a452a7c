from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.matters.policies import (
    OPEN,
    VERBS,
    Channel,
    Contacted,
    Resolved,
    Satisfied,
    Status,
    Verb,
)

OPEN_MATTERS = Q(status__in=sorted(OPEN))
ARCHIVABLE = VERBS[Verb.ARCHIVE].start


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
    excluded_for = models.CharField(max_length=30, blank=True, default="")
    """Reason for leaving it out of the rates; empty: it counts."""
    excluded_by = models.BigIntegerField(null=True)
    """Account that decided so, kept after an objection: then somebody else decides."""
    anonymised_at = models.DateTimeField(null=True)
    """When all that could point to a person was erased from it."""
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
            # What waits for one step, in a city with many open matters that wait for others.
            models.Index(
                fields=["status", "next_due_at", "id"], name="matters_open_by_status", condition=OPEN_MATTERS
            ),
            models.Index(
                "area_code",
                F("next_due_at").asc(nulls_last=True),
                "id",
                name="matters_open_by_area",
                # How the matters of a place stand, and which are of a kind, is answered without reading them.
                include=["status", "kind_code"],
                condition=OPEN_MATTERS,
            ),
            models.Index(
                "lead_unit",
                F("next_due_at").asc(nulls_last=True),
                "id",
                name="matters_open_by_unit",
                condition=OPEN_MATTERS & Q(lead_unit__isnull=False),
            ),
            # The piles of a unit's desk: with those of all units, the database would meet its whole past first.
            models.Index(
                fields=["lead_unit", "status", "next_due_at", "id"],
                name="matters_open_by_unit_status",
                condition=OPEN_MATTERS & Q(lead_unit__isnull=False),
            ),
            models.Index(
                "registered_by",
                F("next_due_at").asc(nulls_last=True),
                "id",
                name="matters_open_by_registrar",
                condition=OPEN_MATTERS & Q(registered_by__isnull=False),
            ),
            models.Index(
                "handled_by",
                F("next_due_at").asc(nulls_last=True),
                "id",
                name="matters_open_by_handler",
                condition=OPEN_MATTERS & Q(handled_by__isnull=False),
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
            models.Index(
                fields=["review_on"],
                name="matters_deferred_by_review",
                condition=Q(status=Status.DEFERRED, review_on__isnull=False),
            ),
            models.Index(
                fields=["closed_at"],
                name="matters_to_archive",
                condition=Q(status__in=sorted(ARCHIVABLE)),
            ),
            models.Index(
                fields=["closed_at"],
                name="matters_to_anonymise",
                condition=Q(status=Status.ARCHIVED, anonymised_at__isnull=True),
            ),
            models.Index(
                fields=["lead_unit", "closed_at"],
                name="matters_closed_by_unit",
                condition=Q(lead_unit__isnull=False, closed_at__isnull=False),
            ),
            # What was closed of late, whoever's it was, is counted without reading it.
            models.Index(
                fields=["closed_at"],
                name="matters_by_closing",
                include=["area_code", "kind_code", "status", "is_confidential"],
                condition=Q(closed_at__isnull=False),
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
