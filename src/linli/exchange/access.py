"""What of the city's matters everybody may read, and which program may add to them. See docs/rules/open311.md."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from linli.catalogue.queries import kinds
from linli.exchange.errors import KeyNeeded, KeyTooNarrow
from linli.matters.models import Matter
from linli.matters.policies import ENDED, OPEN, Channel, Status
from linli.people.access import Permission, Viewer
from linli.people.queries import viewer_of_key

CLOSED = ENDED - {Status.WITHDRAWN}
"""Shown as closed. What its requester took back is shown to nobody."""
IN_PUBLIC = frozenset({Channel.OPEN311})
"""Channels on which the reporter is told that the words are published."""


def public_matters(services: Collection[str] = ()) -> QuerySet[Matter]:
    """Return the matters that everybody may know of: of a kind that is open to the public, and not confidential.

    `services` narrows to kinds; one that is not public adds nothing. What is not classified yet is not public.
    """
    public = [kind.code for kind in kinds().public]
    shown = [code for code in public if code in services] if services else public
    return (
        Matter.objects.filter(Q(status__in=sorted(OPEN | CLOSED)), kind_code__in=shown, is_confidential=False)
        .exclude(kind_code="")
        .select_related("lead_unit")
    )


def has_public_words(matter: Matter) -> bool:
    """Whether the reporter's words and place may be shown: written for the public, by somebody not anonymous."""
    return matter.channel in IN_PUBLIC and not matter.is_confidential and matter.requester_id is not None


def registrar_of(api_key: str, *, now: datetime) -> Viewer:
    """Return who registers with this key. Raises KeyNeeded, KeyTooNarrow."""
    viewer = viewer_of_key(api_key, now) if api_key else None
    if viewer is None:
        raise KeyNeeded
    if not viewer.may(Permission.MATTER_REGISTER):
        raise KeyTooNarrow
    return viewer
