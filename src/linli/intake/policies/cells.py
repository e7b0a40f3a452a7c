"""Cells of a sheet as offices fill them: text, numbers and instants out of what was typed or computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from unicodedata import normalize
from zoneinfo import ZoneInfo

from linli.intake.errors import BadDate, BadNumber

Cell = str | float | int | bool | datetime | date | time | timedelta | None

WEEKDAY = r"(?:[(]?(?:星期|周)[一二三四五六日天][)]?)?"
DAY = rf"(?P<y>[12]\d{{3}})(?:年|[-/.])(?P<m>\d{{1,2}})(?:月|[-/.])(?P<d>\d{{1,2}})日?{WEEKDAY}"
HALF = r"(?P<half>上午|下午|中午|晚上|凌晨|早上|[ap]m)?"
TIME = rf"{HALF} ?(?P<h>\d{{1,2}})(?:[:时点] ?(?P<min>\d{{1,2}})?(?:[:分] ?(?P<s>\d{{1,2}})?(?:\.\d+)?秒?)?)"
LATE = r"(?: ?(?P<after>[ap]m))?"
OFFSET = r"(?: ?(?P<offset>z|[+-]\d{2}:?\d{2}))?"
MOMENT = re.compile(rf"{DAY}(?:(?:t| |,)*{TIME}{LATE})?{OFFSET}")
COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<h>\d{2})(?P<min>\d{2})(?P<s>\d{2})?)?"
)
AFTERNOON = frozenset({"下午", "晚上", "pm"})
MORNING = frozenset({"上午", "凌晨", "早上", "am"})
NOON = 12
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Day numbers of a spreadsheet that are taken for dates: 1954 to 2119."""
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 — the day from which spreadsheets count, in no zone
CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""PostgreSQL takes no NUL, UTF-8 no surrogates, and nobody reads the others."""
SHOWN = 40
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_of(cell: Cell) -> str:
    """Return what a cell says: whole numbers without ".0", no control characters, no blanks around its lines."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if not isinstance(cell, str):
        return str(cell)
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    lines = (line.strip() for line in CONTROLS.sub("", text).strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\ufeff \n")


def number_of(cell: Cell) -> float | None:
    """Return a number, None for a blank cell. Raises BadNumber."""
    if isinstance(cell, (bool, datetime, date, time, timedelta)):
        raise BadNumber(value=shown(cell))
    if isinstance(cell, (int, float)):
        return float(cell)
    text = normalize("NFKC", text_of(cell)).replace(",", "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise BadNumber(value=shown(cell)) from None


def moment_of(cell: Cell, *, zone: ZoneInfo, formats: Sequence[str] = ()) -> datetime | None:
    """Return the instant a cell means, None for a blank one. Without an offset of its own it is in `zone`.

    `formats` (of `strptime`) are tried first. A day without a time is its midnight. Raises BadDate.
    """
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), zone)
    if isinstance(cell, (bool, time, timedelta)):
        raise BadDate(value=shown(cell))
    if isinstance(cell, (int, float)) and FIRST_SERIAL <= cell < LAST_SERIAL:
        return (EPOCH + timedelta(seconds=round(cell * 86_400))).replace(tzinfo=zone)
    text = " ".join(normalize("NFKC", text_of(cell)).split()).lower()
    return _typed(text, cell, zone, formats) if text else None


def _typed(text: str, cell: Cell, zone: ZoneInfo, formats: Sequence[str]) -> datetime:
    for form in formats:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 — the zone follows
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=zone)
    match = MOMENT.fullmatch(text) or COMPACT.fullmatch(text)
    if match is None:
        raise BadDate(value=shown(cell))
    try:
        return _assembled(match.groupdict(), zone)
    except ValueError:
        raise BadDate(value=shown(cell)) from None


def _assembled(parts: dict[str, str | None], zone: ZoneInfo) -> datetime:
    year, month, day, hour, minute, second = (
        int(parts.get(name) or 0) for name in ("y", "m", "d", "h", "min", "s")
    )
    hour = _hour(hour, parts.get("half") or parts.get("after") or "")
    offset = parts.get("offset")
    place = datetime.strptime(offset.upper(), "%z").tzinfo if offset else zone
    return datetime(year, month, day, hour, minute, second, tzinfo=place)


def _hour(hour: int, half: str) -> int:
    """下午3 is 15, 12 at noon is 12, 凌晨12 is 0. An hour beyond twelve is taken as it stands."""
    if half in AFTERNOON and hour < NOON:
        return hour + NOON
    if half == "中午" and hour < NOON - 1:
        return hour + NOON
    return 0 if half in MORNING and hour == NOON else hour


def shown(cell: Cell) -> str:
    """Return a cell as a refusal quotes it."""
    text = text_of(cell)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def name_of(cell: Cell) -> str:
    """Return a column's name as names are compared: one width, no blanks, no case."""
    return "".join(normalize("NFKC", text_of(cell)).split()).casefold()


def words_of(cell: Cell) -> str:
    """Return what a cell says on one line, without the apostrophe that kept it from being a formula."""
    text = text_of(cell)
    if text.startswith("'") and text[1:2] in FORMULA:
        text = text[1:]
    return " ".join(text.split())


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs: an apostrophe stands before what would be read as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
