"""The matters of a hot issue as a spreadsheet. No personal data, and no cell runs as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext

from linli.areas.queries import area_named
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.intake.policies.cells import harmless
from linli.matters.models import Matter
from linli.matters.policies import Status
from linli.publications.policies.masking import masked
from linli.warnings.models import HotIssue

TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 20_000
WIDTHS = (24, 12, 36, 60, 18, 18, 24, 12)


def as_xlsx(issue: HotIssue, members: Iterable[Matter]) -> bytes:
    """One row for each matter, under the issue's title and summary."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, TEXT_ONLY) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_string(0, 0, harmless(issue.title), bold)
        sheet.write_string(1, 0, harmless(issue.summary))
        for column, (name, width) in enumerate(zip(_names(), WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, name, bold)
        for row, matter in enumerate(members, 4):
            for column, cell in enumerate(_cells(matter)):
                sheet.write_string(row, column, harmless(cell))
        sheet.freeze_panes(4, 0)
    return target.getvalue()


def _names() -> tuple[str, ...]:
    return (
        gettext("Case code"),
        gettext("Came in"),
        gettext("Title"),
        gettext("Text"),
        gettext("Kind"),
        gettext("Area"),
        gettext("Leading unit"),
        gettext("State"),
    )


def _cells(matter: Matter) -> tuple[str, ...]:
    kind = kinds().get(matter.kind_code)
    return (
        matter.code,
        city_day(matter.registered_at).isoformat(),
        masked(matter.title),
        masked(matter.text),
        kind.name if kind else "",
        area_name(matter.area_code),
        matter.lead_unit.name if matter.lead_unit else "",
        str(Status(matter.status).label),
    )


def area_name(code: str) -> str:
    try:
        return area_named(code).name
    except Refusal:
        return ""
