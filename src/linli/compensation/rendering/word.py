"""A statement as .docx, to edit in WPS or Word."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from linli.compensation.statement import Statement
from linli.letters.policies.document import Table
from linli.letters.rendering.word_style import FANG, HEI, SIZE_4, TITLE, add_words, fill_cell, set_fonts

WIDTH = 170
"""Millimetres between the margins."""
CELL = Pt(9)


def docx_of(statement: Statement) -> bytes:
    """Return the .docx file. Milliseconds."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    set_fonts(word)
    add_words(word, statement.title, TITLE, Pt(18), align="center", bold=True)
    for block in statement.blocks:
        if isinstance(block, Table):
            _table(word, block)
        else:
            font, size = (HEI, SIZE_4) if block.level else (FANG, Pt(12))
            made = add_words(word, block.text, font, size, align="left")
            made.paragraph_format.keep_with_next = bool(block.level)
    word.core_properties.title = statement.title
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _table(word: Any, block: Table) -> None:
    if block.caption:
        add_words(word, block.caption, HEI, Pt(12), align="left").paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    numeric, widths = block.numeric(), block.widths()
    for place, text in enumerate(block.head):
        fill_cell(table.rows[0].cells[place], text, HEI, "center", CELL)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        cells = table.add_row().cells
        for place, text in enumerate(row):
            fill_cell(cells[place], text, FANG, "right" if numeric[place] else "left", CELL)
    for place, width in enumerate(widths):
        for cell in table.columns[place].cells:
            cell.width = Mm(WIDTH * width / sum(widths))
