"""What a new worker reads before it serves, so that nobody waits for it at the first request."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils import timezone

from linli.core.errors import Refusal

logger = logging.getLogger(__name__)
ANYTHING = "路灯坏了，麻烦派人看看"


def warm_up() -> None:
    """Load places, kinds, calendar, rules and words into memory. Never fails: a city may not be set up yet."""
    for load in (_places, _catalogue, _rules, _words):
        try:
            load(timezone.now())
        except (Refusal, DatabaseError) as problem:
            logger.info("not warm yet: %s", problem)
    connection.close()


def _places(now: datetime) -> None:
    from linli.areas.policies.coordinates import Crs, Point
    from linli.areas.queries import area_named, city_code, locate

    locate(Point(114.0, 35.0, Crs.CGCS2000))
    area_named(city_code())


def _catalogue(now: datetime) -> None:
    from linli.areas.queries import city_code
    from linli.catalogue.queries import duty_for, kinds

    for code in list(kinds())[:1]:  # an empty city has none
        duty_for(code, city_code())


def _rules(now: datetime) -> None:
    from linli.calendars.queries import working_calendar
    from linli.matters.actions.move import limits_of

    working_calendar()
    limits_of(now)


def _words(now: datetime) -> None:
    from linli.language.policies import lexemes
    from linli.language.queries import suggest

    lexemes(ANYTHING)
    suggest(ANYTHING)
