"""Figures that come by themselves: see docs/decisions/0009-live-figures-by-short-streams.md."""

from __future__ import annotations

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.command.access import require_place
from linli.command.faces import Face, face_of
from linli.command.queries.board import board_of
from linli.command.walls import viewer_at_wall
from linli.matters.queries.figures import Place
from linli.people.access import viewer_of_request

STREAM = "text/event-stream"


@require_safe
@never_cache
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of a place as one event, after which the browser comes again by itself."""
    now = timezone.now()
    here = Place(code)
    require_place(viewer_of_request(request, now), here)
    return stream(request, face_of(board_of(here, now=now)))


@require_safe
@never_cache
def wall(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    here = Place(code)
    require_place(viewer_at_wall(request, here, now), here)
    return stream(request, face_of(board_of(here, now=now), is_wall=True))


def stream(request: HttpRequest, face: Face) -> HttpResponse:
    """Answer at once and end: no thread waits. Whoever has these figures already hears only that they still hold."""
    told = face.live()
    at = told.pop("at")
    mark = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
    if request.headers.get("Last-Event-ID") == mark:
        event, data = "still", {"at": at}
    else:
        event, data = "figures", told | {"at": at}
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    again = face.rule.seconds * 1000
    response = HttpResponse(
        f"retry: {again}\nid: {mark}\nevent: {event}\ndata: {words}\n\n", content_type=STREAM
    )
    response["X-Accel-Buffering"] = "no"
    return response
