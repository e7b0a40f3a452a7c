"""What the page of one dispute shows. Names are masked; who needs them reads them one by one, and each is logged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from linli.disputes.models import Agreement, Appointment, Dispute, Mediator, Party, Representative
from linli.disputes.policies import IN_MEDIATION, AgreementStatus, PartyKind, Task, side_name
from linli.people.models import Account
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import masked_many


@dataclass(frozen=True)
class SideLine:
    party: Party
    name: str
    """Masked; of an organisation its own."""
    kept: dict[PersonalField, str]
    representatives: list[tuple[Representative, str]]

    @property
    def side(self) -> str:
        return side_name(self.party.side)

    @property
    def label(self) -> str:
        return f"{self.side} {self.name}"


@dataclass(frozen=True)
class Helper:
    appointment: Appointment
    name: str


@dataclass
class Whole:
    """A dispute with what belongs to it, read when it is first asked for and once."""

    dispute: Dispute

    @cached_property
    def sides(self) -> list[SideLine]:
        """Three queries."""
        rows = list(self.dispute.parties.order_by("place").prefetch_related("representatives"))
        records = {each.record_id for each in rows}
        records |= {one.record_id for each in rows for one in each.representatives.all()}
        kept = masked_many(records)
        return [
            SideLine(
                each,
                _name(each, kept.get(each.record_id, {})),
                kept.get(each.record_id, {}),
                [
                    (one, kept.get(one.record_id, {}).get(PersonalField.NAME, ""))
                    for one in each.representatives.all()
                ],
            )
            for each in rows
        ]

    @cached_property
    def by_party(self) -> dict[int, SideLine]:
        return {each.party.pk: each for each in self.sides}

    @cached_property
    def helpers(self) -> list[Helper]:
        """Two queries."""
        order = {Task.LEAD: 0, Task.ASSIST: 1, Task.RECORD: 2}
        rows = list(self.dispute.appointments.filter(until_at=None).select_related("mediator"))
        names = dict(
            Account.objects.filter(pk__in=[each.mediator.account_id for each in rows]).values_list(
                "pk", "display_name"
            )
        )
        rows.sort(key=lambda each: (order[Task(each.task)], each.pk))
        return [Helper(each, names.get(each.mediator.account_id, "")) for each in rows]

    @cached_property
    def agreement(self) -> Agreement | None:
        rows = self.dispute.agreements.exclude(status=AgreementStatus.REPLACED)
        return rows.prefetch_related("terms", "signatures", "applications__court").first()


def _name(party: Party, kept: dict[PersonalField, str]) -> str:
    if party.kind == PartyKind.ORGANISATION:
        return party.organisation
    return kept.get(PersonalField.NAME, "")


@dataclass(frozen=True)
class Candidate:
    """Somebody who could mediate: what they know about, and how many mediations they have now."""

    mediator: Mediator
    name: str
    has_speciality: bool
    busy_with: int


def mediators_for(dispute: Dispute, day: date) -> QuerySet[Mediator]:
    """Return who may be appointed: of the centre's own committees, and of those that joined."""
    joined = dispute.joint_committees.filter(joins=True).values("committee")
    rows = Mediator.objects.filter(Q(committee__unit=dispute.centre_id) | Q(committee__in=joined))
    return rows.filter(since_on__lte=day).exclude(until_on__lt=day)


def candidates(dispute: Dispute, day: date) -> list[Candidate]:
    """Return who could mediate here: who knows the subject first, then who has least to do. Three queries."""
    rows = mediators_for(dispute, day)
    found = list(rows.select_related("account", "committee").order_by("pk"))
    busy = _busy([each.pk for each in found])
    made = [
        Candidate(
            each, each.account.display_name, dispute.category in each.specialities, busy.get(each.pk, 0)
        )
        for each in found
    ]
    return sorted(made, key=lambda each: (not each.has_speciality, each.busy_with, each.mediator.pk))


def _busy(mediators: list[int]) -> dict[int, int]:
    rows = Appointment.objects.filter(mediator__in=mediators, until_at=None)
    return Counter(rows.filter(dispute__status__in=sorted(IN_MEDIATION)).values_list("mediator", flat=True))
