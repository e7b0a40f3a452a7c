from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.files import disk
from linli.files.content import Size, check_unpacked, redraw, type_of
from linli.files.errors import FileTooLarge, TooManyFiles, TypeNotAccepted
from linli.files.models import Attachment, StoredFile
from linli.files.policies import DRAWN_AS, PICTURES, AcceptedFiles, FileRetention, FileType, clean_name
from linli.rulebook.queries import in_force

GRACE = timedelta(days=1)
"""How long a content may lie without an attachment: somebody may still be writing the matter it belongs to."""
BATCH = 500


def store(stream: IO[bytes], *, name: str, by: Actor, now: datetime) -> StoredFile:
    """Check what comes in and keep it once. The file is safely on disk before the row exists.

    The type is told by content; pictures are drawn anew, without position data. `name` decides nothing.
    Raises FileTooLarge (without reading on), FileEmpty, TypeNotAccepted, FileDamaged, UnpacksTooLarge.
    """
    rule = in_force(AcceptedFiles, on=city_day(now)).value
    with disk.draft() as received, disk.draft() as drawn:
        disk.receive(stream, received, min(settings.LINLI.max_upload_bytes, rule.largest))
        file_type = _accepted_type(received, rule)
        size = _draw(received, drawn, file_type, rule) if file_type in PICTURES else None
        return _keep(drawn if size else received, DRAWN_AS.get(file_type, file_type), size, aware(now))


def _accepted_type(path: Path, rule: AcceptedFiles) -> FileType:
    file_type = type_of(path)
    if file_type is None or file_type not in rule.most_bytes:
        raise TypeNotAccepted(accepted=rule.names())
    most = rule.most_bytes[file_type]
    if path.stat().st_size > most:
        raise FileTooLarge(most_mb=most // 1_000_000)
    if file_type in (FileType.DOCX, FileType.XLSX):
        check_unpacked(path, rule.most_unpacked_bytes)
    return file_type


def _draw(source: Path, target: Path, file_type: FileType, rule: AcceptedFiles) -> Size:
    with target.open("wb") as stream:
        return redraw(source, stream, file_type, rule)


@transaction.atomic
def _keep(path: Path, file_type: FileType, size: Size | None, now: datetime) -> StoredFile:
    sha256, length = disk.digest_of(path), path.stat().st_size
    _lock(sha256)
    disk.move_in(path, sha256)
    row = {"size": length, "media_type": file_type.value, "stored_at": now}
    picture = {"width": size.width, "height": size.height} if size else {}
    kept, _ = StoredFile.objects.update_or_create(
        sha256=sha256, defaults={"stored_at": now}, create_defaults=row | picture
    )
    return kept


def _lock(sha256: str) -> None:
    """Until this transaction ends, nobody else stores or sweeps this content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_number(sha256)])


def _lock_number(sha256: str) -> int:
    digest = hashlib.sha256(f"linli.files.{sha256}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def attach(
    stored: StoredFile,
    subject_kind: str,
    subject_id: int,
    purpose: str,
    *,
    name: str,
    by: Actor,
    now: datetime,
) -> Attachment:
    """Let a stored file belong to a subject. Two statements. Raises PurposeUnknown, TooManyFiles."""
    attachment = prepare(stored, subject_kind, subject_id, purpose, name=name, by=by, now=now)
    most = in_force(AcceptedFiles, on=city_day(now)).value.most_for_subject
    if Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id).count() >= most:
        raise TooManyFiles(most=most)
    attachment.save(force_insert=True)
    return attachment


def prepare(
    stored: StoredFile,
    subject_kind: str,
    subject_id: int,
    purpose: str,
    *,
    name: str,
    by: Actor,
    now: datetime,
) -> Attachment:
    """Return the attachment unsaved, for callers that insert in their own batch. Raises PurposeUnknown."""
    now = aware(now)
    return Attachment(
        stored=stored,
        subject_kind=subject_kind,
        subject_id=subject_id,
        purpose=purpose,
        name=clean_name(name, stored.type),
        added_at=now,
        by_kind=by.kind.value,
        by_account=by.account,
        by_unit=by.unit,
        kept_from=now,
        erase_at=in_force(FileRetention, on=city_day(now)).value.erase_at(purpose, now),
    )


def keep_from(subject_kind: str, subject_id: int, *, now: datetime) -> None:
    """Let the lengths of keeping count from `now`: the subject is finished."""
    rule = in_force(FileRetention, on=city_day(now)).value
    rows = list(Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id))
    for row in rows:
        row.kept_from = aware(now)
        row.erase_at = rule.erase_at(row.purpose, row.kept_from)
    Attachment.objects.bulk_update(rows, ["kept_from", "erase_at"], batch_size=BATCH)


def hold(subject_kind: str, subject_id: int, *, now: datetime) -> None:
    """Forbid erasing a subject's files, for a court or an audit."""
    Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id).update(held_at=aware(now))


def release(subject_kind: str, subject_id: int) -> None:
    Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id).update(held_at=None)


def remove(attachment_id: int) -> None:
    """Take an attachment away for good. Twice is once; one on hold stays. The content goes with the next sweep."""
    Attachment.objects.filter(pk=attachment_id, held_at=None).delete()


def sweep(*, now: datetime) -> int:
    """Erase attachments that are due, contents that nobody points to, and what crashes left on disk.

    Returns the number of files removed from disk. May run beside uploads and beside itself.
    """
    now = aware(now)
    Attachment.objects.filter(erase_at__lte=now, held_at=None).delete()
    pointed_at = Attachment.objects.filter(stored=OuterRef("pk"))
    StoredFile.objects.filter(~Exists(pointed_at), stored_at__lt=now - GRACE).delete()
    return _sweep_store() + _sweep_drafts(now)


def _sweep_store() -> int:
    removed, batch = 0, []
    for path in disk.stored():
        batch.append(path)
        if len(batch) == BATCH:
            removed += _sweep_orphans(batch)
            batch = []
    return removed + _sweep_orphans(batch)


def _sweep_orphans(paths: list[Path]) -> int:
    known = set(
        StoredFile.objects.filter(sha256__in=[path.name for path in paths]).values_list("sha256", flat=True)
    )
    return sum(_remove_orphan(path) for path in paths if path.name not in known)


@transaction.atomic
def _remove_orphan(path: Path) -> bool:
    """Remove a file without a row, unless somebody is storing the same content at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_number(path.name)])
        (is_free,) = cursor.fetchone()
    if not is_free or StoredFile.objects.filter(sha256=path.name).exists():
        return False
    path.unlink(missing_ok=True)
    return True


def _sweep_drafts(now: datetime) -> int:
    before, removed = (now - GRACE).timestamp(), 0
    for path in disk.drafts():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
