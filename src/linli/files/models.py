from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.files.policies import LONGEST_NAME, FileType


class StoredFile(models.Model):
    """One content on disk, however many attachments point to it."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    """Bytes as stored; a picture was larger when it came in."""
    media_type = models.CharField(max_length=100, choices=FileType.choices)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    stored_at = models.DateTimeField()
    """When this content last came in."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="files_storedfile_one_for_each_content"),
            models.CheckConstraint(
                condition=Q(width__isnull=True, height__isnull=True)
                | Q(width__isnull=False, height__isnull=False),
                name="files_storedfile_width_and_height",
            ),
        ]
        indexes = [models.Index(fields=["stored_at"], name="files_storedfile_stored_at")]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"

    @property
    def type(self) -> FileType:
        return FileType(self.media_type)


class Attachment(models.Model):
    """A stored file that belongs to one subject for one purpose."""

    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    purpose = models.CharField(max_length=30)
    name = models.CharField(max_length=LONGEST_NAME)
    added_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_account = models.BigIntegerField(null=True)
    by_unit = models.BigIntegerField(null=True)
    kept_from = models.DateTimeField()
    """The length of keeping counts from here: the adding, later the end of the matter."""
    erase_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    """Since when a legal hold forbids erasing."""

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="files_attachment_of_subject"),
            models.Index(
                fields=["erase_at"], name="files_attachment_erase_at", condition=Q(held_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.subject_kind} {self.subject_id}"
