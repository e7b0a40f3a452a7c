from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.targets import events
from linli.targets.errors import (
    AdoptionRefused,
    DueInThePast,
    GateShut,
    GateUnknown,
    PlanEmpty,
    PlanStateWrong,
    PlanUnfinished,
)
from linli.targets.models import Phase, Plan
from linli.targets.policies import UNFINISHED, PlanStatus, TaskStatus

NAMED = 5
"""So many tasks are named in a refusal; more are counted."""


@transaction.atomic
def adopt(*, plan: Plan, by: Actor, now: datetime, on: date | None = None) -> None:
    """Put a plan into force. `on`: the day it was decided, today when nothing is said; never a day to come.

    Raises PlanStateWrong, PlanEmpty, AdoptionRefused where a task was due before that day.
    """
    _require(plan, PlanStatus.DRAFT)
    today = city_day(now)
    day = min(on or today, today)
    if not plan.tasks.exists():
        raise PlanEmpty
    past = list(plan.tasks.filter(due_on__lt=day).order_by("position"))
    if past:
        faults = [
            str(DueInThePast(task=each.code, due=f"{each.due_on}", on=f"{day}")) for each in past[:NAMED]
        ]
        more = [f"+ {len(past) - NAMED}"] if len(past) > NAMED else []
        raise AdoptionRefused(faults=" ".join([*faults, *more]))
    owners = tuple(plan.tasks.order_by("owner_id").values_list("owner_id", flat=True).distinct())
    event = events.PlanAdopted(plan=plan.code, on=day, tasks=plan.tasks.count(), owners=owners)
    changes = {"status": PlanStatus.ADOPTED.value, "adopted_on": day}
    record(event, subject=plan, by=by, now=now, changes=changes)


@transaction.atomic
def close(*, plan: Plan, by: Actor, now: datetime) -> None:
    """End a plan. Raises PlanStateWrong, PlanUnfinished."""
    _require(plan, PlanStatus.ADOPTED)
    counts = dict(plan.tasks.order_by().values_list("status").annotate(Count("pk")))
    unfinished = sum(counts.get(each, 0) for each in UNFINISHED)
    if unfinished:
        raise PlanUnfinished(count=unfinished)
    event = events.PlanClosed(
        plan=plan.code,
        accepted=counts.get(TaskStatus.ACCEPTED, 0),
        withdrawn=counts.get(TaskStatus.WITHDRAWN, 0),
    )
    record(event, subject=plan, by=by, now=now, changes={"status": PlanStatus.CLOSED.value})


@transaction.atomic
def pass_gate(*, plan: Plan, position: int, by: Actor, now: datetime, note: str = "") -> None:
    """End a phase whose gate is open: enough is accepted of what was due until its last day.

    Phases end in their order. Raises PlanStateWrong, GateUnknown, GateShut.
    """
    _require(plan, PlanStatus.ADOPTED)
    phase = plan.phases.select_for_update().filter(passed_at=None).order_by("position").first()
    if phase is None or phase.position != position:
        raise GateUnknown
    reached = reached_by(phase)
    if reached < phase.least:
        raise GateShut(phase=phase.name, least=phase.least, reached=reached)
    event = events.PhaseClosed(plan=plan.code, phase=phase.name, least=phase.least, reached=reached)
    record(event, subject=plan, by=by, now=now, note=note)
    Phase.objects.filter(pk=phase.pk).update(passed_at=aware(now))


def reached_by(phase: Phase) -> Decimal:
    """Return per cent of the weight due until the phase's last day that is accepted; 0 when nothing is due."""
    due = phase.plan.tasks.filter(due_on__lte=phase.last_on).exclude(status=TaskStatus.WITHDRAWN)
    whole = due.aggregate(sum=Sum("weight"))["sum"] or Decimal(0)
    done = due.filter(status=TaskStatus.ACCEPTED).aggregate(sum=Sum("weight"))["sum"] or Decimal(0)
    return (done * 100 / whole).quantize(Decimal("0.01")) if whole else Decimal(0)


def _require(plan: Plan, status: PlanStatus) -> None:
    if plan.status != status:
        raise PlanStateWrong(state=PlanStatus(plan.status).label)
