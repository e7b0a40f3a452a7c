from __future__ import annotations

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
from linli.journal.queries import entries_of
from linli.people.access import Viewer, viewer_of_request
from linli.people.policies import Permission
from linli.targets.access import acting_for, get_obligation_for, may_hand_in, require_view
from linli.targets.actions.obligations import SUBJECT, hand_in
from linli.targets.forms import WithPapers
from linli.targets.models import Obligation
from linli.targets.queries.duties import missing, name_of, rounds, state_of
from linli.targets.sentences import timeline

SHOWN = 300


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Regular duties by period: how many were asked, how many handed in, who is missing."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    duty, period = request.GET.get("duty", ""), request.GET.get("period", "")
    found = rounds(viewer)
    chosen = next((each for each in found if (each.duty, each.period) == (duty, period)), None)
    left = list(missing(viewer, duty, period)[:SHOWN]) if chosen else []
    return render(request, "targets/duties.html", {"rounds": found, "chosen": chosen, "missing": left})


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, duty: int) -> HttpResponse:
    """One duty of one unit for one period; its unit hands it in here."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    if request.method != "POST":
        return render(request, "targets/duty.html", page_of(viewer, get_obligation_for(viewer, duty), now))
    row = get_obligation_for(viewer, duty, to_hand_in=True)
    form = WithPapers(request.POST, request.FILES)
    if not form.is_valid():
        return page_again(request, "targets/duty.html", page_of(viewer, row, now, form))
    by = acting_for(viewer, Permission.TARGET_REPORT, (row.unit_id,))
    given = form.cleaned_data
    try:
        hand_in(
            obligation=row, name=name_of(row).zh, words=given["words"], by=by, now=now, files=given["papers"]
        )
    except Refusal as refusal:
        return page_again(request, "targets/duty.html", page_of(viewer, row, now, form), refusal)
    messages.success(request, gettext("Handed in."))
    return redirect("targets:duty", duty)


def page_of(viewer: Viewer, row: Obligation, now: datetime, form: WithPapers | None = None) -> dict[str, Any]:
    is_open = row.handed_in_on is None and may_hand_in(viewer, row)
    return {
        "duty": row,
        "name": str(name_of(row)),
        "state": state_of(row, city_day(now)),
        "form": (form or WithPapers()) if is_open else None,
        "files": list(attachments_of(SUBJECT, row.pk)),
        "timeline": timeline(list(entries_of(row))),
    }


@require_safe
def fetch(request: HttpRequest, duty: int, number: int) -> FileResponse:
    """Hand out a file of a duty that the viewer may see."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    row = get_obligation_for(viewer, duty)
    own = (SUBJECT, row.pk)
    return hand_out(download(number, may_see=lambda each: (each.subject_kind, each.subject_id) == own))
