"""Booking a time without an account, looking at it, cancelling, rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.core.actor import REQUESTER
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day, city_zone
from linli.intake import proofs
from linli.matters.policies import Satisfied
from linli.stations import access, actions, queries
from linli.stations.errors import NotByBooking
from linli.stations.forms import AskForm, BookForm, RateForm
from linli.stations.models import Booking
from linli.stations.policies import BookingStatus, Result
from linli.stations.rules import Service, Station
from linli.stations.views.guide import where_of
from linli.vault.errors import PhoneInvalid
from linli.vault.queries import masked


@dataclass(frozen=True)
class Choice:
    """A day or a time that may be chosen."""

    url: str
    at: date | datetime
    is_here: bool
    free: int = 1


@require_http_methods(["GET", "POST"])
@never_cache
def book(request: HttpRequest, service: str, station: str) -> HttpResponse:
    """Choose a day and a time, then say how you are reached. One query; no script is needed."""
    now = timezone.now()
    wanted, place = queries.service_named(service, now), queries.station_named(station, now)
    if not wanted.by_booking:
        raise NotByBooking(service=str(wanted.name))
    if request.method == "GET":
        return render(request, "stations/book.html", _page(request, wanted, place, now))
    form = BookForm(request.POST)
    if not form.is_valid():
        return page_again(request, "stations/book.html", _page(request, wanted, place, now, form))
    try:
        made = actions.book(_new(form, service, station), key=form.cleaned_data["key"], by=REQUESTER, now=now)
    except PhoneInvalid as refusal:
        form.add_error("phone", str(refusal))
        return page_again(request, "stations/book.html", _page(request, wanted, place, now, form))
    except Refusal as refusal:
        return page_again(request, "stations/book.html", _page(request, wanted, place, now, form), refusal)
    proofs.remember(request.session, made.code, now)
    messages.success(request, _("Your time is booked."))
    return redirect("stations:booking", made.code)


def _new(form: BookForm, service: str, station: str) -> actions.NewBooking:
    given = form.cleaned_data
    at = given["at"].replace(tzinfo=city_zone())
    return actions.NewBooking(
        service=service, station=station, starts_at=at, phone=given["phone"], name=given["name"]
    )


def _page(
    request: HttpRequest, service: Service, station: Station, now: datetime, form: BookForm | None = None
) -> dict[str, Any]:
    """Return the days, the times of the chosen day and, once a time is chosen, the form."""
    here = reverse("stations:book", args=[service.code, station.code])
    days = queries.open_days(now)
    typed = form["at"].value() if form else request.GET.get("at", "")
    at = _moment(str(typed or ""))
    day = city_day(at) if at else _day(request.GET.get("day", ""), days)
    slots = queries.slots(station, day, now) if day else []
    chosen = next((each for each in slots if each.starts_at == at), None)
    if chosen and chosen.free and form is None:
        form = BookForm(initial={"at": f"{chosen.starts_at:%Y-%m-%dT%H:%M}"})
    return {
        "service": service,
        "station": station,
        "where": where_of(station),
        "materials": queries.guide(now).materials_of(service),
        "days": [Choice(f"{here}?day={each}#times", each, each == day) for each in days],
        "day": day,
        "times": [
            Choice(
                f"{here}?at={each.starts_at:%Y-%m-%dT%H:%M}#you", each.starts_at, each is chosen, each.free
            )
            for each in slots
        ],
        "chosen": chosen if chosen and chosen.free else None,
        "form": form,
    }


def _day(asked: str, days: list[date]) -> date | None:
    return next((each for each in days if str(each) == asked), days[0] if days else None)


def _moment(asked: str) -> datetime | None:
    try:
        return datetime.strptime(asked, "%Y-%m-%dT%H:%M").replace(tzinfo=city_zone())
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one's own booking with its number and digits that only whoever booked knows."""
    now = timezone.now()
    if request.method == "GET":
        form = AskForm(initial={"code": request.GET.get("code", "")[:20]})
        return render(request, "stations/ask.html", {"form": form})
    form = AskForm(request.POST)
    if not form.is_valid():
        return page_again(request, "stations/ask.html", {"form": form})
    code = form.cleaned_data["code"]
    try:
        access.get_own_booking(code, form.cleaned_data["tail"], now=now)
    except Refusal as refusal:
        return page_again(request, "stations/ask.html", {"form": form}, refusal)
    proofs.remember(request.session, code, now)
    return redirect("stations:booking", code)


@require_http_methods(["GET", "HEAD"])
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One's own booking: when, where, what to bring, and what can be done now. Two queries."""
    now = timezone.now()
    if not proofs.has_proved(request.session, code, now):
        return _ask_first(code)
    return render(request, "stations/booking.html", _page_of(access.booking_coded(code), now))


@require_http_methods(["GET", "POST"])
@never_cache
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Cancel, or rate."""
    now = timezone.now()
    if not proofs.has_proved(request.session, code, now):
        return _ask_first(code)
    if request.method == "GET" or verb not in ("cancel", "rate"):
        return redirect("stations:booking", code)
    booking = access.booking_coded(code)
    form = RateForm(request.POST)
    if verb == "rate" and not form.is_valid():
        return page_again(request, "stations/booking.html", _page_of(booking, now, form))
    try:
        if verb == "cancel":
            actions.cancel(booking, now=now)
        else:
            actions.rate(booking, satisfied=Satisfied(form.cleaned_data["satisfied"]), now=now)
    except Refusal as refusal:
        again = _page_of(access.booking_coded(code), now)
        return page_again(request, "stations/booking.html", again, refusal)
    said = _("The time is free again.") if verb == "cancel" else _("Thank you, we have it.")
    messages.success(request, said)
    return redirect("stations:booking", code)


def _ask_first(code: str) -> HttpResponse:
    return redirect(f"{reverse('stations:ask')}?code={code}" if code.isdigit() else reverse("stations:ask"))


def _page_of(booking: Booking, now: datetime, rating: RateForm | None = None) -> dict[str, Any]:
    service = queries.guide(now).by_code.get(booking.service)
    station = queries.station_or_none(booking.station, now)
    known = queries.guide(now).by_material
    is_open = booking.status == BookingStatus.BOOKED
    can_rate = booking.status == BookingStatus.SERVED and not booking.rated_at
    return {
        "booking": booking,
        "service": service,
        "station": station,
        "where": where_of(station) if station else "",
        "materials": queries.guide(now).materials_of(service) if service else [],
        "missing": [known[code] for code in booking.missing if code in known],
        "result": Result(booking.result).label if booking.result else "",
        "kept": list(masked(booking.requester).items()),
        "can_cancel": is_open and now < booking.starts_at,
        "rating": (rating or RateForm()) if can_rate else None,
        "why": _why(booking),
    }


def _why(booking: Booking) -> str:
    """Return why the station called it off; empty for every other end."""
    if booking.status != BookingStatus.CALLED_OFF:
        return ""
    return queries.history_of(booking)[-1].note or ""
