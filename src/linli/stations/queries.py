from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from linli.calendars.queries import working_calendar
from linli.core.errors import Refusal
from linli.core.time import city_day, city_zone
from linli.journal.models import Entry
from linli.journal.queries import entries_of
from linli.language.policies.spelling import folded, is_latin, spelling
from linli.matters.policies import UNHAPPY
from linli.matters.policies.small_cells import SMALLEST
from linli.rulebook.queries import in_force
from linli.stations.errors import ServiceNotFound, StationNotFound
from linli.stations.models import HOLDS, Booking
from linli.stations.policies import Group, slots_of
from linli.stations.rules import BookingRule, Service, ServiceGuide, Station, Stations


def guide(now: datetime) -> ServiceGuide:
    """Return the catalogue in force. From memory. Raises RuleMissing."""
    return in_force(ServiceGuide, city_day(now)).value


def service_named(code: str, now: datetime) -> Service:
    """Raises ServiceNotFound."""
    found = guide(now).by_code.get(code)
    if found is None:
        raise ServiceNotFound
    return found


def found_services(words: str, group: str, now: datetime) -> list[Service]:
    """Return the services that somebody may mean, in the order of the guide. From memory.

    `words` are Chinese, English or a Latin spelling of the Chinese name, in full or by initials; all of several
    words must fit. Empty words and an empty group narrow nothing.
    """
    sorts = [each for each in guide(now).services if group in ("", each.group)]
    typed = words.strip().casefold()
    if not typed:
        return sorts
    spelt = folded(typed) if is_latin(typed) else None
    return [each for each in sorts if _fits(each, typed.split(), spelt)]


def _fits(service: Service, parts: list[str], spelt: str | None) -> bool:
    said = " ".join((service.name.zh, service.name.en, service.whom.zh, service.whom.en)).casefold()
    if all(part in said for part in parts):
        return True
    return spelt is not None and spelling(service.name.zh).fits(spelt)


def grouped(services: Iterable[Service]) -> list[tuple[Group, list[Service]]]:
    """Return services by group, groups without any left out."""
    found: dict[Group, list[Service]] = defaultdict(list)
    for each in services:
        found[each.group].append(each)
    return [(group, found[group]) for group in Group if found[group]]


def stations(now: datetime) -> tuple[Station, ...]:
    """From memory. Raises RuleMissing."""
    return in_force(Stations, city_day(now)).value.stations


def station_named(code: str, now: datetime) -> Station:
    """Raises StationNotFound."""
    found = station_or_none(code, now)
    if found is None:
        raise StationNotFound
    return found


def station_or_none(code: str, now: datetime) -> Station | None:
    """Return a station, None once the city has taken it off its list."""
    return in_force(Stations, city_day(now)).value.by_code.get(code)


def booking_rule(now: datetime) -> BookingRule:
    return in_force(BookingRule, city_day(now)).value


# Times


@dataclass(frozen=True)
class Slot:
    """One time that may be booked, with how many places are left."""

    starts_at: datetime
    free: int


def open_days(now: datetime) -> list[date]:
    """Return the days on which a time may be booked, those on which the calendar is not known left out."""
    first = city_day(now)
    days = (first + timedelta(days=ahead) for ahead in range(booking_rule(now).days_ahead))
    return [day for day in days if times_on(day, now)]


def times_on(day: date, now: datetime) -> list[datetime]:
    """Return when a station takes somebody on that day, whether or not places are left. From memory."""
    rule, today = booking_rule(now), city_day(now)
    if not today <= day < today + timedelta(days=rule.days_ahead):
        return []
    try:
        stretches = working_calendar().stretches_on(day)
    except Refusal:  # next year's holidays are not set yet
        return []
    earliest = now + timedelta(minutes=rule.notice_minutes)
    return [each for each in slots_of(stretches, rule.slot_minutes, city_zone()) if each >= earliest]


def slots(station: Station, day: date, now: datetime) -> list[Slot]:
    """Return the times of a day with the places left at each. One query, none on a day off."""
    times = times_on(day, now)
    if not times:
        return []
    rows = Booking.objects.filter(HOLDS, station=station.code, starts_at__range=(times[0], times[-1]))
    taken = dict(rows.values_list("starts_at").annotate(Count("pk")).order_by())
    return [Slot(each, max(0, station.windows - taken.get(each, 0))) for each in times]


# Bookings


def day_list(rows: QuerySet[Booking], day: date) -> list[Booking]:
    """Return the bookings of a day among `rows`, by time and window. One query."""
    begin = datetime.combine(day, datetime.min.time(), city_zone())
    of_day = rows.filter(starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1))
    return list(of_day.select_related("requester").order_by("starts_at", "station", "seat"))


def history_of(booking: Booking) -> list[Entry]:
    return list(entries_of(booking))


# Ratings


@dataclass(frozen=True)
class Figures:
    """How a service was found: numbers, never small ones."""

    rated: int | None
    """None: too few to be shown."""
    content: int | None = None
    """Hundredths of those who were not unhappy."""


def figures(now: datetime, *, station: str = "", service: str = "") -> Figures:
    """Return how visits to a station, or for a service, were rated in the city's span. One query."""
    since = now - timedelta(days=booking_rule(now).rating_days)
    rows = Booking.objects.filter(rated_at__gte=since)
    rows = rows.filter(station=station) if station else rows.filter(service=service)
    counts = dict(rows.values_list("satisfied").annotate(Count("pk")).order_by())
    total = sum(counts.values())
    if total < SMALLEST:
        return Figures(None)
    unhappy = sum(counts.get(each, 0) for each in UNHAPPY)
    return Figures(total, round(100 * (total - unhappy) / total))
