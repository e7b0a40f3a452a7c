from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.people.access import Viewer, require
from linli.people.policies import Permission
from linli.stations import actions, queries
from linli.stations.access import SERVE, get_booking_to_serve, visible_bookings
from linli.stations.models import Booking
from linli.stations.policies import BookingStatus, Group, Result
from linli.stations.rules import Service, ServiceGuide, Station

router = Router(tags=["stations"])
LONGEST = 60


class NameOut(Schema):
    zh: str
    en: str


class MaterialOut(Schema):
    code: str
    name: NameOut


class ServiceOut(Schema):
    code: str
    group: Group
    name: NameOut
    whom: NameOut
    materials: list[MaterialOut]
    working_days: int
    """Until the result; 0: on the spot."""
    by_booking: bool
    note: NameOut | None

    @staticmethod
    def of(service: Service, guide: ServiceGuide) -> dict[str, Any]:
        same = ("code", "group", "name", "whom", "working_days", "by_booking", "note")
        materials = guide.materials_of(service)
        return {**{name: getattr(service, name) for name in same}, "materials": materials}


class StationOut(Schema):
    code: str
    name: NameOut
    unit: str
    area: str
    address: NameOut
    phone: str


class TimeOut(Schema):
    starts_at: datetime
    free: int
    """Places left."""


class BookingOut(Schema):
    """Never who comes."""

    code: str
    station: str
    service: str
    starts_at: datetime
    window: int
    status: BookingStatus
    result: str
    missing: list[str]

    @staticmethod
    def of(row: Booking) -> dict[str, Any]:
        same = ("code", "station", "service", "starts_at", "status", "result", "missing")
        return {**{name: getattr(row, name) for name in same}, "window": row.seat}


class ServicesIn(Schema):
    q: str = Field("", max_length=LONGEST)
    group: Group | None = None


class BookIn(Schema):
    key: str = Field(pattern=r"^[0-9a-f]{32}$")
    """Chosen by the program: the same key again answers with the same booking."""
    service: str = Field(max_length=LONGEST)
    station: str = Field(max_length=LONGEST)
    starts_at: datetime
    phone: str = Field(max_length=30)
    name: str = Field("", max_length=LONGEST)


class ResultIn(Schema):
    result: Result
    missing: list[str] = Field(default_factory=list, max_length=50)
    """Codes of materials; exactly when something was missing."""


@router.get("/services", response=list[ServiceOut], summary="The service guide")
def list_services(request: HttpRequest, asked: Query[ServicesIn]) -> list[dict[str, Any]]:
    """Find services by Chinese, English or Latin spelling."""
    now = timezone.now()
    guide = queries.guide(now)
    found = queries.found_services(asked.q, asked.group or "", now)
    return [ServiceOut.of(each, guide) for each in found]


@router.get("/stations", response=list[StationOut], summary="Service stations")
def list_stations(request: HttpRequest) -> list[Station]:
    return list(queries.stations(timezone.now()))


@router.get("/stations/{code}/times", response=list[TimeOut], summary="Times that can be booked")
def list_times(request: HttpRequest, code: str, on: date) -> list[dict[str, Any]]:
    now = timezone.now()
    found = queries.slots(queries.station_named(code, now), on, now)
    return [{"starts_at": aware(each.starts_at), "free": each.free} for each in found]


@router.get("/bookings", response=list[BookingOut], summary="Bookings of a day at one's own stations")
def list_bookings(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    viewer = _viewer(request, SERVE)
    day = on or city_day(timezone.now())
    return [BookingOut.of(each) for each in queries.day_list(visible_bookings(viewer), day)]


@router.post("/bookings", response={201: BookingOut}, summary="Book a time for somebody")
def book(request: HttpRequest, body: BookIn) -> Status[dict[str, Any]]:
    """Book as the hotline or a program of the city does, for whoever calls."""
    by = _actor(_viewer(request, Permission.MATTER_REGISTER), Permission.MATTER_REGISTER)
    given = body.dict()
    new = actions.NewBooking(**{name: given[name] for name in given if name != "key"})
    return Status(201, BookingOut.of(actions.book(new, key=body.key, by=by, now=timezone.now())))


@router.post("/bookings/{code}/result", response=BookingOut, summary="Write down what came of a visit")
def write_result(request: HttpRequest, code: str, body: ResultIn) -> dict[str, Any]:
    viewer = _viewer(request, SERVE)
    booking = get_booking_to_serve(viewer, code)
    by, now = _actor(viewer, SERVE), timezone.now()
    actions.serve(booking, result=body.result, missing=body.missing, by=by, now=now)
    return BookingOut.of(get_booking_to_serve(viewer, code))


def _viewer(request: HttpRequest, permission: Permission) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, permission)
    return viewer


def _actor(viewer: Viewer, permission: Permission) -> Actor:
    return viewer.actor_for(permission)
