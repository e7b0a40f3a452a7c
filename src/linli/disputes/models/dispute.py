from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.core.ids import NumberSource
from linli.disputes.policies import AT_COURT, LIMITED, Confirmation, Route, Source, Status, Tier
from linli.journal.models import Subject
from linli.matters.models import Matter
from linli.people.models import Unit

NUMBERS = NumberSource("disputes_number_block")


class Dispute(Subject):
    """A conflict between sides, from its reception to the closed file."""

    number = models.CharField(max_length=20)
    """Public: with the last digits of one's telephone it opens one's own page."""
    file_number = models.CharField(max_length=80, default="", db_default="")
    """Of the committee's file, from acceptance on."""
    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The unit that receives and answers for it; nobody else's staff sees it."""
    committee = models.ForeignKey(
        "disputes.Committee", on_delete=models.PROTECT, null=True, related_name="disputes"
    )
    account_ids = ArrayField(models.BigIntegerField(), default=list)
    """Mediators and recorder."""
    court_id = models.BigIntegerField(null=True)
    """The court that is asked for confirmation, only while it decides."""
    area_code = models.CharField(max_length=12)
    category = models.CharField(max_length=2)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    invited_by = models.BigIntegerField(null=True)
    """The court that suggested mediation."""
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="disputes")
    title = models.CharField(max_length=80)
    brief = models.TextField()
    search = SearchVectorField(null=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.REGISTERED)
    confirmation = models.CharField(
        max_length=14, choices=Confirmation.choices, default="", db_default="", blank=True
    )
    route = models.CharField(max_length=20, choices=Route.choices, default="", db_default="", blank=True)
    """What the side that came decided for after all routes were shown."""
    before_referral = models.CharField(max_length=20, default="", db_default="", blank=True)
    """State to which it returns when a receiver hands it back."""
    needs_safety = models.BooleanField(default=False, db_default=False)
    """There were signs of violence or coercion in the dispute: separate rooms only."""
    registered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    """When the limit of the present step is over; none runs: NULL."""
    extensions = models.PositiveSmallIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", db_default="")
    """What is published of it, with the consent of all sides and without names."""
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="disputes_dispute_number_once"),
            models.UniqueConstraint(
                fields=["file_number"], condition=~Q(file_number=""), name="disputes_dispute_file_number_once"
            ),
            one_of("status", Status, "disputes_dispute_status_known"),
            one_of("tier", Tier, "disputes_dispute_tier_known"),
            one_of("source", Source, "disputes_dispute_source_known"),
            one_of("route", Route, "disputes_dispute_route_known", blank=True),
            one_of("confirmation", Confirmation, "disputes_dispute_confirmation_known", blank=True),
            models.CheckConstraint(
                condition=Q(status__in=sorted(LIMITED), due_at__isnull=False)
                | (~Q(status__in=sorted(LIMITED)) & Q(due_at__isnull=True)),
                name="disputes_dispute_limit_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(confirmation__in=sorted(AT_COURT), court_id__isnull=False)
                | (~Q(confirmation__in=sorted(AT_COURT)) & Q(court_id__isnull=True)),
                name="disputes_dispute_court_sees_while_it_decides",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, outcome="")
                | Q(published_at__isnull=False, outcome__gt=""),
                name="disputes_dispute_published_with_words",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("registered_at")),
                name="disputes_dispute_accepted_after_registered",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "-changed_at", "-id"], name="disputes_dispute_of_centre"),
            models.Index(fields=["centre", "status", "-changed_at", "-id"], name="disputes_dispute_in_state"),
            GinIndex(fields=["account_ids"], name="disputes_dispute_of_account"),
            GinIndex(fields=["search"], name="disputes_dispute_words"),
            models.Index(
                fields=["court_id"], name="disputes_dispute_at_court", condition=Q(court_id__isnull=False)
            ),
            models.Index(fields=["due_at"], name="disputes_dispute_limit", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["published_at"],
                name="disputes_dispute_published",
                condition=Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Referral(models.Model):
    """A dispute handed to somebody else. It is closed when the receiver answers."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="referrals")
    route = models.CharField(max_length=20, choices=Route.choices)
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    to_body = models.CharField(max_length=100, default="", db_default="", blank=True)
    """A body that does not use this software; its answer is written down by whoever hands it on."""
    words = models.CharField(max_length=2000)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=2000, default="", db_default="", blank=True)

    class Meta:
        constraints = [
            one_of("route", Route, "disputes_referral_route_known"),
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(answered_at__isnull=True), name="disputes_referral_one_open"
            ),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=True, to_body__gt="") | Q(to_unit__isnull=False, to_body=""),
                name="disputes_referral_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, is_accepted__isnull=True)
                | Q(answered_at__isnull=False, is_accepted__isnull=False),
                name="disputes_referral_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_unit", "due_at"],
                name="disputes_referral_waiting",
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} → {self.to_unit_id or self.to_body}"


class Serial(models.Model):
    """The last number a committee gave in a year to files or to agreements."""

    committee = models.ForeignKey(
        "disputes.Committee", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "what", "year"], name="disputes_serial_one_of_each_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee_id} {self.what} {self.year}: {self.last}"


class Told(models.Model):
    """That one day of one thing was told of. It is told once, however many sweeps run."""

    about = models.CharField(max_length=12)
    """`term`, `window`, `referral`, `payment`."""
    row = models.BigIntegerField()
    day = models.DateField()
    before = models.SmallIntegerField()
    """Days before that day; -1: after it."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "row", "day", "before"], name="disputes_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.row} {self.day}"


class WrongAnswer(models.Model):
    """Somebody gave digits that do not belong to a number: too many of them close that number for a while."""

    number = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["number", "at"], name="disputes_wrong_answer_of")]

    def __str__(self) -> str:
        return self.number
