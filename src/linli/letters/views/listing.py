from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.letters.access import issuing_units
from linli.letters.forms import BoxForm
from linli.letters.models import Letter
from linli.letters.policies import WAITING, Status
from linli.letters.queries import box
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission


@dataclass(frozen=True)
class Row:
    letter: Letter
    is_late: bool


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters, newest first: what came in for one's own units unless something else is asked for."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LETTER_VIEW)
    form = BoxForm(request.GET or {"box": "received"})
    asked = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    page = box(
        viewer,
        asked.get("box") or "received",
        kind=asked.get("kind", ""),
        waiting=asked.get("waiting", False),
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
    )
    rows = [Row(letter, is_late(letter, now)) for letter in page.rows]
    query = request.GET.copy()
    query["before"] = str(page.before or "")
    context = {
        "form": form,
        "rows": rows,
        "next": query.urlencode() if page.before else "",
        "may_draft": bool(issuing_units(viewer)),
    }
    return render(request, "letters/list.html", context)


def is_late(letter: Letter, now: datetime) -> bool:
    waits = Status(letter.status) in WAITING
    return waits and letter.due_at is not None and letter.due_at <= now
