from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from linli.administration.errors import NothingChanges
from linli.administration.forms import DayField, in_groups
from linli.administration.policies import grouped
from linli.administration.queries import coming, next_day, plain, standing
from linli.administration.views.rules import require_not_past, who_may
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.policies import NEVER_GIVEN, Permission, Reach, Role, RoleRule, RolesRule
from linli.people.queries import holders_of, roles_on

SHOWN_HOLDERS = 40


class RoleForm(forms.Form):
    """What a role may do, from a day on."""

    permissions = forms.MultipleChoiceField(
        label=pgettext_lazy("list of permissions", "May"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.ChoiceField(label=_("Sees"), choices=Reach.choices, widget=forms.RadioSelect)
    zh = forms.CharField(
        label=_("In one sentence, Chinese"), widget=forms.Textarea({"rows": 3}), max_length=400
    )
    en = forms.CharField(
        label=_("In one sentence, English"), widget=forms.Textarea({"rows": 3}), max_length=600
    )
    valid_from = DayField(label=_("Takes effect on"))

    def __init__(self, rule: RoleRule, data: Any = None, *, earliest: date) -> None:
        first = {
            "permissions": [each.value for each in rule.permissions],
            "reach": rule.reach.value,
            "zh": rule.sentence.zh,
            "en": rule.sentence.en,
            "valid_from": earliest,
        }
        super().__init__(data, initial=first)
        groups = [(about, [(each.value, each.label) for each in rows]) for about, rows in grouped(Permission)]
        self.fields["permissions"].choices = groups  # type: ignore[attr-defined]

    def grouped_permissions(self) -> list[tuple[str, list[Any]]]:
        return in_groups(self["permissions"])

    def answer(self) -> dict[str, Any]:
        given = self.cleaned_data
        sentence = {name: given[name].replace("\r\n", "\n").strip() for name in ("zh", "en")}
        chosen = set(given["permissions"])
        permissions = [each.value for each in Permission if each.value in chosen]
        return {"permissions": permissions, "reach": given["reach"], "sentence": sentence}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What each role may do, as a table: a line for each permission, a column for each role."""
    now = timezone.now()
    who_may(request, now)
    today = city_day(now)
    roles = roles_on(today).roles
    used = [role for role in Role if role in roles]
    held = holders_of(used, today)
    groups = [
        (about, [(each, [each in roles[role].permissions for role in used]) for each in rows])
        for about, rows in grouped(Permission)
    ]
    context = {
        "roles": [(role, roles[role], len(held[role])) for role in used],
        "groups": groups,
        "coming": coming(RolesRule, today),
    }
    return render(request, "administration/roles.html", context)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, role: str) -> HttpResponse:
    """Change what a role may do. Sent, nothing is set yet: the answer says who would gain or lose what."""
    now = timezone.now()
    who_may(request, now)
    today = city_day(now)
    which = _role(role)
    rule = roles_on(today).roles.get(which)
    if rule is None:
        raise Http404
    form = RoleForm(rule, request.POST if request.method == "POST" else None, earliest=next_day(today))
    context = {
        "role": which,
        "rule": rule,
        "form": form,
        "holders": _named(holders_of([which], today)[which]),
        "coming": coming(RolesRule, today),
    }
    if request.method == "GET":
        return render(request, "administration/role.html", context)
    if not form.is_valid():
        return page_again(request, "administration/role.html", context)
    try:
        return preview(request, which, form.answer(), form.cleaned_data["valid_from"], now)
    except Refusal as refusal:
        return page_again(request, "administration/role.html", context, refusal)


def _role(name: str) -> Role:
    if name not in Role.values or Role(name) in NEVER_GIVEN:
        raise Http404
    return Role(name)


def _named(names: list[str]) -> tuple[list[str], int]:
    """Return the first names, and how many more there are."""
    return names[:SHOWN_HOLDERS], max(0, len(names) - SHOWN_HOLDERS)


@dataclass(frozen=True)
class Effect:
    """Who gains or loses what by a change of a role."""

    gained: list[Permission]
    lost: list[Permission]
    old_reach: Reach
    new_reach: Reach
    words_change: bool

    @property
    def is_nothing(self) -> bool:
        return not (self.gained or self.lost or self.words_change or self.old_reach is not self.new_reach)


def effect_of(old: RoleRule, new: RoleRule) -> Effect:
    before, after = set(old.permissions), set(new.permissions)
    return Effect(
        gained=[each for each in Permission if each in after - before],
        lost=[each for each in Permission if each in before - after],
        old_reach=old.reach,
        new_reach=new.reach,
        words_change=old.sentence != new.sentence,
    )


def preview(
    request: HttpRequest, role: Role, given: Mapping[str, Any], valid_from: date, now: datetime
) -> HttpResponse:
    """Raises RolesFromTomorrow, NothingChanges."""
    require_not_past(RolesRule, valid_from, now)
    stands = standing(RolesRule, valid_from)
    value = plain(stands.value if stands else None)
    old = RoleRule.model_validate(value["roles"].get(role.value, {**given, "permissions": []}))
    effect = effect_of(old, RoleRule.model_validate(given))
    if effect.is_nothing:
        raise NothingChanges
    value["roles"][role.value] = given
    context = {
        "role": role,
        "effect": effect,
        "valid_from": valid_from,
        "holders": _named(holders_of([role], valid_from)[role]),
        "value": orjson.dumps(value).decode(),
        "later": [each for each in coming(RolesRule, city_day(now)) if each.valid_from > valid_from],
    }
    return render(request, "administration/role_preview.html", context)
