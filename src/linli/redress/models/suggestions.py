from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.disputes.models import Dispute
from linli.journal.models import Subject
from linli.people.models import Unit
from linli.redress.models.cases import Case
from linli.redress.policies import Matter, Status


class Suggestion(Subject):
    """What one unit suggests to another, or a body outside to one of ours, to be answered by a day."""

    matter = models.CharField(max_length=12, choices=Matter.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="pushes")
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, related_name="suggestions")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    from_body = models.CharField(max_length=100, default="", db_default="", blank=True)
    """A body that does not use this software: the procuratorate, for instance."""
    paper_number = models.CharField(max_length=60, default="", db_default="", blank=True)
    """Of the paper that came."""
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=120)
    words = models.TextField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SENT)
    sent_at = models.DateTimeField()
    reply_by = models.DateField()
    """The last day, inclusive."""
    told_before = models.SmallIntegerField(null=True)
    """The last reminder given: days before the day, -1 after it."""
    rounds = models.PositiveSmallIntegerField(default=1, db_default=1)
    """How often an answer was asked for."""
    reply = models.TextField(default="", db_default="", blank=True)
    is_followed = models.BooleanField(null=True)
    """Whether it is followed; else the reply says why not."""
    replied_at = models.DateTimeField(null=True)
    aid = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    """Judicial aid that was granted, in yuan."""
    over_at = models.DateTimeField(null=True)
    letter_id = models.BigIntegerField(null=True)
    """The letter with which it was sent."""
    reply_letter_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_of("matter", Matter, "redress_suggestion_matter_known"),
            one_of("status", Status, "redress_suggestion_status_known"),
            models.CheckConstraint(
                condition=Q(from_unit__isnull=True, from_body__gt="")
                | Q(from_unit__isnull=False, from_body=""),
                name="redress_suggestion_one_sender",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.ANSWERED, Status.ACCEPTED])
                | Q(reply__gt="", replied_at__isnull=False, is_followed__isnull=False),
                name="redress_suggestion_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(aid__isnull=True) | Q(aid__gte=0, matter=Matter.AID_LEAD),
                name="redress_suggestion_aid_of_leads",
            ),
        ]
        indexes = [
            models.Index(fields=["to_unit", "status", "reply_by"], name="redress_suggestion_to_answer"),
            models.Index(fields=["from_unit", "status", "reply_by"], name="redress_suggestion_sent"),
            models.Index(
                fields=["reply_by"], name="redress_suggestion_waiting", condition=Q(status=Status.SENT)
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def sender(self) -> str:
        return self.from_unit.name if self.from_unit else self.from_body
