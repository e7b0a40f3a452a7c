from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from linli.areas.queries import area_named
from linli.community.models import Deliberation
from linli.core.errors import Refusal
from linli.core.moments import day_words
from linli.following import actions, device, queries
from linli.following.models import AreaWeek
from linli.following.policies import Pace
from linli.matters.policies.small_cells import SMALLEST
from linli.matters.queries.public import Cell, area_figures
from linli.people.models import Account

FRESH_SECONDS = 600


def _account(request: HttpRequest) -> Account | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, Account) else None


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The areas one follows, or those of this device with their figures, each with a button that ends it.

    One query for an account, which may follow fifty; the figures of a device's ten are kept for ten minutes.
    """
    account, now = _account(request), timezone.now()
    lines: list[tuple[Followed, Cell | None]]
    if account is None:
        here = device.followed_here(request)
        lines = [(Followed(each.code, each.full_name), figures_of(each.code, now)) for each in here]
    else:
        rows = queries.followed(account.pk)
        lines = [
            (Followed(row.area_code, actions.name_of(row.area_code), row.get_pace_display()), None)
            for row in rows
        ]
    return render(request, "following/mine.html", {"areas": lines, "has_account": account is not None})


@dataclass(frozen=True)
class Followed:
    code: str
    name: str
    pace: str = ""


def figures_of(area_code: str, now: datetime) -> Cell | None:
    """Return what is open and was solved; None for an area that is no more. Two queries for each level, if any."""
    try:
        return area_figures(area_code, now).whole
    except Refusal:
        return None


@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to follow, or change how often one is told."""
    account = _account(request)
    if account is None:
        answer = redirect("matters:area", code)
        device.follow_here(request, answer, area_named(code))
        messages.success(
            request,
            _("This device follows %(area)s: it stands on the first page.") % {"area": actions.name_of(code)},
        )
        return answer
    asked = request.POST.get("pace", "")
    pace = Pace(asked) if asked in Pace.values else Pace.WEEK
    actions.follow(account=account, area_code=code, pace=pace)
    messages.success(request, _("You will be told about %(area)s.") % {"area": actions.name_of(code)})
    return redirect("matters:area", code)


@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Stop with one click, from the area's page or from the list."""
    account = _account(request)
    answer = redirect("following:mine")
    if account is None:
        device.stop_here(request, answer, code)
    else:
        actions.stop_following(account=account, area_code=code)
    messages.success(request, _("You no longer follow %(area)s.") % {"area": actions.name_of(code)})
    return answer


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """The area's public weeks and deliberations as an Atom feed, for readers without an account. Two queries."""
    area = area_named(code)
    page = request.build_absolute_uri(reverse("matters:area", args=[area.code]))
    made = Atom1Feed(
        title=_("What is being done in %(name)s") % {"name": area.full_name},
        link=page,
        description=_("What was reported and solved each week, and what communities talk over."),
        feed_url=request.build_absolute_uri(),
        language="en" if request.LANGUAGE_CODE.startswith("en") else "zh-CN",
    )
    entries = [_week(each, page) for each in queries.weeks_of(area.code)]
    entries += [_news(each, request) for each in queries.news_of(area.code)]
    for entry in sorted(entries, key=_when, reverse=True):
        made.add_item(**entry)
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _when(entry: dict[str, Any]) -> datetime:
    at: datetime = entry["updateddate"]
    return at


def _week(week: AreaWeek, page: str) -> dict[str, Any]:
    span = {"first": day_words(week.first_on), "last": day_words(actions.last_day(week.first_on))}
    figures = {
        name: _("fewer than %(count)s") % {"count": SMALLEST} if value is None else str(value)
        for name, value in (("reported", week.reported), ("solved", week.solved), ("open", week.still_open))
    }
    return {
        "title": _("The week from %(first)s to %(last)s") % span,
        "link": page,
        "unique_id": f"{page}#{week.first_on}",
        "description": _("Reported: %(reported)s. Solved: %(solved)s. Open now: %(open)s.") % figures,
        "pubdate": week.counted_at,
        "updateddate": week.counted_at,
    }


def _news(row: Deliberation, request: HttpRequest) -> dict[str, Any]:
    link = request.build_absolute_uri(reverse("community:deliberation", args=[row.pk]))
    at = row.decided_at or row.noticed_at
    return {
        "title": f"{row.topic} · {row.get_status_display()}",
        "link": link,
        "unique_id": link,
        "description": row.decision if row.decided_at else row.proposal,
        "pubdate": row.noticed_at,
        "updateddate": at or timezone.now(),
    }
