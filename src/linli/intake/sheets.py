"""Spreadsheets and CSV files from elsewhere, read row by row within bounds that the city sets."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

import python_calamine

from linli.intake.errors import HeaderMissing, SheetEmpty, SheetMissing, SheetTooLarge, SheetUnreadable
from linli.intake.policies.cells import Cell
from linli.intake.policies.headers import Header, NamesColumns, header_of
from linli.intake.rules import SheetLimits

ZIP, COMPOUND, GZIP = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"\x1f\x8b"
CELL = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{1,4})\$?([0-9]{1,9})["']""")
WORKSHEETS = "xl/worksheets/"
CHUNK = 1 << 20
OVERLAP = 64
DELIMITERS = ",\t;|"
LOOKED_AT = 30
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LETTERS = 26
Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, both by row and column from 0."""


@dataclass(frozen=True)
class SheetRow:
    """One row that is not blank."""

    number: int
    """As the office sees it at the left edge of the sheet, from 1."""
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    rows: Iterator[SheetRow]
    """Read once; each row leaves the memory when the next is asked for."""
    height: int | None
    """Rows of the sheet with its header, or lines of the text, which may be some more; None: only reading on tells."""


@contextmanager
def opened(
    path: Path,
    *,
    limits: SheetLimits,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    merged_down: bool = False,
) -> Iterator[Sheet]:
    """Open a spreadsheet (xlsx, xls) or a CSV file, packed with gzip or not; content decides, not the name.

    `merged_down`: a cell merged over several rows counts in each of them.
    Raises SheetUnreadable, SheetTooLarge, SheetMissing, SheetEmpty; a text file may raise them while it is read.
    """
    size = path.stat().st_size
    if size > limits.most_bytes:
        raise _too_large(path, size, "bytes", limits.most_bytes)
    if not size:
        raise SheetEmpty(file=path.name)
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(ZIP):
        _measure(path, limits)
        yield _workbook(path, sheet, limits, merged_down)
    elif head.startswith(COMPOUND):
        yield _workbook(path, sheet, limits, merged_down)
    elif path.suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        raise SheetUnreadable(file=path.name)
    else:
        with _decoded(path, encoding, limits) as (text, lines):
            yield Sheet(_records(path, text, delimiter, limits), lines)


def _too_large(path: Path, found: int, what: str, most: int) -> SheetTooLarge:
    return SheetTooLarge(file=path.name, found=found, what=what, most=most)


def _measure(path: Path, limits: SheetLimits) -> None:
    """Unpack everything once without keeping it: nothing larger than allowed, no cell far out in an empty sheet.

    A reader lays a sheet out as a full rectangle, so one cell in the last corner would cost a terabyte.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
            if total > limits.most_unpacked_bytes:
                raise _too_large(path, total, "bytes unpacked", limits.most_unpacked_bytes)
            for entry in archive.infolist():
                with archive.open(entry) as stream:
                    columns, rows = _extent(stream, entry.filename.startswith(WORKSHEETS))
                if columns * rows > limits.most_cells:
                    raise _too_large(path, columns * rows, "cells", limits.most_cells)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, zlib.error) as error:
        raise SheetUnreadable(file=path.name) from error


def _extent(stream: IO[bytes], is_sheet: bool) -> tuple[int, int]:
    """Return the columns and rows of the rectangle that holds all cells; reads to the end, which checks the sum."""
    columns = rows = 0
    rest = b""
    while chunk := stream.read(CHUNK):
        if is_sheet:
            rest += chunk
            for letters, digits in set(CELL.findall(rest)):
                columns, rows = max(columns, _column(letters)), max(rows, int(digits))
            rest = rest[-OVERLAP:]
    return columns, rows


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + letter - ord("A") + 1
    return number


def _workbook(path: Path, name: str, limits: SheetLimits, merged_down: bool) -> Sheet:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if not names or (name and name not in names):
            raise SheetMissing(sheet=name or "1", sheets=", ".join(names))
        found = book.get_sheet_by_name(name or names[0])
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise SheetUnreadable(file=path.name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a fault inside the reader reaches Python
            raise
        raise SheetUnreadable(file=path.name) from error
    if not found.total_height:
        raise SheetEmpty(file=path.name)
    if found.total_height * found.total_width > limits.most_cells:
        raise _too_large(path, found.total_height * found.total_width, "cells", limits.most_cells)
    lines: Iterable[Sequence[Cell]] = found.iter_rows()
    if merged_down:
        lines = _filled_down(lines, found.merged_cell_ranges or ())
    rows = (SheetRow(number, cells) for number, cells in enumerate(lines, start=1))
    return Sheet((row for row in rows if _says_something(row.cells)), found.total_height)


def _filled_down(lines: Iterable[Sequence[Cell]], merged: Iterable[Range]) -> Iterator[Sequence[Cell]]:
    """Yield the lines with what a merged cell says in each row of its first column."""
    beginning: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _right) in merged:
        if bottom > top:
            beginning.setdefault(top, []).append((left, bottom))
    running: dict[int, tuple[int, Cell]] = {}
    for number, cells in enumerate(lines):
        line = list(cells)
        running = {place: (last, value) for place, (last, value) in running.items() if number <= last}
        for place, (_last, value) in running.items():
            line[place] = value
        for place, last in beginning.get(number, ()):
            if place < len(line):
                running[place] = (last, line[place])
        yield line


