"""Cells of a plan's sheet as offices fill them, and as they are written back."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal
from unicodedata import normalize
from zoneinfo import ZoneInfo

from linli.intake.errors import BadDate
from linli.intake.policies.cells import Cell, moment_of, shown, text_of, words_of
from linli.targets.errors import BadStep, BadWeight
from linli.targets.policies.schedule import Step

BETWEEN_LINES = re.compile(r"[\n;；]+")
BETWEEN_NAMES = re.compile(r"[\n,，、;；/]+")
BETWEEN_CODES = re.compile(r"[\s,，、;；]+")
WHOLE_MONTH = re.compile(r"(?:(?P<y>[12]\d{3})年)?(?P<m>\d{1,2})月(?P<end>底|末)?(?P<by>前|之前)?")
DAY_ONLY = re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:前|之前)?")
BY_DAY = re.compile(r"(?P<day>.*日)(?:前|之前)")
YEAR_END = re.compile(r"(?:(?P<y>[12]\d{3})年)?年?(?:底|末)前?")
AS_DATE = re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
STEP = re.compile(r"(?P<name>.+?)[(（](?P<when>[^()（）]+)[)）]")
BACK = re.compile(r"(?:提前|倒排|-)\s*(?P<days>\d{1,3})\s*(?:个?工作日)?")
DECEMBER = 12

Edge = Literal["first", "last"]


def code_of(cell: Cell) -> str:
    """Return a number such as 3-2. Spreadsheets like to take that for the second of March."""
    if isinstance(cell, datetime | date):
        return f"{cell.month}-{cell.day}"
    text = normalize("NFKC", words_of(cell)).replace(" ", "").replace("—", "-").replace("–", "-")
    if found := AS_DATE.fullmatch(text):
        return f"{found['m']}-{found['d']}"
    return text


def codes_of(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, datetime | date):
        return (code_of(cell),)
    return tuple(dict.fromkeys(code_of(each) for each in BETWEEN_CODES.split(words_of(cell)) if each))


def names_of(cell: Cell) -> tuple[str, ...]:
    parts = (" ".join(each.split()) for each in BETWEEN_NAMES.split(text_of(cell)))
    return tuple(dict.fromkeys(each for each in parts if each))


def day_of(cell: Cell, *, edge: Edge, year: int | None, zone: ZoneInfo) -> date | None:
    """Return the day a cell means, None for a blank one.

    `6月底前` is the last day of June, `2026年6月` its first or last day as `edge` says; without a year it is that of
    the plan. Raises BadDate: “long term” or “each quarter” is no day.
    """
    if not isinstance(cell, str):
        found = moment_of(cell, zone=zone)
        return found.date() if found else None
    text = normalize("NFKC", "".join(cell.split())).removeprefix("'")
    if not text:
        return None
    try:
        return _written(text, cell, edge, year, zone)
    except ValueError:
        raise BadDate(value=shown(cell)) from None


def _written(text: str, cell: Cell, edge: Edge, year: int | None, zone: ZoneInfo) -> date:
    if (found := DAY_ONLY.fullmatch(text)) and year:
        return date(year, int(found["m"]), int(found["d"]))
    if (found := WHOLE_MONTH.fullmatch(text)) and (found["y"] or year):
        whole, month = int(found["y"] or year or 0), int(found["m"])
        is_last = edge == "last" or bool(found["end"])
        return date(whole, month, calendar.monthrange(whole, month)[1] if is_last else 1)
    if (found := YEAR_END.fullmatch(text)) and (found["y"] or year):
        return date(int(found["y"] or year or 0), DECEMBER, 31)
    if found := BY_DAY.fullmatch(text):
        text = found["day"]
    moment = moment_of(text, zone=zone)
    if moment is None:
        raise BadDate(value=shown(cell))
    return moment.date()


def weight_of(cell: Cell) -> Decimal:
    """Return a weight, 1 for a blank cell. Raises BadWeight."""
    text = normalize("NFKC", words_of(cell)).removesuffix("%").removesuffix("分")
    if not text:
        return Decimal("1.00")
    try:
        weight = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise BadWeight(value=shown(cell)) from None
    if not Decimal(0) < weight <= Decimal(100):
        raise BadWeight(value=shown(cell))
    return weight


def steps_of(cell: Cell, *, year: int | None, zone: ZoneInfo) -> tuple[Step, ...]:
    """Return milestones: `方案印发（提前40个工作日）；中期自查（6月30日）`. Raises BadStep."""
    text = text_of(cell)
    lines = (each.strip() for each in BETWEEN_LINES.split(text))
    steps = tuple(_step(line, year, zone) for line in lines if line)
    if len({step.name for step in steps}) < len(steps):
        raise BadStep(value=shown(cell))
    return steps


def _step(line: str, year: int | None, zone: ZoneInfo) -> Step:
    found = STEP.fullmatch(line)
    if found is None:
        raise BadStep(value=shown(line))
    name, when = found["name"].strip()[:100], normalize("NFKC", found["when"]).strip()
    if back := BACK.fullmatch(when):
        return Step(name, before=int(back["days"]))
    try:
        on = day_of(when, edge="last", year=year, zone=zone)
    except BadDate:
        raise BadStep(value=shown(line)) from None
    if on is None:
        raise BadStep(value=shown(line))
    return Step(name, on=on)


def year_in(title: str) -> int | None:
    """Return the year that a plan's title names, None when it names none or several."""
    years = set(re.findall(r"(?<!\d)(20\d{2})(?=年)", normalize("NFKC", title)))
    return int(years.pop()) if len(years) == 1 else None
