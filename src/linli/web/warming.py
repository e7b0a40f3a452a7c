"""What a new worker reads before it serves, so that nobody waits for it at the first request."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.forms.renderers import get_default_renderer
from django.template import engines
from django.urls import get_resolver, reverse
from django.utils import timezone, translation

from linli.core.errors import Refusal
from linli.web.rendering import PlainForms

logger = logging.getLogger(__name__)
ANYTHING = "路灯坏了，麻烦派人看看"
LATIN = "ludeng"
HOUSE = Path(__file__).parents[1]


def warm_up() -> None:
    """Load pages, places, kinds, calendar, rules, words, outlines and the lake into memory.

    Never fails: a city may not be set up yet.
    """
    for load in (_pages, _places, _catalogue, _rules, _words, _outlines, _figures):
        try:
            load(timezone.now())
        except (Refusal, DatabaseError) as problem:
            logger.info("not warm yet: %s", problem)
    connection.close()


def _pages(now: datetime) -> None:
    """Import every view, and read the words and templates of every page."""
    get_resolver().url_patterns  # noqa: B018  (importing the views is what is wanted)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")
    for name in _templates(engines["django"].template_dirs, HOUSE):
        engines["django"].get_template(name)
    fields = get_default_renderer()
    if isinstance(fields, PlainForms):
        for name in _templates(fields.engine.template_dirs):
            fields.get_template(name)


def _templates(folders: Iterable[str | Path], within: Path | None = None) -> Iterator[str]:
    for folder in map(Path, folders):
        if within is None or folder.is_relative_to(within):
            yield from (str(each.relative_to(folder)) for each in folder.rglob("*.html"))


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
    from linli.core.time import city_day
    from linli.matters.actions.move import limits_of
    from linli.rulebook import book
    from linli.rulebook.queries import in_force, rule_named

    for key in book.current().standing:
        with suppress(Refusal):  # not in force yet, or no more
            in_force(rule_named(key), city_day(now))
    working_calendar()
    limits_of(now)


def _words(now: datetime) -> None:
    from linli.language.policies import lexemes
    from linli.language.policies.pinyin import readings
    from linli.language.queries import CURRENT, suggest
    from linli.matters.queries.spelt import spelt

    lexemes(ANYTHING)
    suggest(ANYTHING)
    readings(LATIN)
    spelt(LATIN)
    if classifier := CURRENT.classifier():
        classifier.version  # noqa: B018


def _outlines(now: datetime) -> None:
    from linli.areas.queries.vector_tiles import simplify_all

    simplify_all()


def _figures(now: datetime) -> None:
    from linli.metrics.queries.glance import look_ahead
    from linli.metrics.queries.sources import hold_lake

    hold_lake()
    look_ahead(now)
