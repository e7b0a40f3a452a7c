from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.supervision.policies import LISTED, ListingLevel, ListingStatus


class Batch(Subject):
    """Problems that were put on the public list on one day, together."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveSmallIntegerField()
    listed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="supervision_batch_one_of_each_number"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.serial}"


class Listing(Subject):
    """A problem, at a place, that is listed in public until somebody else finds it solved. Never a person."""

    title = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    area_code = models.CharField(max_length=12, db_collation="C")
    watch = models.CharField(max_length=10, choices=ListingLevel)
    """The level that watches over it."""
    status = models.CharField(max_length=12, choices=ListingStatus, default=ListingStatus.PROPOSED)
    grounds = models.TextField()
    """Why it is listed, with figures. Not public."""
    target = models.CharField(max_length=300)
    """What is to be reached."""
    owner = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    """The unit that must solve it."""
    ladder = models.ForeignKey("supervision.Ladder", models.PROTECT, null=True, related_name="listings")
    """The promise from which it came; None: it was proposed by itself."""
    proposed_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="listings")
    listed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    """Last day to solve it, inclusive."""
    extensions = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    """Percent, as the owner reported last."""
    completed_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Who reported it solved; somebody else accepts."""
    reminded_for = models.DateField(null=True)
    """First day of the newest month whose missing report was reminded of."""
    delisted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ListingStatus.values), name="supervision_listing_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(watch__in=ListingLevel.values), name="supervision_listing_watch_is_known"
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True, listed_at__isnull=True, due_on__isnull=True)
                | Q(batch__isnull=False, listed_at__isnull=False, due_on__isnull=False),
                name="supervision_listing_listed_with_batch_and_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted([*LISTED, ListingStatus.DELISTED]))
                | Q(listed_at__isnull=False),
                name="supervision_listing_public_is_listed",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="supervision_listing_progress_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(delisted_at__isnull=True) | Q(delisted_at__gte=F("listed_at")),
                name="supervision_listing_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "-id"], name="supervision_listing_by_area"),
            models.Index(fields=["owner", "-id"], name="supervision_listing_by_owner"),
            models.Index(
                fields=["due_on"], name="supervision_listing_running", condition=Q(status__in=sorted(LISTED))
            ),
            models.Index(
                fields=["-listed_at", "-id"],
                name="supervision_listing_public",
                condition=Q(listed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Progress(models.Model):
    """What the owner of a listed problem reported for one month."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="reports")
    month = models.DateField()
    """Its first day."""
    text = models.TextField()
    share = models.PositiveSmallIntegerField()
    """Percent."""
    reported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "month"], name="supervision_progress_one_for_each_month"
            ),
            models.CheckConstraint(
                condition=Q(share__lte=100), name="supervision_progress_share_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.month:%Y-%m}"
