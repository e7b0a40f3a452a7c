from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.core.actor import Actor
from linli.rulebook.packs.errors import PackFaulty
from linli.rulebook.packs.parts import Change, Pack, Progress, check_pack, parts


def _quiet(part: str, done: int, total: int) -> None:
    pass


@transaction.atomic
def load_pack(pack: Pack, *, by: Actor, now: datetime, progress: Progress = _quiet) -> list[Change]:
    """Make the city as the pack says, wholly or not at all, and return what was changed.

    The second time nothing is. What the pack does not name is left alone. Raises PackFaulty.
    """
    if faults := check_pack(pack):
        raise PackFaulty(folder=str(pack.root), faults=len(faults))
    return [change for part in parts() for change in part.load(pack, by=by, now=now, progress=progress)]
