"""Reading messages from a spreadsheet whose columns are named in one of the usual ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from linli.intake.errors import BadDate, BadNumber, HeaderMissing
from linli.intake.policies.cells import Cell, moment_of, number_of, text_of
from linli.intake.policies.headers import Header
from linli.intake.policies.import_map import ImportMap
from linli.intake.rules import SheetLimits
from linli.intake.sheets import find_header, opened
from linli.warnings.issues.messages import Message

MOST_PEOPLE = 1_000
"""That one message may stand for: a mistyped number does not make an issue."""
USUAL: dict[str, tuple[str, ...]] = {
    "id": ("留言编号", "工单编号", "编号", "message_id", "id", "row_no", "序号"),
    "writer": ("留言用户", "user_id", "用户"),
    "title": ("留言主题", "标题", "主题", "title", "subject"),
    "text": ("留言详情", "诉求内容", "反映内容", "内容", "detail", "content", "segmented", "text"),
    "reported_at": (
        "留言时间",
        "登记时间",
        "来电时间",
        "时间",
        "posted_at",
        "submitted_on",
        "dateline",
        "reported_at",
    ),
    "likes": ("点赞数", "likes"),
    "dislikes": ("反对数", "dislikes"),
    "people": ("涉及人数", "people_affected"),
    "place": ("地址", "地点", "place", "river"),
}
"""Field -> names of columns, the first that is there and not blank counts."""


@dataclass(frozen=True)
class UsualColumns:
    """What the columns of message sheets are called, with what an import map says first."""

    plan: ImportMap | None = None

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        planned = {name: names for name, names, _ in self.plan.fields.columns()} if self.plan else {}
        planned["people"] = planned.pop("people_affected", ())
        for field, names in USUAL.items():
            yield field, (*planned.get(field, ()), *names), True


def read_messages(
    path: Path, *, limits: SheetLimits, zone: ZoneInfo, plan: ImportMap | None = None
) -> list[Message]:
    """Return the messages of a sheet (xlsx, xls, CSV, also gzipped), in its order. Rows without words are left out.

    A row without a number is called by its row; a time that cannot be read counts as none.
    Raises the refusals of sheets: SheetUnreadable, SheetTooLarge, SheetEmpty, SheetMissing, HeaderMissing.
    """
    if plan:
        opening = opened(
            path, limits=limits, sheet=plan.sheet, encoding=plan.encoding, delimiter=plan.delimiter
        )
    else:
        opening = opened(path, limits=limits)
    within = plan.header_within if plan else 30
    with opening as sheet:
        header, rows = find_header(sheet.rows, UsualColumns(plan), within=within)
        if not header.places.get("title") and not header.places.get("text"):
            raise HeaderMissing(rows=within, missing="/".join((*USUAL["title"], *USUAL["text"])))
        return [message for row in rows if (message := _message(header, row.number, row.cells, zone))]


def _message(header: Header, number: int, cells: Sequence[Cell], zone: ZoneInfo) -> Message | None:
    def words(field: str) -> str:
        return text_of(header.first(field, cells))

    title, text = words("title"), words("text")
    if not title and not text:
        return None
    return Message(
        id=words("id") or str(number),
        title=title,
        text=text,
        at=_moment(header.first("reported_at", cells), zone),
        writer=words("writer"),
        likes=_whole(header.first("likes", cells)),
        dislikes=_whole(header.first("dislikes", cells)),
        people=max(1, min(_whole(header.first("people", cells)), MOST_PEOPLE)),
        place=words("place"),
    )


def _moment(cell: Cell, zone: ZoneInfo) -> datetime | None:
    try:
        return moment_of(cell, zone=zone)
    except BadDate:
        return None


def _whole(cell: Cell) -> int:
    try:
        return max(0, int(number_of(cell) or 0))
    except (BadNumber, OverflowError, ValueError):
        return 0
