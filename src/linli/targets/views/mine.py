from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.core.time import city_day
from linli.people.access import Viewer, viewer_of_request
from linli.people.policies import Permission, Reach
from linli.targets.access import require_view, visible_obligations, visible_tasks
from linli.targets.models import Problem
from linli.targets.policies import UNFINISHED, PlanStatus, Standing, TaskStatus
from linli.targets.queries.duties import duty_lines
from linli.targets.queries.plans import lines
from linli.targets.queries.tasks import problems_put_to

SHOWN = 60
AHEAD_DAYS = 45
URGENT = (Standing.OVERDUE, Standing.AT_RISK, Standing.SUBMITTED, Standing.RUNNING, Standing.PLANNED)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody's unit has to do: tasks, duties, answers; and what waits for their acceptance."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    today = city_day(now)
    units = own_units(viewer)
    running = visible_tasks(viewer).filter(plan__status=PlanStatus.ADOPTED, status__in=sorted(UNFINISHED))
    own = running.filter(owner_id__in=units).order_by("due_on", "position")[:SHOWN]
    helping = (
        running.filter(co_unit_ids__overlap=units).exclude(owner_id__in=units) if units else running.none()
    )
    waiting = (
        visible_tasks(viewer, Permission.TARGET_ACCEPT)
        .filter(plan__status=PlanStatus.ADOPTED, status=TaskStatus.SUBMITTED)
        .exclude(owner_id__in=units)
    )
    owed = visible_obligations(viewer).filter(
        unit_id__in=units, handed_in_on=None, due_on__lte=today + timedelta(days=AHEAD_DAYS)
    )
    context: dict[str, Any] = {
        "tasks": sorted(lines(own, today), key=lambda line: (URGENT.index(line.standing), line.task.due_on)),
        "helping": lines(helping.order_by("due_on", "position")[:SHOWN], today),
        "waiting": lines(waiting.order_by("submitted_on", "position")[:SHOWN], today),
        "duties": duty_lines(owed.order_by("due_on", "pk")[:SHOWN], today),
        "problems": _asked(viewer, units),
        "today": today,
        "now": now,
        "sees_duties": any(grant.reach is Reach.AREA for grant in viewer.grants_for(Permission.TARGET_VIEW)),
    }
    return render(request, "targets/mine.html", context)


def own_units(viewer: Viewer) -> list[int]:
    """Return the units in whose name the viewer reports."""
    grants = viewer.grants_for(Permission.TARGET_REPORT)
    return sorted({unit for grant in grants if grant.reach is Reach.UNIT for unit in grant.unit_ids})


def _asked(viewer: Viewer, units: list[int]) -> list[Problem]:
    """Return the problems the viewer may answer, the most urgent first."""
    planned = {
        grant.unit_id for grant in viewer.grants_for(Permission.TARGET_PLAN) if grant.unit_id is not None
    }
    return problems_put_to({*units, *planned}, viewer, most=SHOWN)
