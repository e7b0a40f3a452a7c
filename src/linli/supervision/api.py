from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from linli.core.actor import Actor
from linli.journal.models import Subject
from linli.matters.access import get_matter_for
from linli.people.access import require
from linli.people.policies import Permission
from linli.supervision import actions
from linli.supervision.access import actor_for, get_for
from linli.supervision.models import Climb, Hazard, Ladder, Listing
from linli.supervision.policies import (
    HAZARD_VERBS,
    LISTING_VERBS,
    Cause,
    Gravity,
    HazardStatus,
    HazardVerb,
    ListingLevel,
    ListingStatus,
    ListingVerb,
    Rung,
)
from linli.supervision.queries import Page, hazards, inbox, ladders_of, listings
from linli.supervision.words import STATE_REASON

router = Router(tags=["supervision"])
BIGGEST = 2**63 - 1
WORDS_ONLY = (
    *(ListingVerb.APPROVE, ListingVerb.REFUSE, ListingVerb.COMPLETE),
    *(ListingVerb.ACCEPT, ListingVerb.REJECT),
)
"""Steps of a listed problem that need words at most; deadlines and batches are set on the page."""


class PageIn(Schema):
    before: int | None = Field(None, ge=0, le=BIGGEST)
    """What the page before this one gave."""


class WordsIn(Schema):
    words: str = Field("", max_length=20_000)


class ClimbOut(Schema):
    rung: Rung
    cause: Cause
    reached_at: datetime
    climbed_at: datetime
    due_at: datetime
    """The date of the promise then."""
    letter: int | None
    released_at: datetime | None
    released_for: str

    @staticmethod
    def of(climb: Climb) -> dict[str, Any]:
        same = ("rung", "cause", "reached_at", "climbed_at", "due_at", "released_at", "released_for")
        return {**{name: getattr(climb, name) for name in same}, "letter": climb.ascent.letter_id}


class StandingOut(ClimbOut):
    ladder: int
    matter: str
    step: str
    unit: str
    """Code of the unit whose promise it is."""


class InboxOut(Schema):
    climbs: list[StandingOut]
    before: int | None


class InboxIn(PageIn):
    rung: Rung | None = None


@router.get("/supervision/climbs", response=InboxOut, summary="Promises that stand on a level")
def list_climbs(request: HttpRequest, asked: Query[InboxIn]) -> dict[str, Any]:
    """List each with its highest rung, newest first. Reminders are no levels."""
    page = inbox(_viewer(request), rung=asked.rung.value if asked.rung else "", before=asked.before)
    rows = [
        {
            **ClimbOut.of(each),
            "ladder": each.ladder_id,
            "matter": each.ladder.matter.code,
            "step": each.ladder.step,
            "unit": each.unit.code,
        }
        for each in page.rows
    ]
    return {"climbs": rows, "before": page.before}


class LadderOut(Schema):
    id: int
    step: str
    unit: str
    due_at: datetime
    is_standing: bool
    rung: str
    next_rung: str
    next_at: datetime | None
    reason: str
    """Why it is late, in the unit's words."""
    ended_at: datetime | None
    climbs: list[ClimbOut]

    @staticmethod
    def of(ladder: Ladder) -> dict[str, Any]:
        same = ("step", "due_at", "is_standing", "rung", "next_rung", "next_at", "reason", "ended_at")
        climbs = sorted(ladder.climbs.all(), key=lambda each: each.pk)
        return {
            "id": ladder.pk,
            **{name: getattr(ladder, name) for name in same},
            "unit": ladder.unit.code,
            "climbs": [ClimbOut.of(each) for each in climbs],
        }


