"""The service guide and the stations: for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.areas.policies.codes import Level
from linli.areas.queries import ancestors, area_named
from linli.calendars.queries import working_calendar
from linli.core.errors import Refusal
from linli.stations import queries
from linli.stations.policies import Group, clock_times
from linli.stations.rules import Station

LONGEST_WORDS = 60


@dataclass(frozen=True)
class Tab:
    url: str
    label: str
    is_here: bool
    count: int | None = None


@dataclass(frozen=True)
class Place:
    """A station with the way to where it lies."""

    station: Station
    above: tuple[str, ...]
    """District, street, community; empty where the city's areas know no such code."""
    url: str

    @property
    def where(self) -> str:
        return " ".join(self.above)

    @property
    def street(self) -> str:
        return " ".join(self.above[:-1])


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Search and browse what can be done at a station. No query: the guide is in memory."""
    now = timezone.now()
    words, group = request.GET.get("q", "")[:LONGEST_WORDS], _group(request.GET.get("group", ""))
    found = queries.found_services(words, group, now)
    context = {
        "words": words,
        "group": group,
        "tabs": _tabs(words, group, now),
        "grouped": queries.grouped(found),
        "count": len(found),
    }
    return render(request, "stations/services.html", context)


def _group(asked: str) -> str:
    return asked if asked in Group.values else ""


def _tabs(words: str, group: str, now: datetime) -> list[Tab]:
    def tab(code: str, label: str) -> Tab:
        asked = {name: value for name, value in (("group", code), ("q", words)) if value}
        url = reverse("stations:services") + (f"?{urlencode(asked)}" if asked else "")
        return Tab(url, label, code == group, len(queries.found_services(words, code, now)))

    return [tab("", _("All services")), *(tab(each.value, str(each.label)) for each in Group)]


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one service: for whom, what to bring, how long, where. One query."""
    now = timezone.now()
    found = queries.service_named(code, now)
    context = {
        "service": found,
        "materials": queries.guide(now).materials_of(found),
        "figures": queries.figures(now, service=code),
    }
    return render(request, "stations/service.html", context)


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """All stations; with a service, on the way to booking it. No query."""
    now = timezone.now()
    code, words = request.GET.get("service", ""), request.GET.get("q", "")[:LONGEST_WORDS].strip()
    wanted = queries.service_named(code, now) if code else None
    places = [place_of(each) for each in queries.stations(now)]
    context = {
        "service": wanted,
        "words": words,
        "streets": by_street(each for each in places if words.casefold() in _said(each)),
        "is_open": bool(words),
    }
    return render(request, "stations/stations.html", context)


def by_street(places: Iterable[Place]) -> list[tuple[str, list[Place]]]:
    """Return places below the district and street they lie in, in the order of the city's list."""
    found: dict[str, list[Place]] = {}
    for each in places:
        found.setdefault(each.street, []).append(each)
    return list(found.items())


def _said(place: Place) -> str:
    station = place.station
    return " ".join((str(station.name), str(station.address), place.where, station.name.zh)).casefold()


def place_of(station: Station) -> Place:
    return Place(station, _above(station), reverse("stations:station", args=[station.code]))


def _above(station: Station) -> tuple[str, ...]:
    try:
        above = [*ancestors(station.area), area_named(station.area)]
    except Refusal:
        return ()
    return tuple(each.name for each in above if each.level > Level.CITY)


def where_of(station: Station) -> str:
    return place_of(station).where


@require_safe
def station(request: HttpRequest, code: str) -> HttpResponse:
    """One station: where it is, when it is open, how people found its service, and what can be done. Two queries."""
    now = timezone.now()
    found = queries.station_named(code, now)
    context = {
        "station": found,
        "where": where_of(found),
        "days": [(day, hours_on(day)) for day in queries.open_days(now)[:5]],
        "figures": queries.figures(now, station=code),
        "grouped": queries.grouped(queries.guide(now).services),
    }
    return render(request, "stations/station.html", context)


def hours_on(day: date) -> list[tuple[str, str]]:
    """Return when the station is open on a day, as clock times."""
    return clock_times(working_calendar().stretches_on(day))
