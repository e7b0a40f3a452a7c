from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from linli.core.addresses import address_of
from linli.people.access import Viewer
from linli.targets.access import visible_tasks
from linli.targets.models import Dependency, Milestone, Phase, Plan, Task
from linli.targets.policies import Standing, TaskStatus
from linli.targets.queries.tasks import standing_of, with_course
from linli.targets.queries.units import names_of_units


@dataclass(frozen=True)
class TaskLine:
    """A task as lists, the board and the export show it."""

    task: Task
    standing: Standing
    lead: str
    """Name of the unit that leads the measure."""
    co_units: tuple[str, ...]
    milestones: tuple[Milestone, ...] = ()
    needs: tuple[str, ...] = ()
    """Codes of the tasks it waits for. Empty, as `milestones`, where only lines were asked for."""

    @property
    def address(self) -> str:
        return address_of("targets:task", self.task.pk)


def lines_of_plan(
    viewer: Viewer, plan: Plan, *, today: date, rows: QuerySet[Task] | None = None, whole: bool = False
) -> list[TaskLine]:
    """Return the plan's tasks that the viewer sees, in the plan's order.

    Six queries, however many tasks, eight `whole`. `rows` narrows them further.
    """
    tasks = (visible_tasks(viewer) if rows is None else rows).filter(plan=plan)
    return lines(tasks.order_by("measure__position", "position"), today, whole=whole)


def lines(tasks: QuerySet[Task], today: date, *, whole: bool = False) -> list[TaskLine]:
    """Return tasks as lines; with their milestones and what they wait for only if they are wanted `whole`."""
    # A plan has hundreds of tasks of a few dozen measures and units: each of these is read once.
    rows = with_course(tasks).prefetch_related("plan", "owner", "measure__lead")
    if whole:
        needed = Dependency.objects.select_related("needed").only("task", "needed__code")
        steps = Prefetch("milestones", Milestone.objects.order_by("due_on", "pk"))
        rows = rows.prefetch_related(steps, Prefetch("needs", needed.order_by("needed__position")))
    found = list(rows)
    names = names_of_units({number for task in found for number in task.co_unit_ids})
    return [
        TaskLine(
            task=task,
            standing=standing_of(task, today),
            lead=task.measure.lead.name,
            co_units=tuple(names[number] for number in task.co_unit_ids if number in names),
            milestones=tuple(task.milestones.all()) if whole else (),
            needs=tuple(each.needed.code for each in task.needs.all()) if whole else (),
        )
        for task in found
    ]


@dataclass(frozen=True)
class Progress:
    """How far a set of tasks is. Only what others accepted counts."""

    tasks: int
    counts: dict[Standing, int]
    accepted: Decimal | None
    """Per cent of the weight that is accepted; None without tasks."""

    @property
    def late(self) -> int:
        return self.counts.get(Standing.OVERDUE, 0)


def progress(found: Sequence[TaskLine]) -> Progress:
    """Return progress as the sum of weights accepted. Tasks taken out count for nothing."""
    return _progress([(line.standing, line.task) for line in found])


def progress_of(tasks: QuerySet[Task], today: date) -> dict[int, Progress]:
    """Return how far the plans of these tasks are, by plan. One query; nothing but what counts is read."""
    found: dict[int, list[tuple[Standing, Task]]] = defaultdict(list)
    for task in with_course(tasks.only(*COUNTED)):
        found[task.plan_id].append((standing_of(task, today), task))
    return {plan: _progress(rows) for plan, rows in found.items()}


COUNTED = ("plan_id", "status", "weight", "starts_on", "due_on", "submitted_on")
NONE = Progress(0, dict.fromkeys(Standing, 0), None)


def _progress(found: Sequence[tuple[Standing, Task]]) -> Progress:
    counted = [task for standing, task in found if standing is not Standing.WITHDRAWN]
    counts = dict.fromkeys(Standing, 0)
    for standing, _task in found:
        counts[standing] += 1
    whole = sum((task.weight for task in counted), Decimal(0))
    done = sum((task.weight for task in counted if task.status == TaskStatus.ACCEPTED), Decimal(0))
    share = (done * 100 / whole).quantize(Decimal("0.1")) if whole else None
    return Progress(len(counted), counts, share)


@dataclass(frozen=True)
class PhaseLine:
    phase: Phase
    reached: Decimal
    """Per cent of the weight due until its last day that is accepted."""
    is_next: bool

    @property
    def is_open(self) -> bool:
        return self.is_next and self.reached >= self.phase.least

    @property
    def verb(self) -> str:
        return f"phase-{self.phase.position}"


def phases_of(plan: Plan) -> list[PhaseLine]:
    """Return the plan's phases in order, counted over all its tasks: a gate is the same for everybody. Two queries."""
    rows = list(plan.phases.order_by("position"))
    if not rows:
        return []
    tasks = list(plan.tasks.exclude(status=TaskStatus.WITHDRAWN).values_list("due_on", "weight", "status"))
    upcoming = next((each.position for each in rows if each.passed_at is None), None)
    return [PhaseLine(each, _reached(each, tasks), each.position == upcoming) for each in rows]


def _reached(phase: Phase, tasks: Sequence[tuple[date, Decimal, str]]) -> Decimal:
    due = [(weight, status) for due_on, weight, status in tasks if due_on <= phase.last_on]
    whole = sum((weight for weight, _status in due), Decimal(0))
    done = sum((weight for weight, status in due if status == TaskStatus.ACCEPTED), Decimal(0))
    return (done * 100 / whole).quantize(Decimal("0.01")) if whole else Decimal(0)
