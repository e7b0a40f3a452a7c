"""The PDF, read back: GB/T 9704-2012 within a millimetre. No database: the samples of the city pack."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn

from linli.core.testing import CHECKOUT
from linli.letters.policies import Document, Form, LetterKind, Paragraph
from linli.letters.rendering.fonts import chosen
from linli.letters.rendering.pdf import Proof, pdf_of
from linli.letters.rendering.word import docx_of
from linli.letters.samples import sample_of
from linli.rulebook.packs import Pack

MM = 72 / 25.4
PITCH, CHARACTER = 225 / 22, 156 / 28
"""Millimetres from line to line, and from character to character."""
LEFT, TOP, WIDTH, HEIGHT = 28, 37, 156, 225
KINDS = list(LetterKind)
PROOF = Proof("0000-0000-0000-0000")


@cache
def sample(kind: LetterKind) -> Document:
    return sample_of(Pack.at(CHECKOUT / "cities" / "anhe"), kind)


@cache
def pdf(kind: LetterKind) -> Any:
    return pdfplumber.open(io.BytesIO(pdf_of(sample(kind), PROOF)))


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(kind: LetterKind) -> str:
    return plain("".join(page.extract_text() for page in pdf(kind).pages))


def size_3(page: Any) -> list[dict[str, Any]]:
    return [each for each in page.chars if abs(each["size"] - 16) < 0.1 and each["text"].strip()]


def lines(page: Any) -> dict[float, list[dict[str, Any]]]:
    """Return the characters of size 3 by their baseline, in millimetres from the top of the page."""
    found: dict[float, list[dict[str, Any]]] = {}
    for each in size_3(page):
        found.setdefault(round((page.height - each["matrix"][5]) / MM, 1), []).append(each)
    return dict(sorted(found.items()))


# What it says


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_the_document_says_is_in_the_pdf(kind: LetterKind) -> None:
    text, document = text_of(kind), sample(kind)
    said = [*document.title, document.number, *document.attachments, document.date, document.note]
    said += [f"{document.addressee}：" if document.addressee else "", *document.copy_to]
    for block in document.blocks:
        said += [block.text] if isinstance(block, Paragraph) else [*block.head, *sum(block.rows, ())]
    body = re.sub(r"—\d+—", "", text)
    missing = [words for words in said if plain(words) not in text and not in_pieces(plain(words), body)]
    assert missing == []


def in_pieces(words: str, text: str) -> bool:
    """Say whether the words are there where a page ends within them."""
    return any(words[:at] in text and words[at:] in text for at in range(1, len(words)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_font_is_embedded_and_none_is_missing(kind: LetterKind) -> None:
    document = pdf(kind)
    fonts = [each for page in document.pages for each in fonts_of(page)]
    assert fonts
    assert all(any(f"FontFile{n}" in each for n in ("", "2", "3")) for each in fonts)
    assert not any(each["text"] in ("\ufffd", "\x00") for page in document.pages for each in page.chars)


def fonts_of(page: Any) -> Iterator[dict[str, Any]]:
    from pdfminer.pdftypes import resolve1

    for font in resolve1(resolve1(page.page_obj.resources)["Font"]).values():
        (below,) = resolve1(resolve1(font)["DescendantFonts"])
        yield resolve1(resolve1(below)["FontDescriptor"])


def test_each_part_is_set_in_its_font() -> None:
    names = chosen().families
    page = pdf(LetterKind.SUPERVISION_ORDER).pages[1]
    heading = next(each for each in page.chars if each["text"] == "督")
    item = next(each for each in page.chars if each["text"] == "立")
    assert names["hei"][0].replace(" ", "") in heading["fontname"].replace("-Regular", "")
    assert names["kai"][0].replace(" ", "") in item["fontname"].replace("-Regular", "")


@pytest.mark.parametrize("kind", [LetterKind.SUPERVISION_ORDER, LetterKind.ASSIGNMENT_ORDER])
def test_what_is_to_be_sent_back_has_the_last_page_and_the_imprint(kind: LetterKind) -> None:
    page, slip = pdf(kind).pages[-1], sample(kind).slip
    assert slip is not None
    said = plain(page.extract_text())
    assert all(plain(row.label) in said and plain(row.words) in said for row in slip.rows)
    assert said.startswith(sample(kind).slip_lead)
    assert sample(kind).printed_on in said


def test_who_was_present_is_named_in_heiti_with_names_below_names() -> None:
    rows = list(lines(pdf(LetterKind.MINUTES).pages[-1]).values())
    at = next(place for place, row in enumerate(rows) if row[0]["text"] == "出")
    first, second = rows[at : at + 2]
    assert chosen().families["hei"][0].replace(" ", "") in first[0]["fontname"].replace("-Regular", "")
    assert first[0]["x0"] / MM == pytest.approx(LEFT + 2 * CHARACTER, abs=1)
    assert second[0]["x0"] / MM == pytest.approx(LEFT + 5 * CHARACTER, abs=1)


# Where it stands


@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_is_a4(kind: LetterKind) -> None:
    for page in pdf(kind).pages:
        assert (page.width / MM, page.height / MM) == pytest.approx((210, 297), abs=0.1)


@cache
def full_page() -> Any:
    """Return the second page of a letter of nothing but characters."""
    words = "邻里之间的事情都应当好好商量着办理" * 120
    long = Document(**{**vars_of(sample(LetterKind.SUPERVISION_ORDER)), "blocks": (Paragraph(words),)})
    return pdfplumber.open(io.BytesIO(pdf_of(long, PROOF))).pages[1]


def vars_of(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in Document.__dataclass_fields__}


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    rows = lines(full_page())
    assert len(rows) == 22
    assert Counter(len(row) for row in rows.values()) == {28: 22}


def test_lines_and_characters_lie_on_the_grid() -> None:
    rows = lines(full_page())
    baselines = list(rows)
    assert [after - before for before, after in pairwise(baselines)] == pytest.approx([PITCH] * 21, abs=0.15)
    for row in rows.values():
        for place, each in enumerate(row):
            assert each["matrix"][4] / MM == pytest.approx(LEFT + place * CHARACTER, abs=1)


def test_the_type_area_is_where_the_standard_has_it() -> None:
    rows = lines(full_page())
    first, last = min(rows), max(rows)
    size = 16 / MM
    assert first - 0.88 * size == pytest.approx(TOP, abs=1)  # the top of the first line's characters
    assert TOP + HEIGHT - last < PITCH  # the last line is the 22nd: below it there is no room for another
    assert last <= TOP + HEIGHT
    ends = [row[-1]["matrix"][4] / MM + CHARACTER for row in rows.values()]
    assert ends == pytest.approx([LEFT + WIDTH] * 22, abs=1)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if sample(kind).form is not Form.LETTER])
def test_the_red_head_of_files_and_minutes(kind: LetterKind) -> None:
    page = pdf(kind).pages[0]
    mark = [each for each in page.chars if is_red(each)]
    assert "".join(each["text"] for each in mark) == sample(kind).mark
    size, baseline = mark[0]["size"], (page.height - mark[0]["matrix"][5]) / MM
    assert baseline - 0.86 * size / MM == pytest.approx(TOP + 35, abs=1)
    middle = (mark[0]["x0"] + mark[-1]["x1"]) / 2 / MM
    assert middle == pytest.approx(LEFT + WIDTH / 2, abs=1)
    rule = next(each for each in page.lines + page.rects if red(each.get("stroking_color")))
    assert (rule["x0"] / MM, rule["x1"] / MM) == pytest.approx((LEFT, LEFT + WIDTH), abs=1)
    if sample(kind).form is Form.FILE:
        number = [each for each in size_3(page) if each["text"] in "〔〕" and each["bottom"] < rule["top"]]
        foot = (page.height - number[0]["matrix"][5]) / MM + 0.12 * 16 / MM
        assert rule["top"] / MM - foot == pytest.approx(4, abs=1)


def is_red(character: dict[str, Any]) -> bool:
    return red(character["non_stroking_color"])


def red(color: Any) -> bool:
    return isinstance(color, tuple) and len(color) == 3 and color[0] > 0.8 and max(color[1:]) < 0.1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if sample(kind).form is Form.LETTER])
def test_the_head_of_letters(kind: LetterKind) -> None:
    page = pdf(kind).pages[0]
    mark = [each for each in page.chars if is_red(each)]
    size, baseline = mark[0]["size"], (page.height - mark[0]["matrix"][5]) / MM
    assert baseline - 0.86 * size / MM == pytest.approx(30, abs=1)
    rules = sorted(each["top"] / MM for each in page.lines if red(each["stroking_color"]))
    assert rules[0] - (30 + size / MM) == pytest.approx(4, abs=1)
    assert rules[-1] == pytest.approx(297 - 20, abs=1)
    wide = [(each["x1"] - each["x0"]) / MM for each in page.lines if red(each["stroking_color"])]
    assert wide == pytest.approx([170] * 4, abs=1)


@pytest.mark.parametrize("kind", KINDS)
def test_page_numbers_stand_outside_and_below(kind: LetterKind) -> None:
    for place, page in enumerate(pdf(kind).pages, start=1):
        dashes = [each for each in page.chars if each["text"] == "—" and each["top"] / MM > 262]
        if place == 1 and sample(kind).form is Form.LETTER:
            assert dashes == []
            continue
        assert len(dashes) == 2
        middle = (page.height - dashes[0]["matrix"][5] - 0.33 * 14) / MM
        assert middle == pytest.approx(TOP + HEIGHT + 7, abs=1)
        if place % 2:
            assert dashes[1]["x1"] / MM == pytest.approx(LEFT + WIDTH - 14 / MM, abs=1)
        else:
            assert dashes[0]["x0"] / MM == pytest.approx(LEFT + 14 / MM, abs=1)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if sample(kind).form is not Form.LETTER])
def test_the_imprint_ends_with_the_type_area(kind: LetterKind) -> None:
    rules = [each for each in pdf(kind).pages[-1].lines if not red(each["stroking_color"])]
    wide = [each for each in rules if (each["x1"] - each["x0"]) / MM > 150 and each["top"] / MM > 200]
    last = max(wide, key=lambda each: each["top"])
    assert last["top"] / MM == pytest.approx(TOP + HEIGHT, abs=1)
    assert (last["x0"] / MM, last["x1"] / MM) == pytest.approx((LEFT, LEFT + WIDTH), abs=1)
    assert last["linewidth"] / MM == pytest.approx(0.35, abs=0.02)


def test_the_date_ends_four_characters_from_the_right_with_the_issuer_over_it() -> None:
    kind = LetterKind.SUPERVISION_ORDER
    rows = lines(pdf(kind).pages[-2])  # the last page is the form to be sent back
    found = {plain("".join(each["text"] for each in row)): row for row in rows.values()}
    date, issuer = found[sample(kind).date], found[sample(kind).issuer]
    assert date[-1]["matrix"][4] / MM + CHARACTER == pytest.approx(LEFT + WIDTH - 4 * CHARACTER, abs=1)
    middles = [(row[0]["x0"] + row[-1]["x1"]) / 2 / MM for row in (date, issuer)]
    assert middles[0] == pytest.approx(middles[1], abs=1)


def test_the_title_is_set_in_size_2_and_broken_by_sense() -> None:
    title = ("关于既有住宅加装电梯矛盾纠纷", "排查化解工作情况的督办单")
    long = Document(**{**vars_of(sample(LetterKind.SUPERVISION_ORDER)), "title": title})
    page = pdfplumber.open(io.BytesIO(pdf_of(long, PROOF))).pages[0]
    set_in = [each for each in page.chars if abs(each["size"] - 22) < 0.1]
    rows = Counter(round(each["top"]) for each in set_in)
    assert sorted(rows.values()) == sorted(map(len, title))
    assert "".join(each["text"] for each in set_in) == "".join(title)


def test_a_letter_to_a_unit_above_names_its_signer_at_the_right() -> None:
    up = Document(**{**vars_of(sample(LetterKind.SUPERVISION_ORDER)), "signer": "赵立"})
    page = pdfplumber.open(io.BytesIO(pdf_of(up, PROOF))).pages[0]
    assert "签发人：赵立" in plain(page.extract_text())
    name = next(each for each in page.chars if each["text"] == "立")
    number = next(each for each in page.chars if each["text"] == "安" and not is_red(each))
    assert name["x1"] / MM == pytest.approx(LEFT + WIDTH - CHARACTER, abs=1)
    assert number["x0"] / MM == pytest.approx(LEFT + CHARACTER, abs=1)


def test_it_is_drawn_the_same_each_time() -> None:
    document = sample(LetterKind.REPLY)
    assert pdf_of(document, PROOF) == pdf_of(document, PROOF)


def test_a_rare_character_is_drawn_from_another_font() -> None:
    document = Document(**{**vars_of(sample(LetterKind.REPLY)), "blocks": (Paragraph("喆堃镕三字少见。"),)})
    page = pdfplumber.open(io.BytesIO(pdf_of(document, PROOF))).pages[0]
    assert "喆堃镕三字少见" in page.extract_text()


# The .docx


@pytest.mark.parametrize("kind", KINDS)
def test_the_docx_has_the_page_the_grid_and_the_fonts_of_the_standard(kind: LetterKind) -> None:
    word = docx.Document(io.BytesIO(docx_of(sample(kind), PROOF)))
    section = word.sections[0]
    page = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [each.mm for each in page] == pytest.approx([210, 297, 37, 28], abs=0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) / 20 / MM == pytest.approx(PITCH, abs=0.1)
    (closer,) = word.styles["Normal"].element.rPr.findall(qn("w:spacing"))
    assert 28 * (16 + int(closer.get(qn("w:val"))) / 20) / MM == pytest.approx(WIDTH, abs=1)
    fonts = {each.get(qn("w:eastAsia")) for each in word.element.iter(qn("w:rFonts"))}
    assert {"仿宋_GB2312", "黑体", "方正小标宋简体"} <= fonts


@pytest.mark.parametrize("kind", KINDS)
def test_the_docx_says_what_the_document_says(kind: LetterKind) -> None:
    word = docx.Document(io.BytesIO(docx_of(sample(kind), PROOF)))
    text = plain("".join(each.text or "" for each in word.element.iter(qn("w:t"))))
    document = sample(kind)
    for block in document.blocks:
        for words in [block.text] if isinstance(block, Paragraph) else [*block.head, *sum(block.rows, ())]:
            assert plain(words) in text
    assert plain(document.number) in text
    assert document.date in text
