"""The station's own page: who comes today, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day
from linli.people.access import Viewer, require, viewer_of_request
from linli.stations import access, actions, queries
from linli.stations.forms import CallOffForm, ServeForm
from linli.stations.models import Booking
from linli.stations.policies import BookingStatus, Result
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import masked


@dataclass(frozen=True)
class Row:
    """One booking of the day."""

    booking: Booking
    service: str
    station: str
    name: str
    """Shown in part only; who comes says the number of the booking."""
    is_over: bool


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The bookings of one day at the viewer's stations. One query."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, access.SERVE)
    return render(request, "stations/day.html", _day(viewer, asked_day(request.GET.get("day", ""), now), now))


def asked_day(asked: str, now: datetime) -> date:
    try:
        return parse_date(asked) or city_day(now)
    except ValueError:
        return city_day(now)


def _day(viewer: Viewer, on: date, now: datetime) -> dict[str, Any]:
    rows = queries.day_list(access.visible_bookings(viewer), on)
    here = reverse("stations:day")
    return {
        "day": on,
        "today": city_day(now),
        "before": f"{here}?day={on - timedelta(days=1)}" if on > date.min else "",
        "after": f"{here}?day={on + timedelta(days=1)}" if on < date.max else "",
        "rows": [row_of(each, now) for each in rows],
    }


def row_of(booking: Booking, now: datetime) -> Row:
    service = queries.guide(now).by_code.get(booking.service)
    station = queries.station_or_none(booking.station, now)
    return Row(
        booking,
        str(service.name) if service else booking.service,
        str(station.name) if station else booking.station,
        masked(booking.requester).get(PersonalField.NAME, ""),
        booking.status != BookingStatus.BOOKED,
    )


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One booking at the counter: what the service asks for, and the steps that can be taken."""
    now = timezone.now()
    booking = access.get_booking_to_serve(viewer_of_request(request, now), code)
    return render(request, "stations/serve.html", _page_of(booking, now))


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Write down the result, or call the time off."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    booking = access.get_booking_to_serve(viewer, code)
    if request.method == "GET" or verb not in ("serve", "call_off"):
        return redirect("stations:serve", code)
    form = _serve_form(booking, now, request.POST) if verb == "serve" else CallOffForm(request.POST)
    if not form.is_valid():
        return page_again(request, "stations/serve.html", _page_of(booking, now, form))
    try:
        _act(viewer, booking, form, now)
    except Refusal as refusal:
        again = _page_of(access.get_booking_to_serve(viewer, code), now, form)
        return page_again(request, "stations/serve.html", again, refusal)
    messages.success(request, _("It is written down."))
    return redirect(f"{reverse('stations:day')}?day={city_day(booking.starts_at)}")


def _act(viewer: Viewer, booking: Booking, form: forms.Form, now: datetime) -> None:
    by, given = viewer.actor_for(access.SERVE), form.cleaned_data
    if isinstance(form, CallOffForm):
        actions.call_off(booking, why=given["why"], by=by, now=now)
        return
    result, missing = Result(given["result"]), given.get("missing", ())
    actions.serve(booking, result=result, missing=missing, by=by, now=now)


def _serve_form(booking: Booking, now: datetime, data: Any = None) -> ServeForm:
    guide = queries.guide(now)
    service = guide.by_code.get(booking.service)
    materials = guide.materials_of(service) if service else []
    initial = {"result": booking.result, "missing": booking.missing}
    return ServeForm(data, materials=materials, initial=initial)


def _page_of(booking: Booking, now: datetime, typed: forms.Form | None = None) -> dict[str, Any]:
    guide = queries.guide(now)
    service = guide.by_code.get(booking.service)
    is_day = city_day(now) >= city_day(booking.starts_at)
    is_served = booking.status == BookingStatus.SERVED
    can_serve = is_day and not booking.rated_at and (is_served or booking.status == BookingStatus.BOOKED)
    return {
        "row": row_of(booking, now),
        "service": service,
        "materials": guide.materials_of(service) if service else [],
        "result": Result(booking.result).label if booking.result else "",
        "missing": [guide.by_material[each] for each in booking.missing if each in guide.by_material],
        "serve": (typed if isinstance(typed, ServeForm) else _serve_form(booking, now))
        if can_serve
        else None,
        "call_off": (typed if isinstance(typed, CallOffForm) else CallOffForm())
        if booking.status == BookingStatus.BOOKED
        else None,
        "is_calling_off": isinstance(typed, CallOffForm),
    }
