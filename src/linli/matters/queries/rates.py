from __future__ import annotations

from dataclasses import dataclass
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
    valid = visible(viewer, Permission.MATTER_VIEW).filter(excluded_for="", merged_into__isnull=True)
    counts = {
        **_promises(valid, unit.pk, since, min(until, now)),
        **_endings(valid, unit.pk, since, until),
        **_orders(valid, unit.pk, since, until),
    }
    weights = in_force(RateWeights, last)
    made = Counts(**counts)
    return UnitRates(unit, made, rates(made, weights.value), weights.edition)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), city_zone())


def _promises(valid: QuerySet[Matter], unit: int, since: datetime, until: datetime) -> dict[str, int]:
    """Count clocks. One that became pointless before it was due was neither kept nor broken."""
    clocks = Clock.objects.filter(
        unit=unit,
        step__in=[Step.CONTACT.value, Step.RESOLVE.value],
        due_at__gte=since,
        due_at__lt=until,
        matter__in=valid.values("pk"),
    ).filter(Q(is_met=True) | Q(stopped_at__isnull=True) | Q(stopped_at__gt=F("due_at")))
    contact, result = Q(step=Step.CONTACT), Q(step=Step.RESOLVE)
    kept = Q(is_met=True, stopped_at__lte=F("due_at"))
    strictly = kept & (Q(first_due_at__isnull=True) | Q(stopped_at__lte=F("first_due_at")))
    return clocks.aggregate(
        contacts_due=Count("pk", filter=contact),
        contacts_in_time=Count("pk", filter=contact & kept),
        results_due=Count("pk", filter=result),
        results_in_time=Count("pk", filter=result & kept),
        results_in_time_strictly=Count("pk", filter=result & strictly),
        results_due_and_closed=Count("pk", filter=result & Q(matter__status__in=CLOSED)),
    )


def _endings(valid: QuerySet[Matter], unit: int, since: datetime, until: datetime) -> dict[str, Any]:
    closed = valid.filter(lead_unit=unit, status__in=CLOSED, closed_at__gte=since, closed_at__lt=until)
    found = closed.aggregate(
        closed=Count("pk"),
        closed_after_rework=Count("pk", filter=Q(reworks__gt=0)),
        closed_after_reopening=Count("pk", filter=Q(reopenings__gt=0)),
        asked=Count("pk", filter=Q(requester__isnull=False) | ~Q(resolved="")),
        # Names of their own: an aggregate hides the column of its name from those after it.
        **{f"resolved_{each.value}": Count("pk", filter=Q(resolved=each.value)) for each in Resolved},
        **{f"satisfied_{each.value}": Count("pk", filter=Q(satisfied=each.value)) for each in Satisfied},
    )
    answers = {name: found.pop(f"resolved_{each.value}") for each, name in RESOLVED_COUNTS.items()}
    satisfied = tuple((each, found.pop(f"satisfied_{each.value}")) for each in Satisfied)
    return {**found, **answers, "satisfied": satisfied}


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
