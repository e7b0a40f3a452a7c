"""Projects that everybody may follow: published, brought up to date, reminded of, commented on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from linli.core.actor import REQUESTER, Actor
from linli.core.time import aware, city_day, months_after
from linli.journal.actions import record
from linli.people.models import Unit
from linli.publications import events
from linli.publications.errors import (
    CommentSettled,
    ProjectEnded,
    ReasonUnknown,
    StepNotNow,
    TellsWho,
    WordsMissing,
)
from linli.publications.models import Comment, Project, ProjectTask, Update
from linli.publications.policies.masking import masked, tells_who
from linli.publications.policies.rules import PublicationRule
from linli.publications.policies.states import NEXT, CommentStatus, ProjectKind, ProjectStatus
from linli.rulebook.queries import in_force


def said(row: Project) -> dict[str, Any]:
    """Return what every event about a project says."""
    return {"title": row.title, "unit": row.unit_id}


def for_everybody(words: str) -> str:
    """Return words that everybody may read. Raises WordsMissing, TellsWho."""
    if not words.strip():
        raise WordsMissing
    if tells_who(words):
        raise TellsWho
    return words.strip()


def next_due(today: date, status: ProjectStatus) -> date | None:
    if status is ProjectStatus.CLOSED:
        return None
    return months_after(today, in_force(PublicationRule, today).value.update_months)


@transaction.atomic
def publish(*, kind: ProjectKind, unit: Unit, by: Actor, now: datetime, **columns: Any) -> Project:
    """Publish a project with its situation, the path to its solution, who is responsible and whom to ask.

    Raises WordsMissing, TellsWho, RuleMissing.
    """
    for name in ("situation", "path"):
        columns[name] = for_everybody(columns[name])
    today = city_day(now)
    due = next_due(today, ProjectStatus.LISTED)
    row = Project(
        kind=kind, unit=unit, area_code=unit.area_code, published_on=today, update_due_on=due, **columns
    )
    record(events.ProjectPublished(**said(row), batch=row.batch), subject=row, by=by, now=now)
    return row


@transaction.atomic
def tell(*, row: Project, words: str, status: ProjectStatus, by: Actor, now: datetime) -> None:
    """Tell everybody how a project stands; the time for the next update begins anew.

    Raises ProjectEnded, StepNotNow, WordsMissing, TellsWho.
    """
    old = ProjectStatus(row.status)
    if old is ProjectStatus.CLOSED:
        raise ProjectEnded
    if status is not old and status not in NEXT[old]:
        raise StepNotNow(old=old.label, new=status.label)
    text, due = for_everybody(words), next_due(city_day(now), status)
    event = events.ProjectUpdated(**said(row), status=status.value, next_on=due)
    changes = {"status": status.value, "update_due_on": due, "reminded_on": None}
    record(event, subject=row, by=by, now=now, changes=changes)
    Update.objects.create(project=row, words=text, status=status, told_at=aware(now))


@transaction.atomic
def add_task(*, row: Project, words: str, unit: str, due_on: date, by: Actor, now: datetime) -> None:
    """Raises ProjectEnded, WordsMissing, TellsWho."""
    if row.status == ProjectStatus.CLOSED:
        raise ProjectEnded
    text = for_everybody(words)
    record(events.TaskAdded(**said(row)), subject=row, by=by, now=now, note=text)
    ProjectTask.objects.create(project=row, words=text, unit=unit.strip(), due_on=due_on)


@transaction.atomic
def complete_task(*, row: Project, task: int, by: Actor, now: datetime) -> None:
    """Say that a task is done; twice is once."""
    found = row.tasks.filter(pk=task, done_on=None).first()
    if found is not None:
        record(events.TaskCompleted(**said(row)), subject=row, by=by, now=now, note=found.words)
        ProjectTask.objects.filter(pk=found.pk).update(done_on=city_day(now))


def remind(*, by: Actor, now: datetime) -> int:
    """Remind units of projects whose update is nearly due, and once more when it is overdue; return how many."""
    today = city_day(now)
    rule = in_force(PublicationRule, today).value
    near = today + timedelta(days=rule.remind_before)
    rows = Project.objects.filter(update_due_on__lte=near).select_related("unit")
    rows = rows.filter(Q(reminded_on=None) | Q(update_due_on__lt=today, reminded_on__lte=F("update_due_on")))
    told = 0
    for row in rows.order_by("update_due_on", "pk"):
        _remind(row, today, by, now)
        told += 1
    return told


@transaction.atomic
def _remind(row: Project, today: date, by: Actor, now: datetime) -> None:
    assert row.update_due_on is not None
    overdue = row.update_due_on < today
    event = events.UpdateRequested(**said(row), due_on=row.update_due_on, is_overdue=overdue)
    record(event, subject=row, by=by, now=now, changes={"reminded_on": today})


# Comments


@transaction.atomic
def comment(*, row: Project, words: str, now: datetime) -> Comment:
    """Take a comment of the public. Personal data is masked before it is stored; somebody looks before it is shown.

    Raises WordsMissing.
    """
    if not words.strip():
        raise WordsMissing
    record(events.CommentReceived(**said(row)), subject=row, by=REQUESTER, now=now)
    return Comment.objects.create(project=row, words=masked(words.strip())[:1000], said_on=city_day(now))


@transaction.atomic
def moderate(*, comment: Comment, reason: str, by: Actor, now: datetime) -> None:
    """Show a comment, or with a reason from the city's list do not. Criticism is no reason.

    Raises CommentSettled, ReasonUnknown.
    """
    row = comment.project
    known = {each.code for each in in_force(PublicationRule, city_day(now)).value.refusals}
    if reason and reason not in known:
        raise ReasonUnknown
    status = CommentStatus.REFUSED if reason else CommentStatus.SHOWN
    waiting = Comment.objects.filter(pk=comment.pk, status=CommentStatus.WAITING)
    if not waiting.update(status=status, reason=reason, looked_at=aware(now)):
        raise CommentSettled
    event = events.CommentRefused(**said(row), reason=reason) if reason else events.CommentShown(**said(row))
    record(event, subject=row, by=by, now=now)
