"""A statement as PDF, drawn by typst with the fonts of formal documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import typst

from linli.compensation.statement import Statement
from linli.letters.policies.document import Table, Words
from linli.letters.rendering.fonts import chosen

LAYOUT = Path(__file__).parents[1] / "layout" / "statement.typ"


def pdf_of(statement: Statement) -> bytes:
    """Return the PDF. Tens of milliseconds. Raises FontsMissing."""
    fonts = chosen()
    data = {
        "title": statement.title,
        "blocks": [_block(each) for each in statement.blocks],
        "fonts": {part: list(names) for part, names in fonts.families.items()},
    }
    compiler = typst.Compiler(
        str(LAYOUT), font_paths=fonts.fonts, sys_inputs={"statement": orjson.dumps(data).decode()}
    )
    made = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def _block(block: Words) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(orjson.dumps(block))
    if isinstance(block, Table):
        data |= {"widths": block.widths(), "numeric": block.numeric()}
    return data
