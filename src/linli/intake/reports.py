"""The list of refused rows, for the office to mend its sheet by."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from linli.intake.actions.importing import Imported

HEAD = ("行号 row", "代码 code", "原因", "reason")
WIDTHS = (10, 26, 60, 60)
FORMULAS_ARE_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}


def write_report(result: Imported, place: Path) -> Path:
    """Write the refused rows as a spreadsheet and return its path. Raises OSError."""
    with place.open("wb") as file, xlsxwriter.Workbook(file, FORMULAS_ARE_TEXT) as book:
        sheet = book.add_worksheet("refused")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, HEAD, book.add_format({"bold": True}))
        for line, each in enumerate(result.refusals, start=1):
            reasons = (each.why.in_language("zh-hans"), each.why.in_language("en"))
            sheet.write_row(line, 0, (each.row, each.why.code, *reasons))
    return place
