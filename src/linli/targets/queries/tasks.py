from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from linli.files.models import Attachment
from linli.files.queries import attachments_of, attachments_of_many
from linli.journal.queries import entries_of
from linli.people.access import Viewer
from linli.targets.access import visible_tasks
from linli.targets.errors import ProblemUnknown
from linli.targets.events import TaskSubmitted
from linli.targets.models import Problem, Task
from linli.targets.policies import Course, Standing, TaskStatus, standing

SUBJECT, STEP_SUBJECT = "targets.task", "targets.milestone"
"""What files are attached to."""


def with_course(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Annotate what decides how a task stands."""
    open_problem = Problem.objects.filter(task=OuterRef("pk"), answered_at=None)
    return rows.annotate(
        next_milestone_on=Min("milestones__due_on", filter=Q(milestones__reached_on=None)),
        has_open_problem=Exists(open_problem),
    )


def standing_of(task: Task, today: date) -> Standing:
    """Return how a task stands; no query after `with_course`, two without."""
    if not hasattr(task, "has_open_problem"):
        steps = task.milestones.filter(reached_on=None)
        task.next_milestone_on = steps.aggregate(on=Min("due_on"))["on"]  # type: ignore[attr-defined]
        task.has_open_problem = task.problems.filter(answered_at=None).exists()  # type: ignore[attr-defined]
    course = Course(
        TaskStatus(task.status),
        task.starts_on,
        task.due_on,
        task.submitted_on,
        task.next_milestone_on,  # type: ignore[attr-defined]
        task.has_open_problem,  # type: ignore[attr-defined]
    )
    return standing(course, today)


def overdue(rows: QuerySet[Task], today: date) -> QuerySet[Task]:
    """Return the tasks that stand as overdue: not reported done, and their day is over."""
    return rows.filter(status__in=[TaskStatus.PLANNED, TaskStatus.RUNNING], due_on__lt=today)


def submitter_of(task: Task) -> int | None:
    """Return the account that reported it done last; from the journal, no row keeps it."""
    entries = entries_of(task).filter(event=TaskSubmitted.name).order_by("-position")
    return entries.values_list("by_account", flat=True).first()


def evidence_of(task: Task) -> list[tuple[str, Attachment]]:
    """Return what was attached to the task and its milestones, each with the milestone's name. Three queries."""
    names = dict(task.milestones.values_list("pk", "name"))
    of_steps = attachments_of_many(STEP_SUBJECT, names)
    own = [("", each) for each in attachments_of(SUBJECT, task.pk)]
    return own + [(names[number], each) for number, rows in of_steps.items() for each in rows]


def problem_of(task: Task, number: int) -> Problem:
    """Raises ProblemUnknown."""
    problem = Problem.objects.filter(pk=number, task=task).first()
    if problem is None:
        raise ProblemUnknown
    return problem


def problems_put_to(units: Collection[int], viewer: Viewer, *, most: int) -> list[Problem]:
    """Return unanswered problems put to one of `units`, of tasks the viewer sees, the most urgent first."""
    rows = Problem.objects.filter(answered_at=None, asked_id__in=units)
    seen = rows.filter(task__in=visible_tasks(viewer)).select_related("task__owner")
    return list(seen.order_by("due_at", "pk")[:most])
