"""Complaints of enterprises, as those see them who complain, and everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.models import Unit
from linli.people.pace import spend, stranger
from linli.publications.actions import complaints as writing
from linli.publications.exports import ANSWER_WRITERS, MEDIA
from linli.publications.forms import AskForm, ComplaintForm
from linli.publications.policies.rules import PublicationRule
from linli.publications.queries import complaint_of, figures, public_complaints
from linli.rulebook.queries import in_force

FORM, ASK = "publications/complain.html", "publications/ask.html"
MOST = 200


def _rule() -> PublicationRule:
    return in_force(PublicationRule, city_day(timezone.now())).value


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What came of complaints; never who complained, and no small numbers."""
    rule = _rule()
    rows = [(each, rule.kind_name(each.kind)) for each in public_complaints()[:MOST]]
    return render(
        request, "publications/business.html", {"rows": rows, "figures": figures(city_day(timezone.now()))}
    )


@never_cache
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Take a complaint and hand out its number, once."""
    now = timezone.now()
    form = ComplaintForm(_rule(), request.POST or None)
    if request.method == "GET":
        return render(request, FORM, {"form": form})
    spend(stranger(request), now=now)
    if not form.is_valid():
        return page_again(request, FORM, {"form": form})
    given = dict(form.cleaned_data)
    unit = Unit.objects.filter(is_active=True, name=given.pop("unit").strip()).first()
    try:
        row = writing.complain(**given, unit=unit, now=now)
    except Refusal as refusal:
        return page_again(request, FORM, {"form": form}, refusal)
    return render(request, "publications/complained.html", {"row": row})


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show who complained how it stands, for the number and the digits."""
    form = AskForm(request.POST or None)
    if request.method == "GET":
        return render(request, ASK, {"form": form})
    spend(stranger(request), now=timezone.now())
    if not form.is_valid():
        return page_again(request, ASK, {"form": form})
    try:
        row = complaint_of(form.cleaned_data["number"], form.cleaned_data["proof"])
    except Refusal as refusal:
        return page_again(request, ASK, {"form": form}, refusal)
    return render(request, ASK, {"form": form, "row": row, "kind": _rule().kind_name(row.kind)})


@require_safe
def data(request: HttpRequest, form: str) -> HttpResponse:
    """Public answers as open data."""
    if form not in ANSWER_WRITERS:
        raise Http404
    response = HttpResponse(ANSWER_WRITERS[form](list(public_complaints()[:MOST])), content_type=MEDIA[form])
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response
