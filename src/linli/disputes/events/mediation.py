from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class DisputeEvent(Event):
    """Base of all that happens to a dispute."""

    number: str
    centre: int
    records: tuple[int, ...] = field(default=(), repr=False)
    """Vault records of the sides who may be told; never written into the entry."""
    accounts: tuple[int, ...] = field(default=(), repr=False)

    def facts(self) -> dict[str, Any]:
        """Whom it concerns is known from the dispute; numbers of vault records are not copied into entries."""
        return {name: value for name, value in super().facts().items() if name not in ("records", "accounts")}

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("centre", "unit", self.centre)
        yield from (Recipient("side", "requester", number) for number in self.records)
        yield from (Recipient("mediator", "account", number) for number in self.accounts)


@dataclass(frozen=True, kw_only=True)
class DisputeRegistered(DisputeEvent):
    name: ClassVar[str] = "disputes.registered"
    category: str
    tier: str
    source: str
    sides: int
    matter: str = ""


@dataclass(frozen=True, kw_only=True)
class RouteChosen(DisputeEvent):
    """All lawful routes were shown, and a side decided for one."""

    name: ClassVar[str] = "disputes.route_set"
    route: str
    side: str
    shown: tuple[str, ...]
    edition: int


@dataclass(frozen=True, kw_only=True)
class PartyAdded(DisputeEvent):
    name: ClassVar[str] = "disputes.party_added"
    side: str


@dataclass(frozen=True, kw_only=True)
class RepresentativeAdded(DisputeEvent):
    name: ClassVar[str] = "disputes.representative_added"
    side: str
    kind: str
    powers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConsentAnswered(DisputeEvent):
    name: ClassVar[str] = "disputes.consent_answered"
    side: str
    answer: str
    how: str


@dataclass(frozen=True, kw_only=True)
class DisputeAccepted(DisputeEvent):
    name: ClassVar[str] = "disputes.accepted"
    file_number: str
    committee: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class MediatorAppointed(DisputeEvent):
    name: ClassVar[str] = "disputes.mediator_appointed"
    mediator: int
    task: str
    tie: str
    is_accepted: bool


@dataclass(frozen=True, kw_only=True)
class MediatorReleased(DisputeEvent):
    name: ClassVar[str] = "disputes.mediator_released"
    mediator: int


@dataclass(frozen=True, kw_only=True)
class FactsInvestigated(DisputeEvent):
    name: ClassVar[str] = "disputes.facts_investigated"


@dataclass(frozen=True, kw_only=True)
class SessionPlanned(DisputeEvent):
    name: ClassVar[str] = "disputes.session_planned"
    session: int
    begins_at: datetime
    manner: str
    place: str


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(DisputeEvent):
    name: ClassVar[str] = "disputes.session_cancelled"
    session: int
    begins_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionHeld(DisputeEvent):
    name: ClassVar[str] = "disputes.session_held"
    session: int
    result: str
    came: tuple[str, ...]
    routes_told: bool


@dataclass(frozen=True, kw_only=True)
class ProposalMade(DisputeEvent):
    name: ClassVar[str] = "disputes.proposal_made"
    side: str
    """Empty: the mediator's."""
    amount: Decimal | None
    answers: int | None


@dataclass(frozen=True, kw_only=True)
class ProposalAnswered(DisputeEvent):
    name: ClassVar[str] = "disputes.proposal_answered"
    answer: str
    side: str


@dataclass(frozen=True, kw_only=True)
class AgreementDrafted(DisputeEvent):
    name: ClassVar[str] = "disputes.agreement_drafted"
    agreement: int


@dataclass(frozen=True, kw_only=True)
class TermsChanged(DisputeEvent):
    name: ClassVar[str] = "disputes.terms_changed"
    agreement: int
    terms: int


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(DisputeEvent):
    """Somebody signed. From the first signature on the words stand; the digest says which words."""

    name: ClassVar[str] = "disputes.agreement_signed"
    agreement: int
    signer: str
    how: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class AgreementSealed(DisputeEvent):
    """All have signed and the committee's seal is on it: it takes effect."""

    name: ClassVar[str] = "disputes.agreement_sealed"
    agreement: int
    agreement_number: str
    effective_on: date
    digest: str
    terms: int
    confirm_until: date


@dataclass(frozen=True, kw_only=True)
class OralAgreementMade(DisputeEvent):
    name: ClassVar[str] = "disputes.oral_agreement_made"
    agreement: int
    agreement_number: str
    effective_on: date
    digest: str
    terms: int
    confirm_until: date


@dataclass(frozen=True, kw_only=True)
class PerformanceBegun(DisputeEvent):
    name: ClassVar[str] = "disputes.performance_begun"
    next_due_on: date


