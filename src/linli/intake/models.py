from __future__ import annotations

from django.db import models
from django.db.models import Q


class Submission(models.Model):
    """One sending of a report by one sender. The same key sent twice makes one matter."""

    source = models.CharField(max_length=60)
    """Who keeps the keys apart: an API key, an account, a browser session, a file."""
    key = models.CharField(max_length=100)
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="submissions")
    received_at = models.DateTimeField()
    content_digest = models.BinaryField()
    """SHA-256 of what was sent, so that a key used for something else is noticed."""
    pin_digest = models.BinaryField(default=b"")
    """Keyed digest of the number on the receipt, with which an anonymous requester asks about the matter."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="intake_submission_once")]

    def __str__(self) -> str:
        return f"{self.source}/{self.key}"


class WrongAnswer(models.Model):
    """A failed attempt to ask about a matter; too many of them close the door for a while."""

    code = models.CharField(max_length=22)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "at"], name="intake_wrong_answer_recent")]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="intake_wrong_answer_names_a_code")]

    def __str__(self) -> str:
        return self.code
