from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models import Model as Row

from linli.core.time import city_day
from linli.matters.models import Matter
from linli.people.access import Viewer
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force
from linli.supervision.access import visible, visible_campaigns, visible_climbs
from linli.supervision.models import Batch, Campaign, Climb, Hazard, Ladder, Listing
from linli.supervision.policies import (
    LEVELS,
    LISTED,
    HazardStatus,
    ListingStatus,
    SectorRule,
)

PAGE = 30
M = TypeVar("M", bound=Row)


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of a list, newest first."""

    rows: list[M]
    before: int | None
    """Where the next page begins; None on the last."""


def _page(rows: QuerySet[M], before: int | None) -> Page[M]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def inbox(viewer: Viewer, *, rung: str = "", before: int | None = None) -> Page[Climb]:
    """Return the promises that stand on a level, each with its highest rung, newest first. One query."""
    levels = [rung] if rung in {each.value for each in LEVELS} else [each.value for each in LEVELS]
    rows = visible_climbs(viewer).filter(released_at__isnull=True, rung__in=levels, rung=F("ladder__rung"))
    return _page(rows.select_related("ladder__matter", "ladder__clock", "unit", "ascent__letter"), before)


def ladders_of(viewer: Viewer, matter: Matter) -> list[Ladder]:
    """Return the ladders of a matter, the newest first, with all their climbs. Two queries."""
    rows = visible(viewer, Ladder).filter(matter=matter).exclude(chain_length=0, rung="", next_rung="")
    climbs = Prefetch("climbs", Climb.objects.select_related("ascent__letter", "unit"))
    found = list(rows.select_related("clock", "unit").prefetch_related(climbs).order_by("-pk"))
    for each in found:
        each.matter = matter
    return found


def listings(viewer: Viewer, *, status: str = "", before: int | None = None) -> Page[Listing]:
    rows = visible(viewer, Listing)
    if status in ListingStatus.values:
        rows = rows.filter(status=status)
    elif status == "open":
        rows = rows.filter(status__in=sorted(LISTED))
    return _page(rows.select_related("owner", "batch"), before)


def approved(viewer: Viewer) -> list[Listing]:
    """Return what waits for its batch."""
    rows = visible(viewer, Listing).filter(status=ListingStatus.APPROVED)
    return list(rows.select_related("owner").order_by("pk")[:200])


@dataclass(frozen=True, slots=True)
class Notice:
    """What everybody may read of a listed problem: the place, what is wrong, who solves it by when. No person."""

    number: int
    title: str
    place: str
    target: str
    owner: str
    level: str
    batch: str
    listed_on: date
    due_on: date
    progress: int
    status: str
    delisted_on: date | None


@dataclass(frozen=True)
class Notices:
    batch: Batch
    rows: Sequence[Notice]


def public_batches(*, most: int = 12) -> list[Notices]:
    """Return the newest batches as everybody may read them. Two queries."""
    batches = list(Batch.objects.order_by("-year", "-serial")[:most])
    rows = Listing.objects.filter(batch__in=batches).select_related("owner", "batch").order_by("pk")
    found: dict[int, list[Notice]] = {batch.pk: [] for batch in batches}
    for row in rows:
        assert row.batch is not None
        found[row.batch.pk].append(_notice(row))
    return [Notices(batch, found[batch.pk]) for batch in batches]


def _notice(row: Listing) -> Notice:
    assert row.batch is not None
    assert row.listed_at is not None
    assert row.due_on is not None
    return Notice(
        number=row.pk,
        title=row.title,
        place=row.place,
        target=row.target,
        owner=row.owner.name,
        level=row.get_watch_display(),
        batch=str(row.batch),
        listed_on=city_day(row.listed_at),
        due_on=row.due_on,
        progress=row.progress,
        status=row.get_status_display(),
        delisted_on=city_day(row.delisted_at) if row.delisted_at else None,
    )


def campaigns(viewer: Viewer) -> list[Campaign]:
    """Return the newest campaigns with their rounds. Two queries."""
    rows = visible_campaigns(viewer).select_related("lead").prefetch_related("rounds")
    counted = rows.annotate(
        found=Count("hazards"), closed=Count("hazards", filter=Q(hazards__status=HazardStatus.CLOSED))
    )
    return list(counted.order_by("-pk")[:100])


def hazards(
    viewer: Viewer,
    *,
    sector: str = "",
    status: str = "",
    campaign: int | None = None,
    before: int | None = None,
) -> Page[Hazard]:
    rows = visible(viewer, Hazard)
    if sector:
        rows = rows.filter(sector=sector)
    if status in HazardStatus.values:
        rows = rows.filter(status=status)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return _page(rows.select_related("owner", "campaign"), before)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One sector's ledger in figures."""

    sector: str
    name: str
    found: int
    waiting: int
    overdue: int


def ledgers(viewer: Viewer, today: date) -> list[Ledger]:
    """Return each sector of the city with its figures, those without hazards too. One query."""
    names = sector_names(today)
    rows = visible(viewer, Hazard).values("sector").order_by("sector")
    still = ~Q(status=HazardStatus.CLOSED)
    counted = {
        each["sector"]: each
        for each in rows.annotate(
            found=Count("pk"),
            waiting=Count("pk", filter=still),
            late=Count("pk", filter=still & Q(due_on__lt=today)),
        )
    }
    nothing = {"found": 0, "waiting": 0, "late": 0}
    return [
        Ledger(code, name, each["found"], each["waiting"], each["late"])
        for code, name in names.items()
        for each in [counted.get(code, nothing)]
    ]


def sector_names(today: date) -> dict[str, str]:
    """Return the sectors of the city in its order; none where it keeps no ledgers. From memory."""
    try:
        return dict(in_force(SectorRule, today).value.labels())
    except (RuleMissing, RuleExpired):
        return {}


def longest_wait(now: datetime) -> timedelta:
    """Return for how long the promise that is furthest behind has waited for its next rung. One index look-up."""
    waiting = Ladder.objects.filter(next_at__lte=now, ended_at__isnull=True)
    first = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    return now - first if first else timedelta()
