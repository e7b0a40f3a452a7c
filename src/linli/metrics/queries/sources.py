from __future__ import annotations

from datetime import datetime, timedelta

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import city_code
from linli.metrics.engines.duck import reader_of
from linli.metrics.engines.postgres import Tables
from linli.metrics.engines.source import Source
from linli.metrics.errors import LakeMissing
from linli.metrics.lake.places import the_lake

FRESH = timedelta(hours=26)
"""An export each night is missed at most once before pages ask the tables again."""


def lake_city() -> str:
    """Return the name under which this city's files lie in a lake."""
    return significant_prefix(city_code()).ljust(6, "0")


def source_for(now: datetime) -> Source:
    """Return where figures are read from: the lake where it is fresh, else the tables themselves."""
    try:
        lake = reader_of(the_lake(), lake_city())
    except LakeMissing:
        return Tables(now)
    return lake if now - lake.at < FRESH else Tables(now)


def source_named(name: str, now: datetime) -> Source:
    """Raises LakeMissing, LakeDamaged."""
    match name:
        case "tables":
            return Tables(now)
        case "journal":
            from linli.metrics.engines.journal import (
                Journal,  # reads every entry: only who asks for it loads it
            )

            return Journal(now)
        case "lake":
            return reader_of(the_lake(), lake_city())
        case _:
            return source_for(now)
