from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.community.actions.holding import take_number, words
from linli.community.errors import (
    DateOutOfRange,
    HelpsItself,
    NotInList,
    RatedAlready,
    ResourceNotOffered,
    SaidAlready,
    StepNotPossible,
)
from linli.community.events import (
    NeedClaimed,
    NeedListed,
    NeedMet,
    NeedRated,
    NeedReleased,
    NeedReviewed,
    NeedWithdrawn,
    ResourceOffered,
    ResourceWithdrawn,
)
from linli.community.models import Need, Resource
from linli.community.policies.rules import Sharing
from linli.community.policies.sharing import NEED_VERBS, NeedStatus, NeedVerb
from linli.community.policies.whistles import Fitting
from linli.core.actor import Actor
from linli.core.moments import day_words
from linli.core.time import city_day
from linli.journal.actions import record
from linli.matters.policies import Satisfied
from linli.people.models import Unit
from linli.rulebook.queries import in_force


def _check_kind(kind: str, now: datetime) -> None:
    if kind not in {each.code for each in in_force(Sharing, city_day(now)).value.kinds}:
        raise NotInList(entry=kind)


def _check_day(on: date, now: datetime) -> None:
    today = city_day(now)
    last = date(today.year + 3, 12, 31)
    if not today <= on <= last:
        raise DateOutOfRange(first=day_words(today), last=day_words(last))


@transaction.atomic
def offer(
    *, unit: Unit, kind: str, title: str, details: str = "", until_on: date, by: Actor, now: datetime
) -> Resource:
    """Register a resource that the unit offers to communities."""
    _check_kind(kind, now)
    _check_day(until_on, now)
    title = words(title, _("what is offered"))
    row = Resource(
        pk=take_number(Resource),
        unit=unit,
        kind=kind,
        title=title,
        details=details.strip(),
        until_on=until_on,
    )
    record(ResourceOffered(number=row.pk, unit=unit.pk, kind=kind), subject=row, by=by, now=now)
    return row


@transaction.atomic
def withdraw_offer(row: Resource, *, by: Actor, now: datetime) -> None:
    row = Resource.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.withdrawn_at:
        return
    event = ResourceWithdrawn(number=row.pk, unit=row.unit_id)
    record(event, subject=row, by=by, now=now, changes={"withdrawn_at": now})


@transaction.atomic
def list_need(
    *, unit: Unit, kind: str, title: str, details: str, needed_by: date, by: Actor, now: datetime
) -> Need:
    """List something that the community needs."""
    _check_kind(kind, now)
    _check_day(needed_by, now)
    row = Need(
        pk=take_number(Need),
        unit=unit,
        area_code=unit.area_code,
        kind=kind,
        title=words(title, _("what is needed")),
        details=words(details, _("what for, and how much")),
        needed_by=needed_by,
        status=NeedStatus.LISTED,
        listed_at=now,
    )
    record(NeedListed(**_facts(row), kind=kind), subject=row, by=by, now=now)
    return row


def _hold(row: Need, verb: NeedVerb) -> Need:
    row = Need.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.status not in NEED_VERBS[verb].start:
        raise StepNotPossible(verb=verb.label, status=NeedStatus(row.status).label)
    return row


@transaction.atomic
def claim(
    row: Need, *, unit: Unit, promised_on: date, resource: int | None = None, by: Actor, now: datetime
) -> None:
    """Take a need on for a unit. Raises StepNotPossible when somebody was first."""
    row = _hold(row, NeedVerb.CLAIM)
    if unit.pk == row.unit_id:
        raise HelpsItself(unit=unit.name)
    _check_day(promised_on, now)
    offered = Resource.objects.filter(unit=unit, withdrawn_at=None, until_on__gte=city_day(now))
    if resource is not None and not offered.filter(pk=resource).exists():
        raise ResourceNotOffered
    changes = {
        "status": NeedStatus.CLAIMED,
        "helper_id": unit.pk,
        "resource_id": resource,
        "promised_on": promised_on,
    }
    event = NeedClaimed(number=row.pk, community=row.unit_id, unit=unit.pk, promised_on=promised_on)
    record(event, subject=row, by=by, now=now, changes=changes)


@transaction.atomic
def release(row: Need, *, why: str, by: Actor, now: datetime) -> None:
    """Give a need back to the list, so that another unit may take it on."""
    row = _hold(row, NeedVerb.RELEASE)
    why = words(why, _("why it is given back"))
    changes = {"status": NeedStatus.LISTED, "helper_id": None, "resource_id": None, "promised_on": None}
    record(NeedReleased(**_facts(row)), subject=row, by=by, now=now, note=why, changes=changes)


@transaction.atomic
def report_done(row: Need, *, result: str, hours: int = 0, by: Actor, now: datetime) -> None:
    row = _hold(row, NeedVerb.DONE)
    result = words(result, _("what was done, and what is the result"))
    changes = {"status": NeedStatus.DONE, "result": result, "hours": hours}
    record(NeedMet(**_facts(row), hours=hours), subject=row, by=by, now=now, note=result, changes=changes)


@transaction.atomic
def rate(row: Need, *, satisfied: Satisfied, note: str = "", by: Actor, now: datetime) -> None:
    """Rate the unit's help, as the community."""
    row = _hold(row, NeedVerb.RATE)
    if row.satisfied:
        raise RatedAlready(unit=row.title)
    changes = {"status": NeedStatus.RATED, "satisfied": satisfied}
    event = NeedRated(**_facts(row), satisfied=satisfied)
    record(event, subject=row, by=by, now=now, note=note.strip(), changes=changes)


@transaction.atomic
def review(row: Need, *, fitting: Fitting, note: str = "", by: Actor, now: datetime) -> None:
    """Say, as the unit that helped, how working together was."""
    row = _hold(row, NeedVerb.REVIEW)
    if row.fitting:
        raise SaidAlready
    event = NeedReviewed(**_facts(row), fitting=fitting)
    record(event, subject=row, by=by, now=now, note=note.strip(), changes={"fitting": fitting})


@transaction.atomic
def withdraw(row: Need, *, why: str, by: Actor, now: datetime) -> None:
    row = _hold(row, NeedVerb.WITHDRAW)
    why = words(why, _("why it is withdrawn"))
    changes = {"status": NeedStatus.WITHDRAWN}
    record(NeedWithdrawn(**_facts(row)), subject=row, by=by, now=now, note=why, changes=changes)


def _facts(row: Need) -> dict[str, Any]:
    return {"number": row.pk, "community": row.unit_id, "unit": row.helper_id}
