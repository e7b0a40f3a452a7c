"""While a unit has it: receive, contact, work, report done, check."""

from __future__ import annotations

from datetime import datetime

from linli.catalogue.policies.kinds import KindView
from linli.catalogue.queries import kind_named
from linli.core.actor import Actor
from linli.files.queries import has_attachments
from linli.matters import clocks, events
from linli.matters.actions.move import (
    as_one,
    assisting_order,
    check,
    end_orders,
    limits_of,
    move,
    require_words,
)
from linli.matters.actions.triaging import leaf_named
from linli.matters.errors import (
    NeedsEvidence,
    NeedsKind,
    NeedsUnit,
    VerifierIsHandler,
)
from linli.matters.models import Clock, Matter, WorkOrder
from linli.matters.policies import OrderStatus, Part, Status, Step, Verb


@as_one
def acknowledge(*, matter: Matter, by: Actor, now: datetime) -> None:
    lead = WorkOrder.objects.filter(matter=matter, part=Part.LEAD, ended_at__isnull=True)
    lead.update(status=OrderStatus.ACKNOWLEDGED, acknowledged_at=now)
    move(matter, Verb.ACKNOWLEDGE, to=Status.ACKNOWLEDGED, event=events.MatterAcknowledged, by=by, now=now)


@as_one
def contact(*, matter: Matter, reached: bool, words: str, by: Actor, now: datetime) -> None:
    """Note that the unit spoke with the requester, or tried. Only having reached them keeps the promise."""
    changes = {"contacted_at": now} if reached and matter.contacted_at is None else {}
    kept: list[clocks.Told] = []
    if changes:
        promise = matter.clocks.filter(step=Step.CONTACT, stopped_at__isnull=True)
        if promise.update(stopped_at=now, is_met=True):
            kept = [{"step": Step.CONTACT.value, "did": "kept"}]
    move(
        matter,
        Verb.CONTACT,
        to=None,
        event=events.RequesterContacted,
        by=by,
        now=now,
        note=words,
        facts={"reached": reached},
        changes=changes,
        promises=kept,
    )


@as_one
def start(*, matter: Matter, by: Actor, now: datetime) -> None:
    move(matter, Verb.START, to=Status.IN_PROGRESS, event=events.MatterStarted, by=by, now=now)


@as_one
def note_progress(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    note = require_words(words, "words")
    move(matter, Verb.NOTE, to=None, event=events.ProgressNoted, by=by, now=now, note=note)


@as_one
def complete(*, matter: Matter, result: str, by: Actor, now: datetime) -> None:
    """Report it done, with the result in words and the evidence its kind asks for."""
    note = require_words(result, "result")
    _require_evidence(matter, matter.kind_code)
    end_orders(matter, OrderStatus.COMPLETED, now, part=Part.LEAD, result=note)
    move(
        matter,
        Verb.COMPLETE,
        to=Status.COMPLETED,
        event=events.MatterCompleted,
        by=by,
        now=now,
        note=note,
        changes={"completed_at": now, "handled_by_id": by.account},
    )


@as_one
def complete_co(*, matter: Matter, result: str, by: Actor, now: datetime) -> None:
    """An assisting unit reports its part done."""
    note = require_words(result, "result")
    check(matter, Verb.COMPLETE_CO, by)
    order = assisting_order(matter, by)
    WorkOrder.objects.filter(pk=order.pk).update(status=OrderStatus.COMPLETED, ended_at=now, result=note)
    move(
        matter,
        Verb.COMPLETE_CO,
        to=None,
        event=events.CoUnitCompleted,
        by=by,
        now=now,
        note=note,
        facts={"co_unit": by.unit},
    )


@as_one
def solve_on_spot(*, matter: Matter, result: str, by: Actor, now: datetime, kind: str = "") -> None:
    """A grid worker solved it where they stood. It is checked and answered like any other.

    Raises NeedsWords, NeedsKind, KindTooBroad, NeedsEvidence; NeedsUnit when the worker acts for none.
    """
    check(matter, Verb.SOLVE_ON_SPOT, by)
    note = require_words(result, "result")
    if not kind and not matter.kind_code:
        raise NeedsKind(matter=matter.code)
    if by.unit is None:
        raise NeedsUnit(matter=matter.code)
    chosen = leaf_named(kind or matter.kind_code)
    _require_evidence(matter, chosen.code)
    move(
        matter,
        Verb.SOLVE_ON_SPOT,
        to=Status.COMPLETED,
        event=events.MatterCompleted,
        by=by,
        now=now,
        note=note,
        facts={"on_spot": True, "kind": chosen.code},
        changes={
            "kind_code": chosen.code,
            "tier": chosen.tier,
            "lead_unit_id": by.unit,
            "is_on_spot": True,
            "completed_at": now,
            "contacted_at": now,
            "handled_by_id": by.account,
        },
        also=_kept_at_once(matter, chosen, by.unit, now),
    )


def _kept_at_once(matter: Matter, kind: KindView, unit: int, now: datetime) -> list[Clock]:
    """Return the promises that were kept in the moment they were made, so that the unit's rates count them."""
    steps = [Step.RESOLVE] if matter.requester_id is None else [Step.CONTACT, Step.RESOLVE]
    limits = limits_of(now)
    made = [
        clocks.start(matter, step, now=now, limits=limits, unit=unit, tier=kind.tier, kind=kind.code)
        for step in steps
    ]
    for clock in made:
        clock.stopped_at, clock.is_met = now, True
    return made


def _require_evidence(matter: Matter, code: str) -> None:
    kind = kind_named(code)
    if kind.evidence != "none" and not has_attachments(
        "matters.matter", matter.pk, purposes=("evidence", "after")
    ):
        raise NeedsEvidence(kind=kind.name)


@as_one
def verify(*, matter: Matter, passed: bool, words: str, by: Actor, now: datetime) -> None:
    """Check it on the spot. Who reported it done may not; not passed, the unit does it again."""
    check(matter, Verb.VERIFY, by)
    if by.account is not None and by.account == matter.handled_by_id:
        raise VerifierIsHandler(matter=matter.code)
    if passed:
        move(matter, Verb.VERIFY, to=Status.VERIFIED, event=events.MatterVerified, by=by, now=now, note=words)
        return
    send_to_rework(
        matter, Verb.VERIFY, why="not_verified", words=require_words(words, "words"), by=by, now=now
    )


def send_to_rework(matter: Matter, verb: Verb, *, why: str, words: str, by: Actor, now: datetime) -> None:
    """Give it back to the unit that did it, with part of the original limit."""
    assert matter.lead_unit_id is not None  # it was done, so a unit did it
    order = WorkOrder(
        matter_id=matter.pk,
        unit_id=matter.lead_unit_id,
        part=Part.LEAD,
        status=OrderStatus.ACKNOWLEDGED,
        issued_at=now,
        acknowledged_at=now,
        issued_by_id=by.account,
        issued_by_unit_id=by.unit,
        requirement=words,
    )
    move(
        matter,
        verb,
        to=Status.REWORK,
        event=events.MatterSentToRework,
        by=by,
        now=now,
        note=words,
        facts={"why": why},
        dated=True,
        share=limits_of(now).value.rework_share,
        changes={"reworks": matter.reworks + 1, "completed_at": None, "handled_by_id": None},
        also=[order],
    )
