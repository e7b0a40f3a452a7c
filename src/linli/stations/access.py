"""Who sees a booking: whoever booked, by its code and the digits of the telephone, and the station's own people."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from linli.intake.access import require_few_tries, wrong_answer
from linli.people.access import Permission, Viewer, require, visible_q
from linli.stations.errors import BookingNotFound
from linli.stations.models import Booking
from linli.stations.policies import CODE_DIGITS
from linli.vault.queries import matches_phone_tail

SERVE = Permission.STATION_SERVE


def get_own_booking(code: str, tail: str, *, now: datetime) -> Booking:
    """Return the booking for whoever knows its code and the last four digits of the telephone.

    A missing booking and wrong digits look the same. Raises WrongProof, TooManyWrongAnswers.
    """
    require_few_tries(code, now=now)
    booking = Booking.objects.select_related("requester").filter(code=code[: CODE_DIGITS + 1]).first()
    if booking is None or not matches_phone_tail(booking.requester, tail):
        raise wrong_answer(code, now=now)
    return booking


def booking_coded(code: str) -> Booking:
    """Return a booking for whoever has proved that it is theirs. Raises BookingNotFound."""
    booking = Booking.objects.select_related("requester").filter(code=code[: CODE_DIGITS + 1]).first()
    if booking is None:
        raise BookingNotFound
    return booking


def visible_bookings(viewer: Viewer) -> QuerySet[Booking]:
    """Return the bookings of the stations that this viewer works for."""
    seen = visible_q(viewer, SERVE, unit_fields=("unit",), area_field="area_code")
    return Booking.objects.filter(seen)


def get_booking_to_serve(viewer: Viewer, code: str) -> Booking:
    """Raises LogInFirst, NotAllowed, BookingNotFound."""
    require(viewer, SERVE)
    found = visible_bookings(viewer).select_related("requester").filter(code=code[: CODE_DIGITS + 1]).first()
    if found is None:
        raise BookingNotFound
    return found
