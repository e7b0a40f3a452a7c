from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.matters.access import actor_for, visible
from linli.matters.actions.taking_back import step_to_take_back
from linli.matters.models import Matter
from linli.matters.policies import Verb
from linli.matters.queries import Filters, parts_of
from linli.matters.views.listing import filters_of as filters_of_list
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.policies import Permission
from linli.workbench.forms import FilterNameForm, InboxForm
from linli.workbench.models import SavedFilter
from linli.workbench.piles import PILES, Rows
from linli.workbench.policies import KEYS, TOGETHER
from linli.workbench.queries.counting import capped, shown
from linli.workbench.queries.filters import filters_of
from linli.workbench.queries.inbox import Waiting, inbox, narrowed, piles_of


@dataclass(frozen=True)
class Choice:
    """One way to look at the inbox, with how much there is."""

    label: str
    picture: str
    url: str
    count: str
    is_here: bool
    number: int | None = None
    """Number of the saved filter; None: a pile."""


@dataclass(frozen=True)
class Line:
    waiting: Waiting
    then: str
    """Case code of the line below, where the eye goes when this one is done."""
    is_current: bool


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """All that waits for this person and their units, what is due first on top. Constant queries."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    form = InboxForm(request.GET)
    asked = form.asked()
    mine, saved = piles_of(viewer, now), filters_of(viewer)
    counts = counts_of(mine, saved, viewer, now)
    # Most piles are empty most of the time, and each that is asked for its first ones costs as much as a full one.
    full = {key: parts for key, parts in mine.items() if counts[key]}
    page = inbox(asked_of(full, asked, viewer, now), now, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "undone": undoable(viewer, request.GET.get("done", ""), now),
        "lines": lines_of(page.rows, request.GET.get("focus", "")),
        "next": _next(request, page.next_cursor),
        "is_narrowed": bool(asked),
        "is_detailed": any(asked.get(name) for name in ("kind", "area", "late")),
        "here": f"{reverse('workbench:inbox')}?{urlencode(asked)}" if asked else reverse("workbench:inbox"),
        "verbs": TOGETHER,
        "name_form": FilterNameForm(initial={"place": "inbox", "query": urlencode(asked)}),
        **choices_of(mine, saved, asked, counts),
    }
    return render(request, "workbench/inbox.html", context)


def asked_of(
    mine: dict[str, list[Rows]], asked: dict[str, Any], viewer: Viewer, now: datetime
) -> dict[str, list[Rows]]:
    """Return the viewer's piles as the filters of the inbox leave them."""
    chosen = asked.get("pile")
    kept = {key: parts for key, parts in mine.items() if not chosen or key == chosen}
    narrowing: Filters = filters_of_list({**asked, "show": "open"}, viewer, now)
    return narrowed(kept, narrowing) if set(asked) - {"pile"} else kept


def counts_of(
    mine: dict[str, list[Rows]], saved: list[SavedFilter], viewer: Viewer, now: datetime
) -> dict[str, int]:
    """Return how much lies in each pile and in each saved filter: one query for all of them."""
    parts: dict[str, list[Rows]] = dict(mine)
    for row in saved:
        parts |= parts_of_filter(row, mine, viewer, now)
    counts = capped(parts)
    for row in saved:
        counts[f"filter {row.pk}"] = sum(counts[key] for key in parts if key.startswith(f"filter {row.pk} "))
    return counts


def choices_of(
    mine: dict[str, list[Rows]], saved: list[SavedFilter], asked: dict[str, Any], counts: dict[str, int]
) -> dict[str, Any]:
    """Return the piles and the saved filters with their live counts."""
    home = reverse("workbench:inbox")
    piles = [
        Choice(
            str(PILES[key].label),
            PILES[key].picture,
            f"{home}?{urlencode({'pile': key})}",
            shown(counts[key]),
            asked.get("pile") == key,
        )
        for key in mine
    ]
    full = sum(counts[key] > 0 or asked.get("pile") == key for key in mine)
    filters = [
        Choice(
            row.name, "filter", address_of(row), shown(counts[f"filter {row.pk}"]), row.asked == asked, row.pk
        )
        for row in saved
    ]
    # What is here comes with what is full, wherever it stands.
    piles.sort(key=lambda each: each.count == "0" and not each.is_here)
    return {"piles": piles[:full], "empty_piles": piles[full:], "filters": filters}


def parts_of_filter(
    row: SavedFilter, mine: dict[str, list[Rows]], viewer: Viewer, now: datetime
) -> dict[str, list[Rows]]:
    """Return what a filter finds, shape by shape: a thing in two piles counts once, two of one number twice."""
    if row.place == "list":
        found = list(parts_of(viewer, filters_of_list(row.asked, viewer, now)))
        return {f"filter {row.pk} matter": found}
    by_shape: dict[str, list[Rows]] = {}
    for key, parts in asked_of(mine, row.asked, viewer, now).items():
        by_shape.setdefault(f"filter {row.pk} {PILES[key].shape.name}", []).extend(parts)
    return by_shape


def address_of(row: SavedFilter) -> str:
    return f"{reverse('matters:list' if row.place == 'list' else 'workbench:inbox')}?{urlencode(row.asked)}"


def lines_of(rows: list[Waiting], focus: str) -> list[Line]:
    codes = [each.item.code if each.takes_steps else "" for each in rows]
    here = codes.index(focus) if focus and focus in codes else 0
    then = [*codes[1:], ""]
    return [
        Line(each, then[place] or (codes[place - 1] if place else ""), place == here)
        for place, each in enumerate(rows)
    ]


def undoable(viewer: Viewer, code: str, now: datetime) -> Matter | None:
    """Return the matter that was just sent on, while that can be taken back. Two queries at most."""
    matter = visible(viewer).filter(code=code).first() if code else None
    if matter is None or step_to_take_back(matter, actor_for(viewer, matter, Verb.TAKE_BACK), now) is None:
        return None
    return matter


def _next(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    for name in ("focus", "done"):
        query.pop(name, None)
    return query.urlencode()


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the desk, for those who read them on a page of their own."""
    require(viewer_of_request(request, timezone.now()), Permission.MATTER_VIEW)
    return render(request, "workbench/keys.html", {"keys": KEYS})
