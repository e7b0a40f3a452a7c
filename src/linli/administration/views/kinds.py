from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.administration.errors import BeginsInThePast
from linli.administration.forms import EndForm, KindForm
from linli.administration.queries import next_day
from linli.catalogue.actions import end_kind, publish_kind
from linli.catalogue.policies.kinds import KindDraft, KindView, Tier
from linli.catalogue.queries import kind_named, kinds
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission


def who_may(request: HttpRequest) -> Viewer:
    viewer = viewer_of_request(request, timezone.now())
    require(viewer, Permission.CATALOGUE_EDIT)
    return viewer


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All kinds, in their groups. From memory."""
    who_may(request)
    tree = kinds()
    groups = [
        (top, [leaf for leaf in tree.leaves if leaf.code.startswith(f"{top.code}.")])
        for top in tree.children_of()
    ]
    return render(request, "administration/kinds.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Change a kind from a day on. Matters that have it keep what they were judged by."""
    now = timezone.now()
    viewer = who_may(request)
    kind, tomorrow = kind_named(code), next_day(city_day(now))
    form = KindForm(request.POST if request.method == "POST" else None, initial=first_of(kind, tomorrow))
    context = {"kind": kind, "form": form, "end_form": EndForm(initial={"valid_to": tomorrow})}
    if request.method == "GET":
        return render(request, "administration/kind.html", context)
    if not form.is_valid():
        return page_again(request, "administration/kind.html", context)
    given = form.cleaned_data
    try:
        require_not_past(given["valid_from"], city_day(now))
        draft = replace(draft_of(kind), **{**given, "tier": Tier(given["tier"])})
        publish_kind(draft, by=viewer.actor_for(Permission.CATALOGUE_EDIT), now=now)
    except Refusal as refusal:
        return page_again(request, "administration/kind.html", context, refusal)
    messages.success(
        request, _("Set. It takes effect on %(day)s.") % {"day": given["valid_from"].isoformat()}
    )
    return redirect("administration:kinds")


def first_of(kind: KindView, valid_from: date) -> dict[str, object]:
    names = ("name_zh", "name_en", "needs_verification", "is_public_report")
    return {
        **{name: getattr(kind, name) for name in names},
        "tier": kind.tier.value,
        "valid_from": valid_from,
    }


def draft_of(kind: KindView) -> KindDraft:
    """Return a kind as it stands, to change some of it."""
    names = set(KindDraft.__dataclass_fields__)
    return KindDraft(**{name: getattr(kind, name) for name in names})


def require_not_past(day: date, today: date) -> None:
    if day < today:
        raise BeginsInThePast(earliest=today.isoformat())


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Let a kind hold no longer from a day on."""
    now = timezone.now()
    viewer = who_may(request)
    if request.method == "GET":
        return redirect("administration:kind", code)
    kind = kind_named(code)
    form = EndForm(request.POST)
    context = {
        "kind": kind,
        "form": KindForm(initial=first_of(kind, next_day(city_day(now)))),
        "end_form": form,
    }
    if not form.is_valid():
        return page_again(request, "administration/kind.html", context)
    try:
        require_not_past(form.cleaned_data["valid_to"], city_day(now))
        valid_to = form.cleaned_data["valid_to"]
        end_kind(code, valid_to=valid_to, by=viewer.actor_for(Permission.CATALOGUE_EDIT), now=now)
    except Refusal as refusal:
        return page_again(request, "administration/kind.html", context, refusal)
    messages.success(
        request, _("The kind %(name)s ends on %(day)s.") % {"name": kind.name, "day": valid_to.isoformat()}
    )
    return redirect("administration:kinds")