@router.get("/supervision/matters/{code}", response=list[LadderOut], summary="The ladders of one matter")
def read_ladders(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    viewer = _viewer(request)
    return [LadderOut.of(each) for each in ladders_of(viewer, get_matter_for(viewer, code))]


@router.post("/supervision/ladders/{int:number}/reason", response=LadderOut, summary="State why it is late")
def state_reason(request: HttpRequest, number: int, body: WordsIn) -> dict[str, Any]:
    viewer = _viewer(request)
    ladder = get_for(viewer, Ladder, _number(number), "matter", "unit")
    by = actor_for(viewer, ladder, Permission.SUPERVISION_ANSWER, STATE_REASON, ladder.unit_id)
    actions.state_reason(ladder=ladder, words=body.words, by=by, now=timezone.now())
    return LadderOut.of(ladder)


# The public list


class ListingOut(Schema):
    id: int
    title: str
    place: str
    area: str
    level: ListingLevel
    target: str
    owner: str
    status: ListingStatus
    progress: int
    """Percent."""
    due_on: date | None
    """The last day, inclusive."""
    listed_at: datetime | None
    delisted_at: datetime | None

    @staticmethod
    def of(row: Listing) -> dict[str, Any]:
        same = ("title", "place", "target", "status", "progress", "due_on", "listed_at", "delisted_at")
        named = {"id": row.pk, "area": row.area_code, "level": row.watch, "owner": row.owner.code}
        return {**named, **{name: getattr(row, name) for name in same}}


class ListingsOut(Schema):
    listings: list[ListingOut]
    before: int | None


class ListingsIn(PageIn):
    status: ListingStatus | None = None


class ProgressIn(Schema):
    words: str = Field(max_length=20_000)
    share: int = Field(ge=0, le=100)
    """Done, in percent."""


@router.get(
    "/supervision/listings", response=ListingsOut, summary="List problems on the list, and proposed for it"
)
def list_listings(request: HttpRequest, asked: Query[ListingsIn]) -> dict[str, Any]:
    status = asked.status.value if asked.status else ""
    page: Page[Listing] = listings(_viewer(request), status=status, before=asked.before)
    return {"listings": [ListingOut.of(each) for each in page.rows], "before": page.before}


@router.get("/supervision/listings/{int:number}", response=ListingOut, summary="Read one listed problem")
def read_listing(request: HttpRequest, number: int) -> dict[str, Any]:
    return ListingOut.of(_listing(request, number))


@router.post(
    "/supervision/listings/{int:number}/report", response=ListingOut, summary="Report the month's progress"
)
def report_progress(request: HttpRequest, number: int, body: ProgressIn) -> dict[str, Any]:
    row, verb = _listing(request, number), ListingVerb.REPORT
    by = _actor(request, row, row.owner_id, LISTING_VERBS[verb], verb)
    actions.report(listing=row, words=body.words, share=body.share, by=by, now=timezone.now())
    return ListingOut.of(row)


def _listing(request: HttpRequest, number: int) -> Listing:
    return get_for(_viewer(request), Listing, _number(number), "owner", "batch", "ladder__matter")


def _add_listing_step(verb: ListingVerb) -> None:
    def endpoint(request: HttpRequest, number: int, body: WordsIn) -> dict[str, Any]:
        row, step = _listing(request, number), LISTING_VERBS[verb]
        by = _actor(request, row, row.owner_id, step, verb)
        getattr(actions, verb.value)(listing=row, words=body.words, by=by, now=timezone.now())
        return ListingOut.of(row)

    endpoint.__name__ = f"{verb.value}_listing"
    summary = f"{verb.name.capitalize()} a listed problem"
    router.post("/supervision/listings/{int:number}/" + verb.value, response=ListingOut, summary=summary)(
        endpoint
    )


for _verb in WORDS_ONLY:
    _add_listing_step(_verb)


# Hazards


class HazardOut(Schema):
    id: int
    sector: str
    gravity: Gravity
    place: str
    area: str
    what: str
    owner: str
    status: HazardStatus
    due_on: date
    found_at: datetime
    closed_at: datetime | None

    @staticmethod
    def of(row: Hazard) -> dict[str, Any]:
        same = ("sector", "gravity", "place", "what", "status", "due_on", "found_at", "closed_at")
        named = {"id": row.pk, "area": row.area_code, "owner": row.owner.code}
        return {**named, **{name: getattr(row, name) for name in same}}


class HazardsOut(Schema):
    hazards: list[HazardOut]
    before: int | None


class HazardsIn(PageIn):
    sector: str = Field("", max_length=30)
    status: HazardStatus | None = None


class RecheckIn(WordsIn):
    is_put_right: bool


@router.get("/supervision/hazards", response=HazardsOut, summary="List hazards of the ledgers")
def list_hazards(request: HttpRequest, asked: Query[HazardsIn]) -> dict[str, Any]:
    status = asked.status.value if asked.status else ""
    sector = asked.sector.replace("\0", "")
    page = hazards(_viewer(request), sector=sector, status=status, before=asked.before)
    return {"hazards": [HazardOut.of(each) for each in page.rows], "before": page.before}


@router.post(
    "/supervision/hazards/{int:number}/rectify", response=HazardOut, summary="Report a hazard put right"
)
def rectify_hazard(request: HttpRequest, number: int, body: WordsIn) -> dict[str, Any]:
    row, by = _hazard_and_actor(request, number, HazardVerb.RECTIFY)
    actions.rectify(hazard=row, words=body.words, by=by, now=timezone.now())
    return HazardOut.of(row)


@router.post(
    "/supervision/hazards/{int:number}/recheck", response=HazardOut, summary="Look at a hazard again"
)
def recheck_hazard(request: HttpRequest, number: int, body: RecheckIn) -> dict[str, Any]:
    verb = HazardVerb.PASS if body.is_put_right else HazardVerb.FAIL
    row, by = _hazard_and_actor(request, number, verb)
    now = timezone.now()
    actions.recheck(hazard=row, is_put_right=body.is_put_right, words=body.words, by=by, now=now)
    return HazardOut.of(row)


def _hazard_and_actor(request: HttpRequest, number: int, verb: HazardVerb) -> tuple[Hazard, Actor]:
    row = get_for(_viewer(request), Hazard, _number(number), "owner", "campaign")
    return row, _actor(request, row, row.owner_id, HAZARD_VERBS[verb], verb)


def _actor(request: HttpRequest, row: Subject, owner: int, step: Any, verb: Any) -> Actor:
    """Raises NotPermitted."""
    return actor_for(_viewer(request), row, step.permission, verb.label, owner if step.by_owner else None)


def _viewer(request: HttpRequest) -> Any:
    viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.SUPERVISION_VIEW)
    return viewer


def _number(number: int) -> int:
    """Return the number as the database can hold it; 0, which nothing has, beyond that."""
    return number if number <= BIGGEST else 0
