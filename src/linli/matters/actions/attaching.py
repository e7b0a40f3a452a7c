"""Pictures and papers that belong to a matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction

from linli.core.actor import Actor
from linli.files.actions import attach, store
from linli.files.waiting import Waiting
from linli.journal.actions import record
from linli.matters import events
from linli.matters.models import Matter

SUBJECT = "matters.matter"


@dataclass(frozen=True)
class Upload:
    """A file as it was sent. Its name decides nothing."""

    stream: IO[bytes]
    name: str


@transaction.atomic
def add_files(*, matter: Matter, files: Sequence[Upload], purpose: str, by: Actor, now: datetime) -> None:
    """Keep files with a matter and note it; all of them or none. Raises what `store` and `attach` raise."""
    keep_files(matter=matter, files=files, purpose=purpose, by=by, now=now)
    status = matter.status
    event = events.FilesAdded(
        code=matter.code,
        old=status,
        new=status,
        requester=matter.requester_id,
        unit=matter.lead_unit_id,
        count=len(files),
        purpose=purpose,
    )
    record(event, subject=matter, by=by, now=now)


@transaction.atomic
def keep_files(
    *, matter: Matter, files: Sequence[Upload | Waiting], purpose: str, by: Actor, now: datetime
) -> None:
    """Keep files that came with a report, or shortly before it: its own entry speaks for them."""
    keep_with(SUBJECT, matter.pk, files, purpose=purpose, by=by, now=now)


@transaction.atomic
def keep_with(
    kind: str, number: int, files: Sequence[Upload | Waiting], *, purpose: str, by: Actor, now: datetime
) -> None:
    """Keep files with any subject; all of them or none. Raises what `store` and `attach` raise."""
    for file in files:
        stored = (
            file.stored if isinstance(file, Waiting) else store(file.stream, name=file.name, by=by, now=now)
        )
        attach(stored, kind, number, purpose, name=file.name, by=by, now=now)
