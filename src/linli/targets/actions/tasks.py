"""What units do with their tasks, and what others decide about them. The doors are in `access`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.files.actions import keep_from
from linli.journal.actions import record
from linli.journal.events import Event
from linli.matters.actions.attaching import Upload, keep_with
from linli.rulebook.queries import in_force
from linli.targets import events
from linli.targets.actions.importing import told
from linli.targets.errors import (
    BadPercent,
    EvidenceMissing,
    NotNow,
    NotOnesOwn,
    PlanNotRunning,
    ProblemOpen,
    ProblemUnknown,
    StepsLeft,
    StepUnknown,
    WaitsFor,
    WordsMissing,
)
from linli.targets.models import Milestone, Problem, Task
from linli.targets.policies import OPEN, VERBS, PlanStatus, TaskStatus, TaskVerb
from linli.targets.queries.tasks import STEP_SUBJECT, SUBJECT, evidence_of, submitter_of
from linli.targets.rules import Schedule

EVIDENCE = "evidence"
MOST_PERCENT = 100
SHOWN = 5


def _check(task: Task, verb: TaskVerb) -> None:
    if task.plan.status != PlanStatus.ADOPTED and verb is not TaskVerb.WITHDRAW:
        raise PlanNotRunning
    if TaskStatus(task.status) not in VERBS[verb].from_statuses:
        raise NotNow(state=TaskStatus(task.status).label)


def _said(words: str) -> str:
    if not words.strip():
        raise WordsMissing
    return words.strip()


def _event(kind: type[events.TaskEvent], task: Task, **more: Any) -> Event:
    return kind(**told(task), **more)


@transaction.atomic
def report(
    *,
    task: Task,
    percent: int,
    words: str,
    by: Actor,
    now: datetime,
    files: Sequence[Upload] = (),
) -> None:
    """Tell how far it is. Raises NotNow, BadPercent, WordsMissing."""
    _check(task, TaskVerb.REPORT)
    if not 0 <= percent <= MOST_PERCENT:
        raise BadPercent
    said = _said(words)
    _attach(files, SUBJECT, task.pk, by, now)
    changes = {"percent": percent, "status": TaskStatus.RUNNING.value}
    record(
        _event(events.TaskReported, task, percent=percent),
        subject=task,
        by=by,
        now=now,
        note=said,
        changes=changes,
    )


@transaction.atomic
def reach(
    *,
    task: Task,
    milestone: int,
    words: str,
    by: Actor,
    now: datetime,
    files: Sequence[Upload] = (),
) -> None:
    """Report a milestone reached today. Raises NotNow, StepUnknown, WordsMissing."""
    _check(task, TaskVerb.REACH)
    step = task.milestones.select_for_update().filter(pk=milestone, reached_on=None).first()
    if step is None:
        raise StepUnknown
    said = _said(words)
    _attach(files, STEP_SUBJECT, step.pk, by, now)
    event = _event(events.MilestoneReached, task, milestone=step.name, planned_on=step.due_on)
    record(event, subject=task, by=by, now=now, note=said, changes={"status": TaskStatus.RUNNING.value})
    Milestone.objects.filter(pk=step.pk).update(reached_on=city_day(now))


@transaction.atomic
def submit(*, task: Task, words: str, by: Actor, now: datetime, files: Sequence[Upload] = ()) -> None:
    """Report the task done.

    Raises NotNow, WordsMissing, StepsLeft, WaitsFor, EvidenceMissing where the task asks for papers and has none.
    """
    _check(task, TaskVerb.SUBMIT)
    said = _said(words)
    left = list(task.milestones.filter(reached_on=None).order_by("due_on", "pk"))
    if left:
        raise StepsLeft(steps="、".join(each.name for each in left[:SHOWN]))
    waiting = [
        each.needed.code
        for each in task.needs.select_related("needed").order_by("needed__position")
        if each.needed.status not in (TaskStatus.ACCEPTED, TaskStatus.WITHDRAWN)
    ]
    if waiting:
        raise WaitsFor(tasks="、".join(waiting[:SHOWN]))
    _attach(files, SUBJECT, task.pk, by, now)
    if task.evidence and not evidence_of(task):
        raise EvidenceMissing(evidence=task.evidence)
    changes = {
        "status": TaskStatus.SUBMITTED.value,
        "submitted_on": city_day(now),
        "percent": MOST_PERCENT,
    }
    event = _event(events.TaskSubmitted, task, issuer=task.plan.issuer_id)
    record(event, subject=task, by=by, now=now, note=said, changes=changes)


@transaction.atomic
def accept(*, task: Task, words: str, by: Actor, now: datetime) -> None:
    """Find it done. Raises NotNow, NotOnesOwn."""
    _check(task, TaskVerb.ACCEPT)
    _require_other(task, by)
    changes = {"status": TaskStatus.ACCEPTED.value}
    record(
        _event(events.TaskAccepted, task), subject=task, by=by, now=now, note=words.strip(), changes=changes
    )
    keep_from(SUBJECT, task.pk, now=now)
    for milestone in task.milestones.all():
        keep_from(STEP_SUBJECT, milestone.pk, now=now)


@transaction.atomic
def send_back(*, task: Task, words: str, by: Actor, now: datetime) -> None:
    """Find it not done. The day it is due stays. Raises NotNow, NotOnesOwn, WordsMissing."""
    _check(task, TaskVerb.SEND_BACK)
    _require_other(task, by)
    said = _said(words)
    changes = {"status": TaskStatus.RUNNING.value, "submitted_on": None}
    record(_event(events.TaskReturned, task), subject=task, by=by, now=now, note=said, changes=changes)


def _require_other(task: Task, by: Actor) -> None:
    own_unit = by.unit is not None and by.unit in (task.owner_id, *task.co_unit_ids)
    own_work = by.account is not None and by.account == submitter_of(task)
    if own_unit or own_work:
        raise NotOnesOwn


@transaction.atomic
def withdraw(*, task: Task, words: str, by: Actor, now: datetime) -> None:
    """Take a task out of the plan, with the reason. Raises NotNow, WordsMissing."""
    _check(task, TaskVerb.WITHDRAW)
    said = _said(words)
    changes = {"status": TaskStatus.WITHDRAWN.value}
    record(_event(events.TaskWithdrawn, task), subject=task, by=by, now=now, note=said, changes=changes)


@transaction.atomic
def raise_problem(*, task: Task, words: str, by: Actor, now: datetime, asked: int | None = None) -> Problem:
    """Ask for help, with a limit for the answer. `asked`: a unit; the plan's issuer when none is named.

    Raises NotNow, WordsMissing, ProblemOpen.
    """
    _check(task, TaskVerb.RAISE)
    said = _said(words)
    Task.objects.select_for_update().get(pk=task.pk)  # one problem at a time, however many ask at once
    if open_one := task.problems.filter(answered_at=None).first():
        raise ProblemOpen(due=f"{city_day(open_one.due_at)}")
    limit = in_force(Schedule, city_day(now)).value.answer_within
    problem = Problem.objects.create(
        task=task,
        raised_by_id=by.unit or task.owner_id,
        asked_id=asked or task.plan.issuer_id,
        words=said,
        raised_at=aware(now),
        due_at=due_at(now, limit, working_calendar()),
    )
    event = _event(
        events.ProblemRaised, task, problem=problem.pk, asked=problem.asked_id, answer_by=problem.due_at
    )
    changes = {"status": TaskStatus.RUNNING.value}
    record(event, subject=task, by=by, now=now, note=said, changes=changes)
    return problem


@transaction.atomic
def answer(*, task: Task, problem: Problem, words: str, by: Actor, now: datetime) -> None:
    """Answer a problem. Raises ProblemUnknown, WordsMissing."""
    said = _said(words)
    open_ones = Problem.objects.filter(pk=problem.pk, task=task, answered_at=None)
    if not open_ones.update(answer=said, answered_at=aware(now)):
        raise ProblemUnknown
    event = _event(events.ProblemAnswered, task, problem=problem.pk, asked=problem.asked_id)
    record(event, subject=task, by=by, now=now, note=said)


@transaction.atomic
def add_evidence(*, task: Task, files: Sequence[Upload], by: Actor, now: datetime) -> None:
    """Keep papers or pictures with a task; all of them or none. Raises what storing files raises, NotNow."""
    if TaskStatus(task.status) not in OPEN:
        raise NotNow(state=TaskStatus(task.status).label)
    _attach(files, SUBJECT, task.pk, by, now)
    record(_event(events.EvidenceAdded, task, count=len(files)), subject=task, by=by, now=now)


def _attach(files: Sequence[Upload], kind: str, number: int, by: Actor, now: datetime) -> None:
    keep_with(kind, number, files, purpose=EVIDENCE, by=by, now=now)
