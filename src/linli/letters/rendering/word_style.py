"""Page, grid, fonts and lines of a .docx in the layout of the standard."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

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
    "pPr": ("w:pBdr", "w:tabs", "w:wordWrap", "w:autoSpaceDE", "w:autoSpaceDN", "w:spacing", "w:ind", "w:jc"),
    "rPr": ("w:spacing", "w:sz", "w:szCs", "w:lang"),
}
"""How the schema orders those properties of paragraphs and of runs that are used here."""
HEAD = {1: HEI, 2: KAI, 3: FANG}
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def set_page(word: Any) -> None:
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


def set_fonts(word: Any) -> None:
    """Let the whole document be size 3 FangSong on the grid, and name what stands in for each font."""
    style = word.styles["Normal"]
    style.font.size = SIZE_3
    _font(style.element.get_or_add_rPr(), FANG)
    # 28 characters of 16 pt are wider than 156 mm, so they stand closer; justified lines then fill the width.
    # A grid for characters would say the same, and not every program that opens the file reads it alike.
    put(style.element.get_or_add_rPr(), "w:spacing", val=CLOSER)
    # No gap between Chinese and figures, and a long number is broken like any word.
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN", "w:wordWrap"):
        put(style.element.get_or_add_pPr(), tag, val=0)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.widow_control = False
    table = next((part for part in word.part.package.parts if part.partname == "/word/fontTable.xml"), None)
    if table is not None:
        table._blob = _font_table()


def put(properties: Any, tag: str, **attributes: object) -> Any:
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
    figures = FANG if name == KAI else name  # free KaiTi fonts have figures that stand high and low
    for which in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(which), figures)
    fonts.set(qn("w:eastAsia"), name)


def add_run(paragraph: Any, text: str, font: str = FANG, size: Any = SIZE_3) -> Any:
    run = paragraph.add_run(text)
    run.font.size = size
    _font(run._element.get_or_add_rPr(), font)
    return run


def add_words(
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
    add_run(paragraph, text, font, size).bold = bold
    return paragraph


def add_border(paragraph: Any, side: str, eighths: int, color: str, style: str = "single") -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = put(properties, "w:pBdr")
    line = OxmlElement(f"w:{side}")
    space = "11" if color == RED_HEX and style == "single" else "1"  # points: 4 mm below the number
    for name, value in (("val", style), ("sz", str(eighths)), ("space", space), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def fill_cell(cell: Any, text: str, font: str, align: str, size: Any = SIZE_TABLE) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    form.space_before = form.space_after = Pt(3)
    add_run(paragraph, text, font, size)


def add_edges(cell: Any, **eighths: int) -> None:
    """Draw the lines above and below a cell."""
    borders = OxmlElement("w:tcBorders")
    for side, size in eighths.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", 0), ("color", "000000")):
            line.set(qn(f"w:{name}"), str(value))
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)
