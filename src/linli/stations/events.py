"""What happens to bookings. Facts name no person: the requester is a number of the vault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class BookingEvent(Event):
    """Base: which booking, where, when, and whom it concerns."""

    is_public = True

    code: str
    service: str
    """Its Chinese name, for messages."""
    station: str
    """Likewise."""
    address: str
    starts_at: datetime
    unit: int
    requester: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("requester", "requester", self.requester)
        yield Recipient("station", "unit", self.unit)


@dataclass(frozen=True, kw_only=True)
class TimeBooked(BookingEvent):
    name = "booking.made"


@dataclass(frozen=True, kw_only=True)
class BookingCancelled(BookingEvent):
    """By whoever booked."""

    name = "booking.cancelled"


@dataclass(frozen=True, kw_only=True)
class BookingCalledOff(BookingEvent):
    """By the station; why is in the entry's note."""

    name = "booking.withdrawn"


@dataclass(frozen=True, kw_only=True)
class BookingServed(BookingEvent):
    name = "booking.served"
    result: str
    missing: tuple[str, ...] = ()
    """Codes of materials."""


@dataclass(frozen=True, kw_only=True)
class ServiceRated(BookingEvent):
    """The station and the service were rated, nobody else."""

    name = "booking.rated"
    satisfied: str
