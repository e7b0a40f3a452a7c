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

from linli.letters.policies.document import Block, Document, Paragraph, Table
from linli.letters.policies.kinds import Form
from linli.letters.rendering.pdf import Proof

FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
FALLBACK = {FANG: "仿宋", KAI: "楷体", HEI: "Noto Sans CJK SC", SONG: "Noto Serif CJK SC", TITLE: "宋体"}
"""What Word takes where a font is not installed."""
RED_HEX = "D7000F"
RED = RGBColor.from_string(RED_HEX)
SIZE_2, SIZE_3, SIZE_4, SIZE_TABLE = Pt(22), Pt(16), Pt(14), Pt(12)
MM = 72 / 25.4
"""Points."""
LINE = Mm(225 / 22)
"""Height of one of 22 lines."""
CHARACTER = Mm(156 / 28)
CLOSER = -5
"""Twentieths of a point between characters: the largest step with which 28 of them fit."""
ORDER = {
    "pPr": tuple(
        f"w:{name}"
        for name in [
            "pBdr",
            "shd",
            "tabs",
            "suppressAutoHyphens",
            "kinsoku",
            "wordWrap",
            "overflowPunct",
            "topLinePunct",
            "autoSpaceDE",
            "autoSpaceDN",
            "bidi",
            "adjustRightInd",
            "snapToGrid",
            "spacing",
            "ind",
            "contextualSpacing",
            "mirrorIndents",
            "suppressOverlap",
            "jc",
            "textDirection",
            "textAlignment",
            "textboxTightWrap",
            "outlineLvl",
            "divId",
            "cnfStyle",
            "rPr",
            "sectPr",
            "pPrChange",
        ]
    ),
    "rPr": tuple(
        f"w:{name}"
        for name in [
            "spacing",
            "w",
            "kern",
            "position",
            "sz",
            "szCs",
            "highlight",
            "u",
            "effect",
            "bdr",
            "shd",
            "fitText",
            "vertAlign",
            "rtl",
            "cs",
            "em",
            "lang",
            "eastAsianLayout",
            "specVanish",
            "oMath",
        ]
    ),
}
"""How the schema orders the properties of paragraphs and of runs, from the first that is added here."""
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
    for block, following in zip(document.blocks, (*document.blocks[1:], None), strict=True):
        if isinstance(block, Table):
            _table(word, block)
        else:
            _paragraph(word, block, following)
    _tail(word, document)
    _imprint(word, document, proof)
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
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(225 / 22 * 1440 / 25.4)))


def _fonts(word: Any) -> None:
    """Let the whole document be size 3 FangSong on the grid, and name what stands in for each font."""
    style = word.styles["Normal"]
    style.font.size = SIZE_3
    _font(style.element.get_or_add_rPr(), FANG)
    # 28 characters of 16 pt are wider than 156 mm, so they stand closer; justified lines then fill the width.
    # A grid for characters would say the same, and not every program that opens the file reads it alike.
    _put(style.element.get_or_add_rPr(), "w:spacing", val=CLOSER)
    # No gap between Chinese and figures, and a long number is broken like any word.
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN", "w:wordWrap"):
        _put(style.element.get_or_add_pPr(), tag, val=0)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.widow_control = False
    table = next((part for part in word.part.package.parts if part.partname == "/word/fontTable.xml"), None)
    if table is not None:
        table._blob = _font_table()


def _put(properties: Any, tag: str, **attributes: object) -> Any:
    """Add a property where the schema wants it: Word refuses files whose properties are out of order."""
    order = ORDER[properties.tag.rpartition("}")[2]]
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    properties.insert_element_before(element, *order[order.index(tag) + 1 :])
    return element


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
        borders = _put(properties, "w:pBdr")
    line = OxmlElement(f"w:{side}")
    space = "11" if color == RED_HEX and style == "single" else "1"  # points: 4 mm below the number
    for name, value in (("val", style), ("sz", str(eighths)), ("space", space), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def _head(word: Any, document: Document) -> None:
    """The red head: 35 mm below the type area's top in files; above it, in the page's own head, in letters."""
    if document.form is Form.LETTER:
        _head_of_letter(word, document)
        return
    mark = _mark(word.add_paragraph(), document, largest=50)
    mark.paragraph_format.space_before = Mm(35)
    if document.form is Form.MINUTES:
        _words(word, "")
        _words(word, document.number, align="center")
        line = _words(word, f"{document.issuer}\t{document.date}", align="left")
        line.paragraph_format.left_indent = CHARACTER
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156) - CHARACTER, alignment=2)
        _border(line, "bottom", 12, RED_HEX)
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
    _border(line, "bottom", 12, RED_HEX)
    _words(word, "")
    _words(word, "")


def _mark(paragraph: Any, document: Document, largest: int) -> Any:
    fits = int(156 / max(len(document.mark), 1) * MM * 0.96)
    paragraph.alignment = ALIGN["center"]
    run = _run(paragraph, document.mark, TITLE, Pt(min(largest, fits)))
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
    _border(mark, "bottom", 24, RED_HEX, "thickThinSmallGap")
    foot = section.first_page_footer.paragraphs[0]
    _border(foot, "bottom", 24, RED_HEX, "thinThickSmallGap")
    for paragraph in (mark, foot):  # 170 mm wide
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(-8), Mm(-6)
    _words(word, document.number, align="right")
    _words(word, "")
    _words(word, "")


def _paragraph(word: Any, block: Paragraph, following: Block | None) -> None:
    lead, rest = block.parts() if block.level == 2 else (block.text, "")
    made = _words(word, lead, HEAD.get(block.level, FANG), indent=2)
    if rest:
        _run(made, rest)
    made.paragraph_format.keep_with_next = block.heads(following)


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
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(156 * width / sum(widths))
        for cell in table.columns[place].cells:
            cell.width = Mm(156 * width / sum(widths))


def _cell(cell: Any, text: str, font: str, align: str, size: Any = SIZE_TABLE) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    form.space_before = form.space_after = Pt(3)
    _run(paragraph, text, font, size)


def _tail(word: Any, document: Document) -> None:
    for place, name in enumerate(document.attachments):
        if place == 0:
            _words(word, "")
        lead = "附件：" if place == 0 else "　　　"
        number = f"{place + 1}. " if len(document.attachments) > 1 else ""
        _words(word, f"{lead}{number}{name}", indent=2)
    if document.date and document.form is not Form.MINUTES:
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
        _cell(cell, text, FANG, "left", SIZE_4)
        form = cell.paragraphs[0].paragraph_format
        form.left_indent = form.right_indent = SIZE_4
        form.tab_stops.add_tab_stop(Mm(156) - SIZE_4, alignment=2)
        if not is_letter:
            _edges(cell, top=8 if place == 0 else 6, bottom=8 if place == len(lines) - 1 else 6)
    if proof is not None:
        paragraph = table.rows[-1].cells[0].paragraphs[0]
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
        paragraph.add_run().add_picture(io.BytesIO(proof.picture("png")), width=Mm(13))
        _run(paragraph, "　" + "　".join(proof.lines), SONG, Pt(7.5))
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


def _edges(cell: Any, **eighths: int) -> None:
    """Draw the lines above and below a cell."""
    borders = OxmlElement("w:tcBorders")
    for side, size in eighths.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", 0), ("color", "000000")):
            line.set(qn(f"w:{name}"), str(value))
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _footers(word: Any, document: Document) -> None:
    """Page numbers: right on odd pages, left on even ones, none on the first page of a letter."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
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
