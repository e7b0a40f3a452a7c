from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet

from linli.files import disk
from linli.files.errors import AttachmentNotFound
from linli.files.models import Attachment, StoredFile
from linli.files.policies import PICTURES


def attachments_of(subject_kind: str, subject_id: int) -> QuerySet[Attachment]:
    """Return a subject's attachments with their stored files, oldest first. One query."""
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return rows.select_related("stored").order_by("pk")


def attachments_of_many(subject_kind: str, subject_ids: Collection[int]) -> dict[int, list[Attachment]]:
    """Return the attachments of many subjects, for a list. One query."""
    result: dict[int, list[Attachment]] = {number: [] for number in subject_ids}
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
    for row in rows.select_related("stored").order_by("pk"):
        result[row.subject_id].append(row)
    return result


def has_attachments(subject_kind: str, subject_id: int, *, purposes: Collection[str]) -> bool:
    """Say whether anything is attached for one of the purposes. One query."""
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return rows.filter(purpose__in=purposes).exists()


@dataclass(frozen=True, slots=True)
class Download:
    """A file that may be handed out."""

    path: Path
    name: str
    media_type: str
    size: int
    sha256: str
    is_picture: bool
    """Pictures were drawn anew and may be shown in the page; anything else is a download."""


def download(attachment_id: int, *, may_see: Callable[[Attachment], bool]) -> Download:
    """Return what to hand out. The app that owns the subject answers `may_see`. One query.

    Raises AttachmentNotFound, also when the person may not see it: nobody learns what exists.
    """
    row = Attachment.objects.select_related("stored").filter(pk=attachment_id).first()
    if row is None or not may_see(row):
        raise AttachmentNotFound
    return download_of(row.stored, row.name)


def download_of(stored: StoredFile, name: str) -> Download:
    """Return what to hand out of a content, for callers that know who may have it. Raises AttachmentNotFound."""
    path = disk.place_of(stored.sha256)
    if not path.is_file():
        raise AttachmentNotFound
    return Download(path, name, stored.media_type, stored.size, stored.sha256, stored.type in PICTURES)


def damaged() -> Iterator[str]:
    """Yield the digest of each content that is missing on disk or no longer what it was. Reads every byte."""
    for sha256 in StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).iterator():
        path = disk.place_of(sha256)
        if not path.is_file() or disk.digest_of(path) != sha256:
            yield sha256
