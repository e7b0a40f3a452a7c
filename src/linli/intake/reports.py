"""The list of refused rows, for the office to mend its sheet by."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import IO

import xlsxwriter

from linli.intake.actions.importing import RefusedRow

HEAD = ("行号 row", "代码 code", "原因", "reason")
WIDTHS = (10, 34, 60, 60)
FORMULAS_ARE_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}


def write_report(lines: Iterable[RefusedRow], into: IO[bytes]) -> None:
    """Write the refused rows as a spreadsheet, in both languages. Memory does not grow with the lines."""
    with xlsxwriter.Workbook(into, FORMULAS_ARE_TEXT) as book:
        sheet = book.add_worksheet("refused")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, HEAD, book.add_format({"bold": True}))
        for line, each in enumerate(lines, start=1):
            reasons = (each.why.in_language("zh-hans"), each.why.in_language("en"))
            sheet.write_row(line, 0, (each.row, each.why.code, *reasons))


def write_beside(lines: Iterable[RefusedRow], file: Path, wanted: Path | None = None) -> Path:
    """Write the report where it is wanted, else beside the file, else among temporary files; return the place.

    Raises OSError.
    """
    name = f"{file.name}.refused.xlsx"
    places = [wanted] if wanted else [file.with_name(name), Path(gettempdir()) / name]
    for place in places[:-1]:
        with suppress(OSError):
            return _write(lines, place)
    return _write(lines, places[-1])


def _write(lines: Iterable[RefusedRow], place: Path) -> Path:
    with place.open("wb") as file:
        write_report(lines, file)
    return place
