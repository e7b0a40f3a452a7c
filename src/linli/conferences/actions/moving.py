"""One conference at a time: checked, moved, recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.calendars.policies import Limit, due_at
from linli.calendars.queries import working_calendar
from linli.conferences.errors import NotNow, SeatUnclear, StepNotOffered, WordsMissing
from linli.conferences.events import ConferenceEvent
from linli.conferences.models import Conference, Seat
from linli.conferences.policies import VERBS, Kind, Status, Verb
from linli.conferences.rules import Climb, StepRule
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.disputes.models import Dispute
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.rulebook.queries import InForce, edition_named, in_force

LONGEST = 2000


def said(words: str, most: int = LONGEST) -> str:
    """Raises WordsMissing."""
    if not words.strip():
        raise WordsMissing
    return words.strip()[:most]


def check(conference: Conference, verb: Verb) -> None:
    """Raises NotNow."""
    status = Status(conference.status)
    if status not in VERBS[verb].from_statuses:
        raise NotNow(state=status.label)


def climb(now: datetime) -> InForce[Climb]:
    return in_force(Climb, city_day(now))


def step_of(rule: Climb, kind: str) -> StepRule:
    """Raises StepNotOffered."""
    found = rule.by_kind.get(Kind(kind))
    if found is None:
        raise StepNotOffered(step=Kind(kind).label)
    return found


def step_rule(conference: Conference) -> StepRule:
    """Return the rule by which it is held: that of its own edition, whatever changed since."""
    return step_of(edition_named(Climb, conference.edition).value, conference.kind)


def due(now: datetime, limit: Limit) -> datetime:
    return due_at(now, limit, working_calendar())


def told(conference: Conference, dispute: Dispute) -> dict[str, Any]:
    """Return what every event says, and whom it concerns. One query for the sides."""
    return {
        "dispute": dispute.number,
        "kind": conference.kind,
        "convener": conference.unit_id,
        "asker": conference.asked_by_id,
        "records": tuple(dispute.parties.order_by("place").values_list("record_id", flat=True)),
        "members": tuple(conference.account_ids),
    }


def happened(
    kind: type[ConferenceEvent],
    conference: Conference,
    /,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Entry:
    """Record an event with the columns it changes. Raises ChangedMeanwhile."""
    event = kind(**told(conference, conference.dispute), **facts)
    return record(event, subject=conference, by=by, now=now, note=note, changes=dict(changes or {}))


def seat_of(conference: Conference, number: int) -> Seat:
    """Return a seat that is not released. Raises SeatUnclear."""
    rows = conference.seats.select_related("account", "villager", "unit")
    row = rows.filter(pk=number, released_at=None).first()
    if row is None:
        raise SeatUnclear
    return row
