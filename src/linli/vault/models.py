from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.core.ids import NumberSource
from linli.vault.policies.fields import Basis, PersonalField

NUMBERS = NumberSource("vault_record_block")


class Record(models.Model):
    """What one person gave for one purpose, sealed. Two records never say that they are the same person.

    Its number comes from `NUMBERS`, so that a caller knows it before the row exists.
    """

    id = models.BigIntegerField(primary_key=True)
    purpose = models.CharField(max_length=30)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    notice_version = models.PositiveIntegerField(null=True)
    """Version of the privacy notice that was shown; NULL: none was."""
    is_confidential = models.BooleanField(default=False, db_default=False)
    """A tip-off or accusation: only those who handle it may read, and not even masks are shown."""
    created_at = models.DateTimeField()
    kept_from = models.DateTimeField()
    """Lengths of keeping count from here: the storing, later the end of the purpose."""
    erase_at = models.DateTimeField(null=True)
    """When the first of the fields is due to be erased."""
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=12, default="", db_default="")
    held_at = models.DateTimeField(null=True)
    """Since when a legal hold forbids erasing."""
    hold_reason = models.CharField(max_length=200, default="", db_default="")
    sealed_with = models.PositiveSmallIntegerField()
    """Cipher suite (high byte) and key version (low byte)."""
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_digest = models.BinaryField(null=True)
    citizen_number_sealed = models.BinaryField(null=True)
    citizen_number_digest = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)
    email_sealed = models.BinaryField(null=True)
    open_id_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            one_of("basis", Basis, "vault_record_basis_known"),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, hold_reason="")
                | Q(held_at__isnull=False) & ~Q(hold_reason=""),
                name="vault_record_hold_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_because="")
                | Q(erased_at__isnull=False)
                & ~Q(erased_because="")
                & Q(**{f"{field.value}_sealed__isnull": True for field in PersonalField})
                & Q(phone_digest__isnull=True, citizen_number_digest__isnull=True),
                name="vault_record_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(kept_from__gte=F("created_at")), name="vault_record_kept_after_made"
            ),
        ]
        indexes = [
            models.Index(
                fields=["phone_digest"], name="vault_record_phone", condition=Q(phone_digest__isnull=False)
            ),
            models.Index(
                fields=["citizen_number_digest"],
                name="vault_record_citizen_number",
                condition=Q(citizen_number_digest__isnull=False),
            ),
            models.Index(
                fields=["erase_at"],
                name="vault_record_erase_at",
                condition=Q(erase_at__isnull=False, held_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"vault record {self.pk}"

    def sealed(self, field: PersonalField) -> bytes | None:
        value = getattr(self, f"{field.value}_sealed")
        return None if value is None else bytes(value)

    def fields(self) -> list[PersonalField]:
        """Return the fields that are kept now."""
        return [field for field in PersonalField if getattr(self, f"{field.value}_sealed") is not None]


class Reading(models.Model):
    """One look at one field of one record: who, as what, what for, when. Never changed."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="readings", db_index=False)
    field = models.CharField(max_length=20, choices=PersonalField.choices)
    by_kind = models.CharField(max_length=10)
    by_account = models.BigIntegerField(null=True)
    by_unit = models.BigIntegerField(null=True)
    by_role = models.CharField(max_length=30, default="", db_default="")
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="vault_reading_says_what_for"),
        ]
        indexes = [
            models.Index(fields=["record", "at"], name="vault_reading_of_record"),
            models.Index(fields=["by_account", "at"], name="vault_reading_by_account"),
            models.Index(fields=["at"], name="vault_reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of vault record {self.record_id}"
