from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.areas.policies.coordinates import Crs, Point, convert
from linli.community.actions.holding import (
    check_state,
    due,
    follow,
    hold,
    limits_of,
    rules_of,
    take_number,
    words,
)
from linli.community.errors import (
    CalledAlready,
    CallsItself,
    CallsNobody,
    CallsTooMany,
    NotACommunity,
    StaysInCommunity,
    UnitIsClosed,
    UnknownDemand,
)
from linli.community.events import UnitsCalled, WhistleRaised, WhistleReturned, WhistleWithdrawn
from linli.community.models import Call, Whistle
from linli.community.policies.rules import Whistles
from linli.community.policies.whistles import CallStatus, Level, Urgency, WhistleStatus, WhistleVerb, level_of
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.journal.queries import entries_of
from linli.matters.models import Matter
from linli.people.models import Unit
from linli.people.policies.units import UnitKind
from linli.rulebook.queries import in_force

STREETS = frozenset({UnitKind.STREET_OFFICE, UnitKind.TOWNSHIP_GOVERNMENT})


@dataclass(frozen=True, kw_only=True)
class NewWhistle:
    """What a community whistles for. Free words name places and things, no residents."""

    kind: str
    urgency: Urgency
    subject: str
    demand: str
    why_not_alone: str
    place: str
    units: Sequence[int]
    """Numbers of the units that are to come; they are called when they are big enough a matter, or at once."""
    households: int = 0
    area_code: str = ""
    """12 digits; empty: the community's own."""
    point: Point | None = None
    matter: Matter | None = None


@transaction.atomic
def blow(new: NewWhistle, *, unit: Unit, by: Actor, now: datetime) -> Whistle:
    """Whistle: units are called at once, or the street office first where the matter is big.

    Raises NotACommunity, UnknownDemand, StaysInCommunity, CallsNobody, CallsTooMany, CallsItself, UnitIsClosed,
    NeedsWords.
    """
    rule = in_force(Whistles, city_day(now))
    if unit.kind not in rule.value.callers:
        raise NotACommunity(unit=unit.name)
    units = _units(new.units, caller=unit, most=rule.value.most_units)
    level = _level(new, rule.value, len(units))
    street = street_of(unit)
    if level is Level.STREET and street.pk == unit.pk:
        level = Level.UNITS  # a street office that whistles itself has nobody to ask
    whistle = _row(new, unit=unit, street=street, edition=rule.edition, now=now)
    whistle.unit_ids = sorted({unit.pk, street.pk, *(each.pk for each in units)})
    if level is Level.STREET:
        whistle.status = WhistleStatus.AT_STREET
        whistle.next_due_at = due(now, rule.value.limits[new.urgency].direct)
    event = WhistleRaised(
        number=whistle.pk,
        community=unit.pk,
        kind=new.kind,
        urgency=new.urgency,
        level=level,
        street=street.pk,
        units=tuple(each.pk for each in units),
        matter=new.matter.code if new.matter else "",
    )
    record(event, subject=whistle, by=by, now=now)
    if level is Level.UNITS:
        _call(whistle, [each.pk for each in units], by=by, now=now)
    return whistle


def _level(new: NewWhistle, rule: Whistles, units: int) -> Level:
    kind = rule.kind(new.kind)
    if kind is None:
        raise UnknownDemand(kind=new.kind)
    level = level_of(
        kind.level,
        new.urgency,
        units=units,
        households=new.households,
        many_units=rule.many_units,
        many_households=rule.many_households,
    )
    if level is Level.COMMUNITY:
        raise StaysInCommunity(kind=kind.in_language(get_language() or ""))
    return level


def _row(new: NewWhistle, *, unit: Unit, street: Unit, edition: int, now: datetime) -> Whistle:
    point = convert(new.point, Crs.CGCS2000) if new.point else None
    return Whistle(
        pk=take_number(Whistle),
        unit=unit,
        street=street,
        matter=new.matter,
        kind=new.kind,
        urgency=new.urgency,
        status=WhistleStatus.CALLED,
        subject=words(new.subject, _("what it is about")),
        demand=words(new.demand, _("what the units are to do")),
        why_not_alone=words(new.why_not_alone, _("why the community cannot solve it alone")),
        households=new.households,
        area_code=new.area_code or unit.area_code,
        place=words(new.place, _("where they are to come")),
        lon=point.lon if point else None,
        lat=point.lat if point else None,
        edition=edition,
        blown_at=now,
    )


def street_of(unit: Unit) -> Unit:
    """Return the street office or township above a community; else its parent, else itself. One query."""
    codes = unit.path.strip("/").split("/")
    above = {each.code: each for each in Unit.objects.filter(code__in=codes)}
    for code in reversed(codes):
        if above[code].kind in STREETS:
            return above[code]
    return above[codes[-2]] if len(codes) > 1 else unit


