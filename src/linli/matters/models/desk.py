"""What one person's desk remembers of a matter: words begun, and that they have it open."""

from __future__ import annotations

from django.db import models

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.matters.models.matter import Matter
from linli.matters.policies import Verb


class Draft(models.Model):
    """Words that one account has begun for one step of a matter. Sealed: they may name somebody."""

    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="drafts", db_index=False)
    verb = models.CharField(max_length=20, choices=Verb)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "account", "verb"], name="matters_draft_one_for_each_step"
            ),
            one_of("verb", Verb, "matters_draft_verb_is_known"),
        ]
        indexes = [models.Index(fields=["changed_at"], name="matters_draft_by_age")]

    def __str__(self) -> str:
        return f"draft for {self.verb} of {self.matter_id}"


class Look(models.Model):
    """That an account has a matter open just now. Overwritten while it lasts and erased within the day: no history."""

    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()
    is_writing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "account"], name="matters_look_one_for_each_account")
        ]
        indexes = [models.Index(fields=["seen_at"], name="matters_look_by_age")]

    def __str__(self) -> str:
        return f"look at {self.matter_id}"


class DossierCopy(Subject):
    """One dossier that was made of a matter: who holds a copy of which bytes."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    made_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    """SHA-256 of what it was made from."""

    def __str__(self) -> str:
        return f"dossier of {self.matter_id}"
