from __future__ import annotations

from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.journal.queries import entries_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.targets import board as wall
from linli.targets.access import (
    get_plan_for,
    may_plan,
    require_import,
    require_view,
    visible_plans,
    visible_tasks,
)
from linli.targets.actions import plans as actions
from linli.targets.actions.importing import Heading, Imported, import_plan
from linli.targets.errors import PlanNotFound
from linli.targets.exports import FORMS, write_plan
from linli.targets.forms import AdoptForm, SheetForm
from linli.targets.models import Plan
from linli.targets.policies import PlanStatus, Standing
from linli.targets.queries.plans import NONE, TaskLine, lines_of_plan, phases_of, progress, progress_of
from linli.targets.queries.units import short_names
from linli.targets.sentences import timeline

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
EVERY_FIVE_MINUTES = "300"
SHOWN = 200


def _door(request: HttpRequest) -> tuple[Viewer, datetime]:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return viewer, now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The plans somebody sees, with how far each is."""
    viewer, now = _door(request)
    today = city_day(now)
    rows = list(visible_plans(viewer).select_related("issuer").order_by("-first_on", "name"))
    known = progress_of(visible_tasks(viewer).filter(plan__in=rows), today)
    found = [(plan, known.get(plan.pk, NONE)) for plan in rows]
    context = {"plans": found, "may_import": viewer.may(Permission.TARGET_PLAN)}
    return render(request, "targets/plans.html", context)


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Read a sheet: first what it would change, then into the plan."""
    viewer, now = _door(request)
    require(viewer, Permission.TARGET_PLAN)
    if request.method == "GET":
        return render(request, "targets/import.html", {"form": SheetForm()})
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return page_again(request, "targets/import.html", {"form": form})
    given = form.cleaned_data
    try:
        result = _read(given["sheet"], viewer, now, dry=given["only_check"])
    except Refusal as refusal:
        return page_again(request, "targets/import.html", {"form": form}, refusal)
    if result.refusals or given["only_check"]:
        context = {"form": SheetForm(initial={"only_check": bool(result.refusals)}), "result": result}
        context |= {"refusals": result.refusals[:SHOWN], "changes": result.changes[:SHOWN]}
        return render(request, "targets/import.html", context)
    messages.success(request, gettext("The sheet was read into the plan."))
    return redirect("targets:plan", result.plan)


def _read(sheet: UploadedFile[bytes], viewer: Viewer, now: datetime, *, dry: bool) -> Imported:
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(sheet.name or "sheet").name
        with path.open("wb") as target:
            for chunk in sheet.chunks():
                target.write(chunk)
        return import_plan(
            path,
            Heading(),
            by=viewer.actor_for(Permission.TARGET_PLAN),
            now=now,
            dry=dry,
            may_write=lambda plan, issuer: require_import(viewer, plan, issuer),
        )


@require_safe
def show(request: HttpRequest, plan: int) -> HttpResponse:
    """A plan: how far it is, its phases, its measures with their tasks."""
    viewer, now = _door(request)
    return render(request, "targets/plan.html", page_of(request, viewer, get_plan_for(viewer, plan), now))


def page_of(
    request: HttpRequest, viewer: Viewer, plan: Plan, now: datetime, form: AdoptForm | None = None
) -> dict[str, Any]:
    lines = lines_of_plan(viewer, plan, today=city_day(now))
    wanted = request.GET.get("show", "")
    shown = [line for line in lines if not wanted or line.standing.value == wanted]
    measures = [
        (measure, list(tasks)) for measure, tasks in groupby(shown, key=lambda line: line.task.measure)
    ]
    plans_it = may_plan(viewer, plan)
    return {
        "plan": plan,
        "progress": progress(lines),
        "standings": [(each, progress_count(lines, each), each.value == wanted) for each in Standing],
        "measures": measures,
        "is_narrowed": bool(wanted),
        "phases": phases_of(plan),
        "may_plan": plans_it,
        "adopt_form": form or AdoptForm() if plans_it and plan.status == PlanStatus.DRAFT else None,
        "may_close": plans_it and plan.status == PlanStatus.ADOPTED and not any(map(_is_open, lines)),
        "timeline": timeline(list(entries_of(plan))) if plans_it else [],
    }


def progress_count(lines: list[TaskLine], standing: Standing) -> int:
    return sum(line.standing is standing for line in lines)


def _is_open(line: TaskLine) -> bool:
    return line.standing not in (Standing.ACCEPTED, Standing.ACCEPTED_LATE, Standing.WITHDRAWN)


@require_POST
def do(request: HttpRequest, plan: int, verb: str) -> HttpResponse:
    """Adopt or close a plan, or end one of its phases."""
    viewer, now = _door(request)
    row = get_plan_for(viewer, plan, Permission.TARGET_PLAN)
    by = viewer.actor_for(Permission.TARGET_PLAN)
    form = AdoptForm(request.POST)
    try:
        if verb == "adopt" and form.is_valid():
            actions.adopt(plan=row, by=by, now=now, on=form.cleaned_data["on"])
        elif verb == "close":
            actions.close(plan=row, by=by, now=now)
        elif verb.startswith("phase-") and verb.removeprefix("phase-").isdecimal():
            actions.pass_gate(plan=row, position=int(verb.removeprefix("phase-")), by=by, now=now)
        elif verb != "adopt":
            raise PlanNotFound
        else:
            return page_again(request, "targets/plan.html", page_of(request, viewer, row, now, form))
    except PlanNotFound:
        raise
    except Refusal as refusal:
        fresh = get_plan_for(viewer, plan)
        return page_again(request, "targets/plan.html", page_of(request, viewer, fresh, now, form), refusal)
    messages.success(request, gettext("Done."))
    return redirect("targets:plan", plan)


@require_safe
def board(request: HttpRequest, plan: int) -> HttpResponse:
    """The board for wall and desk: measures or units, time, and how every task stands."""
    viewer, now = _door(request)
    row, today = get_plan_for(viewer, plan), city_day(now)
    unit = request.GET.get("unit", "")
    rows = visible_tasks(viewer)
    if unit.isdecimal() and len(unit) < 19:  # a BIGINT has 18 digits and some
        rows = rows.filter(owner_id=int(unit))
    lines = lines_of_plan(viewer, row, today=today, rows=rows)
    is_by_unit, is_wall = request.GET.get("by") == "unit", "wall" in request.GET
    drawn = wall.Board(
        row.first_on, row.last_on, today, short_names(lines, today), wall.WALL if is_wall else wall.DESK
    )
    counted = progress(lines)
    context = {
        "plan": row,
        "figures": drawn.by_unit(lines) if is_by_unit else drawn.by_measure(lines),
        "progress": counted,
        "legend": [(each, counted.counts[each]) for each in wall.LEGEND],
        "by_unit": is_by_unit,
        "is_wall": is_wall,
        "today": today,
        "now": now,
    }
    response = render(request, "targets/board.html", context)
    if is_wall:
        response["Refresh"] = EVERY_FIVE_MINUTES
    return response


@require_GET
def export(request: HttpRequest, plan: int, form: str) -> HttpResponse:
    """Hand out the plan as the sheet that offices use."""
    viewer, now = _door(request)
    row = get_plan_for(viewer, plan)
    if form not in FORMS:
        raise Http404
    response = HttpResponse(write_plan(viewer, row, form, now=now), content_type=MEDIA[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}.{form}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
