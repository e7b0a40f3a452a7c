"""What follows when days run out. Each is told once, however many sweeps run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.conferences import events
from linli.conferences.actions.moving import happened
from linli.conferences.models import Conference, Task
from linli.conferences.policies import Status
from linli.core.actor import Actor
from linli.core.time import aware, city_day

BATCH = 200


def watch(*, by: Actor, now: datetime) -> int:
    """Let lapse what nobody took on in time, and tell of missed tasks; return how many. Only what is due is read."""
    return _swept(_lapse_batch, by, now) + _swept(_missed_batch, by, now)


def _swept(step: Callable[[Actor, datetime], int], by: Actor, now: datetime) -> int:
    done = 0
    while batch := step(by, now):
        done += batch
    return done


@transaction.atomic
def _lapse_batch(by: Actor, now: datetime) -> int:
    """A step that lapsed may be passed over: nobody waits for those who do not meet."""
    over = (
        Conference.objects.filter(due_at__lte=aware(now)).select_related("dispute").order_by("due_at", "pk")
    )
    rows = list(over.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for row in rows:
        changes = {"status": Status.LAPSED.value, "due_at": None, "ended_at": aware(now)}
        happened(events.ConferenceLapsed, row, by=by, now=now, changes=changes, state=row.status)
    return len(rows)


@transaction.atomic
def _missed_batch(by: Actor, now: datetime) -> int:
    over = Task.objects.filter(done_at=None, missed_at=None, due_on__lt=city_day(now)).order_by(
        "due_on", "pk"
    )
    rows = list(over.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    ids = {each.conference_id for each in rows}
    held = Conference.objects.select_related("dispute").select_for_update(of=("self",)).in_bulk(ids)
    for each in rows:
        Task.objects.filter(pk=each.pk).update(missed_at=aware(now))
        facts: dict[str, Any] = {"task": each.pk, "unit": each.unit_id, "due_on": each.due_on}
        happened(events.TaskMissed, held[each.conference_id], by=by, now=now, **facts)
    return len(rows)
