from __future__ import annotations

from django.db import models


class Subject(models.Model):
    """A row about which entries are kept. It carries the head of its own chain.

    Writing an entry moves the head, and only if nobody moved it since the row was read: the chain is also the
    row's lock against lost updates, and a missing last entry shows.
    """

    chain_length = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.BinaryField(default=b"", editable=False)

    class Meta:
        abstract = True


class Entry(models.Model):
    """One thing that happened to one subject. Never changed, never deleted."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    position = models.PositiveIntegerField()
    """1 for a subject's first entry, then without gaps."""
    event = models.CharField(max_length=60)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_account = models.BigIntegerField(null=True)
    by_unit = models.BigIntegerField(null=True)
    by_role = models.CharField(max_length=30, default="", db_default="")
    facts = models.JSONField()
    note = models.TextField(null=True)  # noqa: DJ001 — null: erased; empty: none was given
    """Free words. They may name people, so they can be erased; the chain holds their digest."""
    note_digest = models.BinaryField(default=b"")
    suite = models.CharField(max_length=13)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "position"], name="journal_entry_one_at_each_position"
            ),
        ]
        indexes = [models.Index(fields=["event", "at"], name="journal_entry_event_at")]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id}#{self.position} {self.event}"
