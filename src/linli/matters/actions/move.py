"""The one way a matter moves: check the rule, turn the clocks, write and record, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from linli.catalogue.policies.kinds import Tier
from linli.core.actor import Actor, ActorKind
from linli.core.time import city_day
from linli.journal.actions import record
from linli.matters import clocks
from linli.matters.errors import MoveNotAllowed, NeedsWords, NotTheLeadUnit, UnknownReason
from linli.matters.events import MatterEvent
from linli.matters.models import Clock, Matter, WorkOrder
from linli.matters.policies import VERBS, OrderStatus, Part, Status, Verb
from linli.matters.policies.rules import MatterLimits, MatterReasons
from linli.rulebook.queries import InForce, in_force

MakeEvent = Callable[[Mapping[str, Any], clocks.Plan], MatterEvent]


def check(matter: Matter, verb: Verb, by: Actor) -> None:
    """Raise MoveNotAllowed or NotTheLeadUnit when the verb may not be used on the matter as it is."""
    rule, status = VERBS[verb], Status(matter.status)
    if status not in rule.start:
        raise MoveNotAllowed(matter=matter.code, status=status.label, verb=verb.label)
    if rule.by_unit and by.kind is ActorKind.ACCOUNT and not acts_for(by, matter.lead_unit_id):
        raise NotTheLeadUnit(matter=matter.code, verb=verb.label)


def acts_for(by: Actor, unit: int | None) -> bool:
    """Return whether the actor acted for this unit."""
    return unit is not None and by.unit == unit


def limits_of(now: datetime) -> InForce[MatterLimits]:
    return in_force(MatterLimits, city_day(now))


def require_words(value: str, field: str) -> str:
    if not value.strip():
        raise NeedsWords(field=field)
    return value.strip()


def require_reason(verb: Verb, code: str, now: datetime) -> str:
    """Return the reason's code. Raises UnknownReason when the city's list for the verb has none such."""
    reasons = in_force(MatterReasons, city_day(now)).value
    if code not in {reason.code for reason in getattr(reasons, verb.value)}:
        raise UnknownReason(reason=code)
    return code


@transaction.atomic
def move(
    matter: Matter,
    verb: Verb,
    *,
    to: Status | None,
    event: type[MatterEvent],
    by: Actor,
    now: datetime,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    also: Sequence[models.Model] = (),
    share: Decimal = Decimal(1),
    review: bool = False,
    extension: Any = None,
    dated: bool = False,
) -> clocks.Plan:
    """Move `matter` by `verb` to `to` (None: it stays) and record it.

    `facts` are the event's own fields, `dated` adds the new `due_at` to them. Raises MoveNotAllowed,
    NotTheLeadUnit, ChangedMeanwhile. Four queries at most.
    """
    check(matter, verb, by)
    old, new = Status(matter.status), to or Status(matter.status)
    changed = dict(changes or {})
    unit, tier = changed.get("lead_unit_id", matter.lead_unit_id), Tier(changed.get("tier", matter.tier))
    running = list(Clock.objects.filter(matter=matter, stopped_at__isnull=True))
    turned = clocks.plan(
        matter,
        running,
        to=new,
        now=now,
        limits=limits_of(now),
        unit=unit,
        tier=tier,
        share=share,
        review=review,
    )
    if extension is not None:
        turned = _extended(turned, extension)
    columns = {**changed, "status": new, "next_due_at": turned.next_due_at, "changed_at": now}
    if turned.due_at is not None:
        columns["due_at"] = turned.due_at
    more = {"due_at": turned.due_at} if dated else {}
    happened = event(
        code=matter.code, old=old, new=new, requester=matter.requester_id, unit=unit, **(facts or {}), **more
    )
    if turned.stopped:
        Clock.objects.filter(pk__in=[clock.pk for clock in turned.stopped]).update(stopped_at=now)
    if turned.changed:
        Clock.objects.bulk_update(turned.changed, ["pauses", "extensions", "due_at", "unit_id"])
    record(
        happened, subject=matter, by=by, now=now, note=note, changes=columns, also=[*turned.started, *also]
    )
    return turned


def _extended(plan: clocks.Plan, extension: Any) -> clocks.Plan:
    """Give the resolve clock more time."""
    resolve = [clock for clock in plan.running if clock.step == "resolve"]
    for clock in resolve:
        clocks.extend(clock, extension)
    return clocks.Plan(
        plan.stopped,
        (*plan.changed, *(c for c in resolve if c not in plan.changed)),
        plan.started,
        plan.running,
    )


def end_orders(
    matter: Matter, status: OrderStatus, now: datetime, *, part: Part | None = None, result: str = ""
) -> None:
    """End the open orders of a matter, or those of one part."""
    orders = WorkOrder.objects.filter(matter=matter, ended_at__isnull=True)
    if part:
        orders = orders.filter(part=part)
    orders.update(status=status, ended_at=now, **({"result": result} if result else {}))
