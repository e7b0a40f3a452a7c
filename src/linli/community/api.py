from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from linli.areas.policies.coordinates import Crs, Point
from linli.community.access import acts_for, get_call_for, get_whistle_for, require_step, rule_of
from linli.community.actions import calls
from linli.community.actions import whistles as actions
from linli.community.actions.whistles import NewWhistle
from linli.community.errors import NotYours
from linli.community.models import Call, Whistle
from linli.community.policies import CallVerb, Side, Urgency
from linli.community.policies.whistles import CallStatus, WhistleStatus
from linli.community.queries.whistles import Box, board, calls_of
from linli.core.actor import Actor
from linli.matters.access import get_matter_for
from linli.matters.policies import Resolved, Satisfied
from linli.matters.queries import unit_with_code
from linli.people.access import Viewer, require
from linli.people.policies import Permission

router = Router(tags=["whistles"])
BIGGEST = 2**63 - 1
LONGEST = 20_000
MOST_PAGES = 10_000


class CallOut(Schema):
    unit: str
    """Code of the called unit."""
    status: CallStatus
    called_at: datetime
    arrive_due_at: datetime
    arrived_at: datetime | None
    answer_due_at: datetime
    answered_at: datetime | None
    planned_on: date | None
    answer: str
    resolved: str
    """What the community says of it: yes, partly, no; empty: nothing yet."""
    satisfied: str

    @staticmethod
    def of(call: Call) -> dict[str, Any]:
        same = ("status", "called_at", "arrive_due_at", "arrived_at", "answer_due_at", "answered_at")
        more = ("planned_on", "answer", "resolved", "satisfied")
        return {"unit": call.unit.code, **{name: getattr(call, name) for name in (*same, *more)}}


class WhistleOut(Schema):
    number: int
    community: str
    street: str
    status: WhistleStatus
    kind: str
    urgency: Urgency
    subject: str
    demand: str
    why_not_alone: str
    place: str
    area: str
    blown_at: datetime
    next_due_at: datetime | None
    closed_at: datetime | None
    calls: list[CallOut]

    @staticmethod
    def of(whistle: Whistle, called: list[Call]) -> dict[str, Any]:
        same = ("status", "kind", "urgency", "subject", "demand", "why_not_alone", "place")
        times = ("blown_at", "next_due_at", "closed_at")
        return {
            "number": whistle.pk,
            "community": whistle.unit.code,
            "street": whistle.street.code,
            "area": whistle.area_code,
            **{name: getattr(whistle, name) for name in (*same, *times)},
            "calls": [CallOut.of(each) for each in called],
        }


class BoardOut(Schema):
    whistles: list[WhistleOut]
    has_more: bool


class BoardIn(Schema):
    show: Box = Box.OPEN
    page: int = Field(1, ge=1, le=MOST_PAGES)


class WhistleIn(Schema):
    unit: str
    """Code of the community that whistles; the caller must act for it."""
    kind: str
    """A code of the city's list."""
    urgency: Urgency
    subject: str = Field(max_length=LONGEST)
    demand: str = Field(max_length=LONGEST)
    why_not_alone: str = Field(max_length=LONGEST)
    place: str = Field(max_length=LONGEST)
    call: list[str] = Field(max_length=50)
    """Codes of the units that are to come."""
    households: int = Field(0, ge=0, le=1_000_000)
    matter: str = ""
    """Case code of the matter it arose from."""


class ArriveIn(Schema):
    """By the code shown at the place, by position, or both, as the city asks. The position is not kept."""

    code: str = Field("", max_length=20)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    crs: Crs = Crs.CGCS2000


class AnswerIn(Schema):
    answer: str = Field(max_length=LONGEST)


class PlanIn(AnswerIn):
    on: date


class RatingIn(Schema):
    resolved: Resolved
    satisfied: Satisfied
    note: str = Field("", max_length=LONGEST)


@router.get("/whistles", response=BoardOut, summary="List whistles")
def list_whistles(request: HttpRequest, asked: Query[BoardIn]) -> dict[str, Any]:
    """List what the caller may see, open ones by the clock that runs out first."""
    found = board(_viewer(request), asked.show, timezone.now(), page=asked.page)
    rows = [WhistleOut.of(each, each.called) for each in found.rows]  # type: ignore[attr-defined]
    return {"whistles": rows, "has_more": found.has_more}


