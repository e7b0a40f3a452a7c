"""While a unit has it: receive, contact, work, send back, ask for time, stop the clock, report done, check."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from linli.calendars.policies import LimitUnit, working_time_between
from linli.calendars.queries import working_calendar
from linli.catalogue.policies.kinds import Tier
from linli.catalogue.queries import kind_named
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.files.queries import has_attachments
from linli.matters import events
from linli.matters.actions.move import end_orders, limits_of, move, require_reason, require_words
from linli.matters.actions.triaging import dispatch
from linli.matters.errors import (
    BadDay,
    NeedsEvidence,
    NeedsReviewDesk,
    NoMoreExtensions,
    NotTheLeadUnit,
    VerifierIsHandler,
)
from linli.matters.models import ExtensionRequest, Matter, ReturnRequest, WorkOrder
from linli.matters.policies import OrderStatus, Part, Status, Verb

MINUTE = timedelta(minutes=1)


@transaction.atomic
def acknowledge(*, matter: Matter, by: Actor, now: datetime) -> None:
    lead = WorkOrder.objects.filter(matter=matter, part=Part.LEAD, ended_at__isnull=True)
    lead.update(status=OrderStatus.ACKNOWLEDGED, acknowledged_at=now)
    move(matter, Verb.ACKNOWLEDGE, to=Status.ACKNOWLEDGED, event=events.MatterAcknowledged, by=by, now=now)


def contact(*, matter: Matter, reached: bool, words: str, by: Actor, now: datetime) -> None:
    """Note that the unit spoke with the requester, or tried. Only having reached them keeps the promise."""
    changes = {"contacted_at": now} if reached and matter.contacted_at is None else {}
    with transaction.atomic():
        if changes:
            matter.clocks.filter(step="contact", stopped_at__isnull=True).update(stopped_at=now)
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
        )


def start(*, matter: Matter, by: Actor, now: datetime) -> None:
    move(matter, Verb.START, to=Status.IN_PROGRESS, event=events.MatterStarted, by=by, now=now)


def note_progress(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    note = require_words(words, "words")
    move(matter, Verb.NOTE, to=None, event=events.ProgressNoted, by=by, now=now, note=note)


@transaction.atomic
def request_return(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    """Send it back as not one's duty. The clock towards the requester goes on."""
    facts = {"reason": require_reason(Verb.REQUEST_RETURN, reason, now)}
    note = require_words(words, "words")
    order = WorkOrder.objects.get(matter=matter, part=Part.LEAD, ended_at__isnull=True)
    move(
        matter,
        Verb.REQUEST_RETURN,
        to=Status.RETURNED,
        event=events.ReturnRequested,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"returns": matter.returns + 1},
        also=[
            ReturnRequest(matter_id=matter.pk, order_id=order.pk, reason=reason, words=note, requested_at=now)
        ],
    )


@transaction.atomic
def decide_return(
    *,
    matter: Matter,
    upheld: bool,
    words: str,
    by: Actor,
    now: datetime,
    unit: int | None = None,
    at_review_desk: bool = False,
) -> None:
    """Decide who was wrong and book the working minutes lost to that unit.

    Upheld: the sender was wrong, and the matter goes to `unit`, or back for triage when none is named. Not upheld:
    the unit was wrong and has it again. Raises NeedsReviewDesk when it was sent back before.
    """
    if matter.returns > limits_of(now).value.returns_by_dispatcher and not at_review_desk:
        raise NeedsReviewDesk(matter=matter.code)
    note = require_words(words, "words")
    request = ReturnRequest.objects.select_related("order").get(matter=matter, decided_at__isnull=True)
    order = request.order
    wrong = order.issued_by_unit_id if upheld else order.unit_id
    lost = working_time_between(order.issued_at, now, LimitUnit.WORKING_HOURS, working_calendar()) // MINUTE
    request.decided_at, request.is_upheld, request.wrong_unit_id, request.minutes_lost = (
        now,
        upheld,
        wrong,
        lost,
    )
    request.save(update_fields=["decided_at", "is_upheld", "wrong_unit", "minutes_lost"])
    end_orders(matter, OrderStatus.RETURNED, now, part=Part.LEAD)
    move(
        matter,
        Verb.DECIDE_RETURN,
        to=Status.ACCEPTED,
        event=events.ReturnDecided,
        by=by,
        now=now,
        note=note,
        facts={"upheld": upheld, "wrong_unit": wrong, "minutes_lost": lost},
    )
    if not upheld or unit is not None:
        dispatch(matter=matter, unit=unit if upheld and unit is not None else order.unit_id, by=by, now=now)


