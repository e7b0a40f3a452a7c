from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.files.queries import attachments_of, download
from linli.files.views import answer as hand_out
from linli.inspections.access import (
    actor,
    get_visit_for,
    get_visit_to_inspect,
    get_visit_to_plan,
    may_inspect,
    may_plan,
    require_view,
)
from linli.inspections.actions import draws
from linli.inspections.actions import visits as actions
from linli.inspections.errors import NotFound
from linli.inspections.forms import (
    InspectorReasonForm,
    RecheckForm,
    SeenForm,
    TargetReasonForm,
    VisitForm,
    WordsForm,
)
from linli.inspections.models import Inspector, Visit
from linli.inspections.policies.states import Means, ProblemStatus, RedrawReason, VisitStatus
from linli.inspections.queries.visits import problems_of, sheet_of, team_of
from linli.inspections.sentences import told
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of
from linli.people.access import Permission, Viewer, viewer_of_request

PAGE = "inspections/visit.html"
PLANNERS = ("struck", "publish")
"""Verbs of who plans; all others are for whoever was drawn."""


@require_safe
def show(request: HttpRequest, visit: int) -> HttpResponse:
    """One drawn body: the checklist to fill in, then what was found and what became of it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    return render(request, PAGE, page_of(viewer, get_visit_for(viewer, visit), now))


def page_of(
    viewer: Viewer, visit: Visit, now: datetime, typed: Mapping[str, SeenForm] | None = None
) -> dict[str, Any]:
    """Return what the page shows. `typed`: forms that did not go through, by verb."""
    given = typed or {}
    sheet, team = sheet_of(visit.draw), team_of(visit)
    mine = may_inspect(viewer, visit)
    plans = may_plan(viewer, visit.draw)
    is_open = visit.status == VisitStatus.DRAWN
    answered = [
        (name, [(str(each.name), visit.answers.get(each.code, "")) for each in group])
        for name, group in sheet.groups
    ]
    problems = [
        (line, _recheck(line.problem.pk, visit, given), _report(line.problem.pk, visit, given))
        for line in problems_of(visit, sheet, city_day(now))
    ]
    return {
        "visit": visit,
        "sheet": sheet,
        "team": team,
        "is_open": is_open,
        "form": (given.get("hand-in") or _form(viewer, visit, now)) if is_open and mine else None,
        "recuse": (given.get("recuse") or _recuse(viewer, visit, team, plans))
        if is_open and (mine or plans)
        else None,
        "strike": (given.get("struck") or TargetReasonForm(auto_id="struck-%s", initial=_seen(visit)))
        if is_open and plans
        else None,
        "answers": answered if visit.answers else [],
        "result": next((each for each in sheet.results if each.code == visit.code), None),
        "problems": problems,
        "may_follow": mine and not is_open,
        "may_publish": plans and visit.status == VisitStatus.VISITED,
        "is_late": visit.publish_by is not None and visit.published_at is None and visit.publish_by <= now,
        "photos": list(attachments_of(actions.SUBJECT, visit.pk)),
        "timeline": told(entries_of(visit)),
        "open_problem": ProblemStatus.OPEN,
        "closed": ProblemStatus.CLOSED,
        "now": now,
        "here": "inspections",
    }


def _seen(visit: Visit) -> dict[str, int]:
    return {"seen": visit.chain_length}


def _form(viewer: Viewer, visit: Visit, now: datetime) -> VisitForm:
    kept = visit.draft.get(f"{viewer.account_id}", {})
    return VisitForm(
        sheet_of(visit.draw),
        initial={"visited_on": city_day(now), "means": Means.ON_SITE, **kept, **_seen(visit)},
    )


def _recuse(viewer: Viewer, visit: Visit, team: list[Inspector], plans: bool) -> InspectorReasonForm:
    form = InspectorReasonForm(auto_id="recuse-%s", initial=_seen(visit))
    return _named(form, viewer, team, plans)


def _named(
    form: InspectorReasonForm, viewer: Viewer, team: list[Inspector], plans: bool
) -> InspectorReasonForm:
    """Let an inspector name themselves only; who plans may name anybody of the team."""
    named = [row for row in team if plans or row.account_id == viewer.account_id]
    form.fields["inspector"].choices = [(row.code, row.account.display_name) for row in named]  # type: ignore[attr-defined]
    form.initial.setdefault("inspector", named[0].code if len(named) == 1 else "")
    return form


def _recheck(problem: int, visit: Visit, given: Mapping[str, SeenForm]) -> SeenForm:
    """Return the form of the step `recheck-<problem>`."""
    return given.get(f"recheck-{problem}") or RecheckForm(
        auto_id=f"recheck-{problem}-%s", initial=_seen(visit)
    )


def _report(problem: int, visit: Visit, given: Mapping[str, SeenForm]) -> SeenForm:
    return given.get(f"report-{problem}") or WordsForm(auto_id=f"report-{problem}-%s", initial=_seen(visit))


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, visit: int, verb: str) -> HttpResponse:
    """Take a step; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    if request.method == "GET":
        return redirect("inspections:visit", visit)
    row = _row_for(viewer, visit, verb)
    form = _posted(viewer, row, verb, request)
    if verb == "hand-in" and "save" in request.POST:
        return _save(request, viewer, row, form, now)
    if not form.is_valid():
        return page_again(request, PAGE, page_of(viewer, row, now, {verb: form}))
    try:
        _perform(viewer, row, verb, form, now)
    except Refusal as refusal:
        fresh = get_visit_for(viewer, visit)
        return page_again(request, PAGE, page_of(viewer, fresh, now, {verb: form}), refusal)
    messages.success(request, gettext("Done."))
    seen = get_visit_or_none(viewer, visit)
    return redirect("inspections:visit", visit) if seen else redirect("inspections:index")


