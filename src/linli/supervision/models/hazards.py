from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.supervision.policies import Gravity, HazardStatus, RoundKind


class Campaign(Subject):
    """A concentrated effort against one kind of hazard, in rounds, led by one unit."""

    name = models.CharField(max_length=80)
    sectors = models.JSONField(default=list)
    """Codes of the sectors it is about."""
    lead = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    area_code = models.CharField(max_length=12, db_collation="C")
    begins_on = models.DateField()
    ends_on = models.DateField()
    """Last day, inclusive."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="supervision_campaign_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["area_code", "-id"], name="supervision_campaign_by_area")]

    def __str__(self) -> str:
        return self.name


class CampaignRound(models.Model):
    """One round of a campaign: survey, clean up, or standardise."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=12, choices=RoundKind)
    begins_on = models.DateField()
    ends_on = models.DateField()
    aim = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="supervision_round_one_of_each_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=RoundKind.values), name="supervision_round_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="supervision_round_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.campaign_id}"


class Hazard(Subject):
    """A danger at a place, in the ledger of one sector, until somebody else finds it put right."""

    sector = models.CharField(max_length=30)
    gravity = models.CharField(max_length=10, choices=Gravity)
    status = models.CharField(max_length=10, choices=HazardStatus, default=HazardStatus.FOUND)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="hazards")
    place = models.CharField(max_length=200)
    area_code = models.CharField(max_length=12, db_collation="C")
    what = models.TextField()
    owner = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    """The unit that must put it right."""
    found_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    found_at = models.DateTimeField()
    due_on = models.DateField()
    measure = models.TextField(blank=True, default="")
    """What was done, as reported last."""
    rectified_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Who reported it put right; somebody else looks again."""
    failed_checks = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=HazardStatus.values), name="supervision_hazard_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(gravity__in=Gravity.values), name="supervision_hazard_gravity_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=HazardStatus.CLOSED) | Q(closed_at__isnull=False),
                name="supervision_hazard_closed_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["sector", "-id"], name="supervision_hazard_by_sector"),
            models.Index(fields=["area_code", "-id"], name="supervision_hazard_by_area"),
            models.Index(fields=["owner", "-id"], name="supervision_hazard_by_owner"),
            models.Index(
                fields=["owner", "due_on"],
                name="supervision_hazard_unmended",
                condition=Q(status=HazardStatus.FOUND),
            ),
            models.Index(
                fields=["due_on"],
                name="supervision_hazard_open",
                condition=~Q(status=HazardStatus.CLOSED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sector}: {self.place}"
