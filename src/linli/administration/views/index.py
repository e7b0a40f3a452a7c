from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.administration.rule_words import words_of
from linli.core.errors import Sentence
from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.people.queries import roles_on
from linli.rulebook.queries import known_rules

ANY = (
    Permission.ACCOUNT_MANAGE,
    Permission.ROLE_GRANT,
    Permission.RULEBOOK_EDIT,
    Permission.CATALOGUE_EDIT,
    Permission.COLLECTION_REVIEW,
)


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
    today = city_day(now)
    context: dict[str, Any] = {"cards": cards(viewer, today.year), "others": set_by_others(viewer, today)}
    if viewer.may(Permission.RULEBOOK_EDIT):
        context["rules"] = [(key, words_of(key)) for key in sorted(known_rules())]
    return render(request, "administration/index.html", context)


def cards(viewer: Viewer, year: int) -> list[Card]:
    """Return a door for each thing that this viewer may set."""
    return [
        Card(
            str(title),
            str(words),
            picture,
            reverse(f"administration:{name}", args=[year] if name == "calendar" else []),
        )
        for name, permissions, title, words, picture in DOORS
        if any(viewer.may(each) for each in permissions)
    ]


def set_by_others(viewer: Viewer, day: date) -> list[tuple[str, str]]:
    """Return what this viewer may not set, with the roles that may."""
    roles = roles_on(day).roles
    named = []
    for _name, permissions, title, *_more in DOORS:
        if any(viewer.may(each) for each in permissions):
            continue
        able = [str(role.label) for role, rule in roles.items() if set(permissions) & set(rule.permissions)]
        named.append((str(title), " · ".join(able)))
    return named


P = Permission
DOORS: tuple[tuple[str, tuple[Permission, ...], Sentence, Sentence, str], ...] = (
    (
        *("people", (P.ACCOUNT_MANAGE, P.ROLE_GRANT), _("People")),
        *(_("Accounts, and the roles they have: for whom, where, how long."), "people"),
    ),
    (
        *("units", (P.ACCOUNT_MANAGE,), _("Units")),
        *(_("Add a unit, rename it, move it, close it. What it has done stays."), "home"),
    ),
    (
        *("roles", (P.RULEBOOK_EDIT,), _("Roles")),
        *(_("What each role may do, and whose work it sees."), "lock"),
    ),
    (
        *("kinds", (P.CATALOGUE_EDIT,), _("Kinds of matters")),
        *(_("Names and urgency of the kinds of matters, from a day on."), "list"),
    ),
    (
        *("collection", (P.CATALOGUE_EDIT, P.COLLECTION_REVIEW), _("Collection list")),
        *(_("What grids may be asked to write down: where, for whom, until when."), "pen"),
    ),
    (
        *("limits", (P.RULEBOOK_EDIT,), _("Time limits")),
        *(_("How long each step may take, from a day on, with a look at what changes."), "clock"),
    ),
    (
        *("calendar", (P.RULEBOOK_EDIT,), _("Calendar")),
        *(_("Days off and make-up days of a year."), "calendar"),
    ),
    (
        *("texts", (P.RULEBOOK_EDIT,), _("Texts")),
        *(_("Answers, letters and notices: their words, with a look at how they arrive."), "paper"),
    ),
)
"""Page, who may open it (any of these), name, words, picture."""