def get_visit_or_none(viewer: Viewer, visit: int) -> Visit | None:
    """Whoever recused sees it no more."""
    try:
        return get_visit_for(viewer, visit)
    except NotFound:
        return None


def _row_for(viewer: Viewer, visit: int, verb: str) -> Visit:
    if verb in PLANNERS:
        return get_visit_to_plan(viewer, visit)
    row = get_visit_for(viewer, visit)
    if verb == "recuse" and may_plan(viewer, row.draw):
        return row
    return get_visit_to_inspect(viewer, visit)


def _posted(viewer: Viewer, visit: Visit, verb: str, request: HttpRequest) -> SeenForm:
    given = request.POST, request.FILES
    if verb == "hand-in":
        return VisitForm(sheet_of(visit.draw), *given)
    if verb == "recuse":
        form = InspectorReasonForm(request.POST, auto_id="recuse-%s")
        return _named(form, viewer, team_of(visit), may_plan(viewer, visit.draw))
    if verb == "struck":
        return TargetReasonForm(request.POST, auto_id="struck-%s")
    if verb == "publish":
        return SeenForm(request.POST)
    step, _dash, number = verb.partition("-")
    if not number.isdecimal() or len(number) > 18:
        raise NotFound
    kinds: dict[str, type[SeenForm]] = {"recheck": RecheckForm, "report": WordsForm}
    if step not in kinds:
        raise NotFound
    return kinds[step](*given, auto_id=f"{verb}-%s")


def _save(request: HttpRequest, viewer: Viewer, visit: Visit, form: SeenForm, now: datetime) -> HttpResponse:
    """Keep what is filled in so far, right or wrong, and the photos."""
    assert isinstance(form, VisitForm)
    by = actor(viewer, Permission.INSPECTION_VISIT)
    form.is_valid()
    try:
        photos = form.cleaned_data.get("photos") or []
        if photos:
            actions.add_photos(visit=visit, files=photos, by=by, now=now)
        actions.keep_draft(visit=visit, draft=form.as_draft(), by=by)
    except Refusal as refusal:
        fresh = get_visit_for(viewer, visit.pk)
        return page_again(request, PAGE, page_of(viewer, fresh, now, {"hand-in": form}), refusal)
    messages.success(request, gettext("Kept. Only you see it until it is handed in."))
    return redirect("inspections:visit", visit.pk)


def _perform(viewer: Viewer, visit: Visit, verb: str, form: SeenForm, now: datetime) -> None:
    """Raises ChangedMeanwhile when something happened since the page was made: a second click, a colleague."""
    given = form.cleaned_data
    if given.get("seen") is not None and given["seen"] != visit.chain_length:
        raise ChangedMeanwhile
    mine = actor(viewer, Permission.INSPECTION_VISIT)
    plans = actor(viewer, Permission.INSPECTION_PLAN)
    if isinstance(form, VisitForm):
        actions.record_visit(
            visit=visit,
            means=Means(given["means"]),
            visited_on=given["visited_on"],
            answers=form.answers,
            found=form.found,
            code=given["code"],
            words=given["words"],
            files=given["photos"],
            by=mine,
            now=now,
        )
    elif verb == "recuse":
        reason = RedrawReason(given["reason"])
        by = mine if may_inspect(viewer, visit) else plans
        draws.redraw(
            visit=visit, inspector=given["inspector"], reason=reason, note=given["words"], by=by, now=now
        )
    elif verb == "struck":
        draws.redraw(
            visit=visit, reason=RedrawReason(given["reason"]), note=given["words"], by=plans, now=now
        )
    elif verb == "publish":
        actions.publish(visit=visit, by=plans, now=now)
    else:
        _follow(visit, verb, given, mine, now)


def _follow(visit: Visit, verb: str, given: Mapping[str, Any], by: Any, now: datetime) -> None:
    step, _dash, number = verb.partition("-")
    if step == "report":
        actions.report_problem(visit=visit, problem=int(number), words=given["words"], by=by, now=now)
        return
    actions.recheck(
        visit=visit,
        problem=int(number),
        is_put_right=given["is_put_right"],
        due_on=given["due_on"],
        words=given["words"],
        files=given["photos"],
        by=by,
        now=now,
    )


@require_safe
def fetch(request: HttpRequest, visit: int, number: int) -> FileResponse:
    """Hand out a photo of a visit that the viewer sees."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    row = get_visit_for(viewer, visit)
    own = (actions.SUBJECT, row.pk)
    return hand_out(download(number, may_see=lambda each: (each.subject_kind, each.subject_id) == own))
