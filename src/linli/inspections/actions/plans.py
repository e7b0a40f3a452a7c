from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from linli.core.actor import Actor
from linli.core.time import city_day
from linli.inspections.errors import (
    LineTwice,
    MonthsUnfit,
    NotFound,
    NotNow,
    PlanEmpty,
    PlanTwice,
    TaskUnknown,
)
from linli.inspections.events import PlanBegun, PlanFiled, PlanLined
from linli.inspections.models import Plan, PlanLine
from linli.inspections.policies.states import PlanStatus
from linli.inspections.rules import ItemList
from linli.journal.actions import record
from linli.people.models import Unit
from linli.rulebook.queries import in_force

MONTHS = range(1, 13)


@transaction.atomic
def begin(*, year: int, issuer: Unit, by: Actor, now: datetime) -> Plan:
    """Begin the plan of a unit for a year. Raises PlanTwice."""
    plan = Plan(year=year, issuer=issuer, area_code=issuer.area_code)
    try:
        with transaction.atomic():
            record(PlanBegun(year, issuer.pk), subject=plan, by=by, now=now)
    except IntegrityError:
        raise PlanTwice(year=year) from None
    return plan


@transaction.atomic
def put_in(*, plan: Plan, task: str, first_month: int, last_month: int, by: Actor, now: datetime) -> PlanLine:
    """Plan a task for some months. Raises NotNow, TaskUnknown, MonthsUnfit, LineTwice."""
    _require_draft(plan)
    if task not in in_force(ItemList, city_day(now)).value.task:
        raise TaskUnknown(task=task)
    if first_month not in MONTHS or last_month not in MONTHS or first_month > last_month:
        raise MonthsUnfit
    if plan.lines.filter(task=task, first_month=first_month).exists():
        raise LineTwice
    record(PlanLined(task, first_month, last_month, True), subject=plan, by=by, now=now)
    return PlanLine.objects.create(plan=plan, task=task, first_month=first_month, last_month=last_month)


@transaction.atomic
def take_out(*, plan: Plan, line: int, by: Actor, now: datetime) -> None:
    """Take a task out of a plan that is not filed. Raises NotNow, NotFound."""
    _require_draft(plan)
    row = plan.lines.filter(pk=line).first()
    if row is None:
        raise NotFound
    record(PlanLined(row.task, row.first_month, row.last_month, False), subject=plan, by=by, now=now)
    row.delete()


@transaction.atomic
def file(*, plan: Plan, by: Actor, now: datetime) -> None:
    """File the plan upward: from now on it stands. Raises NotNow, PlanEmpty."""
    _require_draft(plan)
    count = plan.lines.count()
    if not count:
        raise PlanEmpty
    event = PlanFiled(plan.year, count, plan.issuer_id, plan.issuer.parent_id)
    changes = {"status": PlanStatus.FILED.value, "filed_on": city_day(now)}
    record(event, subject=plan, by=by, now=now, changes=changes)


def _require_draft(plan: Plan) -> None:
    if plan.status != PlanStatus.DRAFT:
        raise NotNow(state=PlanStatus(plan.status).label)
