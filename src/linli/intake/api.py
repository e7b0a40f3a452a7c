from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Router, Schema
from pydantic import BaseModel, ConfigDict, Field

from linli.areas.policies.coordinates import Crs, Point
from linli.intake.actions.submitting import Report, submit
from linli.intake.queries.duplicates import Proposal, similar_to
from linli.matters.api import router
from linli.matters.policies import Channel, Status
from linli.people.access import Viewer, require
from linli.people.policies import Permission

# Registering has the address of the list of matters, and an address belongs to one router.
__all__ = ["router", "similar"]

similar = Router(tags=["matters"])
"""Comes before `router` in the root: there `/matters/{code}` would take the word for a code."""


class PositionIn(BaseModel):
    """A place in degrees, with the coordinate system it was measured in. Nothing is converted silently."""

    model_config = ConfigDict(extra="forbid")

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    crs: Crs


class ReportIn(BaseModel):
    """A matter to register. Either a phone number or `is_anonymous`."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=10_000)
    title: str = Field(default="", max_length=120)
    kind: str = Field(default="", max_length=80)
    position: PositionIn | None = None
    area: str = Field(default="", pattern=r"^([0-9]{12})?$")
    place: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=30)
    is_anonymous: bool = False
    is_confidential: bool = False
    people_affected: int | None = Field(default=None, ge=1, le=10_000_000)


def _report_of(body: ReportIn) -> Report:
    position = body.position
    return Report(
        channel=Channel.API,
        text=body.text,
        title=body.title,
        kind=body.kind,
        point=Point(position.lon, position.lat, position.crs) if position else None,
        area=body.area,
        place=body.place,
        name=body.name,
        phone=body.phone,
        is_anonymous=body.is_anonymous,
        is_confidential=body.is_confidential,
        people_affected=body.people_affected,
    )


def sender_of(viewer: Viewer) -> str:
    """Return who keeps the idempotency keys of a caller apart."""
    return f"key:{viewer.api_key}" if viewer.api_key else f"account:{viewer.account_id}"


class ReceiptOut(Schema):
    code: str
    is_new: bool
    pin: str
    """Six digits that open the matter without a phone number; the same when it is sent again."""


@router.post("/matters", response={201: ReceiptOut, 200: ReceiptOut}, summary="Register a matter")
def register_matter(
    request: HttpRequest,
    body: ReportIn,
    idempotency_key: Annotated[str, Header(max_length=100)] = "",
) -> HttpResponse:
    """Register a matter. Sent again with the same `Idempotency-Key`, it answers 200 with the same code."""
    viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.MATTER_REGISTER)
    report = _report_of(body)
    key = idempotency_key or uuid.uuid4().hex
    receipt = submit(
        report,
        source=sender_of(viewer),
        key=key,
        by=viewer.actor_for(Permission.MATTER_REGISTER),
        now=timezone.now(),
    )
    answer = {"code": receipt.code, "is_new": receipt.is_new, "pin": receipt.pin}
    # Not through the response schema: the busiest answer of the house is known to have its form.
    return HttpResponse(
        orjson.dumps(answer), status=201 if receipt.is_new else 200, content_type="application/json"
    )


class ReasonOut(Schema):
    zh: str
    en: str


class SimilarOut(Schema):
    """An open matter that may be the same as the one being filed."""

    handle: str
    """Names it towards the person who files; tells nothing and lapses after two hours."""
    code: str | None
    """Null for callers that may not read matters."""
    title: str | None
    kind: str
    metres: int | None
    """In steps of fifty; null where a point is missing."""
    registered_on: date
    status: Status
    score: float
    """Between 0 and 1."""
    reasons: list[ReasonOut]


@similar.post("/matters/similar", response=list[SimilarOut], summary="Find matters like one being filed")
def find_similar(request: HttpRequest, body: ReportIn) -> list[dict[str, Any]]:
    """Answer with open matters nearby that may be the same, likeliest first. Nothing is stored or joined."""
    viewer = request.auth  # type: ignore[attr-defined]
    require(viewer, Permission.MATTER_REGISTER)
    may_read = viewer.may(Permission.MATTER_VIEW)
    return [
        _similar_out(each, may_read)
        for each in similar_to(_report_of(body), viewer=viewer, now=timezone.now())
    ]


def _similar_out(proposal: Proposal, may_read: bool) -> dict[str, Any]:
    public = proposal.for_residents()
    return {
        "handle": public.handle,
        "code": proposal.matter.code if may_read else None,
        "title": proposal.matter.title if may_read else None,
        "kind": public.kind,
        "metres": public.metres,
        "registered_on": public.registered_on,
        "status": public.status,
        "score": round(proposal.likeness.score, 3),
        "reasons": [
            {"zh": why.in_language("zh-hans"), "en": why.in_language("en")}
            for why in proposal.likeness.reasons
        ],
    }
