"""What of target plans waits for somebody: tasks, problems put to a unit, regular duties."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.time import city_day
from linli.matters.sentences import lamp
from linli.people.access import Permission, Viewer
from linli.targets.access import visible_tasks
from linli.targets.models import Obligation, Problem, Task
from linli.targets.policies import PlanStatus, TaskStatus
from linli.targets.queries.duties import name_of
from linli.workbench.piles import DayOver, Item, Pile, Rows, Shape, add, narrowed_by, units_below

P = Permission
AHEAD = timedelta(days=30)
"""What is due later than this is on the unit's own page, and in nobody's inbox yet."""


def task_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Task.objects.filter(pk__in=numbers).select_related("owner", "plan")
    rows = rows.annotate(until_at=DayOver("due_on"))
    return {
        row.pk: Item(
            title=row.name,
            url=reverse("targets:task", args=[row.pk]),
            code=row.code,
            hints=(row.plan.name, row.owner.name),
            state=str(row.get_status_display()),
            picture="flag",
            tone="open",
            lamp=lamp(row.until_at if row.status != TaskStatus.SUBMITTED else None, now),
        )
        for row in rows
    }


def problem_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Problem.objects.filter(pk__in=numbers).select_related("task", "raised_by")
    return {
        row.pk: Item(
            title=row.words,
            url=reverse("targets:task", args=[row.task_id]),
            code=row.task.code,
            hints=(row.raised_by.name, row.task.name),
            state=str(_("waits for an answer")),
            picture="help",
            tone="waiting",
            lamp=lamp(row.due_at, now),
        )
        for row in rows
    }


def duty_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Obligation.objects.filter(pk__in=numbers).select_related("unit")
    return {
        row.pk: Item(
            title=f"{name_of(row)} {row.period}",
            url=reverse("targets:duty", args=[row.pk]),
            code="",
            hints=(row.unit.name,),
            state=str(_("to hand in")),
            picture="calendar",
            tone="open",
            lamp=lamp(row.until_at, now),
        )
        for row in rows.annotate(until_at=DayOver("due_on"))
    }


TASKS = Shape("task", "until_at", task_items, narrowed_by("name", "until_at"))
PROBLEMS = Shape("problem", "due_at", problem_items, narrowed_by("words", "due_at"))
DUTIES = Shape("duty", "until_at", duty_items, narrowed_by("period", "until_at"))


def to_do(viewer: Viewer, now: datetime) -> list[Rows]:
    """Begun tasks of the viewer's units that are late or due soon."""
    units, today = units_below(viewer, P.TARGET_REPORT), city_day(now)
    open_tasks = [TaskStatus.PLANNED, TaskStatus.RUNNING]
    rows = Task.objects.filter(owner__in=units, status__in=open_tasks, plan__status=PlanStatus.ADOPTED)
    due = rows.filter(due_on__lte=today + AHEAD, starts_on__lte=today)
    return [due.annotate(until_at=DayOver("due_on"))] if units else []


def to_accept(viewer: Viewer, now: datetime) -> list[Rows]:
    """Tasks that units say are done."""
    if not viewer.may(P.TARGET_ACCEPT):
        return []
    rows = visible_tasks(viewer, P.TARGET_ACCEPT).filter(status=TaskStatus.SUBMITTED)
    return [rows.filter(plan__status=PlanStatus.ADOPTED).annotate(until_at=DayOver("due_on"))]


def to_answer(viewer: Viewer, now: datetime) -> list[Rows]:
    """Problems that were put to the viewer's units."""
    units = units_below(viewer, P.TARGET_REPORT)
    return [Problem.objects.filter(asked__in=units, answered_at__isnull=True)] if units else []


def to_hand_in(viewer: Viewer, now: datetime) -> list[Rows]:
    """Regular duties of the viewer's units that are late or due soon."""
    units, until = units_below(viewer, P.TARGET_REPORT), city_day(now) + AHEAD
    rows = Obligation.objects.filter(unit__in=units, handed_in_on__isnull=True, due_on__lte=until)
    return [rows.annotate(until_at=DayOver("due_on"))] if units else []


add(Pile("target.do", _("Target tasks due"), "flag", TASKS, to_do))
add(Pile("target.accept", _("Target tasks to accept"), "check", TASKS, to_accept))
add(Pile("target.answer", _("Problems to answer"), "help", PROBLEMS, to_answer))
add(Pile("duty.hand_in", _("Regular duties due"), "calendar", DUTIES, to_hand_in))
