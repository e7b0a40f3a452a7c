"""Keeping the lake of a large city fresh, so that no page has to count a million matters."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.core.time import city_zone
from linli.metrics.lake.exporting import export
from linli.metrics.lake.places import the_lake
from linli.metrics.queries.sources import FRESH, is_large, lake_at, lake_city

NIGHT = range(1, 4)
"""Hours of the city in which nobody is slowed down."""
OLD_AT_NIGHT = timedelta(hours=12)


def keep_fresh(*, now: datetime) -> bool:
    """Bring the lake up to date where it is wanted and due, at once where a file of it is cut or gone.

    Return whether that was done. Raises LakeBusy.
    """
    at = lake_at()
    is_wanted = at is not None or the_lake().has_older(lake_city()) or is_large()
    if is_wanted and (is_due(at, now) or the_lake().is_cut(lake_city())):
        export(the_lake(), lake_city(), now=now)
        return True
    return False


def is_due(at: datetime | None, now: datetime) -> bool:
    """Say whether it is time: at once where there is none or it is old, else at night."""
    if at is None or now - at >= FRESH:
        return True
    return now.astimezone(city_zone()).hour in NIGHT and now - at > OLD_AT_NIGHT
