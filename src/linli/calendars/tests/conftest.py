from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from linli.calendars.policies import HoursFrom, WorkingCalendar
from linli.calendars.rules import CalendarYear, WorkingHours

RULES = Path(__file__).parents[4] / "cities" / "anhe" / "rules"
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def years() -> dict[int, CalendarYear]:
    """Anhe's own tables, read from its city pack."""
    files = sorted(RULES.glob("calendar-*.yaml"))
    tables = (CalendarYear.model_validate(yaml.safe_load(file.read_text())["value"]) for file in files)
    return {table.year: table for table in tables}


@pytest.fixture(scope="session")
def hours() -> tuple[HoursFrom, ...]:
    return (HoursFrom(date(2024, 1, 1), None, WorkingHours(hours=("08:30-12:00", "14:00-17:30"))),)


@pytest.fixture(scope="session")
def calendar(years: dict[int, CalendarYear], hours: tuple[HoursFrom, ...]) -> WorkingCalendar:
    return WorkingCalendar(years, hours, ZONE)


@pytest.fixture(scope="session")
def local() -> Callable[[str], datetime]:
    """Read a local time of the city: `2026-03-06 16:00`."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=ZONE)
