"""A small plan and the people who work on it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from PIL import Image

from linli.core.actor import SYSTEM
from linli.matters.actions.attaching import Upload
from linli.matters.testing import SmallCity
from linli.people.testing import value_of_rule
from linli.rulebook.actions import set_rule
from linli.targets.actions.importing import Heading, Imported, import_plan
from linli.targets.actions.plans import adopt
from linli.targets.models import Plan, Task

TITLE = "安和市2026年重点工作任务分解表"
HEAD = (
    "措施编号",
    "重点措施",
    "牵头单位",
    "任务编号",
    "具体任务",
    "责任单位",
    "配合单位",
    "开始时间",
    "完成时限",
)
HEAD = (*HEAD, "权重", "前置任务", "时间节点", "佐证材料")
ROWS: tuple[tuple[Any, ...], ...] = (
    ("1", "老旧小区治理", "安和市住房和城乡建设局", "1-1", "摸清底数", "安和市住房和城乡建设局",
     "河东街道柳树社区居委会",
     "2026年3月1日", "2026年4月30日", 2, "", "", ""),
    ("", "", "", "1-2", "完成改造", "临河区河东街道办事处", "", date(2026, 3, 2), "2026/9/30", 3, "1-1",
     "方案印发（提前60个工作日）；主体完工（8月底）", "验收单"),
    ("2", "网格服务", "临河区人民政府", "2-1", "网格员培训", "", "", "", "6月底前", "", "", "", ""),
)  # fmt: skip


def write_csv(path: Path, rows=ROWS, *, head=HEAD, title: str = TITLE) -> Path:
    lines = [[title]] if title else []
    lines += [list(head), *([f"{cell}" for cell in row] for row in rows)]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines), "utf-8")
    return path


def write_xlsx(path: Path, rows=ROWS) -> Path:
    """As offices do: a title over all columns, a header in two rows, measures merged downwards, real dates."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, len(HEAD) - 1, TITLE)
        for place, name in enumerate(HEAD):
            if name in ("开始时间", "完成时限"):
                sheet.write(2, place, name)
            else:
                sheet.merge_range(1, place, 2, place, name)
        sheet.merge_range(1, 7, 1, 8, "时间安排")
        for place in range(3):
            sheet.merge_range(3, place, 4, place, rows[0][place])
        for line, row in enumerate(rows, start=3):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day)
                elif cell != "" and not (line in (3, 4) and place < 3):
                    sheet.write(line, place, cell)
    return path


def picture() -> Upload:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(stream, "JPEG")
    stream.seek(0)
    return Upload(stream, "验收.jpg")


@dataclass
class Office:
    city: SmallCity
    folder: Path

    @classmethod
    def of(cls, city: SmallCity, folder: Path) -> Office:
        sheets = {**value_of_rule("targets-sheets"), "issuer": "city", "units_named": {"市住建局": "housing"}}
        set_rule("targets.sheets", sheets, date(2024, 1, 1), by=SYSTEM, now=city.now)
        return cls(city, folder)

    def read(self, rows=ROWS, heading: Heading | None = None, **more: Any) -> Imported:
        path = write_csv(self.folder / "计划.csv", rows)
        return import_plan(path, heading or Heading(), by=SYSTEM, now=self.city.now, **more)

    def plan(self) -> Plan:
        """Return the small plan, in force."""
        result = self.read()
        assert result.refusals == []
        plan = Plan.objects.get(pk=result.plan)
        adopt(plan=plan, by=SYSTEM, now=self.city.now)
        return plan

    def task(self, code: str = "1-1") -> Task:
        return Task.objects.select_related("plan__issuer", "measure__lead", "owner").get(code=code)
