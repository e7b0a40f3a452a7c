from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.core.time import city_zone
from linli.matters.access import visible
from linli.matters.errors import PeriodBackwards
from linli.matters.models import Clock, Matter, ReturnRequest, WorkOrder
from linli.matters.policies import Part, Resolved, Satisfied, Status, Step
from linli.matters.policies.rates import RESOLVED_COUNTS, Counts, Rates, RateWeights, rates
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

CLOSED = (Status.CLOSED, Status.ARCHIVED)
NEVER_CLOSED = (Status.DECLINED, Status.REDIRECTED, Status.WITHDRAWN)
"""What may be archived too; then the matter says so as the status before."""


@dataclass(frozen=True)
class UnitRates:
    """The rates of one unit in one period, with what they were made from."""

    unit: Unit
    counts: Counts
    rates: Rates
    edition: int
    """Edition of the rulebook entry with the weights."""


def rates_of(viewer: Viewer, unit: Unit, first: date, last: date, *, now: datetime) -> UnitRates:
    """Return a unit's rates from the matters that the viewer may see. Both days are the city's, and inclusive.

    A promise counts in the period in which it was due, a rating in the period in which its matter was closed, an
    order in the period in which it was issued. What is due after `now` does not count yet. Three queries, whatever
    the number of matters. Raises PeriodBackwards.
    """
    if last < first:
        raise PeriodBackwards(first=first.isoformat(), last=last.isoformat())
    since, until = midnight(first), midnight(last + timedelta(days=1))
    valid = valid_matters(viewer)
    due = promises(since, min(until, now)).filter(unit=unit.pk, matter__in=valid.values("pk"))
    closed = closed_in(valid, since, until).filter(lead_unit=unit.pk)
    counted = due.aggregate(**PROMISES) | closed.aggregate(**ENDINGS)
    weights = in_force(RateWeights, last)
    orders: dict[str, Any] = _orders(valid, unit.pk, since, until)
    made = replace(counts_of(counted), **orders)
    return UnitRates(unit, made, rates(made, weights.value), weights.edition)


def was_closed(prefix: str = "") -> Q:
    """`prefix`: what leads from the rows to their matter."""
    never = Q(**{f"{prefix}status_before__in": NEVER_CLOSED})
    return Q(**{f"{prefix}status__in": CLOSED}) & ~never


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), city_zone())


def valid_matters(viewer: Viewer) -> QuerySet[Matter]:
    """Return what rates count: neither left out by a decision nor joined with another."""
    return visible(viewer, Permission.MATTER_VIEW).filter(excluded_for="", merged_into__isnull=True)


def promises(since: datetime, until: datetime) -> QuerySet[Clock]:
    """Return the clocks of contacts and results due in a time. One that became pointless before it was due was
    neither kept nor broken.
    """
    due = Clock.objects.filter(step__in=COUNTED_STEPS, due_at__gte=since, due_at__lt=until)
    return due.filter(Q(is_met=True) | Q(stopped_at__isnull=True) | Q(stopped_at__gt=F("due_at")))


COUNTED_STEPS = [Step.CONTACT.value, Step.RESOLVE.value]
_CONTACT, _RESULT = Q(step=Step.CONTACT), Q(step=Step.RESOLVE)
KEPT = Q(is_met=True, stopped_at__lte=F("due_at"))
"""A clock that was stopped in time by what it waited for."""
_STRICTLY = KEPT & (Q(first_due_at__isnull=True) | Q(stopped_at__lte=F("first_due_at")))
PROMISES: dict[str, Count] = {
    "contacts_due": Count("pk", filter=_CONTACT),
    "contacts_in_time": Count("pk", filter=_CONTACT & KEPT),
    "results_due": Count("pk", filter=_RESULT),
    "results_in_time": Count("pk", filter=_RESULT & KEPT),
    "results_in_time_strictly": Count("pk", filter=_RESULT & _STRICTLY),
    "results_due_and_closed": Count("pk", filter=_RESULT & was_closed("matter__")),
}
ENDINGS: dict[str, Count] = {
    "closed": Count("pk"),
    "closed_after_rework": Count("pk", filter=Q(reworks__gt=0)),
    "closed_after_reopening": Count("pk", filter=Q(reopenings__gt=0)),
    "asked": Count("pk", filter=Q(requester__isnull=False) | ~Q(resolved="")),
    # Names of their own: an aggregate hides the column of its name from those after it.
    **{f"resolved_{each.value}": Count("pk", filter=Q(resolved=each.value)) for each in Resolved},
    **{f"satisfied_{each.value}": Count("pk", filter=Q(satisfied=each.value)) for each in Satisfied},
}


def closed_in(valid: QuerySet[Matter], since: datetime, until: datetime) -> QuerySet[Matter]:
    return valid.filter(was_closed(), closed_at__gte=since, closed_at__lt=until)


def counts_of(counted: Mapping[str, int]) -> Counts:
    """Return counts from what `PROMISES` and `ENDINGS` found; what was not counted is none."""
    numbers = {name: counted.get(name, 0) for name in (*PROMISES, *ENDINGS) if not name.startswith(ANSWERS)}
    answers = {name: counted.get(f"resolved_{each.value}", 0) for each, name in RESOLVED_COUNTS.items()}
    satisfied = tuple((each, counted.get(f"satisfied_{each.value}", 0)) for each in Satisfied)
    return Counts(**numbers, **answers, satisfied=satisfied)


ANSWERS = ("resolved_", "satisfied_")


def _orders(valid: QuerySet[Matter], unit: int, since: datetime, until: datetime) -> dict[str, int]:
    issued = WorkOrder.objects.filter(
        Q(unit=unit) | Q(issued_by_unit=unit),
        part=Part.LEAD,
        issued_at__gte=since,
        issued_at__lt=until,
        matter__in=valid.values("pk"),
    )
    returns = ReturnRequest.objects.filter(order=OuterRef("pk"))
    rows = issued.annotate(was_sent_back=Exists(returns), was_wrong=Exists(returns.filter(is_upheld=True)))
    ours, sent = Q(unit=unit), Q(issued_by_unit=unit)
    return rows.aggregate(
        received=Count("pk", filter=ours),
        sent_back=Count("pk", filter=ours & Q(was_sent_back=True)),
        dispatched=Count("pk", filter=sent),
        wrongly_dispatched=Count("pk", filter=sent & Q(was_wrong=True)),
    )
