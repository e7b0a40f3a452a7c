from __future__ import annotations

from dataclasses import dataclass

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from linli.core.time import city_day
from linli.field.access import visible
from linli.field.models import Checkpoint
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission

MOST = 200


@dataclass(frozen=True)
class Sticker:
    checkpoint: Checkpoint
    drawing: SafeString
    is_due: bool


@require_safe
def stickers(request: HttpRequest) -> HttpResponse:
    """The checkpoints of one's area with the codes to print and put up there. One query."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.FIELD_WORK)
    places = visible(viewer).order_by("area_code", "code")[:MOST]
    day = city_day(now)
    rows = [Sticker(place, qr_code(request, place), place.due_on <= day) for place in places]
    return render(request, "field/stickers.html", {"rows": rows})


def qr_code(request: HttpRequest, place: Checkpoint) -> SafeString:
    """Return a drawing of the app's address for this place: any camera opens it, and the app reads the code in it."""
    address = request.build_absolute_uri(f"{reverse('field:app')}#/checkpoint/{place.code}")
    drawing = segno.make(address, error="m").svg_inline(scale=4, border=3, dark="#000", light="#fff")
    return mark_safe(drawing)  # noqa: S308 — drawn by us, holds no text
