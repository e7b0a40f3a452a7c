from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.disputes.models.dispute import Dispute
from linli.disputes.models.people import Party
from linli.disputes.policies import AgreementKind, AgreementStatus, Confirmation, CourtBasis, How, TermKind
from linli.people.models import Unit


class Agreement(models.Model):
    """What the sides agreed. From the first signature on its words do not change."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=8, choices=AgreementKind.choices)
    status = models.CharField(max_length=10, choices=AgreementStatus.choices)
    number = models.CharField(max_length=80, default="", db_default="", blank=True)
    facts = models.TextField()
    """Main facts, points in dispute, responsibilities."""
    manner = models.CharField(max_length=1000, default="", db_default="", blank=True)
    """How and where it is performed, beside the terms."""
    consequences = models.CharField(max_length=1000, default="", db_default="", blank=True)
    touches_others = models.BooleanField(default=False, db_default=False)
    object_area = models.CharField(max_length=12, default="", db_default="", blank=True)
    """Where the thing in dispute is, as far as it decides the court."""
    content = models.JSONField(null=True)
    """Its words, frozen at the first signature. They hold no personal data: sides are numbers of rows."""
    digest = models.CharField(max_length=64, default="", db_default="", blank=True)
    drafted_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    effective_on = models.DateField(null=True)
    confirm_until = models.DateField(null=True)
    """Last day on which both sides may ask the court."""

    class Meta:
        constraints = [
            one_of("kind", AgreementKind, "disputes_agreement_kind_known"),
            one_of("status", AgreementStatus, "disputes_agreement_status_known"),
            models.UniqueConstraint(
                fields=["dispute"],
                condition=~Q(status=AgreementStatus.REPLACED),
                name="disputes_agreement_one_counts",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="disputes_agreement_number_once"
            ),
            models.CheckConstraint(
                condition=Q(status=AgreementStatus.DRAFT, digest="", content__isnull=True)
                | Q(status=AgreementStatus.REPLACED)
                | (
                    Q(status__in=[AgreementStatus.SIGNING, AgreementStatus.IN_FORCE])
                    & Q(digest__gt="", content__isnull=False)
                ),
                name="disputes_agreement_frozen_when_signed",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True, confirm_until__isnull=True, number="")
                | Q(effective_on__isnull=False, confirm_until__gte=F("effective_on"), number__gt=""),
                name="disputes_agreement_effect_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirm_until"],
                name="disputes_agreement_window",
                condition=Q(status=AgreementStatus.IN_FORCE),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"agreement {self.pk}"


class Term(models.Model):
    """One promise: who does what for whom, by which day."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms", db_index=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="terms")
    lead_account = models.BigIntegerField(null=True)
    """Whoever watches over it: in whose list it stands when it is due."""
    centre_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    instalment = models.PositiveSmallIntegerField(default=1, db_default=1)
    """1 where the promise is kept in one piece."""
    instalments = models.PositiveSmallIntegerField(default=1, db_default=1)
    kind = models.CharField(max_length=10, choices=TermKind.choices)
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="owes")
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="receives", null=True)
    words = models.CharField(max_length=1000)
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    """Yuan."""
    due_on = models.DateField()
    """Last day that is in time."""
    how = models.CharField(max_length=200, default="", db_default="", blank=True)
    """In cash, by transfer, at which place."""
    received = models.DecimalField(max_digits=15, decimal_places=2, default=0, db_default=0)
    is_open = models.BooleanField(default=False, db_default=False)
    """In force and not yet performed."""
    performed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "position", "instalment"], name="disputes_term_one_at_each_place"
            ),
            one_of("kind", TermKind, "disputes_term_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=TermKind.PAY, amount__gt=0, received__lte=F("amount"))
                | (~Q(kind=TermKind.PAY) & Q(amount__isnull=True, received=0)),
                name="disputes_term_payment_has_amount",
            ),
            models.CheckConstraint(
                condition=Q(performed_on__isnull=True) | Q(is_open=False),
                name="disputes_term_open_or_performed",
            ),
            models.CheckConstraint(
                condition=Q(instalment__gte=1, instalment__lte=F("instalments")),
                name="disputes_term_instalment_of",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lead_account", "due_on"], name="disputes_term_of_account", condition=Q(is_open=True)
            ),
            models.Index(
                fields=["centre_id", "due_on"], name="disputes_term_of_centre", condition=Q(is_open=True)
            ),
            models.Index(fields=["due_on"], name="disputes_term_due", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return self.words[:40]

    @property
    def left(self) -> Decimal | None:
        """What is still owed of a payment."""
        return None if self.amount is None else self.amount - self.received


class Signature(models.Model):
    """That somebody signed an agreement, on paper or on the screen. A picture of it may be attached; no biometrics."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="signatures")
    mediator = models.ForeignKey(
        "disputes.Mediator", on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    representative = models.ForeignKey(
        "disputes.Representative", on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    how = models.CharField(max_length=8, choices=How.choices)
    digest = models.CharField(max_length=64)
    """Of the words that were signed."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("how", How, "disputes_signature_how_known"),
            models.UniqueConstraint(
                fields=["agreement", "party"],
                condition=Q(party__isnull=False),
                name="disputes_signature_once_for_a_side",
            ),
            models.UniqueConstraint(
                fields=["agreement", "mediator"],
                condition=Q(mediator__isnull=False),
                name="disputes_signature_once_for_a_mediator",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False, mediator__isnull=True)
                | Q(party__isnull=True, mediator__isnull=False, representative__isnull=True),
                name="disputes_signature_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id or self.mediator_id} under {self.agreement_id}"


class Receipt(models.Model):
    """That something promised was done, wholly or in part."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="receipts")
    on = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    words = models.CharField(max_length=500)
    proof_id = models.BigIntegerField(null=True)
    """Paper of the file that proves it."""
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="disputes_receipt_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.on}"


class Application(models.Model):
    """A joint application for judicial confirmation, and what the court said."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="applications")
    court = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    basis = models.CharField(max_length=10, choices=CourtBasis.choices)
    status = models.CharField(max_length=14, choices=Confirmation.choices)
    applied_on = models.DateField()
    answer_by = models.DateField()
    """Last day on which the court decides whether it takes it."""
    decide_by = models.DateField(null=True)
    case_number = models.CharField(max_length=60, default="", db_default="", blank=True)
    words = models.CharField(max_length=2000, default="", db_default="", blank=True)
    """The court's reasons."""
    decided_on = models.DateField(null=True)
    object_until = models.DateField(null=True)
    package = models.CharField(max_length=64, default="", db_default="", blank=True)
    """Digest of what was handed over."""
    handed_at = models.DateTimeField(null=True)
    """When the package was left for the court's own system."""

    class Meta:
        constraints = [
            one_of("basis", CourtBasis, "disputes_application_basis_known"),
            one_of("status", Confirmation, "disputes_application_status_known"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(status__in=[Confirmation.APPLIED, Confirmation.TAKEN, Confirmation.GRANTED]),
                name="disputes_application_one_counts",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "applied_on"], name="disputes_application_of_court"),
            models.Index(
                fields=["id"], name="disputes_application_to_hand", condition=Q(handed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.status}"
