"""Whose figures somebody sees: those of the places of which they see all matters."""

from __future__ import annotations

from collections.abc import Iterator

from linli.areas.errors import BadCode
from linli.areas.policies.codes import padded
from linli.areas.queries import city_code
from linli.command.errors import PlaceNotYours
from linli.core.errors import Refusal
from linli.matters.queries.figures import Place
from linli.people.access import ANONYMOUS, Grant, Viewer, require
from linli.people.policies import Permission, Reach, Role


def is_seen(viewer: Viewer, place: Place) -> bool:
    """Say whether the viewer sees every matter of the place. Then its figures hide nothing from them."""
    try:
        return any(place.prefix.startswith(grant.area_prefix) for grant in _grants(viewer))
    except Refusal:
        return False


def _grants(viewer: Viewer) -> Iterator[Grant]:
    return (grant for grant in viewer.grants_for(Permission.MATTER_VIEW) if grant.reach is Reach.AREA)


def has_figures(viewer: Viewer) -> bool:
    return any(_grants(viewer))


def home_of(viewer: Viewer) -> Place:
    """Return the largest place whose figures the viewer sees, the first by code. Raises LogInFirst, PlaceNotYours."""
    require(viewer, Permission.MATTER_VIEW)
    prefixes = sorted((grant.area_prefix for grant in _grants(viewer)), key=lambda each: (len(each), each))
    if not prefixes:
        raise PlaceNotYours
    try:
        return Place(padded(prefixes[0]) if prefixes[0] else city_code())
    except BadCode:
        raise PlaceNotYours from None


def require_place(viewer: Viewer, place: Place) -> None:
    """Raises LogInFirst, PlaceNotYours."""
    if not is_seen(viewer, place):
        if viewer == ANONYMOUS:
            require(viewer, Permission.MATTER_VIEW)
        raise PlaceNotYours


def whole_of(place: Place) -> Viewer:
    """Return the viewer in whose name the figures of a place are counted, once for all who may see them.

    It passes the same visibility filter as anybody, and sees that place and nothing else.
    """
    see = frozenset({Permission.MATTER_VIEW})
    return Viewer(None, (Grant(Role.CITY_LEADER, see, Reach.AREA, area_prefix=place.prefix),))
