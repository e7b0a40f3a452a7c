from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from linli.areas.queries import area_named, city_code
from linli.command.access import has_figures
from linli.core.errors import Refusal
from linli.people.access import ANONYMOUS, Viewer, viewer_of_request
from linli.people.policies import Permission
from linli.people.unsent import taken
from linli.web.display import Display, display_of

ADMINISTERS = (Permission.ACCOUNT_MANAGE, Permission.RULEBOOK_EDIT, Permission.CATALOGUE_EDIT)


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    url: str
    label: str
    picture: str
    is_here: bool


@dataclass(frozen=True)
class Shell:
    """What every page shows around its content."""

    city: str
    account: str
    """Name of whoever is logged in; empty for the public."""
    places: tuple[Place, ...]
    who: int | None
    """Number of that account: what somebody began to write is given back to the same person only."""
    display: Display
    unsent: list[str]
    """What that person wrote before their log-in ran out; shown once."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Two queries for somebody with a log-in (the account and its grants), none for the public."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    try:
        viewer = viewer_of_request(request, timezone.now())
    except Refusal:
        viewer = ANONYMOUS
    user = getattr(request, "user", None)
    name = str(user) if viewer.account_id is not None else ""
    return Shell(
        city=city_name(),
        account=name,
        places=_places(request, viewer),
        who=viewer.account_id,
        display=display_of(request),
        unsent=_unsent(request, viewer),
    )


def _unsent(request: HttpRequest, viewer: Viewer) -> list[str]:
    return taken(request.session) if viewer.account_id is not None and hasattr(request, "session") else []


def _places(request: HttpRequest, viewer: Viewer) -> tuple[Place, ...]:
    links = ((reverse(name), label, picture) for name, label, picture in _links(viewer))
    return tuple(Place(url, label, picture, request.path == url) for url, label, picture in links)


def _links(viewer: Viewer) -> list[tuple[str, str, str]]:
    home, area = ("home", _("Home"), "home"), ("matters:city", _("My area"), "map")
    if viewer.account_id is None:
        return [home, ("intake:report", _("Report"), "pen"), ("intake:query", _("My matter"), "search"), area]
    may_list, may_register = viewer.may(Permission.MATTER_VIEW), viewer.may(Permission.MATTER_REGISTER)
    work = (
        [("workbench:inbox", _("To do"), "check"), ("matters:list", _("Matters"), "list")] if may_list else []
    )
    work += [("command:home", _("Command"), "eye")] if has_figures(viewer) else []
    work += [("intake:register", _("Register a matter"), "add")] if may_register else []
    work += [("letters:list", _("Official letters"), "send")] if viewer.may(Permission.LETTER_VIEW) else []
    may_supervise = viewer.may(Permission.SUPERVISION_VIEW)
    work += [("supervision:inbox", _("Supervision"), "alert")] if may_supervise else []
    work += [("disputes:mine", _("Disputes"), "hand")] if viewer.may(Permission.DISPUTE_VIEW) else []
    work += [("targets:mine", _("Targets"), "check")] if viewer.may(Permission.TARGET_VIEW) else []
    work += [("watching:operations", _("System"), "wrench")] if viewer.may(Permission.SYSTEM_WATCH) else []
    may_set = any(viewer.may(each) for each in ADMINISTERS)
    work += [("administration:index", _("Administration"), "wrench")] if may_set else []
    whistles = "community:whistles" if viewer.may(Permission.WHISTLE_VIEW) else "community:deliberations"
    return [home, *work, (whistles, _("Community"), "people"), ("notices:inbox", _("Notices"), "bell")]


def city_name() -> str:
    """Return the city's own name, empty before its areas are loaded. From memory."""
    try:
        return area_named(city_code()).name
    except Refusal:
        return ""
