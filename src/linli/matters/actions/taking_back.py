"""A slip at the desk, noticed in time: the last step is taken back, and its clocks stand as they stood before."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.core.actor import Actor, ActorKind
from linli.journal.models import Entry
from linli.journal.queries import entries_of
from linli.matters import events
from linli.matters.actions.move import as_one, check, limits_of, move
from linli.matters.clocks import COUNTED
from linli.matters.errors import NothingToTakeBack
from linli.matters.models import Clock, Matter, WorkOrder
from linli.matters.policies import RUNNING_IN, OrderStatus, Status, Step, Verb

STEPS = frozenset({events.MatterAccepted.name, events.MatterDispatched.name})
RECENT = 12
"""Entries looked at: a step and those taken back on top of it are always the newest."""


@as_one
def take_back(*, matter: Matter, by: Actor, now: datetime) -> None:
    """Undo accepting or dispatching. The kind stays as it was chosen. Raises NothingToTakeBack.

    The clocks that the step stopped go on with their old dates, so that nobody gains time by it.
    """
    check(matter, Verb.TAKE_BACK, by)
    step = require_step_to_take_back(matter, by, now)
    old = Status(step.facts["old"])
    going = _set_going(matter, old, since=step.at)
    orders = WorkOrder.objects.filter(matter=matter, issued_at=step.at, ended_at__isnull=True)
    orders.update(status=OrderStatus.CANCELLED, ended_at=now)
    back = {"due_at": None} if old is Status.REGISTERED else {}
    was_first = matter.dispatched_at == step.at and step.event == events.MatterDispatched.name
    first = {"dispatched_at": None} if was_first else {}
    move(
        matter,
        Verb.TAKE_BACK,
        to=old,
        event=events.StepTakenBack,
        by=by,
        now=now,
        facts={"step": step.event},
        changes={"lead_unit_id": None, **back, **first},
        promises=[{"step": each, "did": "goes_on"} for each in going if each in COUNTED],
    )


def _set_going(matter: Matter, old: Status, *, since: datetime) -> list[str]:
    """Let the clocks of the old state go on that stopped with the step, as if it had not been; return their steps."""
    steps = [step.value for step in Step if old in RUNNING_IN[step]]
    stopped = Clock.objects.filter(
        matter=matter, step__in=steps, started_at__lte=since, stopped_at__gte=since
    )
    going = list(stopped.order_by("pk").values_list("step", flat=True))
    stopped.update(stopped_at=None, is_met=False)
    return going


def require_step_to_take_back(matter: Matter, by: Actor, now: datetime) -> Entry:
    """Return the step that may be taken back now. Raises NothingToTakeBack."""
    step = step_to_take_back(matter, by, now)
    if step is None:
        raise NothingToTakeBack(matter=matter.code, minutes=limits_of(now).value.take_back_minutes)
    return step


def step_to_take_back(matter: Matter, by: Actor, now: datetime) -> Entry | None:
    """Return the step that may be taken back now, or None. One query.

    What a rule did in the same moment as one's own step (a dispatch that is certain) goes back with it.
    """
    standing = _standing(list(entries_of(matter).reverse()[:RECENT]))
    if not standing or standing[0].event not in STEPS:
        return None
    last = standing[0]
    since = now - timedelta(minutes=limits_of(now).value.take_back_minutes)
    together = [each for each in standing if each.at == last.at and each.event in STEPS]
    is_own = by.kind is ActorKind.ACCOUNT and any(each.by_account == by.account for each in together)
    return last if is_own and last.at > since else None


def _standing(newest_first: list[Entry]) -> list[Entry]:
    """Return the entries without the steps that were taken back, and without their taking back."""
    standing, taken = [], 0
    for entry in newest_first:
        if entry.event == events.StepTakenBack.name:
            taken += 1
        elif taken and entry.event in STEPS:
            taken -= 1
        else:
            standing.append(entry)
    return standing
