"""A document as .docx, to edit in WPS or Word: the standard's fonts by name, its grid as the page's own grid."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from linli.letters.policies.document import Document, Paragraph, Table
from linli.letters.policies.kinds import Form
from linli.letters.rendering.pdf import Proof

FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
FALLBACK = {FANG: "仿宋", KAI: "楷体", HEI: "Noto Sans CJK SC", SONG: "Noto Serif CJK SC", TITLE: "宋体"}
"""What Word takes where a font is not installed."""
RED = RGBColor(0xD7, 0x00, 0x0F)
SIZE_2, SIZE_3, SIZE_4 = Pt(22), Pt(16), Pt(14)
LINE = Mm(225 / 22)
"""Height of one of 22 lines."""
CHARACTER = Mm(156 / 28)
HEAD = {1: HEI, 2: KAI, 3: FANG}


def docx_of(document: Document, proof: Proof | None = None) -> bytes:
    """Return the .docx file. Milliseconds."""
    word = docx.Document()
    _page(word)
    _fonts(word)
    _head(word, document)
    for line in document.title:
        _words(word, line, TITLE, SIZE_2, align="center", bold=True)
    _words(word, "")
    if document.addressee:
        _words(word, f"{document.addressee}：")
    for block in document.blocks:
        if isinstance(block, Table):
            _table(word, block)
        else:
            _paragraph(word, block)
    _tail(word, document)
    _imprint(word, document)
    if proof is not None:
        _proof(word, proof)
    _footers(word, document)
    properties = word.core_properties
    properties.title, properties.author = document.full_title, document.issuer
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(35 - 7 - 5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # 28 characters a line: each is 156/28 mm wide, less than its 16 pt; the difference counts in 1/4096 pt.
    spread = (156 / 28 * 72 / 25.4 - 16) * 4096
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(225 / 22 * 1440 / 25.4)))
    grid.set(qn("w:charSpace"), str(round(spread)))


def _fonts(word: Any) -> None:
    """Let the whole document be size 3 FangSong on the grid, and name what stands in for each font."""
    style = word.styles["Normal"]
    style.font.size = SIZE_3
    _font(style.element.get_or_add_rPr(), FANG)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.widow_control = False
    table = next((part for part in word.part.package.parts if part.partname == "/word/fontTable.xml"), None)
    if table is not None:
        table._blob = _font_table()


def _font_table() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACK.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()


def _font(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(which), name)


def _run(paragraph: Any, text: str, font: str = FANG, size: Any = SIZE_3) -> Any:
    run = paragraph.add_run(text)
    run.font.size = size
    _font(run._element.get_or_add_rPr(), font)
    return run


ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def _words(
    word: Any,
    text: str,
    font: str = FANG,
    size: Any = SIZE_3,
    *,
    align: str = "both",
    bold: bool = False,
    indent: float = 0,
    right: float = 0,
) -> Any:
    """Add a line; `indent` and `right` count characters."""
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    if indent:
        form.first_line_indent = int(CHARACTER * indent)
    if right:
        form.right_indent = int(CHARACTER * right)
    _run(paragraph, text, font, size).bold = bold
    return paragraph


def _border(paragraph: Any, side: str, eighths: int, color: str, style: str = "single") -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", style), ("sz", str(eighths)), ("space", "1"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def _head(word: Any, document: Document) -> None:
    """The red head: 35 mm below the type area's top in file layout, 30 mm below the paper's edge in letters."""
    is_letter = document.form is Form.LETTER
    width = 156 / max(len(document.mark), 1) * 72 / 25.4
    size = Pt(min(44 if is_letter else 50, int(width * 0.96)))
    mark = _words(word, document.mark, TITLE, size, align="center", bold=True)
    mark.runs[0].font.color.rgb = RED
    form = mark.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    form.space_before = Pt(0) if is_letter else Mm(35)
    if is_letter:
        _border(mark, "bottom", 24, "D7000F", "thickThinSmallGap")
        _words(word, document.number, align="right")
        _words(word, "")
        _words(word, "")
        return
    _words(word, "")
    _words(word, "")
    if document.signer:
        line = _words(word, f"{document.number}\t签发人：", align="left", right=1)
        line.paragraph_format.left_indent = CHARACTER
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156 - 45))
        _run(line, document.signer, KAI)
    else:
        line = _words(word, document.number, align="center")
    _border(line, "bottom", 12, "D7000F")
    _words(word, "")
    _words(word, "")


def _paragraph(word: Any, block: Paragraph) -> None:
    lead, rest = block.parts() if block.level == 2 else (block.text, "")
    made = _words(word, lead, HEAD.get(block.level, FANG), indent=2)
    if rest:
        _run(made, rest)
    made.paragraph_format.keep_with_next = block.level > 0


def _table(word: Any, block: Table) -> None:
    if block.caption:
        _words(word, block.caption, HEI, SIZE_4, align="center").paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = block.widths()
    for place, text in enumerate(block.head):
        _cell(table.rows[0].cells[place], text, HEI, "center")
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        cells = table.add_row().cells
        for place, text in enumerate(row):
            _cell(cells[place], text, FANG, "center" if block.numeric()[place] else "left")
    for place, width in enumerate(widths):
        for cell in table.columns[place].cells:
            cell.width = Mm(156 * width / sum(widths))


def _cell(cell: Any, text: str, font: str, align: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    form.space_before = form.space_after = Pt(3)
    _run(paragraph, text, font, Pt(12))


def _tail(word: Any, document: Document) -> None:
    for place, name in enumerate(document.attachments):
        if place == 0:
            _words(word, "")
        lead = "附件：" if place == 0 else "　　　"
        number = f"{place + 1}. " if len(document.attachments) > 1 else ""
        _words(word, f"{lead}{number}{name}", indent=2)
    if document.date:
        _words(word, "").paragraph_format.keep_with_next = True
        _words(word, "").paragraph_format.keep_with_next = True
        # The date ends four characters from the right; the issuer is centred over it.
        half = sum(0.5 if character.isascii() else 1 for character in document.date) / 2
        right = max(0.0, 4 + half - len(document.issuer) / 2)
        issuer = _words(word, document.issuer, align="right", right=right)
        issuer.paragraph_format.keep_with_next = True
        _words(word, document.date, align="right", right=max(4, right + len(document.issuer) / 2 - half))
    if document.note:
        _words(word, document.note, indent=2)


def _imprint(word: Any, document: Document) -> None:
    is_letter = document.form is Form.LETTER
    if is_letter and not document.copy_to:
        return
    _words(word, "")
    if document.copy_to:
        copies = _words(word, f"抄送：{'，'.join(document.copy_to)}。", FANG, SIZE_4)
        copies.paragraph_format.left_indent = copies.paragraph_format.right_indent = SIZE_4
        if not is_letter:
            _border(copies, "top", 8, "000000")
            _border(copies, "bottom", 6, "000000")
    if not is_letter:
        line = _words(word, f"{document.printing_office}\t{document.printed_on}", FANG, SIZE_4, align="left")
        line.paragraph_format.left_indent = SIZE_4
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156) - SIZE_4, alignment=2)
        if not document.copy_to:
            _border(line, "top", 8, "000000")
        _border(line, "bottom", 8, "000000")


def _proof(word: Any, proof: Proof) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.add_run().add_picture(io.BytesIO(proof.picture("png")), width=Mm(14))
    _run(paragraph, "　" + "　".join(proof.lines), SONG, Pt(7.5))


def _footers(word: Any, document: Document) -> None:
    """Page numbers: right on odd pages, left on even ones, none on the first page of a letter."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    section.different_first_page_header_footer = document.form is Form.LETTER
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = SIZE_4
        _run(paragraph, "— ", SONG, SIZE_4)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)
        _run(paragraph, " —", SONG, SIZE_4)
