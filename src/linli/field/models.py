from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.journal.models import Subject


class Checkpoint(Subject):
    """A place that is looked at again and again: a fire lane, a manhole, a building site."""

    code = models.CharField(max_length=30)
    """What its QR code says."""
    kind = models.CharField(max_length=40)
    """As the city's rule `field.rounds` names it; that says how often, and what to look at."""
    name = models.CharField(max_length=80)
    area_code = models.CharField(max_length=12, db_collation="C")
    grid_code = models.CharField(max_length=16, blank=True, default="", db_collation="C")
    lon = models.FloatField(null=True)
    """Degrees, CGCS2000."""
    lat = models.FloatField(null=True)
    is_active = models.BooleanField(default=True)
    checked_on = models.DateField(null=True)
    """Day of the newest check; None: never."""
    due_on = models.DateField()
    """Day on which it is to be looked at next."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="field_checkpoint_code"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="field_checkpoint_position_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "due_on", "id"],
                name="field_checkpoint_due",
                condition=Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Check(models.Model):
    """One look at a checkpoint: the day and what was found. Who looked stands in the journal alone."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="checks", db_index=False)
    checked_on = models.DateField()
    is_in_order = models.BooleanField()
    is_scanned = models.BooleanField()
    """Whether the code at the place was read."""
    words = models.TextField(blank=True, default="")
    matter = models.ForeignKey("matters.Matter", models.PROTECT, null=True, related_name="+")
    """What was reported from it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_in_order=True) | Q(words__gt=""), name="field_check_fault_has_words"
            ),
            models.CheckConstraint(
                condition=Q(is_in_order=True, matter__isnull=True) | Q(is_in_order=False),
                name="field_check_reports_only_faults",
            ),
        ]
        indexes = [models.Index(fields=["checkpoint", "-checked_on", "-id"], name="field_check_newest")]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.checked_on:%Y-%m-%d}"


class Sending(models.Model):
    """One thing that somebody's device sent and we took. The same key again is answered from here."""

    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    """Chosen by the device when the thing was written."""
    kind = models.CharField(max_length=10)
    content_digest = models.BinaryField()
    """SHA-256 of what was sent, so that a key used for something else is noticed."""
    about = models.CharField(max_length=60, blank=True, default="")
    """What the sender was told it became: a case code, the code of a checkpoint or of a building."""
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="field_sending_once")]
        indexes = [models.Index(fields=["received_at"], name="field_sending_to_forget")]

    def __str__(self) -> str:
        return self.key
