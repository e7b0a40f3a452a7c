from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.journal.errors import ChangedMeanwhile
from linli.matters.access import get_matter_for, get_matter_to, visible
from linli.matters.actions.drafting import forget_drafts
from linli.matters.actions.perform import perform
from linli.matters.errors import UnknownVerb
from linli.matters.models import Matter
from linli.matters.page_forms import Setting, VerbForm
from linli.matters.policies import Verb
from linli.matters.queries import units_matching
from linli.matters.views.matter import page_of
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Use a verb on a matter; refused, the page comes back with what was typed."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    if request.method == "GET":
        return redirect("matters:matter", code)
    matter = get_matter_to(viewer, code, verb_named(verb))
    form = VerbForm(Setting(verb_named(verb), matter, now), request.POST)
    if not form.is_valid():
        return page_again(request, "matters/matter.html", page_of(viewer, matter, now, form))
    try:
        require_seen(form, matter)
        perform(viewer=viewer, code=code, verb=form.setting.verb, form=form.answer(), now=now)
    except Refusal as refusal:
        fresh = get_matter_for(viewer, code)
        why = form.mark(refusal)
        return page_again(request, "matters/matter.html", page_of(viewer, fresh, now, form), why)
    if viewer.account_id is not None:
        forget_drafts(matter=matter, account=viewer.account_id, verb=form.setting.verb)
    return _after(request, viewer, code, form.setting.verb)


def verb_named(value: str) -> Verb:
    try:
        return Verb(value)
    except ValueError as error:
        raise UnknownVerb(verb=value) from error


def require_seen(form: VerbForm, matter: Matter) -> None:
    """Raises ChangedMeanwhile when something happened since the page was made: a second click, a colleague."""
    seen = form.cleaned_data.get("seen")
    if seen is not None and seen != matter.chain_length:
        raise ChangedMeanwhile


def _after(request: HttpRequest, viewer: Viewer, code: str, verb: Verb) -> HttpResponse:
    """Go back to the matter; to the list when it is no longer this person's to see."""
    messages.success(request, _("Done: %(verb)s.") % {"verb": verb.label})
    if visible(viewer).filter(code=code).exists():
        return redirect("matters:matter", code)
    return redirect("matters:list")


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units for a field that is being typed into, as options."""
    require(viewer_of_request(request, timezone.now()), Permission.MATTER_VIEW)
    words = (request.GET.get("unit") or "").strip()
    return render(request, "matters/parts/units.html", {"units": units_matching(words)})
