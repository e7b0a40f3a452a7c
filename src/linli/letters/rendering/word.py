"""A document as .docx, to edit in WPS or Word: the standard's fonts by name, its grid as the page's own grid."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from linli.letters.policies.document import NAMED, Block, Chart, Document, Paragraph, Slip, Table
from linli.letters.policies.kinds import Form
from linli.letters.rendering.pdf import Proof, png_of
from linli.letters.rendering.word_style import (
    ALIGN,
    CHARACTER,
    FANG,
    HEAD,
    HEI,
    KAI,
    LINE,
    MM,
    RED,
    RED_HEX,
    SIZE_2,
    SIZE_4,
    SONG,
    TITLE,
    add_border,
    add_edges,
    add_run,
    add_words,
    fill_cell,
    set_fonts,
    set_page,
)


def docx_of(document: Document, proof: Proof | None = None) -> bytes:
    """Return the .docx file. Milliseconds."""
    word = docx.Document()
    set_page(word)
    set_fonts(word)
    _head(word, document)
    for line in document.title:
        add_words(word, line, TITLE, SIZE_2, align="center", bold=True)
    add_words(word, "")
    if document.addressee:
        add_words(word, f"{document.addressee}：")
    blocks = document.blocks
    for before, block, following in zip((None, *blocks[:-1]), blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Table):
            _table(word, block)
        elif isinstance(block, Chart):
            _chart(word, block)
        elif block.level == NAMED:
            if not (isinstance(before, Paragraph) and before.level == NAMED):
                add_words(word, "")
            _named(word, block)
        else:
            _paragraph(word, block, following)
    _tail(word, document)
    if document.slip is not None:
        _slip(word, document, document.slip)
    _imprint(word, document, proof)
    _footers(word, document)
    properties = word.core_properties
    properties.title, properties.author = document.full_title, document.issuer
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _head(word: Any, document: Document) -> None:
    """The red head: 35 mm below the type area's top in files; above it, in the page's own head, in letters."""
    if document.form is Form.LETTER:
        _head_of_letter(word, document)
        return
    mark = _mark(word.add_paragraph(), document, largest=50)
    mark.paragraph_format.space_before = Mm(35)
    if document.form is Form.MINUTES:
        add_words(word, "")
        add_words(word, document.number, align="center")
        line = add_words(word, f"{document.issuer}\t{document.date}", align="left")
        line.paragraph_format.left_indent = CHARACTER
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156) - CHARACTER, alignment=2)
        add_border(line, "bottom", 12, RED_HEX)
        add_words(word, "")
        add_words(word, "")
        return
    add_words(word, "")
    add_words(word, "")
    if document.signer:
        line = add_words(word, f"{document.number}\t签发人：", align="left", right=1)
        line.paragraph_format.left_indent = CHARACTER
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156 - 45))
        add_run(line, document.signer, KAI)
    else:
        line = add_words(word, document.number, align="center")
    add_border(line, "bottom", 12, RED_HEX)
    add_words(word, "")
    add_words(word, "")


def _mark(paragraph: Any, document: Document, largest: int) -> Any:
    fits = int(156 / max(len(document.mark), 1) * MM * 0.96)
    paragraph.alignment = ALIGN["center"]
    run = add_run(paragraph, document.mark, TITLE, Pt(min(largest, fits)))
    run.bold, run.font.color.rgb = True, RED
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    return paragraph


def _head_of_letter(word: Any, document: Document) -> None:
    """Mark and double line 30 mm from the upper edge, another double line 20 mm from the lower one."""
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = Mm(30)
    mark = _mark(section.first_page_header.paragraphs[0], document, largest=44)
    add_border(mark, "bottom", 24, RED_HEX, "thickThinSmallGap")
    foot = section.first_page_footer.paragraphs[0]
    add_border(foot, "bottom", 24, RED_HEX, "thinThickSmallGap")
    for paragraph in (mark, foot):  # 170 mm wide
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(-8), Mm(-6)
    add_words(word, document.number, align="right")
    add_words(word, "")
    add_words(word, "")


def _paragraph(word: Any, block: Paragraph, following: Block | None) -> None:
    lead, rest = block.parts() if block.level == 2 else (block.text, "")
    made = add_words(word, lead, HEAD.get(block.level, FANG), indent=2)
    if rest:
        add_run(made, rest)
    made.paragraph_format.keep_with_next = block.heads(following)


def _named(word: Any, block: Paragraph) -> None:
    """Who was there: the names stand below each other."""
    lead, rest = block.parts()
    made = add_words(word, lead, HEI)
    add_run(made, rest)
    form = made.paragraph_format
    form.left_indent, form.first_line_indent = int(CHARACTER * (2 + len(lead))), int(-CHARACTER * len(lead))


def _slip(word: Any, document: Document, slip: Slip) -> None:
    """The form to be sent back, on a page of its own."""
    add_words(word, document.slip_lead, HEI).paragraph_format.page_break_before = True
    add_words(word, "")
    add_words(word, slip.title, TITLE, SIZE_2, align="center", bold=True)
    add_words(word, "")
    table = word.add_table(rows=len(slip.rows), cols=2, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for each, row in zip(table.rows, slip.rows, strict=True):
        each.height = LINE * row.lines
        label, words = each.cells
        fill_cell(label, row.label, HEI, "center", SIZE_4)
        fill_cell(words, row.words, FANG, "left", SIZE_4)
    for column, width in zip(table.columns, (Mm(40), Mm(116)), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
    word.add_paragraph().paragraph_format.line_spacing = Pt(
        1
    )  # else the next table would become part of this one


def _table(word: Any, block: Table) -> None:
    if block.caption:
        add_words(word, block.caption, HEI, SIZE_4, align="center").paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = block.widths()
    for place, text in enumerate(block.head):
        fill_cell(table.rows[0].cells[place], text, HEI, "center")
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        cells = table.add_row().cells
        for place, text in enumerate(row):
            fill_cell(cells[place], text, FANG, "center" if block.numeric()[place] else "left")
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(156 * width / sum(widths))
        for cell in table.columns[place].cells:
            cell.width = Mm(156 * width / sum(widths))


def _chart(word: Any, block: Chart) -> None:
    if block.caption:
        add_words(word, block.caption, HEI, SIZE_4, align="center").paragraph_format.keep_with_next = True
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN["center"]
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    picture = paragraph.add_run().add_picture(io.BytesIO(png_of(block)), width=Mm(150))
    described = "；".join(f"{name} {said}" for name, said in zip(block.names, block.words, strict=True))
    picture._inline.docPr.set("descr", f"{block.caption}：{described}")


def _tail(word: Any, document: Document) -> None:
    for place, name in enumerate(document.attachments):
        if place == 0:
            add_words(word, "")
        lead = "附件：" if place == 0 else "　　　"
        number = f"{place + 1}. " if len(document.attachments) > 1 else ""
        add_words(word, f"{lead}{number}{name}", indent=2)
    if document.date and document.form is not Form.MINUTES:
        add_words(word, "").paragraph_format.keep_with_next = True
        add_words(word, "").paragraph_format.keep_with_next = True
        # The date ends four characters from the right; the issuer is centred over it.
        half = sum(0.5 if character.isascii() else 1 for character in document.date) / 2
        right = max(0.0, 4 + half - len(document.issuer) / 2)
        issuer = add_words(word, document.issuer, align="right", right=right)
        issuer.paragraph_format.keep_with_next = True
        add_words(word, document.date, align="right", right=max(4, right + len(document.issuer) / 2 - half))
    if document.note:
        add_words(word, document.note, indent=2)


def _imprint(word: Any, document: Document, proof: Proof | None) -> None:
    """The last lines, as a table that stands at the foot of the page whatever is above it."""
    is_letter = document.form is Form.LETTER
    copies = f"抄送：{'，'.join(document.copy_to)}。" if document.copy_to else ""
    lines = [copies] if copies else []
    if not is_letter:
        lines.append(f"{document.printing_office}\t{document.printed_on}")
    rows = len(lines) + (proof is not None)
    if not rows:
        return
    table = word.add_table(rows=rows, cols=1)
    table.autofit = False
    _at_the_foot(table)
    for place, text in enumerate(lines):
        cell = table.rows[place].cells[0]
        fill_cell(cell, text, FANG, "left", SIZE_4)
        form = cell.paragraphs[0].paragraph_format
        form.left_indent = form.right_indent = SIZE_4
        form.tab_stops.add_tab_stop(Mm(156) - SIZE_4, alignment=2)
        if not is_letter:
            add_edges(cell, top=8 if place == 0 else 6, bottom=8 if place == len(lines) - 1 else 6)
    if proof is not None:
        paragraph = table.rows[-1].cells[0].paragraphs[0]
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
        paragraph.add_run().add_picture(io.BytesIO(proof.picture("png")), width=Mm(13))
        add_run(paragraph, "　" + "　".join(proof.lines), SONG, Pt(7.5))
    last = word.add_paragraph()  # a table must be followed by a line; this one takes no room
    last.paragraph_format.line_spacing = Pt(1)


def _at_the_foot(table: Any) -> None:
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"),
        ("horzAnchor", "margin"),
        ("tblpX", "1"),
        ("tblpYSpec", "bottom"),
    ):
        place.set(qn(f"w:{name}"), value)
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)
    for column in table.columns:
        for cell in column.cells:
            cell.width = Mm(156)


def _footers(word: Any, document: Document) -> None:
    """Page numbers: right on odd pages, left on even ones, none on the first page of a letter."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = SIZE_4
        add_run(paragraph, "— ", SONG, SIZE_4)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)
        add_run(paragraph, " —", SONG, SIZE_4)
