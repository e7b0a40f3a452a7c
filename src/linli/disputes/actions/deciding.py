"""Whether a committee takes a dispute, who mediates it, and when it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.disputes import events
from linli.disputes.actions.moving import check, due, happened, limits, said
from linli.disputes.errors import (
    AppointedAlready,
    CommitteeUnfit,
    CommitteeUnknown,
    ConsentMissing,
    GuardianMissing,
    LeadThereAlready,
    MediatorStillLeads,
    MediatorTied,
    MediatorUnknown,
    OneSideOnly,
    TieNotAccepted,
)
from linli.disputes.models import Appointment, Committee, Dispute, Mediator, Session, Term
from linli.disputes.policies import (
    IN_MEDIATION,
    Capacity,
    CommitteeKind,
    Consent,
    RepresentativeKind,
    Status,
    Task,
    Tie,
    Verb,
    side_name,
)
from linli.disputes.queries.page import mediators_for
from linli.disputes.rules import Centres
from linli.people.models import Account, Unit
from linli.rulebook.queries import in_force

TAKE = """
    INSERT INTO disputes_serial (committee_id, what, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (committee_id, what, year) DO UPDATE SET last = disputes_serial.last + 1
    RETURNING last
"""
"""The row stays locked until the transaction ends: a rollback gives the number back, so there are no gaps."""


def next_number(committee: Committee, what: str, pattern: str, day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [committee.pk, what, day.year])
        (serial,) = cursor.fetchone()
    return pattern.format(year=day.year, committee=committee.short_name, serial=serial)


@transaction.atomic
def found_committee(
    *,
    unit: Unit,
    name: str,
    short_name: str,
    kind: CommitteeKind,
    seats: int,
    women: int,
    since_on: date,
    until_on: date,
    now: datetime,
    parent: Committee | None = None,
) -> Committee:
    """Write down a committee or studio. Raises CommitteeUnfit."""
    rule = in_force(Centres, city_day(now)).value
    fits = rule.least_members <= seats <= rule.most_members and 1 <= women <= seats
    last = since_on.replace(year=since_on.year + rule.term_years, day=min(since_on.day, 28))
    if not fits or until_on <= since_on or (until_on - last).days > 3:
        raise CommitteeUnfit(least=rule.least_members, most=rule.most_members, years=rule.term_years)
    return Committee.objects.create(
        unit=unit,
        parent=parent,
        kind=kind.value,
        name=name.strip(),
        short_name=short_name.strip(),
        seats=seats,
        women=women,
        since_on=since_on,
        until_on=until_on,
    )


def change_committee(*, committee: Committee, columns: Mapping[str, Any]) -> None:
    """Enter what an election or a decision changed; its short name and its unit stay."""
    Committee.objects.filter(pk=committee.pk).update(**columns)


def enrol(*, account: Account, committee: Committee, specialities: list[str], since_on: date) -> Mediator:
    """Let somebody mediate for a committee. Twice is once."""
    found = Mediator.objects.filter(account=account, committee=committee, until_on=None).first()
    if found:
        Mediator.objects.filter(pk=found.pk).update(specialities=specialities)
        return found
    return Mediator.objects.create(
        account=account, committee=committee, specialities=specialities, since_on=since_on
    )


def require_sides(dispute: Dispute) -> None:
    """Raises OneSideOnly, GuardianMissing (Civil Code arts. 20-23)."""
    parties = list(dispute.parties.prefetch_related("representatives").order_by("place"))
    if len({each.side for each in parties}) < 2:
        raise OneSideOnly
    for each in parties:
        guarded = any(one.kind == RepresentativeKind.GUARDIAN for one in each.representatives.all())
        if each.capacity != Capacity.FULL and not guarded:
            raise GuardianMissing(side=side_name(each.side))


def require_consent(dispute: Dispute) -> None:
    """Raises ConsentMissing (Mediation Law arts. 3 and 17)."""
    missing = dispute.parties.exclude(consent=Consent.GIVEN).order_by("place")
    if sides := [side_name(each.side) for each in missing]:
        raise ConsentMissing(sides="、".join(dict.fromkeys(sides)))


@transaction.atomic
def accept(*, dispute: Dispute, committee: int, words: str = "", by: Actor, now: datetime) -> None:
    """Let a committee of the centre take the dispute: it gets its file number, and the limit of mediation begins.

    Raises NotNow, OneSideOnly, GuardianMissing, ConsentMissing, CommitteeUnknown.
    """
    check(dispute, Verb.ACCEPT)
    require_sides(dispute)
    require_consent(dispute)
    day = city_day(now)
    found = Committee.objects.filter(pk=committee, unit=dispute.centre_id, until_on__gte=day).first()
    if found is None:
        raise CommitteeUnknown
    rule = in_force(Centres, day).value
    number = next_number(found, "file", rule.file_number, day)
    ends = due(now, limits(now).mediation)
    changes = {
        "committee_id": found.pk,
        "file_number": number,
        "accepted_at": aware(now),
        "due_at": ends,
    }
    happened(
        events.DisputeAccepted,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        to=Status.ACCEPTED,
        changes=changes,
        file_number=number,
        committee=found.name,
        due_at=ends,
    )


@transaction.atomic
def appoint(
    *,
    dispute: Dispute,
    mediator: int,
    task: Task,
    tie: Tie,
    words: str = "",
    sides_accept: bool = False,
    is_chosen_by_sides: bool = False,
    by: Actor,
    now: datetime,
) -> Appointment:
    """Let somebody mediate or keep the record, after saying what they have to do with the sides.

    Relatives and people with an interest are refused; somebody who merely knows a side mediates when all sides heard
    of it and accept it. Raises NotNow, MediatorUnknown, MediatorTied, TieNotAccepted, AppointedAlready,
    LeadThereAlready.
    """
    check(dispute, Verb.APPOINT)
    found = _mediator(dispute, mediator, now)
    if tie in (Tie.KIN, Tie.INTEREST) or _is_side(dispute, found):
        raise MediatorTied
    if tie is Tie.KNOWN and not sides_accept:
        raise TieNotAccepted
    running = list(dispute.appointments.select_for_update().filter(until_at=None))
    if any(each.mediator_id == found.pk for each in running):
        raise AppointedAlready
    if task is Task.LEAD and any(each.task == Task.LEAD for each in running):
        raise LeadThereAlready
    made = Appointment.objects.create(
        dispute=dispute,
        mediator=found,
        task=task.value,
        tie=tie.value,
        tie_words=words.strip()[:200],
        is_chosen_by_sides=is_chosen_by_sides,
        since_at=aware(now),
    )
    _follow(dispute, found.account_id if task is Task.LEAD else None)
    happened(
        events.MediatorAppointed,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        changes={"account_ids": sorted({*dispute.account_ids, found.account_id})},
        mediator=found.account_id,
        task=task.value,
        tie=tie.value,
        is_accepted=sides_accept,
    )
    return made


def _mediator(dispute: Dispute, number: int, now: datetime) -> Mediator:
    found = mediators_for(dispute, city_day(now)).filter(pk=number).first()
    if found is None:
        raise MediatorUnknown
    return found


def _is_side(dispute: Dispute, mediator: Mediator) -> bool:
    return dispute.parties.filter(account_id=mediator.account_id).exists()


def _follow(dispute: Dispute, lead: int | None) -> None:
    """Put what is to come into the lists of whoever leads now."""
    if lead is not None:
        Term.objects.filter(dispute=dispute).update(lead_account=lead)
        Session.objects.filter(dispute=dispute, status="planned").update(lead_account=lead)


@transaction.atomic
def retire(*, mediator: Mediator, now: datetime) -> None:
    """End somebody's time on the roster, today. Raises MediatorStillLeads while mediations wait for them."""
    count = mediator.appointments.filter(until_at=None, dispute__status__in=sorted(IN_MEDIATION)).count()
    if count:
        raise MediatorStillLeads(count=count)
    Mediator.objects.filter(pk=mediator.pk, until_on=None).update(until_on=city_day(now) - timedelta(days=1))


@transaction.atomic
def recuse(*, dispute: Dispute, mediator: int, words: str, by: Actor, now: datetime) -> None:
    """Release a mediator: a side asked for it, or a tie came to light. Raises NotNow, MediatorUnknown, WordsMissing."""
    check(dispute, Verb.RECUSE)
    why = said(words)
    found = dispute.appointments.select_related("mediator").filter(mediator=mediator, until_at=None).first()
    if found is None:
        raise MediatorUnknown
    Appointment.objects.filter(pk=found.pk).update(until_at=aware(now), why_released=why[:500])
    left = dispute.appointments.filter(until_at=None).values_list("mediator__account", flat=True)
    happened(
        events.MediatorReleased,
        dispute,
        by=by,
        now=now,
        note=why,
        changes={"account_ids": sorted(set(left))},
        mediator=found.mediator.account_id,
    )