def _units(numbers: Iterable[int], *, caller: Unit, most: int) -> list[Unit]:
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise CallsNobody
    if len(wanted) > most:
        raise CallsTooMany(most=most, named=len(wanted))
    if caller.pk in wanted:
        raise CallsItself(unit=caller.name)
    found = {each.pk: each for each in Unit.objects.filter(pk__in=wanted, is_active=True)}
    if len(found) < len(wanted):
        raise UnitIsClosed
    return [found[number] for number in wanted]


def _call(whistle: Whistle, units: Sequence[int], *, by: Actor, now: datetime, note: str = "") -> None:
    """Start the clocks of units and tell them. The whistle is held, or new."""
    limits = limits_of(whistle)
    arrive, answer = due(now, limits.arrive), due(now, limits.answer)
    answer = max(arrive, answer)
    Call.objects.bulk_create(
        Call(whistle=whistle, unit_id=unit, called_at=now, arrive_due_at=arrive, answer_due_at=answer)
        for unit in units
    )
    event = UnitsCalled(
        number=whistle.pk,
        community=whistle.unit_id,
        units=tuple(units),
        arrive_due_at=arrive,
        answer_due_at=answer,
    )
    ids = sorted({*whistle.unit_ids, *units})
    changes = {} if ids == whistle.unit_ids else {"unit_ids": ids}
    follow(event, whistle=whistle, by=by, now=now, note=note, **changes)


@transaction.atomic
def send_out(
    whistle: Whistle, *, units: Sequence[int] = (), note: str = "", by: Actor, now: datetime
) -> None:
    """Call the units of a whistle that was before the street office: those the community named, or others."""
    whistle = hold(whistle)
    check_state(WhistleVerb.SEND_OUT, whistle)
    chosen = _units(units or _named(whistle), caller=whistle.unit, most=rules_of(whistle).most_units)
    _call(whistle, [each.pk for each in chosen], by=by, now=now, note=note)


def _named(whistle: Whistle) -> list[int]:
    """Return the units the community named, from what was written down when it whistled."""
    first = entries_of(whistle).filter(event=WhistleRaised.name).first()
    return list(first.facts["units"]) if first else []


@transaction.atomic
def leave_with_community(whistle: Whistle, *, why: str, by: Actor, now: datetime) -> None:
    """Leave a whistle with the community, which reads why and what it may do itself."""
    whistle = hold(whistle)
    check_state(WhistleVerb.RETURN, whistle)
    why = words(why, _("why it stays in the community, and what may help"))
    event = WhistleReturned(number=whistle.pk, community=whistle.unit_id)
    changes = {"status": WhistleStatus.RETURNED, "next_due_at": None, "closed_at": now}
    record(event, subject=whistle, by=by, now=now, note=why, changes=changes)


@transaction.atomic
def call_unit(whistle: Whistle, *, unit: int, why: str, by: Actor, now: datetime) -> None:
    """Call one more unit, whose clocks start now."""
    whistle = hold(whistle)
    check_state(WhistleVerb.CALL_UNIT, whistle)
    (chosen,) = _units([unit], caller=whistle.unit, most=1)
    called = set(Call.objects.filter(whistle=whistle).values_list("unit_id", flat=True))
    most = rules_of(whistle).most_units
    if unit in called:
        raise CalledAlready(unit=chosen.name)
    if len(called) >= most:
        raise CallsTooMany(most=most, named=len(called) + 1)
    note = words(why, _("why this unit is needed"))
    _call(whistle, [unit], by=by, now=now, note=note)


@transaction.atomic
def withdraw(whistle: Whistle, *, why: str, by: Actor, now: datetime) -> None:
    """Take a whistle back: nobody needs to come any more. What was answered stays on record."""
    whistle = hold(whistle)
    check_state(WhistleVerb.WITHDRAW, whistle)
    why = words(why, _("why it is withdrawn"))
    open_ones = Call.objects.filter(whistle=whistle).exclude(
        status__in=(CallStatus.SOLVED, CallStatus.RELEASED, CallStatus.CANCELLED)
    )
    units = tuple(open_ones.order_by("pk").values_list("unit_id", flat=True))
    open_ones.update(status=CallStatus.CANCELLED)
    event = WhistleWithdrawn(number=whistle.pk, community=whistle.unit_id, units=units)
    changes = {"status": WhistleStatus.WITHDRAWN, "next_due_at": None, "closed_at": now}
    record(event, subject=whistle, by=by, now=now, note=why, changes=changes)
