from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.inspections.models.draws import LONGEST_WORDS
from linli.inspections.models.pools import LONGEST_CODE
from linli.inspections.policies.states import ExemptionKind, ExemptionStatus
from linli.journal.models import Subject
from linli.people.models import Unit


class Exemption(Subject):
    """A slight violation of a body on its way to no penalty; once decided, a line of the ledger until it expires."""

    item = models.CharField(max_length=20)
    """Number in the city's list."""
    kind = models.CharField(max_length=20, choices=ExemptionKind.choices)
    edition = models.BigIntegerField()
    """Edition of the list by which it was judged."""
    authority = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    """The authority's area."""
    target = models.CharField(max_length=LONGEST_CODE)
    """Code of the body; empty once the line has expired."""
    target_name = models.CharField(max_length=120)
    facts = models.CharField(max_length=LONGEST_WORDS)
    status = models.CharField(max_length=10, choices=ExemptionStatus.choices, default=ExemptionStatus.OPENED)
    opened_on = models.DateField()
    opened_by = models.BigIntegerField(null=True)
    """Account that found it; somebody else decides."""
    correct_by = models.DateField()
    decided_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    """Last day on which the line counts as a first time."""
    letter_id = models.BigIntegerField(null=True)
    """Number of the letter that says so."""

    class Meta:
        constraints = [
            one_of("kind", ExemptionKind.values, "inspections_exemption_kind_known"),
            one_of("status", ExemptionStatus.values, "inspections_exemption_status_known"),
            models.CheckConstraint(
                condition=Q(status=ExemptionStatus.FORGOTTEN, target="", target_name="", facts="")
                | (~Q(status=ExemptionStatus.FORGOTTEN) & ~Q(target="")),
                name="inspections_exemption_forgets_when_expired",
            ),
            models.CheckConstraint(
                condition=~Q(status=ExemptionStatus.EXEMPT)
                | Q(decided_on__isnull=False, expires_on__isnull=False),
                name="inspections_exemption_decided_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["target", "item"], name="inspections_exemption_of_body"),
            models.Index(fields=["authority", "-id"], name="inspections_exemption_of_unit"),
            models.Index(fields=["area_code", "-id"], name="inspections_exemption_in_area"),
            models.Index(
                fields=["expires_on"],
                name="inspections_exemption_expires",
                condition=Q(status=ExemptionStatus.EXEMPT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.target}"
