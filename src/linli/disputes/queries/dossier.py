"""What a file holds, in the order of the national contents list."""

from __future__ import annotations

from dataclasses import dataclass

from linli.disputes.models import Agreement, Dispute
from linli.disputes.policies import AgreementKind, AgreementStatus, PartyKind, SessionStatus, Status
from linli.files.queries import attachments_of
from linli.vault.models import Record
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


def contents_of(dispute: Dispute) -> list[Content]:
    """Return the thirteen contents in order, each with whether it is there. Ten queries at most."""
    attached = set(attachments_of(SUBJECT, dispute.pk).values_list("purpose", flat=True))
    agreement = agreement_of(dispute)
    has_agreement = agreement is not None
    sat = dispute.sessions.filter(status=SessionStatus.HELD).exists()
    ended_agreed = has_agreement and Status(dispute.status) in AGREED
    has_power = POWER in attached or dispute.parties.filter(representatives__kind="agent").exists()
    performed = RECEIPT in attached or dispute.terms.filter(receipts__isnull=False).exists()
    asked_court = COURT_PAPER in attached or (agreement is not None and agreement.applications.exists())
    rows = (
        ("人民调解申请书或者受理登记表", True, True),
        ("当事人权利义务告知书", True, True),
        ("当事人身份证明", True, IDENTITY in attached or _all_identified(dispute)),
        ("授权委托书", False, has_power),
        ("调查记录", False, dispute.investigations.exists()),
        ("证据材料", False, EVIDENCE in attached or dispute.reckonings.exists()),
        ("调解记录", ended_agreed, sat),
        ("人民调解协议书或者口头协议登记表", ended_agreed, has_agreement),
        ("履行协议凭证", False, performed),
        ("回访记录", False, dispute.visits.exists()),
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
    return dispute.agreements.filter(status=AgreementStatus.IN_FORCE).first()


def is_written(agreement: Agreement | None) -> bool:
    return agreement is not None and agreement.kind == AgreementKind.WRITTEN


def _all_identified(dispute: Dispute) -> bool:
    """Whether every person gave a citizen number and every organisation its code."""
    parties = list(dispute.parties.all())
    people = [each.record_id for each in parties if each.kind == PartyKind.PERSON]
    codes = all(each.registration_code for each in parties if each.kind == PartyKind.ORGANISATION)
    numbered = {
        row.pk
        for row in Record.objects.filter(pk__in=people)
        if row.sealed(PersonalField.CITIZEN_NUMBER) is not None
    }
    return bool(parties) and codes and numbered == set(people)
