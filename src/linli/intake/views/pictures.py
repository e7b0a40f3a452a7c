"""Pictures that come before their report, so that nobody sends them twice when something else is missing."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.core.actor import REQUESTER, Actor
from linli.core.errors import Refusal
from linli.files.actions import store
from linli.files.queries import download_of
from linli.files.views import answer
from linli.files.waiting import Waiting, waiting_of
from linli.intake.forms import ReportForm
from linli.people.pace import spend, stranger

KEPT, SENT = "kept", "pictures"
MOST = 10
"""Pictures that wait for one report."""


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take pictures one by one while the form is still being filled in. Answers with the part that names them."""
    now = timezone.now()
    spend(stranger(request), now=now)
    uploads = request.FILES.getlist(SENT)[:MOST]
    waiting = [
        Waiting(store(file, name=file.name or "", by=REQUESTER, now=now), file.name or "") for file in uploads
    ]
    return render(request, "intake/parts/kept.html", {"waiting": waiting})


@require_safe
def show(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Show a picture to whoever sent it: only they know its handle."""
    waiting = waiting_of(handle)
    return answer(download_of(waiting.stored, waiting.name))


def pictures_of(request: HttpRequest, form: ReportForm, *, by: Actor, now: datetime) -> list[Waiting]:
    """Return what was sent earlier and what came with this form. What is refused is said at the field."""
    waiting = earlier(request, form)
    for file in request.FILES.getlist(SENT):
        try:
            waiting.append(Waiting(store(file, name=file.name or "", by=by, now=now), file.name or ""))
        except Refusal as refusal:
            _tell(form, f"{file.name}: {refusal}")
    return waiting


def earlier(request: HttpRequest, form: ReportForm) -> list[Waiting]:
    """Return what was sent before this form. One query for each."""
    waiting = []
    for handle in request.POST.getlist(KEPT)[:MOST]:
        try:
            waiting.append(waiting_of(handle))
        except Refusal as refusal:
            _tell(form, str(refusal))
    return waiting


def _tell(form: ReportForm, why: str) -> None:
    if form.is_bound:
        form.add_error(SENT, why)