def request_extension(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    facts = {"reason": require_reason(Verb.REQUEST_EXTENSION, reason, now)}
    note = require_words(words, "words")
    limits = limits_of(now).value.tiers[Tier(matter.tier)]
    if limits.extension is None or matter.extensions >= limits.extensions:
        raise NoMoreExtensions(matter=matter.code)
    request = ExtensionRequest(
        matter_id=matter.pk, reason=reason, words=note, requested_at=now, requested_by=by.account
    )
    move(
        matter,
        Verb.REQUEST_EXTENSION,
        to=Status.EXTENSION_PENDING,
        event=events.ExtensionRequested,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"status_before": matter.status},
        also=[request],
    )


@transaction.atomic
def decide_extension(*, matter: Matter, granted: bool, words: str, by: Actor, now: datetime) -> None:
    """Grant or refuse more time. Granted, the requester is told why and until when."""
    note = require_words(words, "words")
    ExtensionRequest.objects.filter(matter=matter, decided_at__isnull=True).update(
        decided_at=now, is_granted=granted
    )
    limits = limits_of(now).value.tiers[Tier(matter.tier)]
    back = Status(matter.status_before)
    if not granted:
        move(
            matter,
            Verb.DECIDE_EXTENSION,
            to=back,
            event=events.ExtensionRefused,
            by=by,
            now=now,
            note=note,
            changes={"status_before": ""},
        )
        return
    move(
        matter,
        Verb.DECIDE_EXTENSION,
        to=back,
        event=events.MatterExtended,
        by=by,
        now=now,
        note=note,
        dated=True,
        extension=limits.extension,
        changes={"status_before": "", "extensions": matter.extensions + 1},
    )


def suspend(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    """Stop the clocks: somebody else's step comes first (requester, appraisal, season, court)."""
    facts = {"reason": require_reason(Verb.SUSPEND, reason, now)}
    note = require_words(words, "words")
    move(
        matter,
        Verb.SUSPEND,
        to=Status.SUSPENDED,
        event=events.MatterSuspended,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"status_before": matter.status},
    )


def defer(*, matter: Matter, reason: str, words: str, review_on: date, by: Actor, now: datetime) -> None:
    """Put it on the public deferred list until the day it is looked at again."""
    facts = {"reason": require_reason(Verb.DEFER, reason, now), "review_on": review_on.isoformat()}
    note = require_words(words, "words")
    if review_on <= city_day(now):
        raise BadDay
    move(
        matter,
        Verb.DEFER,
        to=Status.DEFERRED,
        event=events.MatterDeferred,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"status_before": matter.status, "review_on": review_on},
    )


def resume(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """Go on where it stood; the time it stood does not count."""
    move(
        matter,
        Verb.RESUME,
        to=Status(matter.status_before) if matter.status_before else None,
        event=events.MatterResumed,
        by=by,
        now=now,
        note=words,
        dated=True,
        changes={"status_before": "", "review_on": None},
    )


@transaction.atomic
def complete(*, matter: Matter, result: str, by: Actor, now: datetime) -> None:
    """Report it done, with the result in words and the evidence its kind asks for."""
    note = require_words(result, "result")
    _require_evidence(matter)
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


@transaction.atomic
def complete_co(*, matter: Matter, result: str, by: Actor, now: datetime) -> None:
    """An assisting unit reports its part done."""
    note = require_words(result, "result")
    order = WorkOrder.objects.filter(matter=matter, part=Part.CO, unit=by.unit, ended_at__isnull=True).first()
    if order is None:
        raise NotTheLeadUnit(matter=matter.code, verb=Verb.COMPLETE_CO.label)
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


@transaction.atomic
def solve_on_spot(*, matter: Matter, result: str, by: Actor, now: datetime, kind: str = "") -> None:
    """A grid worker solved it where they stood. It is checked and answered like any other."""
    note = require_words(result, "result")
    chosen = kind_named(kind or matter.kind_code)
    matter.kind_code = chosen.code
    _require_evidence(matter)
    move(
        matter,
        Verb.SOLVE_ON_SPOT,
        to=Status.COMPLETED,
        event=events.MatterCompleted,
        by=by,
        now=now,
        note=note,
        facts={"on_spot": True},
        changes={
            "kind_code": chosen.code,
            "tier": chosen.tier,
            "lead_unit_id": by.unit,
            "is_on_spot": True,
            "completed_at": now,
            "contacted_at": now,
            "handled_by_id": by.account,
        },
    )


def _require_evidence(matter: Matter) -> None:
    kind = kind_named(matter.kind_code)
    if kind.evidence != "none" and not has_attachments(
        "matters.matter", matter.pk, purposes=("evidence", "after")
    ):
        raise NeedsEvidence(kind=kind.name)


@transaction.atomic
def verify(*, matter: Matter, passed: bool, words: str, by: Actor, now: datetime) -> None:
    """Check it on the spot. Who reported it done may not; not passed, the unit does it again."""
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
    assert matter.lead_unit_id is not None  # it was done, so somebody did it
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
