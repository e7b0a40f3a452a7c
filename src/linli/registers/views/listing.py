from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.areas.queries import children, city_code
from linli.areas.queries.point_maps import Spot, map_of
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.people.access import viewer_of_request
from linli.registers.access import KEEP, keepers_in_words, keeping, require_view, visible
from linli.registers.errors import RegisterNotFound
from linli.registers.forms import ListForm
from linli.registers.models import Record
from linli.registers.policies.carrying import differences
from linli.registers.queries.declared import declared, editions
from linli.registers.queries.records import MOST_POINTS, Wanted, narrowed, of_editions, page_of, points, sizes
from linli.registers.sentences import DIFFERENCES
from linli.registers.views.door import Door, door, tabs_of
from linli.workbench.queries.counting import capped, shown


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All registers, with what the viewer sees of each."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require_view(viewer)
    size = sizes(viewer, now)
    rows = [
        (each.value, size.get(each.value.code), keepers_in_words(each.value))
        for each in declared(city_day(now))
    ]
    return render(request, "registers/index.html", {"rows": rows})


def wanted_of(form: ListForm, entered: Door, page: str) -> Wanted:
    given = form.cleaned_data if form.is_valid() else {}
    sort = given.get("sort") or "-changed"
    return Wanted(
        words=given.get("q", ""),
        area=given.get("area", ""),
        values=form.chosen,
        sort=sort.removeprefix("-"),
        is_descending=sort.startswith("-"),
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        ended=given.get("show") == "ended",
        to_review=entered.now if given.get("show") == "review" else None,
    )


def areas() -> list[tuple[str, str]]:
    """Return the districts and their townships, for the filter. From memory."""
    try:
        return [
            (each.code, f"{'' if each is county else '· '}{each.name}")
            for county in children(city_code())
            for each in (county, *children(county.code))
        ]
    except Refusal:
        return []


def form_of(request: HttpRequest, entered: Door) -> ListForm:
    return ListForm(entered.declaration, areas(), request.GET)


@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The list of one register."""
    entered = door(request, code)
    form = form_of(request, entered)
    wanted = wanted_of(form, entered, request.GET.get("page", ""))
    page = page_of(entered.viewer, entered.register, wanted)
    found = capped({"all": [narrowed(visible(entered.viewer), code, wanted)]})["all"]
    keeps = keeping(entered.viewer, entered.declaration).may(KEEP)
    context: dict[str, Any] = {
        **tabs_of(entered, "list", keeps=keeps),
        "form": form,
        "page": page,
        "count": shown(found),
        "title_name": entered.declaration.by_code[entered.declaration.title].name,
        "columns": entered.declaration.columns,
        "now": entered.now,
        "ended": wanted.ended,
        "query": _query(request),
        "first": _query(request) if page.number > 1 else "",
        "next": _query(request, page=str(page.number + 1)) if page.has_next else "",
    }
    return render(request, "registers/register.html", context)


def _query(request: HttpRequest, **more: str) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in more.items():
        asked[name] = value
    return asked.urlencode() or "q="


@require_safe
def on_map(request: HttpRequest, code: str) -> HttpResponse:
    """The records that have a point, drawn over the districts; works without scripts."""
    entered = door(request, code)
    if not entered.declaration.has_map:
        raise RegisterNotFound
    form = form_of(request, entered)
    wanted = wanted_of(form, entered, "")
    rows = points(entered.viewer, code, wanted)
    spots = [_spot(row, now=entered.now) for row in rows]
    keeps = keeping(entered.viewer, entered.declaration).may(KEEP)
    context = {
        **tabs_of(entered, "map", keeps=keeps),
        "form": form,
        "map": map_of(spots, area=wanted.area) if spots else None,
        "placed": spots,
        "is_full": len(rows) == MOST_POINTS,
    }
    return render(request, "registers/map.html", context)


def _spot(row: Record, *, now: datetime) -> Spot:
    """Where a record is drawn; one that is overdue for a review stands out."""
    assert row.lon is not None
    assert row.lat is not None
    is_late = row.review_due_at is not None and row.review_due_at < now
    title = f"{row.title}（{_('overdue')}）" if is_late else row.title
    url = reverse("registers:record", args=[row.register, row.pk])
    return Spot(title, url, row.area_code, row.lon, row.lat, is_marked=is_late)


@require_safe
def about(request: HttpRequest, code: str) -> HttpResponse:
    """What the register is, who keeps it, its fields, and what each edition changed."""
    entered = door(request, code)
    found = editions(code, city_day(entered.now))
    counted = of_editions(code)
    history = []
    for before, edition in zip((None, *found[:-1]), found, strict=True):
        changed = differences(before.declaration, edition.declaration) if before else []
        told = [(DIFFERENCES[each.what], (each.after or each.before).name) for each in changed]  # type: ignore[union-attr]
        history.append((edition, told, counted.get(edition.number, 0)))
    stale = sum(count for number, count in counted.items() if number != entered.register.edition)
    keeps = keeping(entered.viewer, entered.declaration).may(KEEP)
    context = {
        **tabs_of(entered, "about", keeps=keeps),
        "keepers": keepers_in_words(entered.declaration),
        "history": history[::-1],
        "stale": stale,
    }
    return render(request, "registers/about.html", context)
