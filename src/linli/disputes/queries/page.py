"""What the page of one dispute shows. Names are masked; who needs them reads them one by one, and each is logged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from linli.disputes.models import (
    Agreement,
    Application,
    Appointment,
    Dispute,
    Mediator,
    Party,
    Representative,
    Signature,
    Term,
)
from linli.disputes.policies import IN_MEDIATION, AgreementStatus, PartyKind, Task, side_name
from linli.disputes.queries.there import There, what_is_there
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import masked


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
    def there(self) -> There:
        """One query."""
        return what_is_there(self.dispute)

    def load(self) -> None:
        """Read what several parts of the page look at, once: sides, agreements, sessions. Five to seven queries."""
        there = self.there
        representatives = Representative.objects.select_related("record")
        signatures, applications = Signature.objects.all(), Application.objects.select_related("court")
        prefetch_related_objects(
            [self.dispute],
            Prefetch("parties", Party.objects.select_related("record")),
            Prefetch(
                "parties__representatives",
                representatives if there.representatives else representatives.none(),
            ),
            "sessions",
            Prefetch("agreements", Agreement.objects.order_by("pk")),
            Prefetch("agreements__terms", Term.objects.select_related("debtor")),
            Prefetch("agreements__signatures", signatures if there.signatures else signatures.none()),
            Prefetch("agreements__applications", applications if there.applications else applications.none()),
        )

    @cached_property
    def sides(self) -> list[SideLine]:
        """No query after `load`, else one for each record."""
        made = []
        for each in sorted(self.dispute.parties.all(), key=lambda each: each.place):
            kept = masked(each.record)
            representatives = [
                (one, masked(one.record).get(PersonalField.NAME, "")) for one in each.representatives.all()
            ]
            made.append(SideLine(each, _name(each, kept), kept, representatives))
        return made

    @cached_property
    def by_party(self) -> dict[int, SideLine]:
        return {each.party.pk: each for each in self.sides}

    @cached_property
    def helpers(self) -> list[Helper]:
        """One query."""
        if not self.there.appointments:
            return []
        order = {Task.LEAD: 0, Task.ASSIST: 1, Task.RECORD: 2}
        rows = list(self.dispute.appointments.filter(until_at=None).select_related("mediator__account"))
        rows.sort(key=lambda each: (order[Task(each.task)], each.pk))
        return [Helper(each, each.mediator.account.display_name) for each in rows]

    @cached_property
    def agreement(self) -> Agreement | None:
        rows = sorted(self.dispute.agreements.all(), key=lambda each: each.pk)
        return next((each for each in rows if each.status != AgreementStatus.REPLACED), None)


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
