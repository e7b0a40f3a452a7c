from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import connection

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import city_code
from linli.metrics.engines.duck import LakeReader, reader_of
from linli.metrics.engines.postgres import Tables
from linli.metrics.engines.source import Source
from linli.metrics.errors import FiguresNotReady, LakeDamaged, LakeMissing
from linli.metrics.lake.places import the_lake

FRESH = timedelta(hours=26)
"""An export each night is missed at most once before figures count as old."""


def lake_city() -> str:
    """Return the name under which this city's files lie in a lake."""
    return significant_prefix(city_code()).ljust(6, "0")


MOST_COUNTED = 20_000
"""Of so many matters each figure is counted anew in some hundredths of a second; of more, nobody waits for that."""


def source_for(now: datetime) -> Source:
    """Return where pages read figures: the lake where it is fresh, in a small city else the tables themselves.

    In a large one the lake as it is, even where it is old. Raises FiguresNotReady where it has none yet, LakeDamaged
    where a file of it is; a small city is counted from its tables until the lake is mended.
    """
    try:
        lake = _lake()
    except LakeDamaged:
        if is_large():
            raise
        return Tables(now)
    if lake and now - lake.at < FRESH:
        return lake
    if not is_large():
        return Tables(now)
    if lake is None:
        raise FiguresNotReady
    return lake


def _lake() -> LakeReader | None:
    try:
        return reader_of(the_lake(), lake_city())
    except LakeMissing:
        return None


def hold_lake() -> None:
    """Have what pages ask the lake most in memory, where the city has a lake. Raises LakeDamaged."""
    if lake := _lake():
        lake.hold()


def lake_at() -> datetime | None:
    """Return when the lake was last brought up to date; None: never. Raises LakeDamaged."""
    try:
        return the_lake().manifest(lake_city()).moment
    except LakeMissing:
        return None


def is_large() -> bool:
    """Say whether the city has more matters than a page may count, as the database guesses. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'matters_matter'::regclass")
        (guessed,) = cursor.fetchone()
    return bool(guessed > MOST_COUNTED)


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
            with suppress(FiguresNotReady):
                return source_for(now)
            return Tables(now)  # whoever asks here can wait
