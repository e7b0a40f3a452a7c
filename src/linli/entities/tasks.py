from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.core.actor import Actor, ActorKind
from linli.core.apart import apart
from linli.core.errors import Refusal
from linli.entities.actions.refreshing import give_up, read_sheet, tell_progress
from linli.entities.models import Edition
from linli.entities.policies import EditionStatus
from linli.files.parking import parked, unpark
from linli.journal.errors import ChangedMeanwhile


@app.task(name="entities.read_sheet", lock="entities.read_sheet")
def read(edition: int, handle: str, unit: int | None, role: str) -> None:
    """Read a sheet that was brought on the page, one at a time. Done again after a crash, it begins anew."""
    row = Edition.objects.get(pk=edition)
    if row.status != EditionStatus.READING:
        unpark(handle)
        return
    kind = ActorKind.SYSTEM if row.proposed_by is None else ActorKind.ACCOUNT
    by, now = Actor(kind, row.proposed_by, unit, role), datetime.now(UTC)
    try:
        with apart(lambda done, of: tell_progress(edition, done, of)) as progress:
            read_sheet(parked(handle), edition=row, by=by, now=now, progress=progress)
    except ChangedMeanwhile:
        pass  # it was discarded while it was read
    except Refusal as why:
        with suppress(ChangedMeanwhile):
            give_up(edition=row, why=why, by=by, now=now)
    unpark(handle)
