"""The file of one dispute: thirteen contents in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from linli.compensation.frozen import statement_from
from linli.disputes.models import Dispute
from linli.disputes.papers import forms
from linli.disputes.papers.facts import FormFacts, day, facts_for
from linli.disputes.papers.model import Block, Dossier, Grid, Paper, Picture, Rows, Section, Text
from linli.disputes.papers.rendering import dossier_pdf
from linli.disputes.policies.money import capitals, figures
from linli.disputes.queries.claims import latest_reckoning
from linli.disputes.queries.dossier import (
    COURT_PAPER,
    EVIDENCE,
    IDENTITY,
    POWER,
    RECEIPT,
    SUBJECT,
    contents_of,
)
from linli.files.models import Attachment
from linli.files.queries import attachments_of, download_of
from linli.letters.policies.document import Table
from linli.people.policies import Viewer

KEPT_FOR = "长期"
DRAWN = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def whole_file(dispute: Dispute, viewer: Viewer, now: datetime) -> bytes:
    """Return the file as one PDF; whose data is read for it is logged. Raises FontsMissing."""
    facts = facts_for(dispute, viewer, now)
    file, pictures = dossier_of(facts)
    return dossier_pdf(file, pictures, facts.committee)


def dossier_of(facts: FormFacts) -> tuple[Dossier, dict[str, bytes]]:
    """Return the file, and the pictures that go along, by the name under which the papers name them."""
    pictures: dict[str, bytes] = {}
    attached: dict[str, list[Attachment]] = {}
    for each in attachments_of(SUBJECT, facts.dispute.pk).select_related("stored"):
        attached.setdefault(each.purpose, []).append(each)
    made = {
        place: [*papers, *_scans(attached.get(purpose, []), title, pictures)]
        for place, (papers, purpose, title) in _by_place(facts).items()
    }
    contents = contents_of(facts.dispute)
    sections = tuple(
        Section(each.place, each.title, made.get(each.place, []), each.is_required) for each in contents
    )
    dispute = facts.dispute
    return Dossier(_cover(facts), dispute.title, dispute.file_number, sections, ()), pictures


def _by_place(facts: FormFacts) -> dict[int, tuple[list[Paper], str, str]]:
    """Return for each place its forms, and which attached papers follow them."""
    agreements = [*forms.agreement(facts), *forms.oral_agreement_form(facts)]
    if facts.agreement is None or not facts.agreement.number:
        agreements = []
    court = list(forms.confirmation_application(facts)) if facts.applications else []
    return {
        1: ([*forms.application(facts), *forms.acceptance_form(facts)], "", ""),
        2: (list(forms.rights_notice(facts)), "", ""),
        3: ([_identity(facts)], IDENTITY, "当事人身份证明"),
        4: (list(forms.power_of_attorney(facts)), POWER, "授权委托书"),
        5: (list(forms.investigation_record(facts)), "", ""),
        6: (list(_statement(facts)), EVIDENCE, "证据材料"),
        7: (list(forms.mediation_record(facts)), "", ""),
        8: (agreements, "", ""),
        9: (list(_receipts(facts)), RECEIPT, "履行协议凭证"),
        10: (list(forms.follow_up_record(facts)), "", ""),
        11: (court, COURT_PAPER, "司法确认有关材料"),
        12: ([*forms.closing_report(facts), _note(facts)], "", ""),
        13: ([_back(facts)], "", ""),
    }


def _statement(facts: FormFacts) -> Iterator[Paper]:
    """The reckoning of a road accident, word for word as the sides got it."""
    row = latest_reckoning(facts.dispute)
    if row is None:
        return
    kept = statement_from(row.statement)
    blocks: list[Block] = [
        Text(f"核算日期：{day(row.at)}\n内容摘要（SHA-256）：\n{row.digest[:32]}\n{row.digest[32:]}")
    ]
    for each in kept.blocks:
        if isinstance(each, Table):
            blocks.append(Rows(each.head, each.rows, tuple(max(8, width) for width in each.widths())))
        else:
            blocks.append(Text("", each.text) if each.level else Text(each.text))
    yield Paper("道路交通事故损害赔偿核算单", facts.dispute.file_number, tuple(blocks))


def _scans(attached: list[Attachment], title: str, pictures: dict[str, bytes]) -> Iterator[Paper]:
    """Yield a page for each picture. Other papers are named, and kept beside the file."""
    beside = []
    for each in attached:
        ending = DRAWN.get(each.stored.media_type)
        if ending is None:
            beside.append(each.name)
            continue
        name = f"p{each.pk}.{ending}"
        pictures[name] = download_of(each.stored, each.name).path.read_bytes()
        yield Paper(title, "", (Picture(name, each.name),))
    if beside:
        yield Paper(title, "", (Text("\n".join(beside), "另附电子文件"),))


def _cover(facts: FormFacts) -> tuple[tuple[str, str], ...]:
    dispute = facts.dispute
    held = [each.begins_at for each in facts.sessions]
    return (
        ("卷名", dispute.title),
        ("卷号", dispute.file_number or dispute.number),
        ("人民调解委员会", facts.committee),
        ("人民调解员", facts.mediators),
        ("调解日期", f"{day(min(held))}至{day(max(held))}" if held else ""),
        ("立卷人", ""),
        ("立卷日期", day(facts.now)),
        ("保管期限", KEPT_FOR),
        ("备注", ""),
    )


def _identity(facts: FormFacts) -> Paper:
    rows = tuple(
        (
            each.side,
            each.name,
            each.party.registration_code or each.person.citizen_number,
            each.person.address,
        )
        for each in facts.sides
    )
    table = Rows(("当事人", "姓名或者名称", "证件号码", "住址"), rows, (3, 5, 8, 8))
    return Paper("当事人身份证明", facts.dispute.file_number, (table,))


def _receipts(facts: FormFacts) -> Iterator[Paper]:
    rows = []
    for term in facts.terms:
        for each in term.receipts.order_by("on", "pk"):
            money = f"{figures(each.amount)}元（{capitals(each.amount)}）" if each.amount is not None else ""
            rows.append((day(each.on), facts.side_of(term.debtor_id), term.words, money, each.words))
    if rows:
        table = Rows(("日期", "义务人", "内容", "金额", "情况"), tuple(rows), (5, 5, 7, 7, 5))
        yield Paper("履行协议凭证", facts.dispute.file_number, (table,))


def _note(facts: FormFacts) -> Paper:
    said = "本卷所列材料与目录一致。"
    if facts.referrals:
        to = "、".join(each.to_unit.name if each.to_unit else each.to_body for each in facts.referrals)
        said += f"\n本纠纷曾移交：{to}。"
    return Paper("卷宗情况说明", facts.dispute.file_number, (Text(said),))


def _back(facts: FormFacts) -> Paper:
    rows = (
        ("卷号", facts.dispute.file_number),
        ("立卷人", ""),
        ("检查人", ""),
        ("归档日期", day(facts.dispute.ended_at)),
    )
    return Paper("封底", "", (Grid(rows),))
