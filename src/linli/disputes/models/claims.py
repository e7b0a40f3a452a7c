from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.disputes.models.agreement import Agreement, Term
from linli.disputes.models.dispute import Dispute
from linli.disputes.models.people import Party
from linli.disputes.policies.claims import AccidentRole


class AccidentPart(models.Model):
    """What a side has to do with the road accident that the dispute is about."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="accident_part")
    role = models.CharField(max_length=10, choices=AccidentRole.choices)
    vehicle = models.CharField(max_length=1, default="", db_default="", blank=True)
    """A, B or C as the reckoning calls it; empty: on foot."""

    class Meta:
        constraints = [one_of("role", AccidentRole, "disputes_accident_part_role_known")]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.role} {self.vehicle}"


class Advance(models.Model):
    """Money paid before anything was agreed: for the hospital, for a funeral. It is set off later."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="advances")
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="advanced", db_index=False)
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="advances", db_index=False)
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    """Yuan."""
    on = models.DateField()
    words = models.CharField(max_length=500)
    """What for, and by which receipt."""
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="disputes_advance_of_something"),
            models.CheckConstraint(condition=~Q(payer=F("payee")), name="disputes_advance_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} to {self.payee_id}"


class Reckoning(models.Model):
    """What is owed after a road accident, reckoned and put before the sides. A row never changes what it says."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="reckonings")
    agreement = models.OneToOneField(
        Agreement, on_delete=models.SET_NULL, null=True, related_name="reckoning"
    )
    """The agreement whose amounts come from it."""
    answers = models.TextField()
    """What was typed into the calculator, to change something and reckon anew. No names are in it."""
    case = models.JSONField()
    standards = models.JSONField()
    """Figures, usage of the place and limits that it was reckoned with."""
    document = models.JSONField()
    terms = models.JSONField()
    statement = models.JSONField()
    total = models.DecimalField(max_digits=15, decimal_places=2)
    """All losses, yuan."""
    payable = models.DecimalField(max_digits=15, decimal_places=2)
    to_pay = models.DecimalField(max_digits=15, decimal_places=2)
    """What is left to pay after all advances."""
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(payable__gte=0, payable__lte=F("total"), to_pay__gte=0, to_pay__lte=F("payable")),
                name="disputes_reckoning_sums_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.payable}"


class PaymentPromise(models.Model):
    """That a payer said on which day the money comes, and when it came: the clock of the claim desk."""

    term = models.OneToOneField(Term, on_delete=models.PROTECT, related_name="promise")
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="promises")
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """End of the last day that keeps the word."""
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("promised_at")), name="disputes_payment_promise_times_in_order"
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True) | Q(paid_at__gte=F("promised_at")),
                name="disputes_payment_promise_paid_after",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="disputes_payment_promise_open", condition=Q(paid_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} by {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def was_in_time(self) -> bool:
        return self.paid_at is not None and self.paid_at < self.due_at
