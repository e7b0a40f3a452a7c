"""The one model of a formal document. The page, the PDF and the .docx are three renderings of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from linli.letters.policies.kinds import Form, LetterKind
from linli.letters.policies.wording import count_in_chinese

FROM_FACTS = "\ue001"
"""Stands before each line that came out of a fact, so that a fact can never write markup."""
HEADINGS = range(1, 4)
NAMED = 4
MARKERS = {"#": 1, "##": 2, "###": 3, "=": NAMED}
NUMERIC = frozenset("0123456789.,%％-—+/年月日时分天件户次 ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    level: int = 0
    """0 plain, 1 to 3 headings: 一、（一）1.; 4 names after a word: 出席：…"""
    type: str = field(default="paragraph", init=False)

    def heads(self, following: Block | None) -> bool:
        """Say whether it is the heading of what follows, and must stay with it. Items in a row may be parted."""
        if self.level not in HEADINGS or following is None:
            return False
        return not isinstance(following, Paragraph) or following.level == 0 or following.level > self.level

    def parts(self) -> tuple[str, str]:
        """Return the heading that a paragraph begins with and the rest: （一）加强领导。各单位要…, 出席：市司法局…"""
        lead, stop, rest = self.text.partition("：" if self.level == NAMED else "。")
        return lead + stop, rest


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    type: str = field(default="table", init=False)

    def widths(self) -> list[int]:
        """Return the columns' shares of the width by their longest cell, none too narrow, none greedy."""
        columns = zip(self.head, *self.rows, strict=True)
        return [min(24, max(4, *map(_half_widths, column))) for column in columns]

    def numeric(self) -> list[bool]:
        """Say of each column whether it holds figures and dates only."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.head)
        return [all(NUMERIC.issuperset(cell) for cell in column) for column in columns]


def _half_widths(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


@dataclass(frozen=True, slots=True)
class Chart:
    """Values drawn for the eye: bars one below the other, or a line from left to right."""

    caption: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    """What each value says."""
    lengths: tuple[int, ...]
    """Thousandths of the longest."""
    is_line: bool = False
    type: str = field(default="chart", init=False)


Words = Paragraph | Table
Block = Words | Chart


@dataclass(frozen=True, slots=True)
class SlipRow:
    label: str
    words: str
    """Empty: whoever gets the letter writes here."""
    lines: int
    """Room for so many lines."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A form on a page of its own, the last of the attachments, that comes back filled in: a receipt, an answer."""

    title: str
    rows: tuple[SlipRow, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What a letter says, complete. Frozen at issue and known by its digest."""

    kind: LetterKind
    form: Form
    mark: str
    """发文机关标志: the red line of letters at the head."""
    number: str
    """发文字号; empty before issue."""
    signer: str
    """签发人, for letters to a superior unit only."""
    title: tuple[str, ...]
    """Lines, broken by sense."""
    addressee: str
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...]
    basis: tuple[str, ...]
    """Laws and rules on which it rests."""
    due: str
    """By when an answer is owed, in words; empty: none is."""
    issuer: str
    date: str
    seal: bool
    note: str
    """附注, in parentheses below the date: whom to ask."""
    copy_to: tuple[str, ...]
    printing_office: str
    printed_on: str
    slip: Slip | None = None

    @property
    def slip_lead(self) -> str:
        """Return what stands over the slip: 附件2."""
        return f"附件{len(self.attachments)}" if len(self.attachments) > 1 else "附件"

    @property
    def full_title(self) -> str:
        return "".join(self.title)

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON values, to keep and to render."""
        data: dict[str, Any] = orjson.loads(orjson.dumps(self))
        return data

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Document:
        """Read what `as_data` gave."""
        lists = {name: tuple(data[name]) for name in ("title", "attachments", "basis", "copy_to")}
        blocks = tuple(_block(each) for each in data["blocks"])
        kind, form = LetterKind(data["kind"]), Form(data["form"])
        slip = _slip(data.get("slip"))  # letters of earlier years have none
        return cls(**{**data, **lists, "blocks": blocks, "kind": kind, "form": form, "slip": slip})


def _slip(data: Mapping[str, Any] | None) -> Slip | None:
    return Slip(data["title"], tuple(SlipRow(**row) for row in data["rows"])) if data else None


def _block(data: Mapping[str, Any]) -> Block:
    if data["type"] == "table":
        return Table(data["caption"], tuple(data["head"]), tuple(tuple(row) for row in data["rows"]))
    if data["type"] == "chart":
        lists = {name: tuple(data[name]) for name in ("names", "words", "lengths")}
        return Chart(data["caption"], is_line=data["is_line"], **lists)
    return Paragraph(data["text"], data["level"])


def digest_of(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document's data in one fixed writing, as 64 hexadecimal digits."""
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()


def blocks_of(text: str, shown: Mapping[str, Table | Chart]) -> Iterator[Block]:
    """Read the light markup of bodies: one paragraph a line, `#` to `###` headings, `=` names after a word,
    `@table name`, `@chart name`.

    Raises KeyError for a table or chart that is not there.
    """
    for line in text.splitlines():
        words = line.strip()
        if not words.strip(FROM_FACTS):
            continue
        marker, _space, rest = words.partition(" ")
        if marker in MARKERS:
            yield Paragraph(clean(rest), MARKERS[marker])
        elif marker in ("@table", "@chart"):
            yield shown[rest.strip()]
        else:
            yield Paragraph(clean(words))


def clean(text: str) -> str:
    """Return the words without the marks of facts."""
    return text.replace(FROM_FACTS, "").strip()


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with their headings numbered: 一、 then （一） then 1."""
    first = second = third = 0
    for block in blocks:
        if not isinstance(block, Paragraph) or block.level not in HEADINGS:
            yield block
            continue
        if block.level == 1:
            first, second, third = first + 1, 0, 0
            lead = f"{count_in_chinese(first)}、"
        elif block.level == 2:
            second, third = second + 1, 0
            lead = f"（{count_in_chinese(second)}）"
        else:
            third += 1
            lead = f"{third}."
        yield replace(block, text=lead + block.text)
