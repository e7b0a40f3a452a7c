"""What the page of a matter does for those at work on it: words begun, who else is here, a dossier to print."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.matters.access import actor_for, get_matter_for, get_matter_to
from linli.matters.actions.drafting import keep_draft
from linli.matters.actions.looking import look
from linli.matters.actions.printing import make_dossier
from linli.matters.forms import FORMS
from linli.matters.policies import Verb
from linli.matters.queries.desk import others_here
from linli.matters.views.acting import verb_named
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission


@require_POST
@never_cache
def here(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one has the matter open, and hear who else has."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    matter = get_matter_for(viewer, code)
    assert viewer.account_id is not None
    look(matter=matter, account=viewer.account_id, is_writing=request.POST.get("writing") == "yes", now=now)
    seen = request.POST.get("seen", "")
    context = {
        "others": others_here(matter, viewer.account_id, now),
        "is_changed": seen.isdecimal() and int(seen) != matter.chain_length,
        "matter": matter,
    }
    return render(request, "matters/parts/here.html", context)


@require_POST
def keep(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Keep what was typed for a step. A script asks for nothing back; without one it is a button."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    step = verb_named(verb)
    matter = get_matter_to(viewer, code, step)
    assert viewer.account_id is not None
    words = {name: request.POST.get(name, "") for name in FORMS[step].model_fields}
    keep_draft(matter=matter, verb=step, words=words, account=viewer.account_id, now=now)
    if request.POST.get("quietly"):
        return HttpResponse(status=204)
    messages.success(request, gettext("Kept as a draft. Only you can see it."))
    return redirect("matters:matter", code)


@require_POST
@never_cache
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """The matter on paper. Making it is written down: it shows all that is in the matter."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    matter = get_matter_for(viewer, code)
    made = make_dossier(matter=matter, by=actor_for(viewer, matter, Verb.NOTE), now=now)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{matter.code}.pdf"'
    return answer
