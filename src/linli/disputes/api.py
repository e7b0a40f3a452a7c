from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Header, Query, Router, Schema

from linli.core.actor import Actor
from linli.disputes import access
from linli.disputes.actions.parties import NewParty
from linli.disputes.actions.registering import NewDispute, register
from linli.disputes.errors import CentreUnknown
from linli.disputes.models import Dispute
from linli.disputes.policies import Capacity, Confirmation, Consent, PartyKind, Source, Status, Tier
from linli.disputes.queries.lists import Filters, work_list
from linli.disputes.queries.page import Whole
from linli.disputes.queries.sides import centres_open_to
from linli.intake.actions.once import once
from linli.intake.api import sender_of
from linli.matters.access import get_matter_for
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.people.policies import Permission

router = Router(tags=["disputes"])
RECEIVE = Permission.DISPUTE_RECEIVE


class DisputeOut(Schema):
    number: str
    file_number: str
    title: str
    category: str
    tier: Tier
    source: Source
    status: Status
    confirmation: Confirmation | Literal[""]
    """Empty: nobody has asked a court."""
    centre: str
    """Code of the unit."""
    registered_at: datetime
    changed_at: datetime
    due_at: datetime | None

    @staticmethod
    def of(dispute: Dispute) -> dict[str, Any]:
        same = ("number", "file_number", "title", "category", "tier", "source", "status", "confirmation")
        times = ("registered_at", "changed_at", "due_at")
        return {name: getattr(dispute, name) for name in (*same, *times)} | {"centre": dispute.centre.code}


class SideOut(Schema):
    side: str
    """甲方, 乙方 and so on."""
    kind: PartyKind
    name: str
    """Masked; of an organisation its own."""
    capacity: Capacity
    consent: Consent


class TermOut(Schema):
    position: int
    instalment: int
    debtor: str
    """The side that owes."""
    words: str
    amount: Decimal | None
    due_on: date
    performed_on: date | None


class OneDisputeOut(DisputeOut):
    brief: str
    sides: list[SideOut]
    terms: list[TermOut]
    """Of the agreement that stands; empty: there is none."""


class DisputesOut(Schema):
    disputes: list[DisputeOut]
    next: str
    """Cursor of the next page; empty on the last."""


class ListIn(Schema):
    q: str = Field("", max_length=100)
    """Words, or a dispute's number."""
    status: Status | None = None
    category: str = Field("", max_length=2)
    cursor: str = Field("", max_length=80)


@router.get("/disputes", response=DisputesOut, summary="List disputes")
def list_disputes(request: HttpRequest, asked: Query[ListIn]) -> dict[str, Any]:
    """List what the caller sees on the page, the last changed first: of own centres, mediations and courts."""
    viewer = _viewer(request)
    access.require_view(viewer)
    filters = Filters(asked.status.value if asked.status else "", asked.category, asked.q.replace("\0", ""))
    page = work_list(viewer, filters, cursor=asked.cursor)
    return {"disputes": [DisputeOut.of(each) for each in page.rows], "next": page.next}


@router.get("/disputes/{number}", response=OneDisputeOut, summary="Read one dispute")
def read_dispute(request: HttpRequest, number: str) -> dict[str, Any]:
    """Names are masked as on the page. What the sides said in mediation is not given out here."""
    return _whole(access.get_dispute_for(_viewer(request), number))


class SideIn(Schema):
    side: int = Field(ge=1, le=20)
    """1 is 甲方, 2 is 乙方; several people may stand on one side."""
    name: str = Field(max_length=60)
    phone: str = Field("", max_length=30)
    address: str = Field("", max_length=200)
    citizen_number: str = Field("", max_length=18)
    kind: PartyKind = PartyKind.PERSON
    organisation: str = Field("", max_length=100)
    registration_code: str = Field("", max_length=18)
    capacity: Capacity = Capacity.FULL


class DisputeIn(Schema):
    centre: str = Field(max_length=60)
    """Code of a centre for which the caller receives."""
    title: str = Field(max_length=80)
    """Between whom and about what, without names."""
    brief: str = Field(max_length=4000)
    category: str = Field(max_length=2)
    source: Source = Source.PARTY
    matter: str = Field("", max_length=30)
    """Code of the matter it has grown out of, which the caller sees."""
    sides: list[SideIn] = Field(max_length=40)


@router.post("/disputes", response=OneDisputeOut, summary="Register a dispute")
def register_dispute(
    request: HttpRequest,
    body: DisputeIn,
    idempotency_key: Annotated[str, Header(max_length=100)] = "",
) -> dict[str, Any]:
    """Receive a dispute as the centre's page does. What is told of the sides is sealed, and answered masked.

    Sent again with the same `Idempotency-Key`, it answers with the dispute of the first time.
    """
    viewer, now = _viewer(request), timezone.now()
    access.require_any(viewer, RECEIVE)
    centre = next((each for each in centres_open_to(viewer, RECEIVE) if each.code == body.centre), None)
    if centre is None:
        raise CentreUnknown(unit=body.centre)
    new_one = NewDispute(
        title=body.title,
        brief=body.brief,
        category=body.category,
        source=body.source,
        matter=get_matter_for(viewer, body.matter) if body.matter else None,
        parties=[NewParty(**each.dict()) for each in body.sides],
    )

    def make() -> str:
        return register(new_one, centre=centre, by=_actor(viewer, centre), now=now).number

    content = body.model_dump_json().encode()
    key = idempotency_key or uuid.uuid4().hex
    number, _is_new = once(source=sender_of(viewer), key=key, content=content, make=make, now=now)
    return _whole(access.get_dispute_for(viewer, number))


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


def _actor(viewer: Viewer, centre: Unit) -> Actor:
    actor = viewer.actor_for(RECEIVE)
    role = next(each.role.value for each in viewer.grants_for(RECEIVE) if each.unit_id == centre.pk)
    return Actor(actor.kind, actor.account, centre.pk, role)


def _whole(dispute: Dispute) -> dict[str, Any]:
    whole = Whole(dispute)
    whole.load()
    sides = [
        {
            "side": each.side,
            "kind": each.party.kind,
            "name": each.name,
            "capacity": each.party.capacity,
            "consent": each.party.consent,
        }
        for each in whole.sides
    ]
    rows = whole.agreement.terms.all() if whole.agreement else ()
    same = ("position", "instalment", "words", "amount", "due_on", "performed_on")
    terms = [
        {name: getattr(each, name) for name in same} | {"debtor": whole.by_party[each.debtor_id].side}
        for each in sorted(rows, key=lambda each: (each.position, each.instalment))
    ]
    return {**DisputeOut.of(dispute), "brief": dispute.brief, "sides": sides, "terms": terms}
