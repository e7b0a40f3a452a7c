from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.conferences import access
from linli.conferences.actions import villagers as actions
from linli.conferences.forms import EnrolForm
from linli.conferences.queries.people import villagers_of
from linli.conferences.views.asking import who_asks
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.disputes.queries.sides import centres_open_to
from linli.people.access import require
from linli.people.policies import Permission

CONVENE = Permission.CONFERENCE_CONVENE


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The roster of one's own villages. Names and telephones are masked; it weighs nobody."""
    viewer, now = who_asks(request)
    require(viewer, CONVENE)
    units = centres_open_to(viewer, CONVENE)
    posted = request.POST if request.method == "POST" else None
    form = EnrolForm(posted, units=units)
    context: dict[str, Any] = {
        "form": form,
        "lines": villagers_of([each.pk for each in units], city_day(now)),
    }
    if posted is None:
        return render(request, "conferences/villagers.html", context)
    if not form.is_valid():
        return page_again(request, "conferences/villagers.html", context)
    try:
        actions.enrol(**form.given(), by=viewer.actor_for(CONVENE), now=now)
    except Refusal as refusal:
        return page_again(request, "conferences/villagers.html", context, refusal)
    messages.success(request, gettext("Entered."))
    return redirect("conferences:villagers")


@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Take somebody off the roster."""
    viewer, now = who_asks(request)
    villager = access.get_villager_for(viewer, number)
    actions.leave(villager=villager, by=viewer.actor_for(CONVENE), now=now)
    messages.success(request, gettext("Taken off the roster."))
    return redirect("conferences:villagers")
