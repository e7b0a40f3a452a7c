"""Pictures and papers that show what was found, done, or seen when somebody looked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.core.actor import Actor
from linli.files.actions import keep_from
from linli.matters.actions.attaching import Upload, keep_with
from linli.supervision.models import Hazard, Listing

EVIDENCE = "evidence"


def keep(row: Listing | Hazard, papers: Sequence[Upload], *, by: Actor, now: datetime) -> None:
    """Keep papers with a problem, inside the step they belong to: its entry says how many. Raises as `store`."""
    keep_with(row._meta.label_lower, row.pk, papers, purpose=EVIDENCE, by=by, now=now)


def count_keeping(row: Listing | Hazard, *, now: datetime) -> None:
    """Let the lengths of keeping count: the problem is solved."""
    keep_from(row._meta.label_lower, row.pk, now=now)
