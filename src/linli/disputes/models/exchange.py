"""What other houses have to do with a dispute: committees that mediate it together, and courts that answer by file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.disputes.models.agreement import Application
from linli.disputes.models.dispute import Dispute
from linli.disputes.models.people import Committee
from linli.disputes.policies import Confirmation
from linli.people.models import Unit

COURT_SAYS = (Confirmation.TAKEN, Confirmation.NOT_ACCEPTED, Confirmation.GRANTED, Confirmation.REJECTED)


class JointCommittee(models.Model):
    """Another committee that was asked to mediate a dispute together with the one that leads and keeps the file."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="joint_committees")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="joined", db_index=False)
    words = models.CharField(max_length=500)
    """Why it is asked, without names: it is read before anything of the dispute is."""
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    joins = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, default="", db_default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "committee"],
                condition=Q(joins__isnull=True) | Q(joins=True),
                name="disputes_joint_committee_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, joins__isnull=True)
                | Q(answered_at__isnull=False, joins__isnull=False),
                name="disputes_joint_committee_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["committee"],
                name="disputes_joint_committee_asked",
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee_id} in {self.dispute_id}"


class CourtReply(models.Model):
    """What a court sent back by file about an application. The centre looks at it before anything changes."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="replies")
    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    court_code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    """Of the file, which a court uses once."""
    outcome = models.CharField(max_length=14, choices=[(each.value, each.label) for each in COURT_SAYS])
    case_number = models.CharField(max_length=60, default="", db_default="", blank=True)
    words = models.CharField(max_length=2000, default="", db_default="", blank=True)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_taken = models.BooleanField(null=True)
    why_not = models.CharField(max_length=500, default="", db_default="", blank=True)
    told_at = models.DateTimeField(null=True)
    """When a refusal was left for the court."""

    class Meta:
        constraints = [
            one_of("outcome", COURT_SAYS, "disputes_court_reply_outcome_known"),
            models.UniqueConstraint(fields=["court_code", "name"], name="disputes_court_reply_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, is_taken__isnull=True, why_not="")
                | Q(answered_at__isnull=False, is_taken=True, why_not="")
                | Q(answered_at__isnull=False, is_taken=False, why_not__gt=""),
                name="disputes_court_reply_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "received_at"],
                name="disputes_court_reply_waiting",
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
