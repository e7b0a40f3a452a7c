"""Forms rendered and read back, and the file of one dispute."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import docx
import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from linli.disputes import errors
from linli.disputes.actions.parties import NewRepresentative
from linli.disputes.cli import app
from linli.disputes.models import Dispute
from linli.disputes.papers.dossier import dossier_of, whole_file
from linli.disputes.papers.facts import FormFacts, Person, facts_for
from linli.disputes.papers.forms import MAKES, papers_of
from linli.disputes.papers.model import Form
from linli.disputes.papers.rendering import docx_of, pdf_of
from linli.disputes.policies import Power, RepresentativeKind
from linli.disputes.policies.money import capitals
from linli.disputes.testing import Desk
from linli.people.access import SYSTEM_VIEWER
from linli.vault.models import Reading


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("100205.30", "壹拾万零贰佰零伍元叁角"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("1.05", "壹元零伍分"),
        ("10", "壹拾元整"),
        ("1000000", "壹佰万元整"),
        ("10001", "壹万零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100000001.10", "壹亿零壹元壹角"),
        ("20304050.67", "贰仟零叁拾万肆仟零伍拾元陆角柒分"),
        ("999.995", "壹仟元整"),
    ],
)
def test_amounts_are_written_in_capitals(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_capitals_say_the_amount(amount: Decimal) -> None:
    assert _read(capitals(amount)) == amount


def _read(words: str) -> Decimal:
    digits = {each: value for value, each in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    whole = group = digit = 0
    total = Decimal(0)
    for sign in words:
        if sign in digits:
            digit = digits[sign]
        elif sign in places:
            group, digit = group + digit * places[sign], 0
        elif sign in "万亿":
            whole = (whole + group + digit) * 10_000 if sign == "万" and not whole else whole + group + digit
            if sign == "亿":
                whole *= 10**8
            elif whole % 10_000:
                whole = (whole - group - digit) + (group + digit) * 10_000
            group = digit = 0
        elif sign == "元":
            total, group, digit = Decimal(whole + group + digit), 0, 0
        elif sign == "角":
            total, digit = total + Decimal(digit) / 10, 0
        elif sign == "分":
            total, digit = total + Decimal(digit) / 100, 0
    return total


def test_a_citizen_number_tells_sex_and_age_and_nothing_is_guessed_without_it() -> None:
    person = Person("王", "", "", "110101199003071030")
    assert (person.sex, person.age_on(date(2026, 3, 6)), person.age_on(date(2026, 3, 7))) == (
        "男",
        "35",
        "36",
    )
    assert (Person("王", "", "", "").sex, Person("王", "", "", "").age_on(date(2026, 3, 6))) == ("", "")


def full(desk: Desk) -> Dispute:
    """Return a dispute of which there is everything a written file can hold."""
    dispute = desk.accepted()
    agent = NewRepresentative(
        "孙代理",
        RepresentativeKind.AGENT,
        relation="同事",
        powers=(Power.SETTLE, Power.SIGN),
        phone="19900009999",
    )
    desk.do("duty", "add_representative", dispute, party=desk.side(dispute, 2).pk, representative=agent)
    asked = {
        "asked": "邻居周某",
        "relation": "邻居",
        "place": "柳树社区",
        "words": "问：墙何时砌的？\n答：十年前。",
    }
    desk.do("recorder", "investigate", dispute, is_read_back=True, **asked)
    return dispute


def facts(desk: Desk, dispute: Dispute) -> FormFacts:
    return facts_for(dispute, SYSTEM_VIEWER, desk.now)


SAYS = {
    Form.APPLICATION: ("王大山", "王小山", "院墙越界", "自愿申请调解", "男", "36"),
    Form.ACCEPTANCE_FORM: ("邻里", "当事人申请", "柳树社区人民调解委员会"),
    Form.INVESTIGATION_RECORD: ("问：墙何时砌的？", "答：十年前。", "邻居周某"),
    Form.MEDIATION_RECORD: ("已向当事人告知权利和义务", "院墙是父亲在世时砌的", "继续调解", "甲方 王大山"),
    Form.AGREEMENT: ("3,000.00", "叁仟元整", "2026年3月31日", "现金当面给付", "一式3份", "柳树人调协字第1号"),
    Form.ORAL_AGREEMENT_FORM: ("叁仟元整", "口头协议登记表"),
    Form.FOLLOW_UP_RECORD: ("兄弟已说话", "满意", "乙方（王小山）"),
    Form.CLOSING_REPORT: ("叁仟元整", "共1项，已履行1项", "达成协议"),
    Form.CONFIRMATION_APPLICATION: ("没有恶意串通", "临河区人民法院", "柳树社区3号楼", "19900001111"),
    Form.POWER_OF_ATTORNEY: ("孙代理", "特别授权", "进行和解", "签署文书"),
}
"""What each form must say, as it is read back."""


def made_for(desk: Desk, form: Form) -> Dispute:
    if form in (Form.INVESTIGATION_RECORD, Form.POWER_OF_ATTORNEY):
        return full(desk)
    if form is Form.ORAL_AGREEMENT_FORM:
        dispute = desk.drafted(kind="oral")
        desk.do("mediator", "agree_orally", dispute)
        return dispute
    if form is Form.CONFIRMATION_APPLICATION:
        return desk.applied()
    return desk.followed_up()


@pytest.mark.parametrize("form", list(Form))
def test_each_form_is_filled_rendered_and_read_back(desk: Desk, form: Form) -> None:
    papers = papers_of(form, facts(desk, made_for(desk, form)))
    with pdfplumber.open(io.BytesIO(pdf_of(papers, "柳树"))) as pdf:
        # What stands in one cell may be on several lines.
        boxes = [
            box or "" for page in pdf.pages for table in page.extract_tables() for row in table for box in row
        ]
        lines = [page.extract_text() for page in pdf.pages]
        printed = "".join([*lines, *boxes]).replace("\n", "").replace(" ", "")
    word = docx.Document(io.BytesIO(docx_of(papers, "柳树")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    written = "".join([*(each.text for each in word.paragraphs), *cells]).replace(" ", "")
    for words in SAYS[form]:
        assert words.replace(" ", "") in printed, words
        assert words.replace(" ", "") in written, words


def test_there_is_a_maker_for_each_of_the_ten_forms() -> None:
    assert set(MAKES) == set(Form) == set(SAYS)
    assert len(Form) == 10


def test_a_form_that_has_nothing_to_say_is_not_made(desk: Desk) -> None:
    with pytest.raises(errors.FormUnknown):
        papers_of(Form.AGREEMENT, facts(desk, desk.accepted()))


def test_the_file_has_thirteen_contents_in_order_with_their_pages(desk: Desk) -> None:
    dispute = desk.followed_up()
    desk.do("duty", "archive", dispute)
    file, _pictures = dossier_of(facts(desk, dispute))
    assert [each.place for each in file.sections] == list(range(1, 14))
    assert all(each.papers for each in file.sections if each.is_required)
    with pdfplumber.open(io.BytesIO(whole_file(dispute, SYSTEM_VIEWER, desk.now))) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    assert "人民调解卷宗" in pages[0].replace(" ", "")
    contents = pages[1].replace(" ", "")
    order = [contents.index(each.title) for each in file.sections]
    assert order == sorted(order)
    begins = next(place for place, page in enumerate(pages) if "人民调解协议书\n" in page and place > 1)
    said = next(line for line in pages[1].splitlines() if "协议书" in line)
    assert said.split()[-1] == str(begins - 1)
    assert f"第{begins - 1}页" in pages[begins].replace(" ", "")


def test_the_command_prints_the_file_and_each_reading_is_logged(desk: Desk, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: desk.now)
    dispute = desk.followed_up()
    before = Reading.objects.count()
    out = tmp_path / "卷宗.pdf"
    result = CliRunner().invoke(app, ["dossier", dispute.number, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"%PDF")
    assert Reading.objects.count() > before
    assert CliRunner().invoke(app, ["dossier", "JF0", "--out", str(out)]).exit_code == 1


def test_what_is_frozen_holds_no_personal_data(desk: Desk) -> None:
    content = str(desk.agreement(desk.signed()).content)
    assert "王" not in content
    assert "1990000" not in content
