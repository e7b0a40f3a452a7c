"""The one way a matter moves: hold it, check the rule, turn the clocks, write and record, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.db.models import Case, Value, When

from linli.calendars.policies import Limit
from linli.catalogue.policies.kinds import Tier
from linli.core.actor import Actor, ActorKind
from linli.core.time import city_day
from linli.files.actions import keep_from as keep_files_from
from linli.journal.actions import record
from linli.journal.errors import ChangedMeanwhile
from linli.matters import clocks
from linli.matters.errors import MoveNotAllowed, NeedsWords, NotAssisting, NotTheLeadUnit, UnknownReason
from linli.matters.events import MatterEvent
from linli.matters.models import Clock, Matter, WorkOrder
from linli.matters.policies import ENDED, VERBS, OrderStatus, Part, Status, Verb
from linli.matters.policies.rules import MatterLimits, MatterReasons
from linli.rulebook.queries import InForce, in_force
from linli.vault.actions import keep_from as keep_record_from

P = ParamSpec("P")
R = TypeVar("R")


def as_one(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction that holds its matters. Refused, the matters in memory are as they were.

    Whoever comes second waits, and is then told ChangedMeanwhile. Matters are held in order of number, before
    anything else is locked, so that two actions never wait for each other.
    """

    @wraps(action)
    def run(*args: P.args, **given: P.kwargs) -> R:
        matters = [each for each in given.values() if isinstance(each, Matter)]
        before = [dict(vars(each)) for each in matters]
        try:
            with transaction.atomic():
                hold(matters)
                return action(*args, **given)
        except BaseException:
            for matter, was in zip(matters, before, strict=True):
                vars(matter).clear()
                vars(matter).update(was)
            raise

    return run


def hold(matters: Collection[Matter]) -> None:
    """Lock the rows until the transaction ends. Raises ChangedMeanwhile if one is no longer as it was read."""
    numbers = [matter.pk for matter in matters]
    rows = Matter.objects.filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)
    held = dict(rows.values_list("pk", "chain_length"))
    if any(held.get(matter.pk) != matter.chain_length for matter in matters):
        raise ChangedMeanwhile


def check(matter: Matter, verb: Verb, by: Actor) -> None:
    """Raise MoveNotAllowed or NotTheLeadUnit when the verb may not be used on the matter as it is."""
    rule, status = VERBS[verb], Status(matter.status)
    if status not in rule.start:
        raise MoveNotAllowed(matter=matter.code, status=status.label, verb=verb.label)
    if rule.by_unit and by.kind is ActorKind.ACCOUNT and not acts_for(by, matter.lead_unit_id):
        raise NotTheLeadUnit(matter=matter.code, verb=verb.label)


def assisting_order(matter: Matter, by: Actor) -> WorkOrder:
    """Return the open order of the assisting unit that the actor acts for. One query. Raises NotAssisting."""
    order = WorkOrder.objects.filter(matter=matter, part=Part.CO, unit=by.unit, ended_at=None).first()
    if order is None:
        raise NotAssisting(matter=matter.code)
    return order


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
    extension: Limit | None = None,
    dated: bool = False,
    promises: Sequence[clocks.Told] = (),
) -> clocks.Plan:
    """Move `matter` by `verb` to `to` (None: it stays) and record it. Belongs into an action that runs `as_one`.

    `facts` are the event's own fields, `dated` adds the new `due_at` to them, `promises` say
    what the caller itself did to clocks. An end cancels the orders still open
    and starts the lengths of keeping. Raises MoveNotAllowed, NotTheLeadUnit, ChangedMeanwhile. Four queries at
    most, some more for an end.
    """
    check(matter, verb, by)
    old, new = Status(matter.status), to or Status(matter.status)
    changed = dict(changes or {})
    unit, tier = changed.get("lead_unit_id", matter.lead_unit_id), Tier(changed.get("tier", matter.tier))
    kind = changed.get("kind_code", matter.kind_code)
    running = list(Clock.objects.filter(matter=matter, stopped_at__isnull=True))
    turned = clocks.plan(
        matter,
        running,
        to=new,
        now=now,
        limits=limits_of(now),
        unit=unit,
        tier=tier,
        kind=kind,
        share=share,
        review=review,
    )
    if extension is not None:
        turned = _extended(turned, extension)
    columns = {**changed, "status": new, "next_due_at": turned.next_due_at, "changed_at": now}
    if turned.due_at is not None:
        columns["due_at"] = turned.due_at
    more = {"due_at": turned.due_at} if dated else {}
    made = (*turned.started, *(each for each in also if isinstance(each, Clock)))
    happened = event(
        code=matter.code,
        old=old,
        new=new,
        requester=matter.requester_id,
        unit=unit,
        promises=(*promises, *clocks.told(turned.stopped, turned.changed, made)),
        **(facts or {}),
        **more,
    )
    if turned.stopped:
        met = Case(When(pk__in=[clock.pk for clock in turned.met], then=True), default=Value(False))
        Clock.objects.filter(pk__in=[clock.pk for clock in turned.stopped]).update(stopped_at=now, is_met=met)
    if turned.changed:
        Clock.objects.bulk_update(
            turned.changed, ["pauses", "extensions", "due_at", "first_due_at", "unit_id"]
        )
    if new is not old and new in ENDED:
        _settle(matter, now)
    record(
        happened, subject=matter, by=by, now=now, note=note, changes=columns, also=[*turned.started, *also]
    )
    return turned


def _settle(matter: Matter, now: datetime) -> None:
    """Leave no order open behind an end, and let the lengths of keeping count from here."""
    end_orders(matter, OrderStatus.CANCELLED, now)
    keep_files_from(matter._meta.label_lower, matter.pk, now=now)
    if matter.requester_id is not None:
        keep_record_from([matter.requester_id], now=now)


def _extended(plan: clocks.Plan, extension: Limit) -> clocks.Plan:
    """Give the resolve clock more time."""
    resolve = [clock for clock in plan.running if clock.step == "resolve"]
    for clock in resolve:
        clocks.extend(clock, extension)
    return clocks.Plan(
        plan.stopped,
        (*plan.changed, *(c for c in resolve if c not in plan.changed)),
        plan.started,
        plan.met,
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
