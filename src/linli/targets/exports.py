"""A plan as the sheet that offices use: what is written here is read back by the import as the same plan."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import xlsxwriter

from linli.core.time import city_day
from linli.intake.policies.cells import harmless
from linli.people.access import Viewer
from linli.targets.models import Plan
from linli.targets.queries.plans import TaskLine, lines_of_plan

OF_MEASURE = ("heading", "measure", "name", "goal", "lead")
COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("heading", "工作板块", 12),
    ("measure", "措施编号", 9),
    ("name", "重点措施", 30),
    ("goal", "工作目标", 30),
    ("lead", "牵头单位", 22),
    ("task", "任务编号", 9),
    ("work", "具体任务", 42),
    ("owner", "责任单位", 24),
    ("co_units", "配合单位", 28),
    ("starts_on", "开始时间", 13),
    ("due_on", "完成时限", 13),
    ("weight", "权重", 7),
    ("needs", "前置任务", 12),
    ("steps", "时间节点", 36),
    ("evidence", "佐证材料", 26),
    ("standing", "当前状态", 12),
    ("percent", "进度", 7),
)
"""Field, name of the column in the sheet, width. The last two are for reading only."""
GROUPED = ("starts_on", "due_on")
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


@dataclass(frozen=True)
class ExportRow:
    measure: str
    cells: Mapping[str, str]


def write_plan(viewer: Viewer, plan: Plan, form: str, *, now: datetime) -> bytes:
    """Return the tasks of a plan that the viewer sees, as `xlsx` or `csv`. No cell can run as a formula."""
    rows = [_row(line) for line in lines_of_plan(viewer, plan, today=city_day(now), whole=True)]
    return FORMS[form](plan, rows)


def _row(line: TaskLine) -> ExportRow:
    task, measure = line.task, line.task.measure
    cells = {
        "heading": measure.heading,
        "measure": measure.code,
        "name": measure.name,
        "goal": measure.goal,
        "lead": line.lead,
        "task": task.code,
        "work": task.name,
        "owner": task.owner.name,
        "co_units": "、".join(line.co_units),
        "starts_on": f"{task.starts_on:%Y-%m-%d}",
        "due_on": f"{task.due_on:%Y-%m-%d}",
        "weight": f"{task.weight.normalize():f}",
        "needs": "、".join(line.needs),
        "steps": "；".join(f"{each.name}（{each.due_on:%Y-%m-%d}）" for each in line.milestones),
        "evidence": task.evidence,
        "standing": f"{line.standing.mark} {line.standing.label}",
        "percent": f"{task.percent}%",
    }
    return ExportRow(measure.code, {name: harmless(text) for name, text in cells.items()})


def _csv(plan: Plan, rows: Sequence[ExportRow]) -> bytes:
    """With the mark that makes spreadsheet programs read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(plan.name)])
    writer.writerow([name for _field, name, _width in COLUMNS])
    writer.writerows([row.cells[field] for field, _name, _width in COLUMNS] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(plan: Plan, rows: Sequence[ExportRow]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, TEXT_ONLY) as book:
        sheet = book.add_worksheet("任务分解表")
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        box = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        head = book.add_format({**box, "bold": True, "align": "center", "bg_color": "#E2EFF2"})
        cell = book.add_format(box)
        last = len(COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, harmless(plan.name), title)
        sheet.set_row(0, 30)
        _header(sheet, head)
        for place, (_field, _name, width) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
        _body(sheet, rows, cell)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1, 2)
    return target.getvalue()


def _header(sheet: xlsxwriter.worksheet.Worksheet, head: object) -> None:
    """Two rows: days stand together under one title, all else is merged over both."""
    for place, (field, name, _width) in enumerate(COLUMNS):
        if field in GROUPED:
            sheet.write_string(2, place, name, head)
        else:
            sheet.merge_range(1, place, 2, place, name, head)
    first = [field for field, _name, _width in COLUMNS].index(GROUPED[0])
    sheet.merge_range(1, first, 1, first + len(GROUPED) - 1, "时间安排", head)


def _body(sheet: xlsxwriter.worksheet.Worksheet, rows: Sequence[ExportRow], cell: object) -> None:
    line = 3
    for _measure, group in groupby(rows, key=lambda row: row.measure):
        tasks = list(group)
        for place, (field, _name, _width) in enumerate(COLUMNS):
            if field in OF_MEASURE and len(tasks) > 1:
                sheet.merge_range(line, place, line + len(tasks) - 1, place, tasks[0].cells[field], cell)
                continue
            for offset, row in enumerate(tasks):
                sheet.write_string(line + offset, place, row.cells[field], cell)
        line += len(tasks)


FORMS: Mapping[str, Callable[[Plan, Sequence[ExportRow]], bytes]] = {"xlsx": _xlsx, "csv": _csv}
