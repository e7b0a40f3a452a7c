"""The field app's two doors: what waits today, and what was written on the way."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router

from linli.areas.queries import area_named, city_code
from linli.catalogue.policies.collection import ItemView
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.field.actions.sending import PURPOSES, Picture, take
from linli.field.errors import ItemUnreadable, KeyMissing
from linli.field.items import read_item
from linli.field.models import Checkpoint
from linli.field.queries.today import GridView, MatterStop, Today, today_for
from linli.matters.actions.attaching import Upload
from linli.people.access import require
from linli.people.policies import Permission

router = Router(tags=["field"])
KEY = re.compile(r"[0-9A-Za-z-]{8,64}")


@router.get("/today", url_name="field_today", summary="What waits for the caller on today's round")
def today(request: HttpRequest) -> HttpResponse:
    """Stops in the order of the route, with all that forms need while there is no network."""
    now = timezone.now()
    viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.FIELD_WORK)
    body = {
        "account": viewer.account_id,
        "name": str(request.user) if request.user.is_authenticated else "",
        "csrf": get_token(request),
        "now": now,
        **_today_out(today_for(viewer, now)),
    }
    return HttpResponse(orjson.dumps(body), content_type="application/json")


def _today_out(today: Today) -> dict[str, Any]:
    return {
        "stops": [_stop_out(stop) for stop in today.stops],
        "grids": [_grid_out(grid) for grid in today.grids],
        "kinds": _kinds_out(),
        "checkpoint_kinds": [
            {"code": kind.code, "name": str(kind.name), "look_at": [str(each) for each in kind.look_at]}
            for kind in today.checkpoint_kinds
        ],
        "items": [_item_out(item) for item in today.items],
        "city": _city_name(),
    }


def _kinds_out() -> list[dict[str, Any]]:
    tree = kinds()
    return [
        {
            "code": kind.code,
            "name": kind.name,
            "group": tree.get(kind.code.split(".")[0], kind).name,
            "photo": kind.evidence.value != "none",
        }
        for kind in tree.leaves
    ]


def _stop_out(stop: MatterStop | Checkpoint) -> dict[str, Any]:
    if isinstance(stop, Checkpoint):
        return {
            "type": "checkpoint",
            "code": stop.code,
            "title": stop.name,
            "kind": stop.kind,
            "lon": stop.lon,
            "lat": stop.lat,
            "due_on": stop.due_on,
            "checked_on": stop.checked_on,
        }
    matter = stop.matter
    return {
        "type": "matter",
        "code": matter.code,
        "title": matter.title,
        "text": matter.text,
        "kind": stop.kind,
        "place": matter.place,
        "status": matter.get_status_display(),
        "lon": matter.lon,
        "lat": matter.lat,
        "due_at": matter.next_due_at,
        "mark": stop.mark,
        "verbs": [{"verb": verb.value, "label": str(verb.label)} for verb in stop.verbs],
        "pictures": [
            {"url": reverse("matters:file", args=[matter.code, each.pk]), "purpose": each.purpose}
            for each in stop.pictures
        ],
    }


def _grid_out(grid: GridView) -> dict[str, Any]:
    box = [grid.west, grid.south, grid.east, grid.north]
    return {"code": grid.code, "name": grid.name, "box": box}


def _item_out(item: ItemView) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name_en if is_english() else item.name_zh,
        "type": item.data_type.value,
        "choices": list(item.choices),
        "personal": item.is_personal,
        "consent": item.by_consent,
        "purpose": item.purpose if item.is_personal else "",
        "basis": item.basis if item.is_personal else "",
    }


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def _city_name() -> str:
    try:
        return area_named(city_code()).name
    except Refusal:
        return ""


SENT_AS_A_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["item", "queue_of"],
                    "properties": {
                        "item": {"type": "string", "description": "JSON: a report, step, check or value."},
                        "queue_of": {
                            "type": "integer",
                            "description": "Number of the account that wrote it.",
                        },
                        **{
                            purpose: {"type": "array", "items": {"type": "string", "format": "binary"}}
                            for purpose in PURPOSES
                        },
                    },
                }
            }
        },
    },
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": True,
            "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
        }
    ],
}


@router.post(
    "/sendings",
    url_name="field_send",
    summary="Send what was written on the round",
    openapi_extra=SENT_AS_A_FORM,
)
def send(request: HttpRequest) -> HttpResponse:
    """Take one report, step, check or value with its pictures: once for each key, all of it or nothing.

    Sent again it answers 200 with the same `about`; new, 201.
    """
    viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.FIELD_WORK)
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise KeyMissing
    item = read_item(request.POST.get("item", ""))
    taken = take(
        item,
        _pictures(request),
        key=key,
        queue_of=_number(request.POST.get("queue_of", "")),
        viewer=viewer,
        now=timezone.now(),
    )
    answer = {"key": key, "about": taken.about, "is_new": taken.is_new}
    status = 201 if taken.is_new else 200
    return HttpResponse(orjson.dumps(answer), status=status, content_type="application/json")


def _number(text: str) -> int:
    """Raises ItemUnreadable."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ItemUnreadable(what="queue_of")
    return int(text)


def _pictures(request: HttpRequest) -> list[Picture]:
    return [
        Picture(_upload(file), purpose) for purpose in PURPOSES for file in request.FILES.getlist(purpose)
    ]


def _upload(file: UploadedFile[Any]) -> Upload:
    return Upload(file, file.name or "")
