from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from linli.areas.queries import area_named, city_code
from linli.core.errors import Refusal
from linli.people.access import ANONYMOUS, viewer_of_request
from linli.people.policies import Permission


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    url: str
    label: str
    is_here: bool


@dataclass(frozen=True)
class Shell:
    """What every page shows around its content."""

    city: str
    account: str
    """Name of whoever is logged in; empty for the public."""
    places: tuple[Place, ...]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Two queries for somebody with a log-in (the account and its grants), none for the public."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    try:
        viewer = viewer_of_request(request, timezone.now())
    except Refusal:
        viewer = ANONYMOUS
    links = [("home", _("Home")), ("intake:report", _("Report")), ("intake:query", _("My matter"))]
    if viewer.account_id is not None:
        may_list, may_register = viewer.may(Permission.MATTER_VIEW), viewer.may(Permission.MATTER_REGISTER)
        links = [("home", _("Home"))]
        links += [("matters:list", _("Matters"))] if may_list else []
        links += [("intake:register", _("Register a matter"))] if may_register else []
    places = tuple(Place(reverse(name), label, request.path == reverse(name)) for name, label in links)
    user = getattr(request, "user", None)
    return Shell(city_name(), str(user) if viewer.account_id is not None else "", places)


def city_name() -> str:
    """Return the city's own name, empty before its areas are loaded. From memory."""
    try:
        return area_named(city_code()).name
    except Refusal:
        return ""
