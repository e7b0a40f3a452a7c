from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.areas.queries.point_maps import PointMap, Spot, map_of
from linli.catalogue.queries import kinds
from linli.core.choices import Action
from linli.core.errors import Incomplete, Refusal
from linli.core.pages import page_again
from linli.journal.queries import entries_of
from linli.matters.models import Matter
from linli.matters.policies import OPEN, TAKES_OTHERS, Status
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.errors import NotAllowed
from linli.people.policies import Permission
from linli.warnings.access import choices, get_issue_for, get_issue_to_decide, may_decide, may_export
from linli.warnings.actions import hot_steps
from linli.warnings.charts import chart_of_stretches
from linli.warnings.exports import MEDIA, MOST, area_name, as_xlsx
from linli.warnings.forms import DecideForm, JoinForm
from linli.warnings.joining import join as join_matters
from linli.warnings.models import HotIssue
from linli.warnings.policies.hot import HotStatus, HotVerb, Joining
from linli.warnings.queries.hot import MOST_MEMBERS, PAGE, listed, members_of, timeline
from linli.warnings.sentences import told


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The issues somebody may read, hottest first."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    asked = request.GET.get("status", "")
    status = HotStatus(asked) if asked in HotStatus.values else None
    page = Paginator(listed(viewer, now=now, status=status), PAGE).get_page(request.GET.get("page"))
    tabs = [("", _("To look at")), *((each.value, each.label) for each in HotStatus)]
    lines = [(issue, area_name(issue.area_code), kind_name(issue.kind_code)) for issue in page]
    context = {"page": page, "lines": lines, "tabs": tabs, "status": asked if status else ""}
    return render(request, "warnings/hot/list.html", context)


def kind_name(code: str) -> str:
    kind = kinds().get(code)
    return kind.name if kind else ""


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One issue: what it is made of, when and where, and what may be done with it."""
    viewer = viewer_of_request(request, timezone.now())
    return render(request, "warnings/hot/issue.html", page_of(viewer, get_issue_for(viewer, number)))


def page_of(
    viewer: Viewer, issue: HotIssue, typed: tuple[HotVerb, DecideForm] | None = None
) -> dict[str, Any]:
    members = list(members_of(viewer, issue)[:MOST_MEMBERS])
    offered = choices(viewer, issue)
    decides = may_decide(viewer, issue)
    return {
        "issue": issue,
        "area": area_name(issue.area_code),
        "kind": kind_name(issue.kind_code),
        "unresolved": None if issue.unresolved is None else round(100 * issue.unresolved),
        "members": members,
        "is_full": len(members) == MOST_MEMBERS,
        "put_out": list(members_of(viewer, issue, Joining.PUT_OUT)[:MOST_MEMBERS]) if decides else [],
        "chart": chart_of_stretches(timeline(members)),
        "map": map_of_members(members),
        "actions": [action_of(issue, each.verb, typed) for each in offered if each.is_allowed],
        "may_decide": decides,
        "may_export": may_export(viewer, issue),
        "joinable": [each for each in members if each.status in OPEN] if decides else [],
        "leads": [each for each in members if Status(each.status) in TAKES_OTHERS] if decides else [],
        "timeline": told(entries_of(issue)),
    }


def action_of(issue: HotIssue, verb: HotVerb, typed: tuple[HotVerb, DecideForm] | None) -> Action[HotVerb]:
    form = typed[1] if typed and typed[0] is verb else DecideForm(verb)
    url = reverse("warnings:decide", args=[issue.pk, verb.value])
    return Action(verb, form, url, is_open=bool(typed and typed[0] is verb) or verb is HotVerb.CONFIRM)


def map_of_members(members: list[Matter]) -> PointMap | None:
    """Return the members that have a point on a map; None without any."""
    spots = [
        Spot(
            each.title,
            reverse("matters:matter", args=[each.code]),
            each.area_code,
            each.lon,
            each.lat,
            is_marked=each.status in OPEN,
        )
        for each in members
        if each.lon is not None and each.lat is not None
    ]
    return map_of(spots) if spots else None


@require_POST
def decide(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    issue = get_issue_to_decide(viewer, number)
    if verb not in HotVerb.values:
        return redirect("warnings:hot_issue", number)
    chosen = HotVerb(verb)
    form = DecideForm(chosen, request.POST)
    valid = form.is_valid()
    try:
        if not valid:
            raise Incomplete
        by = viewer.actor_for(acting(viewer))
        hot_steps.decide(issue=issue, verb=chosen, words=form.cleaned_data["words"], by=by, now=now)
    except Refusal as refusal:
        issue = get_issue_for(viewer, number)
        context = page_of(viewer, issue, (chosen, form))
        return page_again(request, "warnings/hot/issue.html", context, refusal)
    messages.success(request, _("Done: %(verb)s.") % {"verb": chosen.label})
    return redirect("warnings:hot_issue", number)


def acting(viewer: Viewer) -> Permission:
    return Permission.MATTER_TRIAGE if viewer.may(Permission.MATTER_TRIAGE) else Permission.MATTER_SUPERVISE


@require_POST
def put(request: HttpRequest, number: int, way: str, code: str) -> HttpResponse:
    """Put a matter out of the issue, or back into it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    issue = get_issue_to_decide(viewer, number)
    step = hot_steps.put_out if way == "out" else hot_steps.put_back
    try:
        step(issue=issue, code=code, by=viewer.actor_for(acting(viewer)), now=now)
    except Refusal as refusal:
        return page_again(request, "warnings/hot/issue.html", page_of(viewer, issue), refusal)
    said = _("%(code)s was put out. It stands below and can be put back.")
    messages.success(request, (said if way == "out" else _("%(code)s was put back.")) % {"code": code})
    return redirect("warnings:hot_issue", number)


@require_POST
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Join the ticked matters with one of them, by the door of matters."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    issue = get_issue_to_decide(viewer, number)
    form = JoinForm(request.POST)
    try:
        if not form.is_valid():
            raise Incomplete
        joined = join_matters(
            viewer=viewer, issue=issue, codes=request.POST.getlist("codes"), now=now, **form.cleaned_data
        )
    except Refusal as refusal:
        return page_again(request, "warnings/hot/issue.html", page_of(viewer, issue), refusal)
    if joined.done:
        count = len(joined.done)
        messages.success(
            request,
            ngettext("%(count)s matter was joined.", "%(count)s matters were joined.", count)
            % {"count": count},
        )
    for code, why in joined.refused:
        messages.error(request, f"{code}: {why}")
    return redirect("warnings:hot_issue", number)


@require_safe
def export(request: HttpRequest, number: int) -> HttpResponse:
    """The matters of an issue as a spreadsheet, without personal data."""
    viewer = viewer_of_request(request, timezone.now())
    issue = get_issue_for(viewer, number)
    if not may_export(viewer, issue):
        raise NotAllowed(what=Permission.MATTER_EXPORT.label)
    content = as_xlsx(issue, members_of(viewer, issue)[:MOST])
    answer = HttpResponse(content, content_type=MEDIA)
    name = content_disposition_header(True, f"{issue.title[:40]}.xlsx")
    answer["Content-Disposition"] = name or "attachment"
    return answer
