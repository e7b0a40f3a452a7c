"""Before a unit has it: take on, turn away with a pointer, join, send to a unit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.catalogue.queries import duty_for, kind_named
from linli.core.actor import SYSTEM, Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.matters import events
from linli.matters.actions.move import end_orders, move, require_reason, require_words
from linli.matters.errors import NeedsKind, NoSuchUnit, NotMergeable, UnitHasIt
from linli.matters.models import Matter, WorkOrder
from linli.matters.policies import ENDED, OrderStatus, Part, Status, Verb
from linli.matters.policies.rules import MatterAutomation
from linli.people.models import Unit
from linli.rulebook.queries import in_force


@transaction.atomic
def accept(*, matter: Matter, kind: str, by: Actor, now: datetime, tier: str = "", note: str = "") -> None:
    """Take a matter on: from here the city owes an answer. `tier` overrides the kind's own.

    Where the city lets certain duties act by themselves, the matter is sent to its unit in the same transaction.
    """
    if not kind:
        raise NeedsKind(matter=matter.code)
    chosen = kind_named(kind)
    level = tier or chosen.tier
    facts = {"kind": chosen.code, "tier": level, "area": matter.area_code}
    changes = {"kind_code": chosen.code, "tier": level}
    move(
        matter,
        Verb.ACCEPT,
        to=Status.ACCEPTED,
        event=events.MatterAccepted,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes=changes,
    )
    dispatch_by_duty(matter=matter, now=now)


def dispatch_by_duty(*, matter: Matter, now: datetime) -> bool:
    """Send an accepted matter to its unit when the rulebook allows it and the duty is certain."""
    if in_force(MatterAutomation, city_day(now)).value.dispatch != "certain_duty":
        return False
    duty = duty_for(matter.kind_code, matter.area_code)
    if duty is None or not duty.certain:
        return False
    dispatch(matter=matter, unit=duty.unit_id, by=SYSTEM, now=now, by_rule=True)
    return True


def decline(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    """Do not take it on, with the reason and where else to turn."""
    facts = {"reason": require_reason(Verb.DECLINE, reason, now)}
    note = require_words(words, "words")
    move(
        matter,
        Verb.DECLINE,
        to=Status.DECLINED,
        event=events.MatterDeclined,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"closed_at": now},
    )


def redirect(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    """Show the requester to the door that is competent: emergency number, court, arbitration, petition."""
    facts = {"reason": require_reason(Verb.REDIRECT, reason, now)}
    note = require_words(words, "words")
    move(
        matter,
        Verb.REDIRECT,
        to=Status.REDIRECTED,
        event=events.MatterRedirected,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"closed_at": now},
    )


@transaction.atomic
def dispatch(
    *,
    matter: Matter,
    unit: int,
    by: Actor,
    now: datetime,
    co_units: tuple[int, ...] = (),
    requirement: str = "",
    by_rule: bool = False,
) -> None:
    """Send the matter to its lead unit, and to assisting units with it."""
    _check_units((unit, *co_units))
    orders = [_order(matter, each, Part.CO, by, now, requirement) for each in co_units if each != unit]
    move(
        matter,
        Verb.DISPATCH,
        to=Status.DISPATCHED,
        event=events.MatterDispatched,
        by=by,
        now=now,
        note=requirement,
        facts={"by_rule": by_rule},
        dated=True,
        changes={"lead_unit_id": unit, "dispatched_at": matter.dispatched_at or now},
        also=[_order(matter, unit, Part.LEAD, by, now, requirement), *orders],
    )


@transaction.atomic
def transfer(*, matter: Matter, unit: int, words: str, by: Actor, now: datetime) -> None:
    """Hand it to another unit. The clocks go on: the promise to the requester stays what it was."""
    _check_units((unit,))
    if unit == matter.lead_unit_id:
        raise UnitHasIt
    note = require_words(words, "words")
    old = matter.lead_unit_id
    end_orders(matter, OrderStatus.TRANSFERRED, now, part=Part.LEAD)
    WorkOrder.objects.filter(matter=matter, unit=unit, ended_at__isnull=True).update(
        status=OrderStatus.TRANSFERRED, ended_at=now
    )
    move(
        matter,
        Verb.TRANSFER,
        to=Status.DISPATCHED,
        event=events.MatterTransferred,
        by=by,
        now=now,
        note=note,
        facts={"old_unit": old},
        dated=True,
        changes={"lead_unit_id": unit},
        also=[_order(matter, unit, Part.LEAD, by, now, words)],
    )


@transaction.atomic
def add_co_unit(*, matter: Matter, unit: int, words: str, by: Actor, now: datetime) -> None:
    _check_units((unit,))
    if WorkOrder.objects.filter(matter=matter, unit=unit, ended_at__isnull=True).exists():
        raise UnitHasIt
    move(
        matter,
        Verb.ADD_CO_UNIT,
        to=None,
        event=events.CoUnitAdded,
        by=by,
        now=now,
        note=words,
        facts={"co_unit": unit},
        also=[_order(matter, unit, Part.CO, by, now, words)],
    )


@transaction.atomic
def merge(*, matter: Matter, into: Matter, words: str, by: Actor, now: datetime) -> None:
    """Join `matter` with `into`, which goes on for both. Its history stays; its requester is told and may object."""
    if matter.pk == into.pk or Status(into.status) in ENDED or Status(into.status) is Status.MERGED:
        raise NotMergeable(matter=matter.code, other=into.code)
    end_orders(matter, OrderStatus.CANCELLED, now)
    move(
        matter,
        Verb.MERGE,
        to=Status.MERGED,
        event=events.MatterMerged,
        by=by,
        now=now,
        note=words,
        facts={"into": into.code},
        changes={"merged_into_id": into.pk, "closed_at": now},
    )
    _note_joined(into, matter, by, now)


def _note_joined(into: Matter, joined: Matter, by: Actor, now: datetime) -> None:
    status = Status(into.status)
    event = events.MatterJoined(
        code=into.code,
        old=status,
        new=status,
        requester=into.requester_id,
        unit=into.lead_unit_id,
        joined=joined.code,
    )
    record(event, subject=into, by=by, now=now, changes={"changed_at": now})


def unmerge(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """Take a joined matter out again; it starts over as registered."""
    _back_to_registered(matter, Verb.UNMERGE, words, by, now)


def take_objection(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """The requester objects to being turned away or joined: a person looks at the matter again."""
    if Status(matter.status) is Status.MERGED:
        _back_to_registered(matter, Verb.OBJECT, require_words(words, "words"), by, now)
        return
    move(
        matter,
        Verb.OBJECT,
        to=Status.REGISTERED,
        event=events.ObjectionRaised,
        by=by,
        now=now,
        note=require_words(words, "words"),
        changes={"closed_at": None},
    )


def _back_to_registered(matter: Matter, verb: Verb, words: str, by: Actor, now: datetime) -> None:
    into = matter.merged_into
    move(
        matter,
        verb,
        to=Status.REGISTERED,
        event=events.MatterUnmerged,
        by=by,
        now=now,
        note=words,
        facts={"out_of": into.code if into else ""},
        changes={"merged_into_id": None, "closed_at": None, "lead_unit_id": None},
    )


def withdraw(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """The requester takes it back; nobody asks why."""
    with transaction.atomic():
        end_orders(matter, OrderStatus.CANCELLED, now)
        move(
            matter,
            Verb.WITHDRAW,
            to=Status.WITHDRAWN,
            event=events.MatterWithdrawn,
            by=by,
            now=now,
            note=words,
            changes={"closed_at": now},
        )


def _check_units(units: tuple[int, ...]) -> None:
    known = set(Unit.objects.filter(pk__in=units, is_active=True).values_list("pk", flat=True))
    for unit in units:
        if unit not in known:
            raise NoSuchUnit(unit=unit)


def _order(matter: Matter, unit: int, part: Part, by: Actor, now: datetime, requirement: str) -> WorkOrder:
    return WorkOrder(
        matter_id=matter.pk,
        unit_id=unit,
        part=part,
        issued_at=now,
        issued_by_id=by.account,
        issued_by_unit_id=by.unit,
        requirement=requirement,
    )