def find_header(
    rows: Iterator[SheetRow], fields: NamesColumns, *, within: int, titles: list[SheetRow] | None = None
) -> tuple[Header, Iterator[SheetRow]]:
    """Return where the columns are and the rows below. Rows above the header are skipped, and put into `titles`.

    A header may take two rows: where the second one names more of the columns, both count together.
    Raises HeaderMissing.
    """
    best: list[str] | None = None
    while (row := next(rows, None)) and row.number <= within:
        header, missing = header_of(fields, row.cells)
        second = next(rows, None)
        below = second.cells if second else ()
        lower, _missing = header_of(fields, below)
        both, missing_in_both = header_of(fields, below, row.cells)
        if not missing_in_both and both.found > max(header.found, lower.found):
            return both, rows
        rest = chain([second], rows) if second else rows
        if not missing:
            return header, rest
        best = min(best or missing, missing, missing_in_both, key=len)
        rows = rest
        if titles is not None:
            titles.append(row)
    raise HeaderMissing(rows=within, missing=", ".join(best or ["?"]))


def _says_something(cells: Sequence[Cell]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)


@contextmanager
def _decoded(path: Path, encoding: str, limits: SheetLimits) -> Iterator[tuple[IO[str], int | None]]:
    try:
        chosen, lines = (encoding, None) if encoding else _encoding(path, limits)
        with _bytes_of(path) as raw, io.TextIOWrapper(raw, encoding=chosen, newline="") as text:
            yield text, lines
    except (UnicodeError, LookupError, gzip.BadGzipFile, EOFError, zlib.error, csv.Error) as error:
        raise SheetUnreadable(file=path.name) from error


def _bytes_of(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _encoding(path: Path, limits: SheetLimits) -> tuple[str, int]:
    """Return the encoding in which the whole file can be read: by its mark, else UTF-8, else GB 18030; and its lines.

    Raises SheetUnreadable for binary content, SheetTooLarge. Reads the file once, keeping nothing.
    """
    utf8 = codecs.getincrementaldecoder("utf-8")()
    chosen, total, lines = "", 0, 0
    with _bytes_of(path) as raw:
        while chunk := raw.read(CHUNK):
            if not total:
                chosen = next((name for mark, name in MARKS if chunk.startswith(mark)), "utf-8")
            total += len(chunk)
            lines += chunk.count(b"\n")
            if total > limits.most_unpacked_bytes:
                raise _too_large(path, total, "bytes unpacked", limits.most_unpacked_bytes)
            if b"\0" in chunk and chosen != "utf-16":
                raise SheetUnreadable(file=path.name)
            if chosen == "utf-8" and not _continues(utf8, chunk):
                chosen = "gb18030"
    if not total:
        raise SheetEmpty(file=path.name)
    if chosen == "utf-8" and not _continues(utf8, b"", final=True):
        chosen = "gb18030"
    return chosen, lines


def _continues(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _records(path: Path, text: IO[str], delimiter: str, limits: SheetLimits) -> Iterator[SheetRow]:
    """Yield the records; a record with line breaks inside counts as one row, as a spreadsheet shows it."""
    lines = iter(lambda: text.readline(limits.longest_text * 4 + CHUNK), "")
    first = list(islice(lines, LOOKED_AT))
    csv.field_size_limit(limits.longest_text * 4 + CHUNK)
    reader = csv.reader(_chained(first, lines), delimiter=delimiter or _delimiter(first))
    empty, cells_seen = True, 0
    for number, cells in enumerate(reader, start=1):
        cells_seen += len(cells)
        if cells_seen > limits.most_cells:
            raise _too_large(path, cells_seen, "cells", limits.most_cells)
        if _says_something(cells):
            empty = False
            yield SheetRow(number, cells)
    if empty:
        raise SheetEmpty(file=path.name)


def _chained(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    first.clear()
    yield from rest


def _delimiter(lines: Sequence[str]) -> str:
    counts = {each: sum(line.count(each) for line in lines[:3]) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: counts[each])
