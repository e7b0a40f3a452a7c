from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.conferences.actions.asking import ask
from linli.conferences.actions.moving import climb, step_of
from linli.conferences.errors import ConferenceNotFound, NotPermitted
from linli.conferences.forms import AskForm
from linli.conferences.policies import AT_WORK, Kind
from linli.conferences.queries.conveners import conveners_of
from linli.conferences.queries.ladder import require_below
from linli.conferences.queries.lists import newest, open_tasks
from linli.conferences.views.asking import who_asks
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.disputes.access import get_dispute_for, may
from linli.disputes.models import Dispute
from linli.people.access import Viewer
from linli.people.policies import Permission

CONVENE = Permission.CONFERENCE_CONVENE


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, what is at work and what was decided, and the tasks of one's own units."""
    viewer, now = who_asks(request)
    kind = request.GET.get("kind", "")
    rows = newest(viewer, kind=kind if kind in Kind.values else "")
    context = {
        "at_work": [each for each in rows if each.status in AT_WORK],
        "others": [each for each in rows if each.status not in AT_WORK],
        "tasks": open_tasks(viewer),
        "kinds": Kind.choices,
        "kind": kind,
        "today": city_day(now),
        "now": now,
        "keeps_roster": viewer.may(CONVENE),
    }
    return render(request, "conferences/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a conference about a dispute of one's own centre."""
    viewer, now = who_asks(request)
    if kind not in Kind.values:
        raise ConferenceNotFound
    wanted = Kind(kind)
    dispute = get_dispute_for(viewer, request.GET.get("dispute", "")[:20])
    if not may(viewer, dispute, CONVENE):
        raise NotPermitted(verb=CONVENE.label)
    rule = climb(now).value
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, kind=wanted, units=conveners_of(step_of(rule, wanted), dispute))
    context = {"form": form, "dispute": dispute, "kind": wanted}
    if posted is None:
        context["below"] = require_below(dispute, wanted, rule)
        return render(request, "conferences/new.html", context)
    if not form.is_valid():
        return page_again(request, "conferences/new.html", context)
    try:
        made = ask(dispute=dispute, by=_actor(viewer, dispute), now=now, **form.given())
    except Refusal as refusal:
        return page_again(request, "conferences/new.html", context, refusal)
    messages.success(request, gettext("It was asked for."))
    return redirect("conferences:conference", made.pk)


def _actor(viewer: Viewer, dispute: Dispute) -> Actor:
    actor = viewer.actor_for(CONVENE)
    grants = [each for each in viewer.grants_for(CONVENE) if each.unit_id == dispute.centre_id]
    return Actor(actor.kind, actor.account, dispute.centre_id, grants[0].role.value) if grants else actor
