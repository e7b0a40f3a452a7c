from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.core.time import city_day
from linli.matters.access import get_matter_to
from linli.matters.page_forms import Setting, VerbForm
from linli.matters.policies import Verb
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission
from linli.rulebook.queries import in_force
from linli.warnings.queries.answered import DAYS, examples_for, replies_of_units
from linli.warnings.replies.advice import points_of
from linli.warnings.replies.checks import MOST_READ
from linli.warnings.rules import ReplyAdviceRule


@require_POST
def advice(request: HttpRequest, code: str) -> HttpResponse:
    """Look over a reply that is being written. Nothing is kept, and nothing is stopped by it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    matter = get_matter_to(viewer, code, Verb.REPLY)
    rule = in_force(ReplyAdviceRule, city_day(now)).value
    context = {
        "matter": matter,
        "points": points_of(f"{matter.title}，{matter.text}", request.POST.get("text", ""), rule),
        "examples": examples_for(matter, viewer=viewer, now=now),
    }
    if getattr(request, "htmx", False):
        return render(request, "warnings/replies/parts/advice.html", context)
    context |= {"form": VerbForm(Setting(Verb.REPLY, matter, now), request.POST), "verb": Verb.REPLY}
    return render(request, "warnings/replies/advice.html", context)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """How in time and how complete the replies of units were."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    context = {"units": replies_of_units(viewer, now=now), "days": DAYS, "most": MOST_READ}
    return render(request, "warnings/replies/units.html", context)
