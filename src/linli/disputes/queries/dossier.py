"""What a file holds, in the order of the national contents list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.disputes.models import Agreement, Dispute
from linli.disputes.policies import AgreementKind, AgreementStatus, PartyKind, Status
from linli.disputes.queries.there import There, what_is_there
from linli.files.models import Attachment
from linli.files.queries import attachments_of
from linli.vault.policies.fields import PersonalField

SUBJECT = "disputes.dispute"
IDENTITY, POWER, EVIDENCE, RECEIPT, COURT_PAPER = "identity", "power", "evidence", "receipt", "court_paper"
PURPOSES = (IDENTITY, POWER, EVIDENCE, RECEIPT, COURT_PAPER)
AGREED = (Status.PERFORMED, Status.FOLLOWED_UP, Status.PERFORMING, Status.BREACHED, Status.ARCHIVED)


@dataclass(frozen=True)
class Content:
    """One of the thirteen contents of a file. Titles are the form's own words."""

    place: int
    title: str
    is_required: bool
    is_there: bool

    @property
    def label(self) -> Sentence:
        """Return the title for a page, in its reader's language."""
        return LABELS[self.place - 1]


LABELS: tuple[Sentence, ...] = (
    _("Application for mediation, or acceptance form"),
    _("Notice of rights and duties"),
    _("Proof of identity of the sides"),
    _("Powers of attorney"),
    _("Records of inquiry"),
    _("Papers in evidence"),
    _("Records of mediation"),
    _("Mediation agreement, or form of the oral agreement"),
    _("Proof of performance"),
    _("Records of follow-up"),
    _("Papers of judicial confirmation"),
    _("Note on the file"),
    _("Back cover"),
)


def contents_of(
    dispute: Dispute, there: There | None = None, papers: Collection[Attachment] | None = None
) -> list[Content]:
    """Return the thirteen contents in order, each with whether it is there.

    Five queries at most; none that the page of the dispute did not ask anyway, when `there` and `papers` are given.
    """
    there = there or what_is_there(dispute)
    kept = attachments_of(SUBJECT, dispute.pk) if papers is None else papers
    attached = {each.purpose for each in kept}
    has_agreement = agreement_of(dispute) is not None
    ended_agreed = has_agreement and Status(dispute.status) in AGREED
    asked_court = COURT_PAPER in attached or (has_agreement and there.applications)
    rows = (
        ("人民调解申请书或者受理登记表", True, True),
        ("当事人权利义务告知书", True, True),
        ("当事人身份证明", True, IDENTITY in attached or _all_identified(dispute)),
        ("授权委托书", False, POWER in attached or there.agents),
        ("调查记录", False, there.investigations),
        ("证据材料", False, EVIDENCE in attached or there.reckonings),
        ("调解记录", ended_agreed, there.held_sessions),
        ("人民调解协议书或者口头协议登记表", ended_agreed, has_agreement),
        ("履行协议凭证", False, RECEIPT in attached or there.receipts),
        ("回访记录", False, there.visits),
        ("司法确认有关材料", False, asked_court),
        ("卷宗情况说明", False, True),
        ("封底", True, True),
    )
    return [Content(place, *row) for place, row in enumerate(rows, start=1)]


def missing_papers(dispute: Dispute) -> list[str]:
    """Return the titles of what the file must hold and does not."""
    return [each.title for each in contents_of(dispute) if each.is_required and not each.is_there]


def agreement_of(dispute: Dispute) -> Agreement | None:
    """Return the agreement in force, None without one."""
    rows = sorted(dispute.agreements.all(), key=lambda each: each.pk)
    return next((each for each in rows if each.status == AgreementStatus.IN_FORCE), None)


def is_written(agreement: Agreement | None) -> bool:
    return agreement is not None and agreement.kind == AgreementKind.WRITTEN


def _all_identified(dispute: Dispute) -> bool:
    """Whether every person gave a citizen number and every organisation its code."""
    parties = list(dispute.parties.all())
    codes = all(each.registration_code for each in parties if each.kind == PartyKind.ORGANISATION)
    numbers = all(
        each.record.sealed(PersonalField.CITIZEN_NUMBER) is not None
        for each in parties
        if each.kind == PartyKind.PERSON
    )
    return bool(parties) and codes and numbers
