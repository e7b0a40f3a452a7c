"""A document as PDF, drawn by typst in the layout of GB/T 9704-2012."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import segno
import typst
from django.conf import settings

from linli.letters.policies.document import Block, Chart, Document, Table
from linli.letters.rendering.charts import svg_of
from linli.letters.rendering.fonts import chosen

LAYOUT = Path(__file__).parents[1] / "layout" / "official.typ"
PICTURE = LAYOUT.with_name("picture.typ")
MARK_POINTS = {"file": 50.0, "letter": 44.0, "minutes": 44.0}
"""Largest size of the red line; longer names are made to fit the width."""
LETTER_RULE_BELOW = 4
"""Millimetres from the mark to the double line of the letter layout (10.1)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is printed at the foot so that anybody can check the letter."""

    code: str

    @property
    def url(self) -> str:
        return f"{settings.LINLI.public_url}/verify/{self.code}/"

    @property
    def lines(self) -> tuple[str, ...]:
        return (f"核验码：{self.code}", "扫码或登录邻里平台“公文核验”可查真伪")

    def picture(self, kind: str) -> bytes:
        """Return the QR code as `svg` or `png`."""
        stream = io.BytesIO()
        border, scale = 2, 1 if kind == "svg" else 8
        segno.make(self.url, error="m").save(stream, kind=kind, border=border, scale=scale)
        return stream.getvalue()


def pdf_of(document: Document, proof: Proof | None = None, *, is_draft: bool | None = None) -> bytes:
    """Return the PDF; without proof it is a draft and says so, unless the caller knows better.

    Tens of milliseconds. Raises FontsMissing.
    """
    fonts = chosen()
    data = _data(document, proof, is_draft) | {
        "fonts": {part: list(names) for part, names in fonts.families.items()}
    }
    compiler = typst.Compiler(
        str(LAYOUT), font_paths=fonts.fonts, sys_inputs={"document": orjson.dumps(data).decode()}
    )
    made = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def png_of(chart: Chart) -> bytes:
    """Return the same picture in points, for programs that know no drawings. Raises FontsMissing."""
    fonts = chosen()
    drawn = svg_of(chart, fonts=",".join(fonts.families["hei"]))
    compiler = typst.Compiler(str(PICTURE), font_paths=fonts.fonts, sys_inputs={"svg": drawn})
    made = compiler.compile(format="png", ppi=220)
    assert isinstance(made, bytes)
    return made


def _data(document: Document, proof: Proof | None, is_draft: bool | None) -> dict[str, Any]:
    data = document.as_data()
    blocks = document.blocks
    data["blocks"] = [
        {**each, **_more_of(block, following)}
        for each, block, following in zip(data["blocks"], blocks, (*blocks[1:], None), strict=True)
    ]
    data["slip_lead"] = document.slip_lead
    data["copy_to"] = "，".join(document.copy_to)
    data["mark_size"] = MARK_POINTS[document.form.value]
    data["rule_below"] = LETTER_RULE_BELOW
    data["proof"] = {"qr": proof.picture("svg").decode(), "lines": proof.lines} if proof else None
    data["is_draft"] = proof is None if is_draft is None else is_draft
    return data


def _more_of(block: Block, following: Block | None) -> dict[str, Any]:
    if isinstance(block, Table):
        return {"widths": block.widths(), "numeric": block.numeric()}
    if isinstance(block, Chart):
        return {"svg": svg_of(block, fonts=",".join(chosen().families["hei"]))}
    lead, rest = block.parts()
    return {"lead": lead, "rest": rest, "held": block.heads(following)}
