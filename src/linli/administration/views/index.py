from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.rulebook.queries import known_rules

ANY = (Permission.ACCOUNT_MANAGE, Permission.RULEBOOK_EDIT, Permission.CATALOGUE_EDIT)


@dataclass(frozen=True)
class Card:
    title: str
    words: str
    picture: str
    url: str


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What this person may set, in plain words."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    if not any(viewer.may(each) for each in ANY):
        require(viewer, Permission.RULEBOOK_EDIT)
    context: dict[str, Any] = {"cards": cards(viewer, city_day(now).year)}
    if viewer.may(Permission.RULEBOOK_EDIT):
        context["rules"] = [
            (key, (rule.__doc__ or key).splitlines()[0]) for key, rule in sorted(known_rules().items())
        ]
    return render(request, "administration/index.html", context)


def cards(viewer: Viewer, year: int) -> list[Card]:
    found = []
    if viewer.may(Permission.ACCOUNT_MANAGE):
        words = _("Add a unit, rename it, move it, close it. What it has done stays.")
        found.append(Card(_("Units"), words, "people", reverse("administration:units")))
    if viewer.may(Permission.CATALOGUE_EDIT):
        words = _("Names and urgency of the kinds of matters, from a day on.")
        found.append(Card(_("Kinds of matters"), words, "list", reverse("administration:kinds")))
    if viewer.may(Permission.RULEBOOK_EDIT):
        words = _("How long each step may take, from a day on, with a look at what changes.")
        found.append(Card(_("Time limits"), words, "clock", reverse("administration:limits")))
        words = _("Days off and make-up days of a year.")
        found.append(Card(_("Calendar"), words, "calendar", reverse("administration:calendar", args=[year])))
        words = _("Texts that clerks begin an answer with.")
        found.append(
            Card(_("Answer texts"), words, "pen", reverse("administration:rule", args=["matters.templates"]))
        )
        words = _("What each role may do, and whose work it sees.")
        found.append(Card(_("Roles"), words, "lock", reverse("administration:rule", args=["people.roles"])))
    return found
