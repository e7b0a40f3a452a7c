"""What of supervision waits for somebody: promises that climbed, listed problems, hazards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.moments import moment_words
from linli.matters.sentences import lamp
from linli.people.access import Permission, Viewer
from linli.supervision.access import visible
from linli.supervision.models import Hazard, Ladder, Listing
from linli.supervision.policies import LISTED, HazardStatus, ListingStatus
from linli.workbench.piles import DayOver, Item, Pile, Rows, Shape, add, narrowed_by, units_below

P = Permission


def ladder_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Ladder.objects.filter(pk__in=numbers).select_related("matter", "unit")
    told = rows.only(
        "matter", "unit", "step", "due_at", "rung", "next_at", "matter__code", "matter__title", "unit__name"
    )
    return {row.pk: ladder_item(row, now) for row in told}


def ladder_item(row: Ladder, now: datetime) -> Item:
    return Item(
        title=row.matter.title,
        url=reverse("supervision:ladder", args=[row.matter.code]),
        code=row.matter.code,
        hints=(str(row.get_step_display()), row.unit.name, moment_words(row.due_at)),
        state=str(row.get_rung_display()),
        picture="alert",
        tone="bad",
        lamp=lamp(row.next_at, now),
    )


def listing_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Listing.objects.filter(pk__in=numbers).select_related("owner").annotate(until_at=DayOver("due_on"))
    return {
        row.pk: Item(
            title=row.title,
            url=reverse("supervision:listing", args=[row.pk]),
            code="",
            hints=(row.place, row.owner.name),
            state=str(row.get_status_display()),
            picture="flag",
            tone="open",
            lamp=lamp(row.until_at, now),
        )
        for row in rows
    }


def hazard_items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Hazard.objects.filter(pk__in=numbers).select_related("owner").annotate(until_at=DayOver("due_on"))
    return {
        row.pk: Item(
            title=row.what,
            url=reverse("supervision:hazard", args=[row.pk]),
            code="",
            hints=(row.place, row.owner.name, str(row.get_gravity_display())),
            state=str(row.get_status_display()),
            picture="alert",
            tone="open",
            lamp=lamp(row.until_at, now),
        )
        for row in rows
    }


LADDERS = Shape("ladder", "next_at", ladder_items, narrowed_by("matter__title", "next_at"))
LISTINGS = Shape("listing", "until_at", listing_items, narrowed_by("title", "until_at"))
HAZARDS = Shape("hazard", "until_at", hazard_items, narrowed_by("what", "until_at"))


def to_reason(viewer: Viewer, now: datetime) -> list[Rows]:
    """Promises of the viewer's units that were climbed for, and for which no reason was given yet."""
    units = units_below(viewer, P.SUPERVISION_ANSWER)
    held = Ladder.objects.filter(unit__in=units, ended_at__isnull=True, rung__gt="", reason="")
    return [held] if units else []


def listed(viewer: Viewer, now: datetime) -> list[Rows]:
    """Listed problems that the viewer's units are to solve."""
    units = units_below(viewer, P.SUPERVISION_ANSWER)
    theirs = LISTED - {ListingStatus.ACCEPTANCE}
    return [_dated(Listing.objects.filter(owner__in=units, status__in=sorted(theirs)))] if units else []


def to_accept(viewer: Viewer, now: datetime) -> list[Rows]:
    """Said to be solved, by somebody else."""
    if not viewer.may(P.LISTING_ACCEPT):
        return []
    rows = visible(viewer, Listing).filter(status=ListingStatus.ACCEPTANCE)
    return [_dated(rows.exclude(completed_by=viewer.account_id))]


def to_decide(viewer: Viewer, now: datetime) -> list[Rows]:
    if not viewer.may(P.LISTING_DECIDE):
        return []
    return [_dated(visible(viewer, Listing).filter(status=ListingStatus.PROPOSED))]


def to_put_right(viewer: Viewer, now: datetime) -> list[Rows]:
    units = units_below(viewer, P.SUPERVISION_ANSWER)
    return [_dated(Hazard.objects.filter(owner__in=units, status=HazardStatus.FOUND))] if units else []


def to_recheck(viewer: Viewer, now: datetime) -> list[Rows]:
    """Said to be put right, by somebody else."""
    if not viewer.may(P.HAZARD_RECHECK):
        return []
    rows = visible(viewer, Hazard).filter(status=HazardStatus.RECTIFIED)
    return [_dated(rows.exclude(rectified_by=viewer.account_id))]


def _dated(rows: Rows) -> Rows:
    dated: Rows = rows.annotate(until_at=DayOver("due_on"))
    return dated


add(Pile("ladder.reason", _("Late, to explain"), "alert", LADDERS, to_reason))
add(Pile("listing.solve", _("Listed problems to solve"), "flag", LISTINGS, listed))
add(Pile("listing.decide", _("To list or not"), "flag", LISTINGS, to_decide))
add(Pile("listing.accept", _("Listed problems to accept"), "check", LISTINGS, to_accept))
add(Pile("hazard.rectify", _("Hazards to put right"), "wrench", HAZARDS, to_put_right))
add(Pile("hazard.recheck", _("Hazards to re-check"), "eye", HAZARDS, to_recheck))