@dataclass(frozen=True, kw_only=True)
class TermPerformed(DisputeEvent):
    name: ClassVar[str] = "disputes.term_performed"
    term: int
    amount: Decimal | None
    on: date
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class AgreementPerformed(DisputeEvent):
    name: ClassVar[str] = "disputes.agreement_performed"
    on: date


@dataclass(frozen=True, kw_only=True)
class AgreementBroken(DisputeEvent):
    """A side did not keep it; all ways to enforce it were told."""

    name: ClassVar[str] = "disputes.breach_recorded"
    terms: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MediationResumed(DisputeEvent):
    name: ClassVar[str] = "disputes.mediation_resumed"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class VisitMade(DisputeEvent):
    name: ClassVar[str] = "disputes.visit_made"
    side: str
    is_satisfied: bool | None


@dataclass(frozen=True, kw_only=True)
class TimeExtended(DisputeEvent):
    name: ClassVar[str] = "disputes.time_extended"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class MediationFailed(DisputeEvent):
    name: ClassVar[str] = "disputes.mediation_failed"
    because: str
    routes_told: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MediationTerminated(DisputeEvent):
    name: ClassVar[str] = "disputes.mediation_terminated"
    because: str
    side: str
    routes_told: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DisputeReferred(DisputeEvent):
    name: ClassVar[str] = "disputes.referred"
    route: str
    to_unit: int | None
    answer_by: datetime | None

    def recipients(self) -> Iterable[Recipient]:
        yield from super().recipients()
        if self.to_unit is not None:
            yield Recipient("receiver", "unit", self.to_unit)


@dataclass(frozen=True, kw_only=True)
class ReferralAccepted(DisputeEvent):
    name: ClassVar[str] = "disputes.referral_accepted"
    route: str
    to_unit: int | None


@dataclass(frozen=True, kw_only=True)
class ReferralReturned(DisputeEvent):
    name: ClassVar[str] = "disputes.referral_returned"
    route: str
    to_unit: int | None


@dataclass(frozen=True, kw_only=True)
class ReferralOverdue(DisputeEvent):
    """The receiver did not answer in time."""

    name: ClassVar[str] = "disputes.referral_limit_met"
    to_unit: int

    def recipients(self) -> Iterable[Recipient]:
        yield from super().recipients()
        yield Recipient("receiver", "unit", self.to_unit)


@dataclass(frozen=True, kw_only=True)
class SafetyNoted(DisputeEvent):
    """Signs of violence or coercion: separate rooms from now on."""

    name: ClassVar[str] = "disputes.safety_noted"
    is_police_told: bool


@dataclass(frozen=True, kw_only=True)
class PapersAdded(DisputeEvent):
    name: ClassVar[str] = "disputes.papers_added"
    purpose: str
    count: int


@dataclass(frozen=True, kw_only=True)
class TermReminded(DisputeEvent):
    name: ClassVar[str] = "disputes.term_reminded"
    term: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class TermMissed(DisputeEvent):
    name: ClassVar[str] = "disputes.term_left"
    term: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class AccidentPartSet(DisputeEvent):
    name: ClassVar[str] = "disputes.accident_part_set"
    side: str
    role: str
    vehicle: str


@dataclass(frozen=True, kw_only=True)
class AdvanceRecorded(DisputeEvent):
    name: ClassVar[str] = "disputes.advance_recorded"
    side: str
    amount: Decimal
    on: date


@dataclass(frozen=True, kw_only=True)
class ClaimReckoned(DisputeEvent):
    """A statement was joined; the journal keeps the digest of all it says."""

    name: ClassVar[str] = "disputes.claim_reckoned"
    total: Decimal
    payable: Decimal
    to_pay: Decimal
    digest: str


@dataclass(frozen=True, kw_only=True)
class AmountsAgreed(DisputeEvent):
    """The sides made the amounts of a reckoning their own, or others."""

    name: ClassVar[str] = "disputes.amounts_agreed"
    reckoned: Decimal
    agreed: Decimal
    digest: str


@dataclass(frozen=True, kw_only=True)
class PaymentPromised(DisputeEvent):
    name: ClassVar[str] = "disputes.payment_promised"
    term: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentMissed(DisputeEvent):
    """The money did not come by the end of the day on which it was promised."""

    name: ClassVar[str] = "disputes.payment_left"
    term: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReleaseAgreed(DisputeEvent):
    """A side agrees in writing that records may be given out as evidence."""

    name: ClassVar[str] = "disputes.release_accepted"
    side: str


@dataclass(frozen=True, kw_only=True)
class RecordsReleased(DisputeEvent):
    """Records were given out as evidence, all sides agreeing."""

    name: ClassVar[str] = "disputes.records_released"
    papers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OutcomePublished(DisputeEvent):
    name: ClassVar[str] = "disputes.outcome_published"


@dataclass(frozen=True, kw_only=True)
class DisputeArchived(DisputeEvent):
    name: ClassVar[str] = "disputes.archived"
