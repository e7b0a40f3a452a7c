"""Reminders before a day and word after it. Each goes out once, however often and on however many workers this runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.journal.events import Event
from linli.journal.models import Subject
from linli.rulebook.queries import in_force
from linli.targets import events
from linli.targets.actions.importing import told
from linli.targets.actions.obligations import said_of
from linli.targets.models import Milestone, Nudge, Obligation, Problem, Task
from linli.targets.policies import OPEN, PlanStatus
from linli.targets.queries.duties import name_of
from linli.targets.rules import Schedule

BATCH = 200
AFTER = -1
RUNNING = Q(plan__status=PlanStatus.ADOPTED, status__in=sorted(OPEN))
OF_RUNNING = Q(task__plan__status=PlanStatus.ADOPTED, task__status__in=sorted(OPEN), reached_on=None)

CLAIM = """
    INSERT INTO targets_nudge (about, number, day, "before", at)
    SELECT %(about)s, wanted.number, wanted.day, %(before)s, %(at)s
    FROM unnest(%(numbers)s::bigint[], %(days)s::date[]) AS wanted(number, day)
    ON CONFLICT (about, number, day, "before") DO NOTHING
    RETURNING number
"""
"""Another worker's claim that is not committed yet is waited for, so that exactly one gets each number."""


@dataclass(frozen=True)
class Due:
    """Something with a day, of which its unit is to be told."""

    about: str
    number: int
    day: date
    subject: Subject
    event: Event


def nudge(*, by: Actor, now: datetime) -> int:
    """Tell units of days that are near, and of days that are over; return how many were told.

    Days near are those the rulebook names, in working days; a sweep that missed one tells with the next nearer one.
    """
    today = city_day(now)
    rule = in_force(Schedule, today).value
    calendar = working_calendar()
    told_of, since = 0, today
    for before in sorted(set(rule.remind_before)):
        until = calendar.working_days_after(today, before)
        told_of += _tell(_near(since, until, before), before, by, now)
        since = until + timedelta(days=1)
    return told_of + _tell([*_over(today), *_answers_missed(now)], AFTER, by, now)


def _tell(found: Sequence[Due], before: int, by: Actor, now: datetime) -> int:
    """Claim and tell in batches; each batch is one transaction."""
    return sum(
        _tell_batch(found[start : start + BATCH], before, by, now) for start in range(0, len(found), BATCH)
    )


@transaction.atomic
def _tell_batch(batch: Sequence[Due], before: int, by: Actor, now: datetime) -> int:
    mine = []
    for about in dict.fromkeys(due.about for due in batch):
        dues = [due for due in batch if due.about == about]
        claimed = _claim(about, dues, before, now)
        mine += [due for due in dues if due.number in claimed]
    subjects = _held(mine)
    told_of = 0
    for due in mine:
        subject = subjects[due.subject]
        if due.about == "problem" or _still_open(subject):
            record(due.event, subject=subject, by=by, now=now)
            told_of += 1
    return told_of


def _held(dues: Sequence[Due]) -> dict[Subject, Subject]:
    """Return the subjects as they are now, held so that nobody writes to them until this batch is told."""
    held: dict[Subject, Subject] = {}
    for model in dict.fromkeys(type(due.subject) for due in dues):
        numbers = {due.subject.pk for due in dues if type(due.subject) is model}
        rows = model._base_manager.select_for_update().filter(pk__in=numbers).order_by("pk")
        held |= {row: row for row in rows}
    return held


def _still_open(subject: Subject) -> bool:
    """Somebody may have finished it between our looking and our holding it."""
    if isinstance(subject, Obligation):
        return subject.handed_in_on is None
    return isinstance(subject, Task) and subject.status in OPEN


def _claim(about: str, dues: Sequence[Due], before: int, now: datetime) -> Collection[int]:
    values: dict[str, Any] = {
        "about": about,
        "before": before,
        "at": aware(now),
        "numbers": [due.number for due in dues],
        "days": [due.day for due in dues],
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return {number for (number,) in cursor.fetchall()}


# What is to be told of


def _near(since: date, until: date, before: int) -> list[Due]:
    """Return what is due between two days, both included, and was not told of so near before."""
    days = Q(due_on__gte=since, due_on__lte=until)
    tasks, steps, duties = (_untold(rows.filter(days), about, before) for about, rows in _open_ones())
    found = [*_of_tasks(tasks, before), *_of_steps(steps, before), *_of_duties(duties, before)]
    return sorted(found, key=_order)


def _over(today: date) -> list[Due]:
    """Return what was due before today and is not done, and was not told of yet."""
    days = Q(due_on__lt=today)
    tasks, steps, duties = (_untold(rows.filter(days), about, AFTER) for about, rows in _open_ones())
    return sorted(
        [*_of_tasks(tasks, AFTER), *_of_steps(steps, AFTER), *_of_duties(duties, AFTER)], key=_order
    )


def _order(due: Due) -> tuple[str, int, int]:
    """Subjects in one order on every worker, so that two never wait for each other."""
    return due.subject._meta.label, due.subject.pk, due.number


def _open_ones() -> Iterator[tuple[str, QuerySet[Any]]]:
    yield "task", Task.objects.filter(RUNNING).select_related("plan")
    yield "milestone", Milestone.objects.filter(OF_RUNNING).select_related("task__plan")
    yield "obligation", Obligation.objects.filter(handed_in_on=None)


def _untold(rows: QuerySet[Any], about: str, before: int) -> QuerySet[Any]:
    told_already = Nudge.objects.filter(
        about=about, number=OuterRef("pk"), day=OuterRef("due_on"), before=before
    )
    return rows.filter(~Exists(told_already)).order_by("pk")


def _of_tasks(rows: QuerySet[Task], before: int) -> Iterator[Due]:
    for task in rows:
        yield Due("task", task.pk, task.due_on, task, _about_task(task, "", task.due_on, before))


def _of_steps(rows: QuerySet[Milestone], before: int) -> Iterator[Due]:
    for step in rows:
        event = _about_task(step.task, step.name, step.due_on, before)
        yield Due("milestone", step.pk, step.due_on, step.task, event)


def _about_task(task: Task, milestone: str, on: date, before: int) -> Event:
    if before == AFTER:
        return events.DelayNoticed(**told(task), milestone=milestone, on=on, issuer=task.plan.issuer_id)
    return events.TaskReminded(**told(task), milestone=milestone, on=on, working_days=before)


def _of_duties(rows: QuerySet[Obligation], before: int) -> Iterator[Due]:
    for obligation in rows:
        said = said_of(obligation, name_of(obligation).zh)
        event: Event = (
            events.ObligationMissed(**said)
            if before == AFTER
            else events.ObligationReminded(**said, working_days=before)
        )
        yield Due("obligation", obligation.pk, obligation.due_on, obligation, event)


def _answers_missed(now: datetime) -> list[Due]:
    rows = Problem.objects.filter(answered_at=None, due_at__lte=aware(now)).select_related("task__plan")
    told_already = Nudge.objects.filter(about="problem", number=OuterRef("pk"))
    found = []
    for problem in rows.filter(~Exists(told_already)).order_by("pk"):
        event = events.AnswerMissed(
            **told(problem.task),
            problem=problem.pk,
            asked=problem.asked_id,
            issuer=problem.task.plan.issuer_id,
        )
        found.append(Due("problem", problem.pk, city_day(problem.due_at), problem.task, event))
    return found
