"""Sides, those who act for them, and what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import aware
from linli.disputes import events
from linli.disputes.actions.moving import check, happened, side_of
from linli.disputes.errors import AlreadyAnswered, NameMissing, SideUnknown
from linli.disputes.models import Dispute, Party, Representative
from linli.disputes.policies import (
    Capacity,
    Consent,
    How,
    PartyKind,
    Power,
    RepresentativeKind,
    Status,
    Verb,
    side_name,
)
from linli.disputes.policies.people import MOST_SIDES
from linli.disputes.queries.routes import routes_told
from linli.vault.actions import keep
from linli.vault.policies.fields import Basis, PersonalField

PURPOSE = "dispute"
BY_LAW = Basis.STATUTORY_DUTY


@dataclass(frozen=True)
class NewParty:
    """One side as it is entered. Of an organisation, `name` and `phone` are of whoever speaks for it."""

    side: int
    name: str
    phone: str = ""
    address: str = ""
    citizen_number: str = ""
    kind: PartyKind = PartyKind.PERSON
    organisation: str = ""
    registration_code: str = ""
    capacity: Capacity = Capacity.FULL
    area_code: str = ""
    account_id: int | None = None


@dataclass(frozen=True)
class NewRepresentative:
    name: str
    kind: RepresentativeKind
    phone: str = ""
    address: str = ""
    citizen_number: str = ""
    relation: str = ""
    powers: Sequence[Power] = ()
    until_on: date | None = None


def check_party(each: NewParty) -> None:
    """Raises SideUnknown, NameMissing."""
    if not 1 <= each.side <= MOST_SIDES:
        raise SideUnknown
    if not each.name.strip() or (each.kind is PartyKind.ORGANISATION and not each.organisation.strip()):
        raise NameMissing


def _sealed(each: NewParty | NewRepresentative, by: Actor, now: datetime) -> int:
    fields = {
        PersonalField.NAME: each.name,
        PersonalField.PHONE: each.phone,
        PersonalField.ADDRESS: each.address,
        PersonalField.CITIZEN_NUMBER: each.citizen_number,
    }
    return keep(fields, basis=BY_LAW, purpose=PURPOSE, by=by, now=now).pk


def add_rows(dispute: Dispute, parties: Sequence[NewParty], *, by: Actor, now: datetime) -> list[Party]:
    """Write the sides, their data first. Raises what the vault refuses."""
    first = dispute.parties.count() + 1
    is_organisation = PartyKind.ORGANISATION
    rows = [
        Party(
            dispute=dispute,
            place=place,
            side=each.side,
            kind=each.kind.value,
            record_id=_sealed(each, by, now),
            organisation=each.organisation.strip()[:100] if each.kind is is_organisation else "",
            registration_code=each.registration_code.strip()[:18] if each.kind is is_organisation else "",
            capacity=each.capacity.value,
            area_code=each.area_code,
            account_id=each.account_id,
        )
        for place, each in enumerate(parties, start=first)
    ]
    return list(Party.objects.bulk_create(rows))


@transaction.atomic
def add_party(*, dispute: Dispute, party: NewParty, by: Actor, now: datetime) -> Party:
    """Add a side, or somebody to one. Whoever comes later is asked as well. Raises NotNow, NameMissing."""
    check(dispute, Verb.ADD_PARTY)
    check_party(party)
    (row,) = add_rows(dispute, [party], by=by, now=now)
    happened(events.PartyAdded, dispute, by=by, now=now, side=side_name(party.side))
    return row


@transaction.atomic
def add_representative(
    *, dispute: Dispute, party: int, representative: NewRepresentative, by: Actor, now: datetime
) -> Representative:
    """Add a guardian, the head of an organisation or somebody with a written power.

    Raises NotNow, SideUnknown, NameMissing.
    """
    check(dispute, Verb.ADD_REPRESENTATIVE)
    row = side_of(dispute, party)
    if not representative.name.strip():
        raise NameMissing
    powers = sorted({each.value for each in representative.powers})
    made = Representative.objects.create(
        party=row,
        record_id=_sealed(representative, by, now),
        kind=representative.kind.value,
        relation=representative.relation.strip()[:30],
        powers=powers,
        until_on=representative.until_on,
    )
    happened(
        events.RepresentativeAdded,
        dispute,
        by=by,
        now=now,
        side=side_name(row.side),
        kind=made.kind,
        powers=tuple(powers),
    )
    return made


@transaction.atomic
def answer_consent(
    *, dispute: Dispute, party: int, consents: bool, how: How, words: str = "", by: Actor, now: datetime
) -> None:
    """Write down whether a side wants mediation. A clear refusal ends it at once (Mediation Law art. 17).

    Raises NotNow, SideUnknown, AlreadyAnswered.
    """
    check(dispute, Verb.CONSENT)
    row = side_of(dispute, party)
    answer = Consent.GIVEN if consents else Consent.REFUSED
    rows = Party.objects.filter(pk=row.pk).exclude(consent=answer)
    if not rows.update(consent=answer.value, consent_how=how.value, answered_at=aware(now)):
        raise AlreadyAnswered
    side = side_name(row.side)
    happened(
        events.ConsentAnswered,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        side=side,
        answer=answer.value,
        how=how.value,
    )
    if not consents:
        happened(
            events.MediationTerminated,
            dispute,
            by=by,
            now=now,
            to=Status.TERMINATED,
            because="refused",
            side=side,
            routes_told=routes_told(dispute, now),
        )
