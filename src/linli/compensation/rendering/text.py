"""A statement as plain text, to read on a terminal or to send."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from unicodedata import east_asian_width

from linli.compensation.statement import Statement
from linli.letters.policies.document import Table


def text_of(statement: Statement) -> str:
    return "\n".join(_lines(statement)) + "\n"


def _lines(statement: Statement) -> Iterator[str]:
    yield statement.title
    yield "=" * _width(statement.title)
    for block in statement.blocks:
        if isinstance(block, Table):
            yield from _table(block)
        elif block.level:
            yield from ("", block.text, "-" * _width(block.text))
        else:
            yield block.text


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield table.caption
    rows = [line for row in (table.head, *table.rows) for line in _lines_of(row)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    right = table.numeric()
    for row in rows:
        yield "  ".join(
            _padded(cell, width, is_right) for cell, width, is_right in zip(row, widths, right, strict=True)
        ).rstrip()


def _lines_of(row: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a row whose cells have several."""
    yield from zip_longest(*(cell.split("\n") for cell in row), fillvalue="")


def _padded(text: str, width: int, is_right: bool) -> str:
    spaces = " " * (width - _width(text))
    return spaces + text if is_right else text + spaces


def _width(text: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)
