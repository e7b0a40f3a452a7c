from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.disputes.models.dispute import Dispute
from linli.disputes.policies import (
    Capacity,
    CommitteeKind,
    Consent,
    How,
    PartyKind,
    RepresentativeKind,
    Task,
    Tie,
)
from linli.people.models import Account, Unit
from linli.vault.models import Record


class Committee(models.Model):
    """A mediation committee, or a studio of one."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The centre or unit at which it works."""
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="studios")
    """Of a studio: the committee it belongs to."""
    kind = models.CharField(max_length=12, choices=CommitteeKind.choices)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=30)
    """As it stands in the numbers of its files."""
    seats = models.PositiveSmallIntegerField()
    """Members, the chair among them."""
    women = models.PositiveSmallIntegerField()
    since_on = models.DateField()
    until_on = models.DateField()
    """Last day of the term."""

    class Meta:
        constraints = [
            one_of("kind", CommitteeKind, "disputes_committee_kind_known"),
            models.UniqueConstraint(fields=["short_name"], name="disputes_committee_short_name_once"),
            models.CheckConstraint(
                condition=Q(seats__gte=3, seats__lte=9, women__gte=1, women__lte=F("seats")),
                name="disputes_committee_as_the_law_wants",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("since_on")), name="disputes_committee_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind=CommitteeKind.STUDIO, parent__isnull=False)
                | (~Q(kind=CommitteeKind.STUDIO) & Q(parent__isnull=True)),
                name="disputes_committee_studio_has_parent",
            ),
        ]
        indexes = [models.Index(fields=["unit"], name="disputes_committee_of_unit")]

    def __str__(self) -> str:
        return self.name


class Mediator(models.Model):
    """Somebody who mediates for a committee. What is counted of them is how busy they are, never how good."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="mediators")
    specialities = ArrayField(models.CharField(max_length=2), default=list)
    """Categories of disputes."""
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "committee"],
                condition=Q(until_on__isnull=True),
                name="disputes_mediator_once_in_a_committee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} @ {self.committee_id}"


class Party(models.Model):
    """One of those between whom the dispute is. Names and addresses are in the vault."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="parties")
    place = models.PositiveSmallIntegerField()
    """Order of entry, from 1."""
    side = models.PositiveSmallIntegerField()
    """1 for 甲方, 2 for 乙方; several may stand on one side."""
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Of an organisation: whoever speaks for it."""
    organisation = models.CharField(max_length=100, default="", db_default="", blank=True)
    registration_code = models.CharField(max_length=18, default="", db_default="", blank=True)
    """Unified social credit code of an organisation."""
    area_code = models.CharField(max_length=12, default="", db_default="", blank=True)
    """Where the side lives or has its seat, as far as it decides the court."""
    capacity = models.CharField(max_length=8, choices=Capacity.choices, default=Capacity.FULL)
    consent = models.CharField(max_length=8, choices=Consent.choices, default=Consent.ASKED)
    consent_how = models.CharField(max_length=8, choices=How.choices, default="", db_default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    account_id = models.BigIntegerField(null=True)
    """A log-in with which the side sees its own page."""
    releases_at = models.DateTimeField(null=True)
    """Since when the side agrees in writing that records may be given out as evidence."""
    publishes_at = models.DateTimeField(null=True)
    """Since when the side agrees that the outcome is published without names."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "place"], name="disputes_party_one_at_each_place"),
            one_of("kind", PartyKind, "disputes_party_kind_known"),
            one_of("capacity", Capacity, "disputes_party_capacity_known"),
            one_of("consent", Consent, "disputes_party_consent_known"),
            one_of("consent_how", How, "disputes_party_consent_how_known", blank=True),
            models.CheckConstraint(condition=Q(side__gte=1, side__lte=9), name="disputes_party_side_named"),
            models.CheckConstraint(
                condition=Q(consent=Consent.ASKED, answered_at__isnull=True, consent_how="")
                | (~Q(consent=Consent.ASKED) & Q(answered_at__isnull=False, consent_how__gt="")),
                name="disputes_party_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.ORGANISATION, organisation__gt="")
                | Q(kind=PartyKind.PERSON, organisation="", registration_code=""),
                name="disputes_party_organisation_has_name",
            ),
        ]
        indexes = [
            models.Index(fields=["record"], name="disputes_party_of_record"),
            models.Index(
                fields=["account_id"], name="disputes_party_of_account", condition=Q(account_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id}#{self.place}"


class Representative(models.Model):
    """Somebody who acts for a side: a guardian, an agent with powers, the head of an organisation."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="representatives")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=RepresentativeKind.choices)
    relation = models.CharField(max_length=30, default="", db_default="", blank=True)
    powers = ArrayField(models.CharField(max_length=8), default=list)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [one_of("kind", RepresentativeKind, "disputes_representative_kind_known")]
        indexes = [models.Index(fields=["record"], name="disputes_representative_record")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"


class Appointment(models.Model):
    """That a mediator takes part in one mediation, with what was said of ties to the sides."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="appointments")
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="appointments")
    task = models.CharField(max_length=8, choices=Task.choices)
    tie = models.CharField(max_length=8, choices=Tie.choices, default=Tie.NONE)
    tie_words = models.CharField(max_length=200, default="", db_default="", blank=True)
    is_chosen_by_sides = models.BooleanField(default=False, db_default=False)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    why_released = models.CharField(max_length=500, default="", db_default="", blank=True)

    class Meta:
        constraints = [
            one_of("task", Task, "disputes_appointment_task_known"),
            one_of("tie", Tie, "disputes_appointment_tie_known"),
            models.UniqueConstraint(
                fields=["dispute", "mediator"],
                condition=Q(until_at__isnull=True),
                name="disputes_appointment_once",
            ),
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(task=Task.LEAD, until_at__isnull=True),
                name="disputes_appointment_one_leads",
            ),
            models.CheckConstraint(
                condition=~Q(tie__in=[Tie.KIN, Tie.INTEREST]), name="disputes_appointment_without_interest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mediator_id} in {self.dispute_id}"
