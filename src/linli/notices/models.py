from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.notices.policies import LONGEST_SUBJECT, Channel, State

RECIPIENTS = ("requester", "unit", "account")


class Notice(models.Model):
    """One message to one recipient about one event. The row is the job: waiting rows are what is to be sent.

    It holds no personal data: who a requester is, the vault knows.
    """

    token = models.UUIDField(default=uuid4, editable=False)
    """Goes with every attempt, so that a gateway can tell a repetition."""
    message = models.UUIDField(null=True, editable=False)
    """The message it goes out in, once a worker has put one together: what is sent again is the very same."""
    event = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    position = models.PositiveIntegerField()
    """The journal entry that caused it."""
    audience = models.CharField(max_length=30)
    recipient_kind = models.CharField(max_length=10)
    recipient_id = models.BigIntegerField()
    """Number of the vault record, the unit or the account."""
    channel = models.CharField(max_length=10, choices=Channel.choices)
    heading = models.CharField(max_length=LONGEST_SUBJECT * 2, default="", db_default="")
    text = models.TextField()
    edition = models.BigIntegerField()
    """Edition of the rulebook that sent it."""
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices)
    next_attempt_at = models.DateTimeField(null=True)
    """Set exactly while it waits. A worker that takes it moves this ahead, and so nobody else takes it meanwhile."""
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    finished_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "subject_id",
                    "position",
                    "subject_kind",
                    "recipient_kind",
                    "recipient_id",
                    "channel",
                ],
                name="notices_notice_one_for_each_event",
            ),
            one_of("channel", Channel, "notices_notice_channel_known"),
            one_of("recipient_kind", RECIPIENTS, "notices_notice_recipient_known"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, next_attempt_at__isnull=False, finished_at__isnull=True)
                | Q(
                    state__in=[State.SENT, State.FAILED, State.DROPPED],
                    next_attempt_at__isnull=True,
                    finished_at__isnull=False,
                ),
                name="notices_notice_waits_or_is_finished",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="notices_notice_read_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_attempt_at"],
                name="notices_notice_waiting",
                condition=Q(next_attempt_at__isnull=False),
            ),
            models.Index(
                fields=["recipient_kind", "recipient_id", "-id"],
                name="notices_notice_inbox",
                condition=Q(channel="in_app"),
            ),
            models.Index(
                fields=["recipient_kind", "recipient_id"],
                name="notices_notice_unread",
                condition=Q(channel="in_app", read_at__isnull=True),
            ),
            models.Index(fields=["created_at"], name="notices_notice_created_at"),
            models.Index(
                fields=["channel", "recipient_kind", "recipient_id"],
                name="notices_notice_waiting_for",
                condition=Q(next_attempt_at__isnull=False),
            ),
            models.Index(
                fields=["state", "-id"],
                name="notices_notice_in_trouble",
                condition=Q(state__in=["failed", "dropped"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient_kind} {self.recipient_id} by {self.channel}"


class Attempt(models.Model):
    """One attempt to send one notice, and what came of it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    detail = models.CharField(max_length=100, default="", db_default="")
    """Status or reason from the other side; never an address."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["delivered", "retry", "refused", "again"]),
                name="notices_attempt_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt for notice {self.notice_id}: {self.outcome}"


class Address(models.Model):
    """Where a unit takes its messages, or the vault record that holds an account's number."""

    recipient_kind = models.CharField(max_length=10)
    recipient_id = models.BigIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=300, default="", db_default="")
    """Mailbox or web address of a unit. A person's number is never here."""
    record = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_kind", "recipient_id", "channel"],
                name="notices_address_one_for_each_channel",
            ),
            models.CheckConstraint(
                condition=Q(recipient_kind="unit", record__isnull=True) & ~Q(address="")
                | Q(recipient_kind="account", record__isnull=False, address=""),
                name="notices_address_of_people_is_in_the_vault",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.recipient_kind} {self.recipient_id}"
