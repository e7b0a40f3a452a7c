"""Reading messages with their replies from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linli.intake.policies.cells import text_of
from linli.intake.rules import SheetLimits
from linli.intake.sheets import find_header, opened

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("message_id", "留言编号", "工单编号", "编号", "id"),
    "title": ("title", "留言主题", "标题", "主题"),
    "detail": ("detail", "留言详情", "诉求内容", "内容", "content"),
    "reply": ("reply", "答复意见", "回复内容", "答复"),
    "label": ("label_explains", "可解释性"),
    "sent": ("n_effective_replies",),
    "perfunctory": ("days_to_first_perfunctory",),
    "explanation": ("days_to_first_explanation",),
    "progress": ("days_to_first_progress",),
}


@dataclass(frozen=True)
class Reply:
    """A message and what was answered."""

    id: str
    question: str
    reply: str
    label: str = ""
    """"1" where a reader found that it gives its grounds, "0" where not; empty in most sheets."""
    says_nothing: bool | None = None
    """What a reader found of the only reply to a message; None in most sheets."""


class ReplyColumns:
    """What the columns of such sheets are called."""

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        for field, names in COLUMNS.items():
            yield field, names, field != "reply"


def read_replies(path: Path, *, limits: SheetLimits) -> Iterator[Reply]:
    """Yield every row, those with a blank reply too; a row without a number is called by its row.

    Raises the refusals of sheets: SheetUnreadable, SheetTooLarge, SheetEmpty, HeaderMissing.
    """
    with opened(path, limits=limits) as sheet:
        header, rows = find_header(sheet.rows, ReplyColumns(), within=30)
        for row in rows:
            cells = {field: text_of(header.first(field, row.cells)) for field in COLUMNS}
            yield Reply(
                cells["id"] or str(row.number),
                f"{cells['title']}，{cells['detail']}",
                cells["reply"],
                cells["label"],
                _says_nothing(cells),
            )


def _says_nothing(cells: dict[str, str]) -> bool | None:
    steps = ("perfunctory", "explanation", "progress")
    coded = cells["reply"] and cells["sent"] == "1" and any(cells[each] for each in steps)
    return bool(cells["perfunctory"]) if coded else None
