"""Before a unit has it: take on, turn away with a pointer, join, send to a unit."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from linli.catalogue.policies.duties import COMMUNITY_KINDS
from linli.catalogue.policies.kinds import KindView
from linli.catalogue.queries import duty_for, kind_named, require_on_community_list
from linli.core.actor import SYSTEM, Actor
from linli.core.time import city_day
from linli.matters import events
from linli.matters.actions.joining import back_to_registered, close_joined, free_joined
from linli.matters.actions.move import as_one, check, end_orders, move, require_reason, require_words
from linli.matters.errors import KindTooBroad, NeedsKind, NoSuchUnit, UnitHasIt
from linli.matters.models import Matter, WorkOrder
from linli.matters.policies import OrderStatus, Part, Status, Verb
from linli.matters.policies.rules import MatterAutomation
from linli.people.models import Unit
from linli.rulebook.queries import in_force


@as_one
def accept(*, matter: Matter, kind: str, by: Actor, now: datetime, tier: str = "", note: str = "") -> None:
    """Take a matter on: from here the city owes an answer. `tier` overrides the kind's own.

    Where the city lets certain duties act by themselves, the matter is sent to its unit in the same transaction.
    """
    if not kind:
        raise NeedsKind(matter=matter.code)
    chosen = leaf_named(kind)
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


def leaf_named(code: str) -> KindView:
    """Return a kind that matters may have. Raises UnknownKind, KindTooBroad."""
    kind = kind_named(code)
    if not kind.is_leaf:
        raise KindTooBroad(kind=kind.name)
    return kind


def dispatch_by_duty(*, matter: Matter, now: datetime) -> bool:
    """Send an accepted matter to its unit when the rulebook allows it and the duty is certain."""
    if in_force(MatterAutomation, city_day(now)).value.dispatch != "certain_duty":
        return False
    duty = duty_for(matter.kind_code, matter.area_code)
    if duty is None or not duty.certain:
        return False
    dispatch(matter=matter, unit=duty.unit_id, by=SYSTEM, now=now, by_rule=True)
    return True


@as_one
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
    close_joined(matter, now, note)


@as_one
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
    close_joined(matter, now, note)


@as_one
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
    """Send the matter to its lead unit, and to assisting units with it.

    A unit that assisted before leads now; one that assists already is not asked twice. Raises NoSuchUnit,
    NotOnCommunityList.
    """
    check_units(matter, (unit, *co_units))
    _end_assisting(matter, unit, now)
    assisting = _open_orders(matter).values_list("unit_id", flat=True)
    new = [each for each in dict.fromkeys(co_units) if each != unit and each not in set(assisting)]
    orders = [_order(matter, each, Part.CO, by, now, requirement) for each in new]
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


@as_one
def transfer(*, matter: Matter, unit: int, words: str, by: Actor, now: datetime) -> None:
    """Hand it to another unit. The clocks go on: the promise to the requester stays what it was."""
    check_units(matter, (unit,))
    if unit == matter.lead_unit_id:
        raise UnitHasIt
    note = require_words(words, "words")
    old = matter.lead_unit_id
    end_orders(matter, OrderStatus.TRANSFERRED, now, part=Part.LEAD)
    _end_assisting(matter, unit, now)
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


@as_one
def add_co_unit(*, matter: Matter, unit: int, words: str, by: Actor, now: datetime) -> None:
    check_units(matter, (unit,))
    if _open_orders(matter).filter(unit=unit).exists():
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


@as_one
def take_objection(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """The requester objects to being turned away or joined: a person looks at the matter again."""
    if Status(matter.status) is Status.MERGED:
        back_to_registered(matter, Verb.OBJECT, require_words(words, "words"), by, now)
        return
    move(
        matter,
        Verb.OBJECT,
        to=Status.REGISTERED,
        event=events.ObjectionRaised,
        by=by,
        now=now,
        note=require_words(words, "words"),
        changes={"closed_at": None, "due_at": None},
    )


@as_one
def withdraw(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """The requester takes it back; nobody asks why. What others reported of the same thing goes on."""
    check(matter, Verb.WITHDRAW, by)
    free_joined(matter, now)
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


def check_units(matter: Matter, units: tuple[int, ...]) -> None:
    """Raise NoSuchUnit; NotOnCommunityList for a committee of residents whose own list does not name the kind."""
    known = dict(Unit.objects.filter(pk__in=units, is_active=True).values_list("pk", "kind"))
    for unit in units:
        if unit not in known:
            raise NoSuchUnit(unit=unit)
        if known[unit] in COMMUNITY_KINDS:
            require_on_community_list(matter.kind_code, matter.area_code)


def _open_orders(matter: Matter) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(matter=matter, ended_at__isnull=True)


def _end_assisting(matter: Matter, unit: int, now: datetime) -> None:
    """A unit that takes the lead no longer assists."""
    _open_orders(matter).filter(unit=unit).update(status=OrderStatus.TRANSFERRED, ended_at=now)


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
