from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.letters import actions
from linli.letters.access import issuing_units
from linli.letters.forms import LetterForm, WhichForm
from linli.letters.policies import LetterKind
from linli.letters.queries import names_of_units, numbered_issuers, texts_on, unit_by_words
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Unit
from linli.people.policies import Permission

PAGE = "letters/new.html"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a text and in whose name, then tell it the facts. Both steps are ordinary forms."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.LETTER_DRAFT)
    texts = texts_on(city_day(now))
    issuers = numbered_issuers(issuing_units(viewer), city_day(now))
    which = WhichForm(
        request.GET or None,
        texts=[(key, str(template.name)) for key, template in texts.items()],
        issuers=[(unit.pk, unit.name) for unit in issuers],
    )
    if not which.is_valid():
        if request.method == "POST":
            return page_again(request, PAGE, {"which": which})
        return render(request, PAGE, {"which": which, "cannot": not issuers})
    text = which.cleaned_data["text"]
    form = LetterForm(request.POST or None, template=texts[text])
    context = {"which": which, "form": form, "units": names_of_units(), "text": texts[text]}
    if request.method == "GET":
        return render(request, PAGE, context)
    if not form.is_valid():
        return page_again(request, PAGE, context)
    issuer = next(unit for unit in issuers if unit.pk == which.cleaned_data["issuer"])
    try:
        letter = actions.draft(**_asked(text, issuer, form), by=_writer(viewer, issuer), now=now)
    except Refusal as refusal:
        return page_again(request, PAGE, context, refusal)
    messages.success(request, _("The draft is written. Somebody else reviews it now."))
    return redirect("letters:letter", letter.pk)


def _asked(text: str, issuer: Unit, form: LetterForm) -> dict[str, Any]:
    kind, _colon, template = text.partition(":")
    words = form.cleaned_data["addressee"].strip()
    return {
        "kind": LetterKind(kind),
        "template": template,
        "issuer": issuer,
        "addressee": unit_by_words(words) if words else None,
        "due": form.cleaned_data["due_on"],
        "facts": form.facts(),
    }


def _writer(viewer: Viewer, issuer: Unit) -> Actor:
    return replace(viewer.actor_for(Permission.LETTER_DRAFT), unit=issuer.pk)