@router.get("/whistles/{int:number}", response=WhistleOut, summary="Read one whistle")
def read_whistle(request: HttpRequest, number: int) -> dict[str, Any]:
    return _whole(_viewer(request), number)


@router.post("/whistles", response={201: WhistleOut}, summary="Whistle")
def blow_whistle(request: HttpRequest, body: WhistleIn) -> Status[dict[str, Any]]:
    viewer = _viewer(request)
    require(viewer, Permission.WHISTLE_BLOW)
    unit = unit_with_code(body.unit)
    if not acts_for(viewer, Permission.WHISTLE_BLOW, unit.pk):
        raise NotYours(verb=Permission.WHISTLE_BLOW.label, side=Side.CALLER.label)
    matter = get_matter_for(viewer, body.matter) if body.matter else None
    same = {name: getattr(body, name) for name in ("kind", "urgency", "subject", "demand", "why_not_alone")}
    units = [unit_with_code(code).pk for code in body.call]
    new = NewWhistle(**same, place=body.place, units=units, households=body.households, matter=matter)
    by = _actor(viewer, Permission.WHISTLE_BLOW, unit.pk)
    whistle = actions.blow(new, unit=unit, by=by, now=timezone.now())
    return Status(201, WhistleOut.of(whistle, calls_of(whistle)))


@router.post("/whistles/{int:number}/calls/{unit}/arrive", response=WhistleOut, summary="Sign in on site")
def arrive(request: HttpRequest, number: int, unit: str, body: ArriveIn) -> dict[str, Any]:
    viewer, call, by = _call(request, number, unit, CallVerb.ARRIVE)
    has_point = body.lon is not None and body.lat is not None
    point = Point(body.lon, body.lat, body.crs) if has_point else None  # type: ignore[arg-type]
    calls.arrive(call, code=body.code, point=point, by=by, now=timezone.now())
    return _whole(viewer, number)


@router.post("/whistles/{int:number}/calls/{unit}/solve", response=WhistleOut, summary="Report it solved")
def solve(request: HttpRequest, number: int, unit: str, body: AnswerIn) -> dict[str, Any]:
    viewer, call, by = _call(request, number, unit, CallVerb.SOLVE)
    calls.solve(call, answer=body.answer, by=by, now=timezone.now())
    return _whole(viewer, number)


@router.post(
    "/whistles/{int:number}/calls/{unit}/plan", response=WhistleOut, summary="State a plan with a date"
)
def plan(request: HttpRequest, number: int, unit: str, body: PlanIn) -> dict[str, Any]:
    viewer, call, by = _call(request, number, unit, CallVerb.PLAN)
    calls.plan(call, answer=body.answer, on=body.on, by=by, now=timezone.now())
    return _whole(viewer, number)


@router.post("/whistles/{int:number}/calls/{unit}/rate", response=WhistleOut, summary="Rate a unit that came")
def rate(request: HttpRequest, number: int, unit: str, body: RatingIn) -> dict[str, Any]:
    viewer, call, by = _call(request, number, unit, CallVerb.RATE)
    now = timezone.now()
    calls.rate(call, resolved=body.resolved, satisfied=body.satisfied, note=body.note, by=by, now=now)
    return _whole(viewer, number)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.WHISTLE_VIEW)
    return viewer


def _call(request: HttpRequest, number: int, unit: str, verb: CallVerb) -> tuple[Viewer, Call, Actor]:
    """Return the call that the caller may take this step on. Raises WhistleNotFound, NotYours."""
    viewer = _viewer(request)
    call = get_call_for(viewer, _number(number), unit_with_code(unit).pk)
    require_step(viewer, verb, call.whistle, call)
    rule = rule_of(verb)
    own = call.unit_id if rule.side is Side.UNIT else call.whistle.unit_id
    return viewer, call, _actor(viewer, rule.permission, own)


def _actor(viewer: Viewer, permission: Permission, unit: int) -> Actor:
    by = viewer.actor_for(permission)
    return Actor(by.kind, by.account, unit, by.role)


def _whole(viewer: Viewer, number: int) -> dict[str, Any]:
    whistle = get_whistle_for(viewer, _number(number))
    return WhistleOut.of(whistle, calls_of(whistle))


def _number(number: int) -> int:
    """Return the number as the database can hold it; 0, which nothing has, beyond that."""
    return number if number <= BIGGEST else 0
