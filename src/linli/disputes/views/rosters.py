"""Committees, studios and mediators: for those who keep the rosters, and without persons for everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.areas.queries import children, city_code
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.disputes import access
from linli.disputes.actions.deciding import enrol, found_committee, retire
from linli.disputes.forms.rosters import CommitteeForm, MediatorForm
from linli.disputes.queries.rosters import places, roster_of
from linli.disputes.queries.sides import centres_open_to
from linli.disputes.rules import Categories
from linli.disputes.views.asking import who_asks
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

DECIDE = Permission.DISPUTE_DECIDE


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The rosters of one's own centres: who mediates, what they know about, how many mediations they have now."""
    viewer, now = who_asks(request)
    access.require_any(viewer, DECIDE)
    context = _page(viewer, city_day(now), request)
    if request.method != "POST":
        return render(request, "disputes/rosters.html", context)
    form = context["mediator_form" if request.POST.get("what") == "mediator" else "committee_form"]
    if not form.is_valid():
        return page_again(request, "disputes/rosters.html", context)
    try:
        if isinstance(form, MediatorForm):
            enrol(**form.given())
        else:
            found_committee(**form.given(), now=now)
    except Refusal as refusal:
        return page_again(request, "disputes/rosters.html", context, refusal)
    messages.success(request, gettext("Entered in the roster."))
    return redirect("disputes:rosters")


def _page(viewer: Viewer, day: date, request: HttpRequest) -> dict[str, Any]:
    units = centres_open_to(viewer, DECIDE)
    lines = roster_of([each.pk for each in units], day)
    committees = [each.committee for each in lines]
    posted = request.POST if request.method == "POST" else None
    is_mediator = posted is not None and posted.get("what") == "mediator"
    return {
        "lines": lines,
        "committee_form": CommitteeForm(
            None if is_mediator else posted,
            units=units,
            parents=[each for each in committees if each.parent_id is None],
            auto_id="committee-%s",
        ),
        "mediator_form": MediatorForm(
            posted if is_mediator else None, committees=committees, day=day, auto_id="mediator-%s"
        ),
    }


@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """End somebody's time on the roster."""
    viewer, now = who_asks(request)
    retire(mediator=access.get_mediator_to_retire(viewer, number), now=now)
    messages.success(request, gettext("Taken off the roster."))
    return redirect("disputes:rosters")


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Where anybody finds a committee or a studio: places and units, nobody's name and no figures."""
    day = city_day(timezone.now())
    category, county = request.GET.get("category", "")[:2], request.GET.get("county", "")[:6]
    county = county if county.isdigit() else ""
    context = {
        "places": places(day, category=category, county=county),
        "categories": in_force(Categories, day).value.categories,
        "category": category,
        "counties": [(each.code[:6], each.name) for each in children(city_code())],
        "county": county,
    }
    return render(request, "disputes/committees.html", context)
