from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.db import models


class Subject(models.Model):
    """A row about which entries are kept. It carries the head of its own chain.

    Writing an entry moves the head, and only if nobody moved it since the row was read: the chain is also the
    row's lock against lost updates, and a missing last entry shows.
    """

    is_born_silent: ClassVar[bool] = False
    """Whether its row may stand before anything has happened to it; otherwise a row without entries is a break."""

    chain_length = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.BinaryField(default=b"", editable=False)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802 — Django's name
        """Return the label of a choice, in the reader's language: what every `get_…_display` answers.

        Django's own translates all choices of the field, for each row of a list.
        """
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, "" if value is None else value))


@cache
def _labels(field: models.Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)


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


class Seal(models.Model):
    """A range of entries that nothing can be taken out of any more. Never changed, never deleted.

    The chains show what is wrong with a subject that is there; only a seal shows that a subject went with all its
    entries. Each begins where the one before ended and covers its digest.
    """

    number = models.PositiveIntegerField(primary_key=True)
    """1 for the first seal, then without gaps."""
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    """Both ends included. Numbers between them that no entry has were given to writings that were undone."""
    entries = models.PositiveIntegerField()
    content = models.BinaryField()
    """SHA-256 over the digests of the entries, in order of their numbers."""
    sealed_at = models.DateTimeField()
    suite = models.CharField(max_length=13)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first_entry"], name="journal_seal_one_from_each_entry"),
            models.CheckConstraint(
                condition=models.Q(first_entry__lte=models.F("last_entry"), entries__gt=0),
                name="journal_seal_covers_something",
            ),
        ]

    def __str__(self) -> str:
        return f"journal.seal:{self.number}"
