from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission
from linli.supervision.forms import InboxForm
from linli.supervision.queries import inbox
from linli.supervision.sentences import names_of, reached


def before_of(request: HttpRequest) -> int | None:
    """Return where the page begins, as the address says; None: at the newest."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else None


def next_page(request: HttpRequest, before: int | None) -> str:
    """Return the query of the next page; empty on the last."""
    if before is None:
        return ""
    query = request.GET.copy()
    query["before"] = str(before)
    return query.urlencode()


@require_safe
def climbed(request: HttpRequest) -> HttpResponse:
    """What has climbed to a level and holds: which promise, to whom, why."""
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.SUPERVISION_VIEW)
    form = InboxForm(request.GET)
    rung = form.cleaned_data["rung"] if form.is_valid() else ""
    page = inbox(viewer, rung=rung, before=before_of(request))
    names = names_of(page.rows)
    rows = [reached(climb, names) for climb in page.rows]
    context = {"form": form, "rows": rows, "next": next_page(request, page.before), "here": "inbox"}
    return render(request, "supervision/inbox.html", context)
