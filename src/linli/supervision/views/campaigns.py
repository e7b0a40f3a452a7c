from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.letters.queries import names_of_units, unit_by_words
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission
from linli.supervision import actions
from linli.supervision.actions.hazards import RoundPlan
from linli.supervision.forms import CampaignForm
from linli.supervision.queries import campaigns as campaigns_for
from linli.supervision.queries import sector_names

NEW = "supervision/campaign_new.html"


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns with their rounds and how far they are."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.SUPERVISION_VIEW)
    names = sector_names(city_day(now))
    rows = [
        (
            row,
            [names.get(code, code) for code in row.sectors],
            sorted(row.rounds.all(), key=attrgetter("begins_on")),
        )
        for row in campaigns_for(viewer)
    ]
    context = {
        "rows": rows,
        "today": city_day(now),
        "may_plan": viewer.may(Permission.CAMPAIGN_MANAGE),
        "here": "campaigns",
    }
    return render(request, "supervision/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign with its rounds."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.CAMPAIGN_MANAGE)
    form = CampaignForm(request.POST or None, sectors=sector_names(city_day(now)))
    context = {"form": form, "units": names_of_units(), "here": "campaigns"}
    if request.method == "GET":
        return render(request, NEW, context)
    if not form.is_valid():
        return page_again(request, NEW, context)
    try:
        actions.plan_campaign(
            name=form.cleaned_data["name"],
            sectors=form.cleaned_data["sectors"],
            lead=unit_by_words(form.cleaned_data["lead"]),
            rounds=[RoundPlan(*each) for each in form.rounds()],
            by=viewer.actor_for(Permission.CAMPAIGN_MANAGE),
            now=now,
        )
    except Refusal as refusal:
        return page_again(request, NEW, context, refusal)
    messages.success(request, _("The campaign is planned."))
    return redirect("supervision:campaigns")
