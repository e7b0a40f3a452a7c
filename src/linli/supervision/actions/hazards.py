"""Campaigns with their rounds, and hazards: found, put right, looked at again by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.moments import day_words
from linli.core.time import city_day
from linli.journal.actions import record
from linli.matters.actions.attaching import Upload
from linli.people.models import Unit
from linli.rulebook.queries import in_force
from linli.supervision import events
from linli.supervision.actions.evidence import count_keeping, keep
from linli.supervision.errors import (
    CampaignOver,
    DeadlineInThePast,
    NeedsWords,
    NotTheOwner,
    OwnersTurn,
    RectifyTooLate,
    RoundsOutOfOrder,
    SectorUnknown,
    SomebodyElse,
    StepNotPossible,
)
from linli.supervision.models import Campaign, CampaignRound, Hazard
from linli.supervision.policies import (
    HAZARD_VERBS,
    Gravity,
    HazardStatus,
    HazardVerb,
    RoundKind,
    Sector,
    SectorRule,
)
from linli.supervision.words import PLAN_CAMPAIGN, RECORD_HAZARD


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """One round as it is planned; both days inclusive."""

    kind: RoundKind
    begins_on: date
    ends_on: date
    aim: str


@transaction.atomic
def plan_campaign(
    *,
    name: str,
    sectors: Sequence[str],
    lead: Unit,
    rounds: Sequence[RoundPlan],
    by: Actor,
    now: datetime,
) -> Campaign:
    """Plan a campaign with its rounds, which follow one another in the order of their kinds.

    Raises NeedsWords, SectorUnknown, RoundsOutOfOrder, DeadlineInThePast when the last day has passed.
    """
    if not name.strip():
        raise NeedsWords(verb=PLAN_CAMPAIGN)
    known = in_force(SectorRule, city_day(now)).value.sectors
    for sector in sectors:
        if sector not in known:
            raise SectorUnknown(sector=sector)
    _require_order(rounds)
    if rounds[-1].ends_on < city_day(now):
        raise DeadlineInThePast(day=day_words(rounds[-1].ends_on))
    row = Campaign(
        name=name.strip(),
        sectors=list(sectors),
        lead=lead,
        area_code=lead.area_code,
        begins_on=rounds[0].begins_on,
        ends_on=rounds[-1].ends_on,
    )
    event = events.CampaignPlanned(title=row.name, lead=lead.pk, begins_on=row.begins_on, ends_on=row.ends_on)
    record(event, subject=row, by=by, now=now)
    CampaignRound.objects.bulk_create(
        CampaignRound(
            campaign=row, kind=each.kind.value, begins_on=each.begins_on, ends_on=each.ends_on, aim=each.aim
        )
        for each in rounds
    )
    return row


def _require_order(rounds: Sequence[RoundPlan]) -> None:
    order = [list(RoundKind).index(each.kind) for each in rounds]
    days = [day for each in rounds for day in (each.begins_on, each.ends_on)]
    if not rounds or order != sorted(set(order)) or any(each.ends_on < each.begins_on for each in rounds):
        raise RoundsOutOfOrder
    if any(later <= earlier for earlier, later in zip(days[1::2], days[2::2], strict=False)):
        raise RoundsOutOfOrder


@transaction.atomic
def find(
    *,
    sector: str,
    gravity: Gravity,
    place: str,
    area_code: str,
    what: str,
    owner: Unit,
    by: Actor,
    now: datetime,
    due_on: date | None = None,
    campaign: Campaign | None = None,
    papers: Sequence[Upload] = (),
) -> Hazard:
    """Record a hazard in the ledger of its sector. Without a day, the sector's time counts.

    Raises NeedsWords, SectorUnknown, DeadlineInThePast, RectifyTooLate, CampaignOver.
    """
    today = city_day(now)
    if not place.strip() or not what.strip():
        raise NeedsWords(verb=RECORD_HAZARD)
    rule = _sector(sector, today)
    longest = today + timedelta(days=rule.rectify_within_days)
    day = due_on or longest
    if day < today:
        raise DeadlineInThePast(day=day_words(day))
    if gravity is Gravity.ORDINARY and day > longest:
        raise RectifyTooLate(days=rule.rectify_within_days)
    if campaign is not None and not campaign.begins_on <= today <= campaign.ends_on:
        raise CampaignOver
    row = Hazard(
        sector=sector,
        gravity=gravity.value,
        campaign=campaign,
        place=place.strip(),
        area_code=area_code,
        what=what.strip(),
        owner=owner,
        found_by_id=by.account,
        found_at=now,
        due_on=day,
    )
    event = events.HazardFound(
        sector=sector,
        owner=owner.pk,
        area=area_code,
        gravity=gravity.value,
        due_on=day,
        files=len(papers),
    )
    record(event, subject=row, by=by, now=now, note=row.what)
    keep(row, papers, by=by, now=now)
    return row


def _sector(code: str, today: date) -> Sector:
    found = in_force(SectorRule, today).value.sectors.get(code)
    if found is None:
        raise SectorUnknown(sector=code)
    return found


def check(hazard: Hazard, verb: HazardVerb, by: Actor) -> None:
    """Raise the refusal that says why this actor cannot take the step now."""
    step = HAZARD_VERBS[verb]
    if hazard.status != step.start:
        raise StepNotPossible(verb=verb.label, status=hazard.get_status_display())
    if step.by_owner and by.unit != hazard.owner_id:
        raise OwnersTurn(unit=hazard.owner.name, verb=verb.label)
    if not step.by_owner and by.unit == hazard.owner_id:
        raise NotTheOwner(unit=hazard.owner.name, verb=verb.label)
    if not step.by_owner and by.account is not None and by.account == hazard.rectified_by_id:
        raise SomebodyElse(verb=verb.label)


@transaction.atomic
def rectify(*, hazard: Hazard, words: str, by: Actor, now: datetime, papers: Sequence[Upload] = ()) -> None:
    """Report for the owner what was done. Raises OwnersTurn, NeedsWords, StepNotPossible, as `store`."""
    check(hazard, HazardVerb.RECTIFY, by)
    text = words.strip()
    if not text:
        raise NeedsWords(verb=HazardVerb.RECTIFY.label)
    changes = {"status": HazardStatus.RECTIFIED.value, "measure": text, "rectified_by_id": by.account}
    event = events.HazardRectified(**_told(hazard), files=len(papers))
    record(event, subject=hazard, by=by, now=now, note=text, changes=changes)
    keep(hazard, papers, by=by, now=now)


@transaction.atomic
def recheck(
    *,
    hazard: Hazard,
    is_put_right: bool,
    words: str,
    by: Actor,
    now: datetime,
    due_on: date | None = None,
    papers: Sequence[Upload] = (),
) -> None:
    """Look again, for another unit than the owner. Not put right, it gets a new day, or the sector's time again.

    Raises NotTheOwner, SomebodyElse, NeedsWords, DeadlineInThePast, StepNotPossible.
    """
    verb = HazardVerb.PASS if is_put_right else HazardVerb.FAIL
    check(hazard, verb, by)
    text, today = words.strip(), city_day(now)
    if not text:
        raise NeedsWords(verb=verb.label)
    event: events.HazardEvent
    changes: dict[str, Any]
    if is_put_right:
        event = events.HazardClosed(**_told(hazard), files=len(papers))
        changes = {"status": HazardStatus.CLOSED.value, "closed_at": now}
    else:
        day = due_on or today + timedelta(days=_sector(hazard.sector, today).rectify_within_days)
        if day < today:
            raise DeadlineInThePast(day=day_words(day))
        event = events.HazardReturned(**_told(hazard), due_on=day, files=len(papers))
        failed = hazard.failed_checks + 1
        changes = {"status": HazardStatus.FOUND.value, "due_on": day, "failed_checks": failed}
    record(event, subject=hazard, by=by, now=now, note=text, changes=changes)
    keep(hazard, papers, by=by, now=now)
    if is_put_right:
        count_keeping(hazard, now=now)


def _told(hazard: Hazard) -> dict[str, Any]:
    return {"sector": hazard.sector, "owner": hazard.owner_id}
