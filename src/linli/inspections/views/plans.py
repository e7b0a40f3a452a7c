from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.inspections.access import (
    actor,
    get_plan_for,
    may_plan,
    planning_units,
    require_view,
    visible_draws,
    visible_plans,
    visible_visits,
)
from linli.inspections.actions import draws, plans
from linli.inspections.errors import NotFound, NotPermitted
from linli.inspections.forms import LineForm, PlanForm
from linli.inspections.models import Plan
from linli.inspections.policies.states import DrawStatus, PlanStatus, VisitStatus
from linli.inspections.rules import ItemList
from linli.inspections.sentences import told
from linli.journal.queries import entries_of
from linli.people.access import Permission, Viewer, viewer_of_request
from linli.rulebook.queries import in_force

PAGE = "inspections/plan.html"
PLAN = Permission.INSPECTION_PLAN
SHOWN = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What one was drawn for, the draws and the plans of the year."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    visits = visible_visits(viewer)
    names = task_names(now)
    mine = visits.filter(accounts__contains=[viewer.account_id]).exclude(status=VisitStatus.STRUCK)
    waiting = visits.filter(status=VisitStatus.VISITED).order_by("publish_by")
    context = {
        "mine": [
            (row, names.get(row.task, row.task)) for row in mine.order_by("status", "due_at", "pk")[:SHOWN]
        ],
        "waiting": [(row, row.publish_by is not None and row.publish_by <= now) for row in waiting[:SHOWN]]
        if viewer.may(PLAN)
        else [],
        "draws": [
            (row, names.get(row.task, row.task))
            for row in visible_draws(viewer).select_related("issuer").order_by("-pk")[:SHOWN]
        ],
        "plans": visible_plans(viewer).select_related("issuer").order_by("-year", "pk")[:SHOWN],
        "may_begin": bool(planning_units(viewer)),
        "now": now,
        "here": "inspections",
    }
    return render(request, "inspections/index.html", context)


def task_names(now: datetime) -> dict[str, str]:
    """Return the names of the tasks of today's list, none where the city has no list. From memory."""
    try:
        return {each.code: str(each.name) for each in in_force(ItemList, city_day(now)).value.tasks}
    except Refusal:
        return {}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a unit for a year."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    units = {unit.pk: unit for unit in planning_units(viewer)}
    if not units:
        raise NotPermitted(verb=PLAN.label)
    form = PlanForm(request.POST or None, initial={"year": city_day(now).year})
    form.fields["issuer"].choices = [(pk, unit.name) for pk, unit in units.items()]  # type: ignore[attr-defined]
    context = {"form": form, "here": "inspections"}
    if request.method == "GET":
        return render(request, "inspections/plan_new.html", context)
    if not form.is_valid():
        return page_again(request, "inspections/plan_new.html", context)
    given = form.cleaned_data
    try:
        plan = plans.begin(year=given["year"], issuer=units[given["issuer"]], by=actor(viewer, PLAN), now=now)
    except Refusal as refusal:
        return page_again(request, "inspections/plan_new.html", context, refusal)
    return redirect("inspections:plan", plan.pk)


@require_safe
def show(request: HttpRequest, plan: int) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return render(request, PAGE, page_of(viewer, get_plan_for(viewer, plan), now))


def page_of(viewer: Viewer, plan: Plan, now: datetime, form: LineForm | None = None) -> dict[str, Any]:
    names = task_names(now)
    lines = list(plan.lines.prefetch_related("draws").order_by("first_month", "pk"))
    today = city_day(now)
    may = may_plan(viewer, plan)
    form = form or LineForm()
    form.fields["task"].choices = list(names.items())  # type: ignore[attr-defined]
    return {
        "plan": plan,
        "lines": [
            (line, names.get(line.task, line.task), _draws(line), _is_due(plan, line, today))
            for line in lines
        ],
        "form": form,
        "may": may,
        "is_draft": plan.status == PlanStatus.DRAFT,
        "timeline": told(entries_of(plan)),
        "here": "inspections",
    }


def _draws(line: Any) -> list[Any]:
    return sorted(line.draws.all(), key=lambda draw: -draw.pk)


def _is_due(plan: Plan, line: Any, today: Any) -> bool:
    """Say whether a draw may be started now."""
    is_taken = any(draw.status != DrawStatus.VOID for draw in line.draws.all())
    in_season = plan.year == today.year and line.first_month <= today.month <= line.last_month
    return plan.status == PlanStatus.FILED and in_season and not is_taken


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, plan: int, verb: str) -> HttpResponse:
    """Put a task in, take it out, file the plan, or start the draw of a task."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    row = get_plan_for(viewer, plan, to_plan=request.method == "POST")
    if request.method == "GET":
        return redirect("inspections:plan", plan)
    form = LineForm(request.POST) if verb == "put-in" else None
    if form is not None:
        form.fields["task"].choices = list(task_names(now).items())  # type: ignore[attr-defined]
        if not form.is_valid():
            return page_again(request, PAGE, page_of(viewer, row, now, form))
    try:
        goes_to = _perform(viewer, row, verb, request, form, now)
    except Refusal as refusal:
        fresh = get_plan_for(viewer, plan)
        return page_again(request, PAGE, page_of(viewer, fresh, now, form), refusal)
    return goes_to


def _perform(
    viewer: Viewer, plan: Plan, verb: str, request: HttpRequest, form: LineForm | None, now: datetime
) -> HttpResponse:
    by = actor(viewer, PLAN)
    if form is not None:
        plans.put_in(plan=plan, **form.cleaned_data, by=by, now=now)
    elif verb == "file":
        plans.file(plan=plan, by=by, now=now)
        messages.success(request, gettext("The plan is filed."))
    elif verb in ("take-out", "draw"):
        return _with_line(plan, verb, request, by, now)
    else:
        raise NotFound
    return redirect("inspections:plan", plan.pk)


def _with_line(plan: Plan, verb: str, request: HttpRequest, by: Any, now: datetime) -> HttpResponse:
    given = request.POST.get("line", "")
    line = (
        plan.lines.select_related("plan__issuer")
        .filter(pk=int(given) if given.isdecimal() and len(given) < 19 else 0)
        .first()
    )
    if line is None:
        raise NotFound
    if verb == "take-out":
        plans.take_out(plan=plan, line=line.pk, by=by, now=now)
        return redirect("inspections:plan", plan.pk)
    draw = draws.commit(line=line, by=by, now=now)
    messages.success(request, gettext("Promised. The pools are frozen and public."))
    return redirect("inspections:draw", draw.pk)
