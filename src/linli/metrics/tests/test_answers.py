"""Figures of a small city, from its own tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from linli.core.actor import SYSTEM
from linli.matters.queries import rates_of
from linli.matters.testing import SmallCity
from linli.matters.tests.test_actions import NO, YES, dispatched, replied, working
from linli.metrics.access import scope_of
from linli.metrics.engines.postgres import Tables
from linli.metrics.errors import WindowAcrossEditions
from linli.metrics.policies.indicators import INDICATORS
from linli.metrics.queries.answering import Answer, answer
from linli.metrics.queries.asking import ask
from linli.people.testing import value_of_rule
from linli.rulebook.actions import set_rule

pytestmark = pytest.mark.django_db
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def of(city: SmallCity, indicator: str, who: str = "leader", **more: object) -> Answer:
    place = {key: more.pop(key) for key in ("place", "unit") if key in more}
    scope = scope_of(city.viewer(who), **place)
    return answer(ask(indicator, scope, *MARCH, **more), Tables(city.now))


def test_every_indicator_can_be_asked_and_nothing_due_gives_no_figure(city: SmallCity) -> None:
    city.later(days=40)
    for name, definition in INDICATORS.items():
        figure = of(city, name).figure
        assert figure.value == (0 if definition.shape.value == "count" else None), name
        for dimension in definition.dimensions:
            assert of(city, name, by=[dimension.value]).figures == () or definition.grain == "open"


def test_it_agrees_with_the_rates_of_a_unit(city: SmallCity) -> None:
    for number in range(6):
        matter = replied(city, text=f"第{number}处垃圾")
        city.do("follow_up_clerk", "follow_up", matter, **(NO if number == 0 else YES))
        if number == 0:
            city.do("supervisor", "review", matter, unit_at_fault=False, words="已复核")
    for number in range(5):
        matter = working(city, text=f"第{number}处路灯")
        city.do("owner", "contact", matter, reached=True)
        dispatched(city, text=f"第{number}处井盖")
    city.later(days=20)
    known = rates_of(city.viewer("leader"), city.cast.unit("street"), *MARCH, now=city.now)
    same = {
        "response_rate": known.rates.response,
        "resolution_rate": known.rates.resolution,
        "satisfaction_rate": known.rates.satisfaction,
        "score": known.rates.score,
        "contact_rate": known.rates.contact,
        "on_time_rate": known.rates.on_time,
        "on_time_rate_strict": known.rates.on_time_strict,
        "closure_rate": known.rates.closure,
        "return_rate": known.rates.returns,
        "rework_rate": known.rates.rework,
        "reopen_rate": known.rates.reopening,
    }
    for name, value in same.items():
        assert of(city, name, unit="street").figure.value == value, name
    assert same["score"] is not None
    assert same["response_rate"] == Decimal("0.5")


def test_a_window_across_two_editions_is_refused_or_split(city: SmallCity) -> None:
    for number in range(5):
        city.do("follow_up_clerk", "follow_up", replied(city, text=f"第{number}处垃圾"), **YES)
    city.later(days=40)
    changed = value_of_rule("matters-rates") | {"partly_resolved": "0.25"}
    set_rule("matters.rates", changed, date(2026, 3, 16), by=SYSTEM, now=city.now)
    with pytest.raises(WindowAcrossEditions) as refused:
        of(city, "resolution_rate")
    assert refused.value.facts["on"] == "2026-03-16"
    with pytest.raises(WindowAcrossEditions):
        of(city, "score", by=["month"])
    assert len(of(city, "resolution_rate", by=["day"]).editions) == 2
    assert of(city, "on_time_rate").editions == ()
