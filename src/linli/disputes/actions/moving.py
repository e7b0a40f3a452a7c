"""One dispute at a time: checked, moved, recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.calendars.policies import Limit, due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes.access import state_against
from linli.disputes.errors import NotNow, SideUnknown, WordsMissing
from linli.disputes.events import DisputeEvent
from linli.disputes.models import Dispute, Party
from linli.disputes.policies import ENDED, LIMITED, Status, Verb, may_move
from linli.disputes.rules import DisputeLimits
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.rulebook.queries import in_force

LONGEST_NOTE = 2000


def check(dispute: Dispute, verb: Verb) -> None:
    """Raises NotNow, NotAtCourt."""
    if refusal := state_against(dispute, verb):
        raise refusal


def said(words: str) -> str:
    """Raises WordsMissing."""
    if not words.strip():
        raise WordsMissing
    return words.strip()[:LONGEST_NOTE]


def told(dispute: Dispute) -> dict[str, Any]:
    """Return what every event says of its dispute, and whom it concerns. One query for the sides."""
    records = tuple(dispute.parties.order_by("place").values_list("record_id", flat=True))
    return {
        "number": dispute.number,
        "centre": dispute.centre_id,
        "records": records,
        "accounts": tuple(dispute.account_ids),
    }


def happened(
    kind: type[DisputeEvent],
    dispute: Dispute,
    /,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    to: Status | None = None,
    changes: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Entry:
    """Record an event, with the state it leads to. Raises NotNow, ChangedMeanwhile."""
    columns: dict[str, Any] = {"changed_at": aware(now), **(changes or {})}
    if to is not None and to != dispute.status:
        if not may_move(Status(dispute.status), to):
            raise NotNow(state=Status(dispute.status).label)
        columns["status"] = to.value
        if to not in LIMITED:
            columns["due_at"] = None
        columns["ended_at"] = aware(now) if to in ENDED else None
    event = kind(**told(dispute), **facts)
    return record(event, subject=dispute, by=by, now=now, note=note, changes=columns)


def limits(now: datetime) -> DisputeLimits:
    return in_force(DisputeLimits, city_day(now)).value


def due(now: datetime, limit: Limit) -> datetime:
    return due_at(now, limit, working_calendar())


def side_of(dispute: Dispute, party: int) -> Party:
    """Raises SideUnknown."""
    row = dispute.parties.filter(pk=party).first()
    if row is None:
        raise SideUnknown
    return row
