from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.areas.queries.drawings import Drawing, Shape, drawing_of, drawing_of_grids
from linli.command.access import home_of, is_seen, require_place
from linli.command.faces import Face, counted_words, face_of
from linli.command.parts import blocks
from linli.command.queries.board import above, board_of, name_of
from linli.command.walls import hang_up, take_down, viewer_at_wall
from linli.core.time import city_zone
from linli.matters.queries.figures import Place
from linli.people.access import Viewer, require, viewer_of_request
from linli.people.models import Account
from linli.people.policies import Permission


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the largest place of which somebody sees the figures."""
    viewer = viewer_of_request(request, timezone.now())
    return redirect("command:place", home_of(viewer).code)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """How a place stands, with the places below it."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    here = Place(code)
    require_place(viewer, here)
    face = face_of(board_of(here, now=now))
    context = page_of(face, viewer, now) | {
        "crumbs": crumbs(viewer, here, now),
        "live": reverse("command:live", args=[code]),
    }
    return render(request, "command/place.html", context)


@require_safe
def wall(request: HttpRequest, code: str = "") -> HttpResponse:
    """The same for a large screen that nobody touches."""
    now = timezone.now()
    viewer = viewer_at_wall(request, Place(code), now) if code else viewer_at_wall(request, Place(""), now)
    here = Place(code) if code else home_of(viewer)
    require_place(viewer, here)
    face = face_of(board_of(here, now=now), is_wall=True)
    is_let_in = isinstance(request.user, Account) and is_seen(viewer_of_request(request, now), here)
    context = page_of(face, viewer, now) | {
        "live": reverse("command:wall_live", args=[here.code]),
        "zone": city_zone().key,
        "is_let_in": is_let_in,
    }
    return render(request, "command/wall.html", context)


@require_POST
def start_wall(request: HttpRequest, code: str) -> HttpResponse:
    """Let this browser show a place's figures for weeks. The log-in itself goes on as ever."""
    now = timezone.now()
    here = Place(code)
    require_place(viewer_of_request(request, now), here)
    response = redirect("command:wall_of", code)
    assert isinstance(request.user, Account)
    hang_up(response, request.user, is_secure=request.is_secure(), now=now)
    return response


@require_POST
def stop_wall(request: HttpRequest) -> HttpResponse:
    """Take the pass from this browser."""
    require(viewer_of_request(request, timezone.now()), Permission.MATTER_VIEW)
    response = redirect("command:home")
    take_down(response)
    return response


def page_of(face: Face, viewer: Viewer, now: datetime) -> dict[str, Any]:
    drawing = _drawing(face)
    return {
        "face": face,
        "place": face.board.place,
        "name": face.board.name,
        "at": face.board.at,
        "counted": counted_words(face.board),
        "drawing": drawing,
        "patches": _patches(face, drawing),
        "blocks": blocks(viewer, face.board.place, now),
    }


def _drawing(face: Face) -> Drawing | None:
    place = face.board.place
    if place.is_grid:
        return None
    if not place.has_grids:
        return drawing_of(place.code)
    return drawing_of_grids(place.code, {row.key: row.name for row in face.rows})


def _patches(face: Face, drawing: Drawing | None) -> list[tuple[Shape, Any]]:
    """Return the shapes that are places below, each with its line."""
    rows = {row.key: row for row in face.rows}
    return [(shape, rows[shape.code]) for shape in (drawing.shapes if drawing else ()) if shape.code in rows]


def crumbs(viewer: Viewer, here: Place, now: datetime) -> list[dict[str, str]]:
    """Return where the viewer is, from the largest place they see down."""
    seen = [each for each in above(here) if is_seen(viewer, each)]
    way = [{"url": reverse("command:place", args=[each.code]), "label": name_of(each, now)} for each in seen]
    return [*way, {"url": "", "label": name_of(here, now)}]
