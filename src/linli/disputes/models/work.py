from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.disputes.models.dispute import Dispute
from linli.disputes.models.people import Party
from linli.disputes.policies import Answer, SessionManner, SessionResult, SessionStatus

LONGEST = 4000


class Investigation(models.Model):
    """What one person was asked and answered."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="investigations")
    asked = models.CharField(max_length=60)
    """Who was asked, as a side or in words: 甲方, 邻居."""
    relation = models.CharField(max_length=60, default="", db_default="", blank=True)
    place = models.CharField(max_length=120)
    at = models.DateTimeField()
    words = models.TextField()
    """Questions and answers, one a line: 问：… 答：…"""
    is_read_back = models.BooleanField()
    """It was read to the person asked, who found it right."""
    by_account = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["dispute", "at"], name="disputes_investigation_order")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.at:%Y-%m-%d}"


class Session(models.Model):
    """One sitting of a mediation: planned, then held and recorded."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="sessions", db_index=False)
    lead_account = models.BigIntegerField()
    """In whose calendar it stands."""
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    manner = models.CharField(max_length=14, choices=SessionManner.choices)
    place = models.CharField(max_length=120, default="", db_default="", blank=True)
    link = models.CharField(max_length=300, default="", db_default="", blank=True)
    is_public = models.BooleanField(default=False, db_default=False)
    invited = models.CharField(max_length=300, default="", db_default="", blank=True)
    """Relatives, neighbours, experts whom the sides agreed to ask (art. 20), in words."""
    status = models.CharField(max_length=10, choices=SessionStatus.choices, default=SessionStatus.PLANNED)
    statements = models.TextField(default="", db_default="", blank=True)
    """What each side said, one a line."""
    facts = models.TextField(default="", db_default="", blank=True)
    proposals = models.TextField(default="", db_default="", blank=True)
    result = models.CharField(
        max_length=8, choices=SessionResult.choices, default="", db_default="", blank=True
    )
    why_failed = models.CharField(max_length=1000, default="", db_default="", blank=True)
    routes_told = models.BooleanField(default=False, db_default=False)
    rights_told = models.BooleanField(default=False, db_default=False)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("manner", SessionManner, "disputes_session_manner_known"),
            one_of("status", SessionStatus, "disputes_session_status_known"),
            one_of("result", SessionResult, "disputes_session_result_known", blank=True),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="disputes_session_times_in_order"
            ),
            models.CheckConstraint(
                condition=(Q(status=SessionStatus.HELD) & Q(result__gt="", recorded_at__isnull=False))
                | (~Q(status=SessionStatus.HELD) & Q(result="", recorded_at__isnull=True)),
                name="disputes_session_held_with_result",
            ),
        ]
        indexes = [
            models.Index(fields=["dispute", "begins_at"], name="disputes_session_order"),
            models.Index(fields=["lead_account", "begins_at"], name="disputes_session_calendar"),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.begins_at:%Y-%m-%d %H:%M}"


class Attendance(models.Model):
    """That a side was invited to a session, and whether it came."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="attendances")
    came = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "party"], name="disputes_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} at {self.session_id}"


class Proposal(models.Model):
    """How somebody would settle it, and what the others answered."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="proposals")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="proposals")
    """NULL: the mediator's."""
    counters = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="countered_by")
    words = models.CharField(max_length=2000)
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True)
    agreed_by = ArrayField(models.BigIntegerField(), default=list)
    """Sides (their rows) that agreed so far."""

    class Meta:
        constraints = [
            one_of("answer", Answer, "disputes_proposal_answer_known"),
            models.CheckConstraint(
                condition=Q(answer=Answer.OPEN, answered_at__isnull=True)
                | (~Q(answer=Answer.OPEN) & Q(answered_at__isnull=False)),
                name="disputes_proposal_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="disputes_proposal_amount_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:40]


class Visit(models.Model):
    """A follow-up visit after an agreement."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="visits")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    words = models.CharField(max_length=2000)
    """How it is kept and what the side says."""
    is_satisfied = models.BooleanField(null=True)
    """NULL: was not asked or did not say."""
    remaining = models.CharField(max_length=1000, default="", db_default="", blank=True)
    """What may still break out, and what is done about it."""
    by_account = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["dispute", "at"], name="disputes_visit_order")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.at:%Y-%m-%d}"
