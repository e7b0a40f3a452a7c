"""Forms as PDF and .docx, and a whole file as one PDF."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import orjson
import typst

from linli.disputes.papers.model import Block, Dossier, Grid, Paper, Picture, Rows, Signs, Text
from linli.letters.rendering.fonts import chosen
from linli.letters.rendering.word_style import (
    FANG,
    HEI,
    SIZE_2,
    SIZE_4,
    TITLE,
    add_words,
    fill_cell,
    set_fonts,
    set_page,
)

LAYOUT = Path(__file__).parents[1] / "layout" / "papers.typ"


def pdf_of(papers: Sequence[Paper], author: str) -> bytes:
    """Return the papers one after another. Tens of milliseconds. Raises FontsMissing."""
    return _drawn(
        {
            "title": papers[0].title,
            "author": author,
            "papers": [each.as_data() for each in papers],
            "dossier": None,
        }
    )


def dossier_pdf(dossier: Dossier, pictures: Mapping[str, bytes], author: str) -> bytes:
    """Return the whole file: cover, contents with page numbers, papers in order. Raises FontsMissing."""
    data = {"title": dossier.title, "author": author, "papers": [], "dossier": dossier.as_data()}
    return _drawn(data, pictures)


def _drawn(data: dict[str, Any], pictures: Mapping[str, bytes] = {}) -> bytes:
    fonts = chosen()
    data |= {"fills": True, "fonts": {part: list(names) for part, names in fonts.families.items()}}
    with tempfile.TemporaryDirectory(prefix="linli-papers-") as folder:
        place = Path(folder)
        (place / LAYOUT.name).write_bytes(LAYOUT.read_bytes())
        for name, content in pictures.items():
            (place / name).write_bytes(content)
        compiler = typst.Compiler(
            str(place / LAYOUT.name),
            root=str(place),
            font_paths=fonts.fonts,
            sys_inputs={"papers": orjson.dumps(data).decode()},
        )
        made = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def docx_of(papers: Sequence[Paper], author: str) -> bytes:
    """Return the .docx, to fill on and to print in WPS or Word."""
    word: Any = docx.Document()
    set_page(word)
    set_fonts(word)
    for place, paper in enumerate(papers):
        if place:
            word.add_page_break()
        _paper(word, paper)
    word.core_properties.title, word.core_properties.author = papers[0].title, author
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _paper(word: Any, paper: Paper) -> None:
    add_words(word, paper.title, TITLE, SIZE_2, align="center", bold=True)
    if paper.number:
        add_words(word, paper.number, FANG, SIZE_4, align="right")
    for block in paper.blocks:
        _block(word, block)


def _block(word: Any, block: Block) -> None:
    match block:
        case Grid():
            _table(word, (), block.rows, (1, 4))
        case Rows():
            _table(word, block.head, block.rows, block.widths)
        case Text():
            if block.heading:
                add_words(word, block.heading, HEI, SIZE_4).paragraph_format.keep_with_next = True
            for line in filter(str.strip, block.words.splitlines()):
                add_words(word, line, FANG, SIZE_4, indent=2)
        case Signs():
            for label, value in block.rows:
                add_words(word, f"{label}：{value or '____________'}", FANG, SIZE_4, align="left")
        case Picture():
            add_words(word, block.caption, FANG, SIZE_4)


def _table(word: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    table = word.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for line in ([head] if head else []) + list(rows):
        cells = table.add_row().cells
        for place, text in enumerate(line):
            is_label = line is head or (not head and place == 0)
            fill_cell(cells[place], text, HEI if is_label else FANG, "center" if is_label else "left")
    whole = sum(widths)
    for place, width in enumerate(widths):
        for cell in table.columns[place].cells:
            cell.width = int(156 * 36_000 * width / whole)
    add_words(word, "")
