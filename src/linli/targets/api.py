from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from linli.core.time import city_day
from linli.people.access import Viewer
from linli.targets.access import (
    actor_for,
    get_plan_for,
    get_task_for,
    get_task_to,
    require_view,
    visible_plans,
)
from linli.targets.actions import tasks as actions
from linli.targets.models import Plan
from linli.targets.policies import PlanStatus, Standing, TaskStatus, TaskVerb
from linli.targets.queries.plans import TaskLine, lines, lines_of_plan

router = Router(tags=["targets"])
BIGGEST = 2**63 - 1
MOST_PLANS = 200
LONGEST = 20_000


class PlanOut(Schema):
    id: int
    code: str
    name: str
    status: PlanStatus
    first_on: date
    last_on: date
    adopted_on: date | None

    @staticmethod
    def of(plan: Plan) -> dict[str, Any]:
        same = ("code", "name", "status", "first_on", "last_on", "adopted_on")
        return {"id": plan.pk, **{name: getattr(plan, name) for name in same}}


class MilestoneOut(Schema):
    id: int
    name: str
    due_on: date
    reached_on: date | None


class TaskOut(Schema):
    id: int
    code: str
    name: str
    measure: str
    owner: str
    """Code of the unit."""
    co_units: list[str]
    """Names."""
    status: TaskStatus
    standing: Standing
    """How it stands today."""
    weight: Decimal
    percent: int
    """As its unit reported; only what others accepted counts."""
    starts_on: date
    due_on: date
    submitted_on: date | None
    milestones: list[MilestoneOut]
    needs: list[str]
    """Codes of the tasks it waits for."""

    @staticmethod
    def of(line: TaskLine) -> dict[str, Any]:
        task = line.task
        same = ("code", "name", "status", "weight", "percent", "starts_on", "due_on", "submitted_on")
        steps = ("name", "due_on", "reached_on")
        return {
            "id": task.pk,
            **{name: getattr(task, name) for name in same},
            "measure": task.measure.name,
            "owner": task.owner.code,
            "co_units": list(line.co_units),
            "standing": line.standing,
            "milestones": [
                {"id": each.pk, **{name: getattr(each, name) for name in steps}} for each in line.milestones
            ],
            "needs": list(line.needs),
        }


class ReportIn(Schema):
    percent: int = Field(ge=0, le=100)
    words: str = Field(max_length=LONGEST)


class SaidIn(Schema):
    words: str = Field("", max_length=LONGEST)


class ReachIn(SaidIn):
    milestone: int = Field(ge=0, le=BIGGEST)


@router.get("/targets/plans", response=list[PlanOut], summary="List plans")
def list_plans(request: HttpRequest) -> list[dict[str, Any]]:
    """List the plans of which the caller sees a task, or whose place they answer for, newest first."""
    return [PlanOut.of(each) for each in visible_plans(_viewer(request)).order_by("-pk")[:MOST_PLANS]]


@router.get("/targets/plans/{int:number}/tasks", response=list[TaskOut], summary="List the tasks of a plan")
def list_tasks(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    viewer = _viewer(request)
    plan = get_plan_for(viewer, _number(number))
    return [
        TaskOut.of(each) for each in lines_of_plan(viewer, plan, today=city_day(timezone.now()), whole=True)
    ]


@router.get("/targets/tasks/{int:number}", response=TaskOut, summary="Read one task")
def read_task(request: HttpRequest, number: int) -> dict[str, Any]:
    return _task(_viewer(request), number, timezone.now())


@router.post("/targets/tasks/{int:number}/report", response=TaskOut, summary="Report progress")
def report_task(request: HttpRequest, number: int, body: ReportIn) -> dict[str, Any]:
    return _take(request, number, TaskVerb.REPORT, percent=body.percent, words=body.words)


@router.post("/targets/tasks/{int:number}/reach", response=TaskOut, summary="Report a milestone reached")
def reach_milestone(request: HttpRequest, number: int, body: ReachIn) -> dict[str, Any]:
    return _take(request, number, TaskVerb.REACH, milestone=body.milestone, words=body.words)


@router.post("/targets/tasks/{int:number}/submit", response=TaskOut, summary="Report a task done")
def submit_task(request: HttpRequest, number: int, body: SaidIn) -> dict[str, Any]:
    return _take(request, number, TaskVerb.SUBMIT, words=body.words)


@router.post("/targets/tasks/{int:number}/accept", response=TaskOut, summary="Accept a task")
def accept_task(request: HttpRequest, number: int, body: SaidIn) -> dict[str, Any]:
    return _take(request, number, TaskVerb.ACCEPT, words=body.words)


@router.post("/targets/tasks/{int:number}/send-back", response=TaskOut, summary="Send a task back")
def send_task_back(request: HttpRequest, number: int, body: SaidIn) -> dict[str, Any]:
    return _take(request, number, TaskVerb.SEND_BACK, words=body.words)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    require_view(viewer)
    return viewer


def _take(request: HttpRequest, number: int, verb: TaskVerb, **given: Any) -> dict[str, Any]:
    viewer, now = _viewer(request), timezone.now()
    task = get_task_to(viewer, _number(number), verb)
    getattr(actions, verb.value)(task=task, **given, by=actor_for(viewer, task, verb), now=now)
    return _task(viewer, number, now)


def _task(viewer: Viewer, number: int, now: datetime) -> dict[str, Any]:
    row = get_task_for(viewer, _number(number))
    (line,) = lines(type(row).objects.filter(pk=row.pk), city_day(now), whole=True)
    return TaskOut.of(line)


def _number(number: int) -> int:
    """Return the number as the database can hold it; 0, which nothing has, beyond that."""
    return number if number <= BIGGEST else 0
