from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.queries import area_named, city_code
from linli.command.access import has_figures
from linli.core.errors import Refusal, Sentence
from linli.metrics.access import is_let_in as sees_figures
from linli.people.access import ANONYMOUS, Viewer, viewer_of_request
from linli.people.policies import Permission, Reach
from linli.people.unsent import taken
from linli.web.display import Display, display_of

ADMINISTERS = (
    *(Permission.ACCOUNT_MANAGE, Permission.ROLE_GRANT, Permission.RULEBOOK_EDIT),
    *(Permission.CATALOGUE_EDIT, Permission.COLLECTION_REVIEW),
)
PUBLISHES = (
    Permission.PUBLICATION_KEEP,
    Permission.COMMENT_MODERATE,
    Permission.COMPLAINT_ASSIGN,
    Permission.COMPLAINT_HANDLE,
)


MOST_IN_ROW = 9
"""So many entries of the navigation are seen at one glance, and fit into one row of a desk."""


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
    more: tuple[Place, ...]
    """What does not stand in the row, behind “More”."""
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
    places, more = in_row(_places(request, viewer))
    return Shell(
        city=city_name(),
        account=name,
        places=places,
        more=more,
        who=viewer.account_id,
        display=display_of(request),
        unsent=_unsent(request, viewer),
    )


def _unsent(request: HttpRequest, viewer: Viewer) -> list[str]:
    return taken(request.session) if viewer.account_id is not None and hasattr(request, "session") else []


def _places(request: HttpRequest, viewer: Viewer) -> tuple[Place, ...]:
    links = ((reverse(name), label, picture) for name, label, picture in _links(viewer))
    return tuple(Place(url, label, picture, request.path == url) for url, label, picture in links)


def in_row(places: tuple[Place, ...]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return what stands in the row, and the rest. Notices, the last, stay in sight."""
    if len(places) <= MOST_IN_ROW:
        return places, ()
    return (*places[: MOST_IN_ROW - 1], places[-1]), places[MOST_IN_ROW - 1 : -1]


def _links(viewer: Viewer) -> list[tuple[str, str, str]]:
    home = ("home", _("Home"), "home")
    if viewer.account_id is None:
        public = ("intake:report", _("Report"), "pen"), ("intake:query", _("My matter"), "search")
        return [home, *public, ("matters:city", _("My area"), "map")]
    work = [(name, str(label), picture) for may, name, label, picture in WORK if may(viewer)]
    whistles = "community:whistles" if viewer.may(Permission.WHISTLE_VIEW) else "community:deliberations"
    return [home, *work, (whistles, _("Community"), "people"), ("notices:inbox", _("Notices"), "bell")]


def _holds(*permissions: Permission) -> Callable[[Viewer], bool]:
    return lambda viewer: any(viewer.may(each) for each in permissions)


def _sees_areas(viewer: Viewer) -> bool:
    """Whether somebody reads all matters of a place: issues are shown to nobody else."""
    return any(grant.reach is Reach.AREA for grant in viewer.grants_for(Permission.MATTER_VIEW))


WORK: Sequence[tuple[Callable[[Viewer], bool], str, Sentence, str]] = (
    (_holds(Permission.FIELD_WORK), "field:app", gettext_lazy("My round"), "place"),
    (_holds(Permission.MATTER_VIEW), "workbench:inbox", gettext_lazy("To do"), "check"),
    (_holds(Permission.MATTER_VIEW), "matters:list", gettext_lazy("Matters"), "list"),
    (_sees_areas, "warnings:hot", gettext_lazy("Hot issues"), "flag"),
    (has_figures, "command:home", gettext_lazy("Command"), "eye"),
    (sees_figures, "metrics:index", gettext_lazy("Indicators"), "flag"),
    (_holds(Permission.MATTER_REGISTER), "intake:register", gettext_lazy("Register a matter"), "add"),
    (_holds(Permission.LETTER_VIEW), "letters:list", gettext_lazy("Official letters"), "send"),
    (_holds(Permission.SUPERVISION_VIEW), "supervision:inbox", gettext_lazy("Supervision"), "alert"),
    (_holds(Permission.WARNING_VIEW), "warnings:board", gettext_lazy("Early warning"), "bell"),
    (_holds(Permission.DISPUTE_VIEW), "disputes:mine", gettext_lazy("Disputes"), "hand"),
    (_holds(Permission.STATION_SERVE), "stations:day", gettext_lazy("Station bookings"), "calendar"),
    (_holds(Permission.REDRESS_VIEW), "redress:list", gettext_lazy("Redress"), "reply"),
    (_holds(Permission.TARGET_VIEW), "targets:mine", gettext_lazy("Targets"), "flag"),
    (_holds(Permission.INSPECTION_VIEW), "inspections:index", gettext_lazy("Inspections"), "eye"),
    (_holds(Permission.RATING_VIEW), "ratings:schemes", gettext_lazy("Ratings"), "star"),
    (_holds(Permission.ENTITY_VIEW), "entities:entities", gettext_lazy("Bodies and places"), "place"),
    (_holds(Permission.REGISTER_VIEW), "registers:index", gettext_lazy("Registers"), "paper"),
    (_holds(Permission.ASSESSMENT_VIEW), "assessments:list", gettext_lazy("Assessments"), "shield"),
    (_holds(*PUBLISHES), "publications:desk", gettext_lazy("Publications"), "eye"),
    (_holds(Permission.SYSTEM_WATCH), "watching:operations", gettext_lazy("System"), "info"),
    (_holds(*ADMINISTERS), "administration:index", gettext_lazy("Administration"), "wrench"),
)
"""Who may -> address, words and picture: what somebody with a log-in finds in the navigation, in this order."""


def city_name() -> str:
    """Return the city's own name, empty before its areas are loaded. From memory."""
    try:
        return area_named(city_code()).name
    except Refusal:
        return ""
