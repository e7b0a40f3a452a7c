from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linli.administration.errors import TextUnreadable
from linli.administration.forms import YearForm
from linli.administration.queries import plain, standing
from linli.administration.views.rules import preview, who_may
from linli.calendars.rules import CalendarYear
from linli.core.errors import Refusal
from linli.core.pages import page_again
from linli.core.time import city_day


@require_http_methods(["GET", "POST"])
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year's days off and make-up days. Clocks that run keep their dates."""
    now = timezone.now()
    who_may(request, now)
    today = city_day(now)
    stands = standing(CalendarYear, date(min(max(year, 1990), 2200), 1, 1))
    value = plain(stands.value) if stands and stands.valid_from.year == year else {}
    form = YearForm(request.POST if request.method == "POST" else None, initial=first_of(value))
    context = {
        "form": form,
        "year": year,
        "years": range(today.year, today.year + 3),
        "is_there": bool(value),
    }
    if request.method == "GET":
        return render(request, "administration/calendar.html", context)
    if not form.is_valid():
        return page_again(request, "administration/calendar.html", context)
    try:
        return preview(request, CalendarYear, read_year(year, form.cleaned_data), date(year, 1, 1), now)
    except Refusal as refusal:
        return page_again(request, "administration/calendar.html", context, refusal)


def first_of(value: dict[str, Any]) -> dict[str, Any]:
    """Return a year as lines."""
    lines = [
        ", ".join((each["since"], each["until"], each["name"]["zh"], each["name"]["en"]))
        for each in value.get("holidays", ())
    ]
    return {
        "holidays": "\n".join(lines),
        "make_up_days": "\n".join(value.get("make_up_days", ())),
        "provisional": value.get("provisional", False),
    }


def read_year(year: int, given: dict[str, Any]) -> dict[str, Any]:
    """Return the rule's value. Raises TextUnreadable, which names the line."""
    holidays = []
    for line in filter(None, map(str.strip, given["holidays"].splitlines())):
        parts = [part.strip() for part in line.replace("，", ",").split(",")]
        if len(parts) != 4:
            raise TextUnreadable(why=line)
        since, until, zh, en = parts
        holidays.append({"since": since, "until": until, "name": {"zh": zh, "en": en}})
    days = [each.strip() for each in given["make_up_days"].splitlines() if each.strip()]
    return {"year": year, "provisional": given["provisional"], "holidays": holidays, "make_up_days": days}
