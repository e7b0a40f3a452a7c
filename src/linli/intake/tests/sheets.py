"""Sheets as offices send them, written for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

HEADER = ("编号", "反映内容", "登记时间", "区县", "联系电话", "经度", "纬度")
GOOD = ("W-1", "河东街道树荫路路灯不亮", "2019/2/28 11:25:05", "临河区", "19900001234", 114.31, 35.81)
MAP = {
    "source": "ledger",
    "contact": "keep",
    "fields": {
        "id": {"columns": ["工单编号", "编号"]},
        "text": {"columns": ["反映内容"]},
        "reported_at": {"columns": ["登记时间"], "zone": "Asia/Shanghai"},
        "channel": {"value": "hotline"},
        "area": {"columns": ["区县"], "optional": True},
        "phone": {"columns": ["联系电话"], "optional": True},
        "position": {"lon": ["经度"], "lat": ["纬度"], "crs": "cgcs2000", "optional": True},
    },
}


def changed(**more: Any) -> dict[str, Any]:
    """Return the map with other fields: `changed(text={"columns": ["内容"]})`."""
    return {**MAP, "fields": {**MAP["fields"], **more}}  # type: ignore[dict-item]


def workbook(path: Path, rows: Iterable[Sequence[object]], *, formulas: bool = False) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": formulas}) as book:
        sheet = book.add_worksheet("台账")
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(
                        line, column, value, book.add_format({"num_format": "yyyy/m/d h:mm"})
                    )
                elif value is not None:
                    sheet.write(line, column, value)
    return path


def row(**other: object) -> tuple[object, ...]:
    """Return the good row with other cells: `row(编号="W-2")`."""
    return tuple(other.get(name, cell) for name, cell in zip(HEADER, GOOD, strict=True))
