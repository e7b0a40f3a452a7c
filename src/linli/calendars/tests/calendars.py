"""Calendars for tests: Anhe's own tables, read from its city pack."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from linli.calendars.policies import HoursFrom, WorkingCalendar
from linli.calendars.rules import CalendarYear, WorkingHours

RULES = Path(__file__).parents[4] / "cities" / "anhe" / "rules"
ZONE = ZoneInfo("Asia/Shanghai")
HOURS = (HoursFrom(date(2024, 1, 1), None, WorkingHours(hours=("08:30-12:00", "14:00-17:30"))),)


@cache
def years() -> dict[int, CalendarYear]:
    files = sorted(RULES.glob("calendar-*.yaml"))
    tables = (CalendarYear.model_validate(yaml.safe_load(file.read_text())["value"]) for file in files)
    return {table.year: table for table in tables}


@cache
def anhe() -> WorkingCalendar:
    return WorkingCalendar(years(), HOURS, ZONE)
