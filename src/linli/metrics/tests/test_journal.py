"""The journal alone gives the same figures as the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.errors import Refusal
from linli.journal.models import Entry
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.metrics.engines.journal import Journal, Told
from linli.metrics.engines.postgres import Tables
from linli.metrics.errors import JournalSilent
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import OF_MATTERS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import INDICATORS, Dimension, Shape
from linli.metrics.policies.measures import MEASURES, Table
from linli.metrics.queries.answering import answer

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2026, 3, 1), date(2026, 6, 30)
WORDS = {"words": "写明情况"}
GOOD = {"reached": True, "contacted": "yes", "resolved": "yes", "satisfied": "satisfied", "words": ""}
BAD = {"reached": True, "contacted": "yes", "resolved": "no", "satisfied": "unsatisfied", "words": ""}
PLAYS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("dispatcher", "accept", {"kind": "street.litter"}),
    ("dispatcher", "accept", {"kind": "street.litter"}),
    ("dispatcher", "decline", {"reason": "other", **WORDS}),
    ("owner", "acknowledge", {}),
    ("owner", "acknowledge", {}),
    ("owner", "contact", {"reached": True, **WORDS}),
    ("owner", "start", {}),
    ("owner", "complete", {"result": "已清运"}),
    ("owner", "complete", {"result": "已清运"}),
    ("owner", "reply", {"text": "已清运，请查看"}),
    ("owner", "reply", {"text": "已清运，请查看"}),
    ("follow_up_clerk", "follow_up", GOOD),
    ("follow_up_clerk", "follow_up", BAD),
    ("supervisor", "review", {"unit_at_fault": True, **WORDS}),
    ("supervisor", "review", {"unit_at_fault": False, **WORDS}),
    ("dispatcher", "reopen", WORDS),
    ("intake_clerk", "reopen", WORDS),
    ("owner", "request_return", {"reason": "not_our_duty", **WORDS}),
    ("dispatcher", "decide_return", {"upheld": True, **WORDS}),
    ("dispatcher", "decide_return", {"upheld": False, **WORDS}),
    ("dispatcher", "dispatch", {"unit": "street"}),
    ("dispatcher", "transfer", {"unit": "housing", **WORDS}),
    ("dispatcher", "take_back", {}),
    ("unit_head", "suspend", {"reason": "court", **WORDS}),
    ("owner", "resume", WORDS),
    ("owner", "request_extension", {"reason": "weather", **WORDS}),
    ("unit_head", "decide_extension", {"granted": True, **WORDS}),
    ("supervisor", "exclude", {"reason": "in_court_or_petition", **WORDS}),
    ("supervisor", "include", WORDS),
    ("intake_clerk", "withdraw", WORDS),
)
step = st.tuples(st.integers(0, len(PLAYS)), st.integers(0, 2), st.sampled_from([0, 1, 30, 200]))


def play(city: SmallCity, steps: list[tuple[int, int, int]]) -> list[str]:
    """Let random people try random verbs; what the rules refuse does not happen. Return what was refused."""
    matters = [city.file(text=f"第{number}处垃圾没人清运") for number in range(3)]
    refused = []
    for which, whose, hours in steps:
        city.later(hours=hours, minutes=1)
        matter = Matter.objects.get(pk=matters[whose].pk)
        others = [each.code for each in matters if each.pk != matter.pk]
        who, verb, fields = (
            PLAYS[which] if which < len(PLAYS) else ("dispatcher", "merge", {"into": others[0], **WORDS})
        )
        given = {name: city.unit(value) if name == "unit" else value for name, value in fields.items()}
        try:
            with transaction.atomic():
                city.do(who, verb, matter, **given)
        except Refusal as refusal:
            refused.append(f"{who} {verb}: {refusal.code}")
    city.later(days=2)
    return refused


def compared(city: SmallCity) -> None:
    """Compare the smallest sums there are, which all others add up."""
    journal = Journal(city.now)
    for build in (sums_of_matters, times_of_matters):
        told = journal.rows(build)
        assert told == Tables(city.now).rows(build)
        assert told or build is times_of_matters
    journal.close()


def sums_of_matters(facts: counting.Tables) -> Table:
    names = [name for name, each in MEASURES.items() if each.dataset in OF_MATTERS]
    return counting.counted(facts, names).order_by(counting.CELL)


def times_of_matters(facts: counting.Tables) -> Table:
    return counting.times(facts).order_by([*counting.CELL, "minutes"])


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(steps=st.lists(step, min_size=15, max_size=40))
def test_the_journal_alone_gives_the_same_sums_as_the_tables(
    city: SmallCity, steps: list[tuple[int, int, int]]
) -> None:
    with transaction.atomic():
        here = SmallCity(city.cast, city.cast.now)
        play(here, steps)
        compared(here)
        transaction.set_rollback(True)


def on(*verbs: str) -> list[tuple[int, int, int]]:
    """Return these steps of the first matter; `verb/2` is the second way in which a verb is played."""
    found = []
    for each in verbs:
        verb, _, nth = each.partition("/")
        places = [place for place, play in enumerate(PLAYS) if play[1] == verb]
        found.append((places[int(nth or 1) - 1], 0, 0))
    return found


def test_a_whole_life_with_its_turns_is_told_again(city: SmallCity) -> None:
    """The way that chance seldom goes to its end: taken back, sent back, done again, opened again, joined."""
    life = on("accept", "take_back", "dispatch", "acknowledge", "request_return", "decide_return/2")
    life += on("acknowledge", "contact", "start", "complete", "reply", "follow_up", "reopen", "dispatch")
    life += on("exclude", "include", "acknowledge", "start", "request_extension", "decide_extension")
    life += on("complete", "reply", "follow_up/2", "review/1")
    life += [(len(PLAYS), 1, 1)]
    assert play(city, life) == []
    compared(city)


def test_figures_of_the_journal_are_those_of_the_tables(city: SmallCity) -> None:
    play(city, on("accept", "acknowledge", "contact", "start", "complete", "reply", "follow_up"))
    journal = Journal(city.now)
    for name, definition in INDICATORS.items():
        question = Question(name, SINCE, UNTIL, (Dimension.UNIT,), "9901")
        if any(MEASURES[each].dataset not in OF_MATTERS for each in definition.measures):
            with pytest.raises(JournalSilent):
                answer(question, journal)
            continue
        assert answer(question, journal).figures == answer(question, Tables(city.now)).figures, name
    assert INDICATORS["handling_time"].shape is Shape.MEDIAN


def test_an_entry_of_before_promises_were_told_is_still_read() -> None:
    told = Told(1)
    facts = {"code": "x", "old": "draft", "new": "registered", "area": "9901", "kind": "", "channel": "01"}
    at = Entry(at=None).at
    told.hear({"facts": facts, "event": "matter.registered", "at": at, "by_unit": None})
    old = {**facts, "promises": [{"step": "contact", "did": "kept"}]}
    told.hear({"facts": old, "event": "matter.contacted", "at": at, "by_unit": None})
    assert (told.area, told.promises) == ("9901", [])
