from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet

from linli.core.time import city_zone
from linli.intake.errors import UnknownVoicePlace
from linli.intake.models import BoxOpening, ChatGroup, PlaceKind, VoicePlace
from linli.intake.rules import VoiceBoxes
from linli.people.models import Account
from linli.rulebook.queries import in_force


def place_coded(code: str) -> VoicePlace:
    """Return the place in use with this code. Raises UnknownVoicePlace."""
    place = VoicePlace.objects.filter(code=code, is_active=True).first()
    if place is None:
        raise UnknownVoicePlace(place=code)
    return place


def places_in(area_prefix: str, kind: PlaceKind | None = None) -> QuerySet[VoicePlace]:
    """Places in use in an area, by code of area, kind and code. The prefix is of an area code; empty: everywhere."""
    rows = VoicePlace.objects.filter(is_active=True, area_code__startswith=area_prefix)
    return (rows.filter(kind=kind) if kind else rows).order_by("area_code", "kind", "code")


def boxes_due(on: date, *, area_prefix: str = "") -> QuerySet[VoicePlace]:
    """Letter boxes that are to be opened on this day, never opened ones first, then the longest waiting. One query.

    A box opened on a Monday is due again, with a rhythm of seven days, on the next Monday.
    """
    rhythm = in_force(VoiceBoxes, on).value.rhythm_days
    last = datetime.combine(on - timedelta(days=rhythm - 1), time(), city_zone())
    due = Q(opened_at__isnull=True) | Q(opened_at__lt=last)
    rows = VoicePlace.objects.filter(
        due, kind=PlaceKind.BOX, is_active=True, area_code__startswith=area_prefix
    )
    return rows.order_by(F("opened_at").asc(nulls_first=True), "code")


def openings_of(box: VoicePlace) -> QuerySet[BoxOpening]:
    """The log of a box, newest first."""
    return box.openings.select_related("opened_by", "witnessed_by").order_by("-opened_at")


def groups_led_by(account: Account) -> QuerySet[ChatGroup]:
    return ChatGroup.objects.filter(lead=account, is_active=True).order_by("grid_code", "name")
