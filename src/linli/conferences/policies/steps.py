"""The steps that a hard dispute climbs: respected villagers, four meetings, and beside them the joint panel.

The “one assessment” of 一评四会 is none of them: it comes before a decision, and lives in `assessments`.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    REVIEW = "review", _("Review by respected villagers")
    REASONING = "reasoning", _("Village reasoning meeting")
    JOINT = "joint", _("Township joint conference")
    COUNTY = "county_review", _("County review conference")
    CITY = "city_analysis", _("City analysis conference")
    PANEL = "panel", _("Joint panel")


CLIMB = (Kind.REVIEW, Kind.REASONING, Kind.JOINT, Kind.COUNTY, Kind.CITY)
"""From the bottom up. The panel stands beside: fields meet in it, not levels."""


def below(kind: Kind, first: Kind) -> Kind | None:
    """Return the step whose record this one needs; None: it is the first, and rests on the mediation's own record."""
    if kind is Kind.PANEL or CLIMB.index(kind) <= CLIMB.index(first):
        return None
    return CLIMB[CLIMB.index(kind) - 1]


def beyond(kind: Kind) -> Kind | None:
    """Return the next step up; None: there is none."""
    if kind is Kind.PANEL or kind is CLIMB[-1]:
        return None
    return CLIMB[CLIMB.index(kind) + 1]
