"""Bookings: how they stand, what may come of them, and the times of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 — wall-clock time, in the city's zone
CODE_DIGITS = 10


class Group(TextChoices):
    """Whose service it is."""

    PUBLIC = "public", _("Government services")
    SOCIAL = "social", _("Everyday help")
    PARTY = "party", _("Party member services")


class BookingStatus(TextChoices):
    """How a booking stands."""

    BOOKED = "booked", _("Booked")
    CANCELLED = "cancelled", _("Cancelled")
    CALLED_OFF = "called_off", _("Called off by the station")
    SERVED = "served", _("Served")


class Result(TextChoices):
    """What came of a visit. Never about the visitor."""

    DONE = "done", _("Done on the spot")
    ACCEPTED = "accepted", _("Taken in; the result follows")
    INCOMPLETE = "incomplete", _("Something was missing")
    ELSEWHERE = "elsewhere", _("Belongs to another place; the way was shown")


NEXT: dict[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.BOOKED: frozenset(
        {BookingStatus.CANCELLED, BookingStatus.CALLED_OFF, BookingStatus.SERVED}
    ),
    BookingStatus.CANCELLED: frozenset(),
    BookingStatus.CALLED_OFF: frozenset(),
    BookingStatus.SERVED: frozenset({BookingStatus.SERVED}),  # a result written down wrongly is put right
}
HOLDS_A_PLACE = (BookingStatus.BOOKED, BookingStatus.SERVED)


def may_move(old: BookingStatus, new: BookingStatus) -> bool:
    return new in NEXT[old]


def slots_of(stretches: Sequence[tuple[int, int]], minutes: int, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the beginnings of all slots that fit whole into stretches of opening hours.

    Stretches are as `WorkingCalendar.stretches_on` gives them: microseconds on the wall clock.
    """
    for first, last in stretches:
        begin, end = (EPOCH + timedelta(microseconds=each) for each in (first, last))
        while begin + timedelta(minutes=minutes) <= end:
            yield begin.replace(tzinfo=zone)
            begin += timedelta(minutes=minutes)


def clock_times(stretches: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    """Return stretches of opening hours as clock times: 08:30, 12:00."""
    wall = [tuple(EPOCH + timedelta(microseconds=each) for each in both) for both in stretches]
    return [(f"{first:%H:%M}", f"{last:%H:%M}") for first, last in wall]


def free_seat(taken: set[int], windows: int) -> int | None:
    """Return the first window that nobody booked, None when all are."""
    return next((seat for seat in range(1, windows + 1) if seat not in taken), None)
