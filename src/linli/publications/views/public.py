"""Stalled projects and homes without deeds, for everybody to follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.areas.queries.point_maps import PointMap, Spot, map_of
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.pace import spend, stranger
from linli.publications.access import project_named
from linli.publications.actions.projects import comment
from linli.publications.exports import MEDIA, PROJECT_WRITERS
from linli.publications.forms import CommentForm
from linli.publications.models import Project
from linli.publications.policies.rules import PublicationRule
from linli.publications.policies.states import ProjectKind
from linli.publications.queries import counted, projects, shown_comments, updates_of, with_updates
from linli.rulebook.queries import in_force

PAGE = "publications/project.html"
MOST = 500


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All published projects by batch; what is overdue for an update stands out."""
    today = city_day(timezone.now())
    kind = request.GET.get("kind", "")
    late = today if "late" in request.GET else None
    rows = list(projects(kind=kind, late_on=late)[:MOST])
    context = {
        "rows": rows,
        "map": drawn(rows, today),
        "counted": counted(today),
        "kinds": ProjectKind.choices,
        "kind": kind,
        "late": late,
        "today": today,
    }
    return render(request, "publications/projects.html", context)


def drawn(rows: Sequence[Project], today: date) -> PointMap | None:
    """Return a map of the projects that have a point; None without any."""
    spots = [
        Spot(
            row.title,
            reverse("publications:project", args=[row.pk]),
            row.area_code,
            row.lon,
            row.lat,
            is_marked=row.update_due_on is not None and row.update_due_on < today,
        )
        for row in rows
        if row.lon is not None and row.lat is not None
    ]
    return map_of(spots) if spots else None


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One project, and a comment on it."""
    row, now = project_named(number), timezone.now()
    form = CommentForm(request.POST or None)
    if request.method == "GET":
        return render(request, PAGE, _context(row, form))
    spend(stranger(request), now=now)
    if not form.is_valid():
        return page_again(request, PAGE, _context(row, form))
    try:
        comment(row=row, words=form.cleaned_data["words"], now=now)
    except Refusal as refusal:
        return page_again(request, PAGE, _context(row, form), refusal)
    messages.success(request, _("Thank you. Somebody reads your comment before it is shown."))
    return redirect("publications:project", number)


def _context(row: Project, form: CommentForm) -> dict[str, Any]:
    today = city_day(timezone.now())
    rule = in_force(PublicationRule, today).value
    return {
        "row": row,
        "map": drawn([row], today),
        "tasks": list(row.tasks.order_by("due_on", "pk")),
        "updates": updates_of(row),
        "comments": [(each, rule.refusal_name(each.reason)) for each in shown_comments(row)],
        "form": form,
        "today": today,
    }


@require_safe
def data(request: HttpRequest, form: str) -> HttpResponse:
    """All published projects as open data."""
    if form not in PROJECT_WRITERS:
        raise Http404
    content = PROJECT_WRITERS[form](list(with_updates(projects())[:MOST]))
    response = HttpResponse(content, content_type=MEDIA[form])
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response
