"""What the figures of a place begin with, and asking the lake for it before anybody does."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.areas.queries import children, city_code
from linli.core.time import city_day
from linli.metrics.access import Scope
from linli.metrics.engines.duck import LakeReader
from linli.metrics.policies.indicators import Dimension
from linli.metrics.queries.answering import answer
from linli.metrics.queries.asking import ask
from linli.metrics.queries.sources import source_for

HEAD = ("opened", "closed", "open", "late", "on_time_rate", "closure_rate", "handling_time", "score")
TABLES = (("score", Dimension.UNIT), ("on_time_rate", Dimension.AREA), ("handling_time", Dimension.KIND))


def look_ahead(now: datetime) -> None:
    """Ask the lake what is seen at a glance of the city, a county and a township, so that no leader waits for it.

    To write a new form of question for the lake takes longer than to answer it.
    """
    source = source_for(now)
    if not isinstance(source, LakeReader):
        return
    last = city_day(now) - timedelta(days=1)
    asked = [
        *((name, []) for name in HEAD),
        *((name, [by]) for name, by in TABLES),
        ("opened", [Dimension.DAY]),
    ]
    for place in _one_of_each_level():
        for name, by in asked:
            answer(ask(name, Scope(place), last - timedelta(days=29), last, by=by), source)


def _one_of_each_level() -> list[str]:
    counties = children(city_code())[:1]
    townships = [each for county in counties for each in children(county.code)[:1]]
    return [city_code(), *(each.code for each in (*counties, *townships))]
