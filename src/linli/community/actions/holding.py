"""Taking hold of a whistle: whoever changes it or a call of it waits for the others, so haste is never refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from linli.calendars.policies import Limit, due_at
from linli.calendars.queries import working_calendar
from linli.community.errors import NeedsWords, StepNotPossible
from linli.community.events import WhistleAnswered, WhistleClosed, WhistleReopened
from linli.community.models import Call, Whistle
from linli.community.policies.rules import UrgencyLimits, Whistles
from linli.community.policies.whistles import (
    CALL_VERBS,
    WHISTLE_VERBS,
    CallStatus,
    CallVerb,
    Urgency,
    WhistleStatus,
    WhistleVerb,
    next_due,
    standing_of,
)
from linli.core.actor import Actor
from linli.core.errors import Sentence
from linli.journal.actions import record
from linli.journal.events import Event
from linli.journal.models import Subject
from linli.rulebook.queries import edition_named


def hold(whistle: Whistle) -> Whistle:
    """Return the whistle as it is now, locked until the transaction ends."""
    return Whistle.objects.select_for_update(of=("self",)).get(pk=whistle.pk)


def hold_call(call: Call, verb: CallVerb) -> tuple[Whistle, Call]:
    """Lock the whistle and return both as they are now. Raises StepNotPossible."""
    whistle = hold(Whistle(pk=call.whistle_id))
    fresh = Call.objects.select_related("unit").get(pk=call.pk)
    fresh.whistle = whistle
    check_state(verb, whistle, fresh)
    return whistle, fresh


def check_state(verb: WhistleVerb | CallVerb, whistle: Whistle, call: Call | None = None) -> None:
    """Raises StepNotPossible."""
    if isinstance(verb, CallVerb) and call is not None:
        status, rule = CallStatus(call.status), CALL_VERBS[verb]
        if status in rule.start:
            return
        raise StepNotPossible(verb=verb.label, status=status.label)
    assert isinstance(verb, WhistleVerb)
    if whistle.status not in WHISTLE_VERBS[verb].start:
        raise StepNotPossible(verb=verb.label, status=WhistleStatus(whistle.status).label)


def rules_of(whistle: Whistle) -> Whistles:
    """Return the rule the whistle was blown under."""
    return edition_named(Whistles, whistle.edition).value


def limits_of(whistle: Whistle) -> UrgencyLimits:
    return rules_of(whistle).limits[Urgency(whistle.urgency)]


def due(start: datetime, limit: Limit) -> datetime:
    return due_at(start, limit, working_calendar())


def words(text: str, what: Sentence) -> str:
    """Raises NeedsWords."""
    if not text.strip():
        raise NeedsWords(what=what)
    return text.strip()


def write_call(
    event: Event, *, whistle: Whistle, call: Call, by: Actor, now: datetime, note: str = "", **columns: Any
) -> None:
    """Change a call of a held whistle, write it down, and let the whistle follow."""
    Call.objects.filter(pk=call.pk).update(**columns)
    for name, value in columns.items():
        setattr(call, name, value)
    follow(event, whistle=whistle, by=by, now=now, note=note)


def follow(event: Event, *, whistle: Whistle, by: Actor, now: datetime, note: str = "", **more: Any) -> None:
    """Write an event down, with the clock and state that follow from the whistle's calls."""
    standings = [call.standing for call in Call.objects.filter(whistle=whistle)]
    record(
        event,
        subject=whistle,
        by=by,
        now=now,
        note=note,
        changes={**more, "next_due_at": next_due(standings)},
    )
    old, status = WhistleStatus(whistle.status), standing_of(standings)
    if status is old:
        return
    facts = {"number": whistle.pk, "community": whistle.unit_id}
    changes: dict[str, Any] = {"status": status}
    told: Event = WhistleReopened(**facts)
    if status is WhistleStatus.ANSWERED:
        told, changes["answered_at"] = WhistleAnswered(**facts), now
    elif status is WhistleStatus.CLOSED:
        told, changes["closed_at"] = WhistleClosed(**facts, is_rated=True), now
    record(told, subject=whistle, by=by, now=now, changes=changes)


def take_number(model: type[Subject]) -> int:
    """Return the number of the next row, so that its first event can say it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        (number,) = cursor.fetchone()
    return int(number)
