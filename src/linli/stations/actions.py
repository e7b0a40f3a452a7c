from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from linli.core.actor import REQUESTER, Actor
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.matters.policies import Satisfied
from linli.people.queries import unit_coded
from linli.rulebook.queries import in_force
from linli.stations.errors import (
    BookingOver,
    MissingWhat,
    NotByBooking,
    RatedAlready,
    RatedTooEarly,
    TimeFull,
    TimeNotOffered,
    TooEarly,
    TooManyBookings,
)
from linli.stations.events import (
    BookingCalledOff,
    BookingCancelled,
    BookingServed,
    ServiceRated,
    TimeBooked,
)
from linli.stations.models import HOLDS, Booking
from linli.stations.policies import CODE_DIGITS, BookingStatus, Result, free_seat, may_move
from linli.stations.queries import (
    booking_rule,
    guide,
    service_named,
    station_named,
    station_or_none,
    times_on,
)
from linli.stations.rules import Service, ServiceGuide, Station
from linli.vault.actions import keep_from, prepare
from linli.vault.policies.fields import Basis, PersonalField
from linli.vault.queries import privacy_notice, records_with_phone

PURPOSE = "booking"


@dataclass(frozen=True, kw_only=True)
class NewBooking:
    """What somebody wants to come for, where and when, and how they are reached."""

    service: str
    station: str
    starts_at: datetime
    phone: str
    name: str = ""


@transaction.atomic
def book(new: NewBooking, *, key: str, by: Actor, now: datetime) -> Booking:
    """Book a time; the same `key` again answers with the booking it made.

    Raises ServiceNotFound, StationNotFound, NotByBooking, TimeNotOffered, TimeFull, TooManyBookings, PhoneInvalid.
    """
    service, station = service_named(new.service, now), station_named(new.station, now)
    if not service.by_booking:
        raise NotByBooking(service=str(service.name))
    starts_at = aware(new.starts_at)
    if starts_at not in times_on(city_day(starts_at), now):
        raise TimeNotOffered
    _one_at_a_time(station)
    earlier = Booking.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    _require_few_bookings(new.phone, now)
    return _write(new, service, station, _seat(station, starts_at), key, by, now)


def _one_at_a_time(station: Station) -> None:
    """Whoever books at the same station waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"linli.stations.{station.code}"])


def _require_few_bookings(phone: str, now: datetime) -> None:
    most = booking_rule(now).most_for_one_phone
    ahead = Booking.objects.filter(status=BookingStatus.BOOKED, starts_at__gt=now)
    if ahead.filter(requester__in=records_with_phone(phone)).count() >= most:
        raise TooManyBookings(most=most)


def _seat(station: Station, starts_at: datetime) -> int:
    rows = Booking.objects.filter(HOLDS, station=station.code, starts_at=starts_at)
    seat = free_seat(set(rows.values_list("seat", flat=True)), station.windows)
    if seat is None:
        raise TimeFull
    return seat


def _write(
    new: NewBooking, service: Service, station: Station, seat: int, key: str, by: Actor, now: datetime
) -> Booking:
    given = {PersonalField.PHONE: new.phone, PersonalField.NAME: new.name}
    told = privacy_notice(now).value.version
    person = prepare(given, basis=Basis.CONSENT, purpose=PURPOSE, by=by, now=now, notice_version=told)
    booking = Booking(
        code=f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}",
        key=key,
        station=station.code,
        service=service.code,
        unit=unit_coded(station.unit),
        area_code=station.area,
        requester=person,
        starts_at=aware(new.starts_at),
        seat=seat,
        status=BookingStatus.BOOKED,
        edition=in_force(ServiceGuide, city_day(now)).edition,
        booked_at=now,
    )
    record(TimeBooked(**_facts(booking, now)), subject=booking, by=by, now=now, before=[person])
    return booking


@transaction.atomic
def cancel(booking: Booking, *, by: Actor = REQUESTER, now: datetime) -> None:
    """Give the time back. Raises BookingOver once it has begun or the booking has ended."""
    row = _hold(booking, BookingStatus.CANCELLED)
    if aware(now) >= row.starts_at:
        raise BookingOver(status=BookingStatus(row.status).label)
    _end(row, BookingCancelled(**_facts(row, now)), BookingStatus.CANCELLED, by=by, now=now)


@transaction.atomic
def call_off(booking: Booking, *, why: str, by: Actor, now: datetime) -> None:
    """The station cannot keep the time: whoever booked is told, with the reason. Raises BookingOver."""
    row = _hold(booking, BookingStatus.CALLED_OFF)
    event = BookingCalledOff(**_facts(row, now))
    _end(row, event, BookingStatus.CALLED_OFF, by=by, now=now, note=why)


@transaction.atomic
def serve(
    booking: Booking, *, result: Result, missing: Collection[str] = (), by: Actor, now: datetime
) -> None:
    """Write down what came of a visit; once more puts it right until it is rated.

    Raises BookingOver, TooEarly, RatedAlready, and MissingWhat unless `missing` names materials of the service
    exactly when something was missing.
    """
    row = _hold(booking, BookingStatus.SERVED)
    if city_day(now) < city_day(row.starts_at):
        raise TooEarly
    if row.rated_at:
        raise RatedAlready
    service = guide(now).by_code.get(row.service)
    asked = service.materials if service else ()
    if bool(missing) != (result is Result.INCOMPLETE) or not set(missing) <= set(asked):
        raise MissingWhat
    codes = tuple(code for code in asked if code in missing)
    event = BookingServed(**_facts(row, now), result=result, missing=codes)
    _end(row, event, BookingStatus.SERVED, by=by, now=now, result=result, missing=list(codes))


@transaction.atomic
def rate(booking: Booking, *, satisfied: Satisfied, by: Actor = REQUESTER, now: datetime) -> None:
    """Say how the service of the station was. Raises RatedTooEarly, RatedAlready."""
    row = Booking.objects.select_for_update().get(pk=booking.pk)
    if row.status != BookingStatus.SERVED:
        raise RatedTooEarly
    if row.rated_at:
        raise RatedAlready
    event = ServiceRated(**_facts(row, now), satisfied=satisfied)
    record(event, subject=row, by=by, now=now, changes={"satisfied": satisfied, "rated_at": aware(now)})


def _hold(booking: Booking, to: BookingStatus) -> Booking:
    row = Booking.objects.select_for_update().get(pk=booking.pk)
    if not may_move(BookingStatus(row.status), to):
        raise BookingOver(status=BookingStatus(row.status).label)
    return row


def _end(
    row: Booking,
    event: Any,
    status: BookingStatus,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    **more: Any,
) -> None:
    changes = {"status": status, "ended_at": aware(now), **more}
    record(event, subject=row, by=by, now=now, note=note, changes=changes)
    keep_from([row.requester_id], now=now)


def _facts(row: Booking, now: datetime) -> dict[str, Any]:
    """Return what messages say. A service or station that the city has taken off its lists is told by its code."""
    service, station = guide(now).by_code.get(row.service), station_or_none(row.station, now)
    return {
        "code": row.code,
        "service": service.name.zh if service else row.service,
        "station": station.name.zh if station else row.station,
        "address": station.address.zh if station else "",
        "starts_at": row.starts_at,
        "unit": row.unit_id,
        "requester": row.requester_id,
    }
