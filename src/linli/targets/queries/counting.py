"""What units reached in a period: the numbers of the indicators. A set of queries, however many units there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from linli.core.time import city_zone
from linli.targets.models import Milestone, Obligation, Problem, Task
from linli.targets.policies import PlanStatus, Share, Source, TaskStatus

Shares = Mapping[int, Share]
"""By unit; a unit that is missing had nothing due."""


def shares_of(source: Source, units: Collection[int], first: date, last: date) -> Shares:
    """Return the two numbers of an indicator for each unit: of what was due from `first` to `last`, both included."""
    match source:
        case Source.TASKS_ACCEPTED:
            return _shares(_tasks(units, first, last), "owner_id", Q(status=TaskStatus.ACCEPTED))
        case Source.TASKS_ON_TIME:
            good = Q(status=TaskStatus.ACCEPTED, submitted_on__lte=F("due_on"))
            return _shares(_tasks(units, first, last), "owner_id", good)
        case Source.MILESTONES_ON_TIME:
            rows = Milestone.objects.filter(
                task__in=_tasks_in_force(units), due_on__gte=first, due_on__lte=last
            )
            return _shares(rows, "task__owner_id", Q(reached_on__lte=F("due_on")))
        case Source.PROBLEMS_ANSWERED:
            since, until = _instant(first), _instant(last + timedelta(days=1))
            asked = Problem.objects.filter(asked_id__in=units, due_at__gt=since, due_at__lte=until)
            return _shares(asked, "asked_id", Q(answered_at__lt=F("due_at")))
        case Source.DUTIES_DONE:
            return _shares(_duties(units, first, last), "unit_id", Q(handed_in_on__isnull=False))
        case Source.DUTIES_ON_TIME:
            return _shares(_duties(units, first, last), "unit_id", Q(handed_in_on__lte=F("due_on")))
        case Source.CHECKED:
            return {}


def _tasks_in_force(units: Collection[int]) -> QuerySet[Task]:
    rows = Task.objects.filter(owner_id__in=units).exclude(plan__status=PlanStatus.DRAFT)
    return rows.exclude(status=TaskStatus.WITHDRAWN)


def _tasks(units: Collection[int], first: date, last: date) -> QuerySet[Task]:
    return _tasks_in_force(units).filter(due_on__gte=first, due_on__lte=last)


def _duties(units: Collection[int], first: date, last: date) -> QuerySet[Obligation]:
    return Obligation.objects.filter(unit_id__in=units, due_on__gte=first, due_on__lte=last)


def _shares(
    rows: QuerySet[Task] | QuerySet[Milestone] | QuerySet[Problem] | QuerySet[Obligation], unit: str, good: Q
) -> Shares:
    counted = rows.order_by().values_list(unit).annotate(good=Count("pk", filter=good), whole=Count("pk"))
    return {number: Share(done, whole) for number, done, whole in counted}


def _instant(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), city_zone())
