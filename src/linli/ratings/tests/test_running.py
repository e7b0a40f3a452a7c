from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.core.actor import SYSTEM
from linli.entities.models import Entity
from linli.entities.testing import an_entity
from linli.matters.testing import SmallCity
from linli.ratings.actions.recording import NewFact, end_facts, record_facts
from linli.ratings.actions.running import verify
from linli.ratings.errors import BadPeriod, NobodyToRate, SchemeNotFound
from linli.ratings.models import AreaCount, Fact, FactEnd, Result
from linli.ratings.policies.judging import CountedFact, judge
from linli.ratings.policies.periods import period_of
from linli.ratings.policies.scheme import Scheme
from linli.ratings.policies.states import Ending
from linli.ratings.queries.schemes import scheme_of
from linli.ratings.testing import facts, rate, result, set_schemes
from linli.ratings.tests.test_schemes import a_scheme, steps

pytestmark = pytest.mark.django_db
KINDS = ("petition.overdue", "safety.fire", "credit.penalty", "compound.parking")
NAME = {"zh": "名", "en": "Name"}
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@st.composite
def schemes(draw: Any) -> dict[str, Any]:
    kinds = draw(st.permutations(KINDS))
    cut = draw(st.integers(1, len(kinds)))
    parts = [kinds[:cut], kinds[cut:]] if cut < len(kinds) else [kinds]
    dimensions = [
        {
            "code": f"d{place}", "name": NAME, "asks": NAME, "unmet_from": draw(st.integers(1, 60)),
            "without": draw(st.integers(0, 5)), "at_most": draw(st.integers(0, 90)),
            "facts": [
                {
                    "kind": kind, "points": draw(st.integers(0, 30)), "at_most": draw(st.integers(0, 70)),
                    "by": draw(st.sampled_from(["count", "sum", "mean"])),
                    "days": draw(st.none() | st.integers(1, 200)),
                }
                for kind in part
            ],
        }
        for place, part in enumerate(parts)
    ]  # fmt: skip
    bounds = sorted(draw(st.sets(st.integers(1, 80), min_size=0, max_size=3)))
    lasts = [*(each - 1 for each in bounds), None]
    scale = steps(*zip([0, *bounds], lasts, strict=True))
    counts = draw(st.sampled_from(["unmet", "points"]))
    return a_scheme(dimensions=dimensions, steps=scale, counts=counts)


FACTS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(KINDS), st.integers(-120, 60), st.integers(0, 100), st.booleans()
    ),
    max_size=14,
)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(scheme=schemes(), given_facts=FACTS)
def test_the_statement_gives_what_the_plain_rule_gives(
    city: SmallCity, scheme: dict[str, Any], given_facts: list[Any]
) -> None:
    city.now = city.now.replace(month=6)
    set_schemes([scheme], city)
    bodies = list(Entity.objects.filter(kind="enterprise").order_by("pk")) or [
        an_entity(n) for n in (1, 2, 3)
    ]
    FactEnd.objects.all().delete()
    Fact.objects.all().delete()
    made: dict[int, list[CountedFact]] = {each.pk: [] for each in bodies}
    for whose, kind, day, value, ends in given_facts:
        on = FIRST + timedelta(days=day)
        new = NewFact(bodies[whose].pk, kind, on, "1号", value)
        fact = Fact.objects.get(recording=record_facts(facts=[new], source="t", by=SYSTEM, now=city.now))
        if ends:
            end_facts(numbers=[fact.pk], ending=Ending.WRONG, words="误录", by=SYSTEM, now=city.now)
        else:
            made[fact.entity_id].append(CountedFact(fact.pk, kind, on, value))
    row = rate(city, "trial", whole=True)
    assert scheme_of(row) == Scheme.model_validate(scheme)
    for body in bodies:
        found = result(row, body)
        wanted = judge(Scheme.model_validate(scheme), made[body.pk], first_on=FIRST, last_on=LAST)
        assert (tuple(found.points), found.total, found.step) == (wanted.points, wanted.total, wanted.step)
        assert tuple(sorted(found.evidence)) == wanted.evidence
    assert verify(row=row).is_same


def test_unmet_dimensions_make_the_colour(city: SmallCity) -> None:
    bodies = [an_entity(number) for number in range(4)]
    facts(city, bodies[1], "petition.overdue", "petition.reopened")
    facts(city, bodies[2], "petition.overdue", "safety.fire")
    facts(city, bodies[3], "petition.not_done", "safety.hazard", "case.filed")
    row = rate(city)
    assert [result(row, each).step for each in bodies] == [0, 1, 2, 3]
    assert result(row, bodies[1]).points == [2, 0, 0]
    counted = AreaCount.objects.filter(run=row).order_by("step").values_list("step", "bodies")
    assert list(counted) == [(0, 1), (1, 1), (2, 1), (3, 1)]


def test_facts_outside_the_period_do_not_count(city: SmallCity) -> None:
    body = an_entity()
    facts(city, body, "safety.fire", on=date(2025, 12, 31))
    assert result(rate(city), body).step == 0


def test_a_run_tells_what_it_was_before(city: SmallCity) -> None:
    body, other = an_entity(1), an_entity(2)
    first = rate(city)
    assert result(first, body).was is None
    facts(city, body, "safety.fire")
    second = rate(city, whole=True)
    assert (result(second, body).was, result(second, body).step) == (0, 1)
    assert result(second, other).was == 0
    assert second.changed == 1


def test_only_touched_bodies_are_rated_anew(city: SmallCity) -> None:
    bodies = [an_entity(number) for number in range(3)]
    whole = rate(city)
    (fire,) = facts(city, bodies[0], "safety.fire")
    part = rate(city)
    assert part.base == whole
    assert [each.entity_id for each in Result.objects.filter(run_id=part.pk)] == [bodies[0].pk]
    assert (part.rated, part.changed) == (3, 1)
    end_facts(numbers=[fire.pk], ending=Ending.PUT_RIGHT, words="已整改", by=SYSTEM, now=city.now)
    again = rate(city)
    found = result(again, bodies[0])
    assert (found.was, found.step) == (1, 0)
    assert list(AreaCount.objects.filter(run=again).values_list("step", "bodies")) == [(0, 3)]
    assert verify(row=part).is_same
    assert verify(row=again).is_same


def test_a_run_of_last_year_gives_last_years_answer_after_the_rule_changed(city: SmallCity) -> None:
    body = an_entity()
    facts(city, body, "safety.fire", on=date(2025, 11, 3))
    old = rate(city, period="2025-Q4")
    stricter = {**a_scheme(), "code": "three_zero", "steps": steps((0, 0), (1, None))}
    stricter["dimensions"][0]["facts"][0]["kind"] = "safety.fire"
    city.later(days=30)
    set_schemes([stricter], city, on=date(2026, 4, 1))
    (late,) = facts(city, body, "case.filed", on=date(2025, 12, 1))
    end_facts(numbers=[late.pk], ending=Ending.WRONG, words="误录", by=SYSTEM, now=city.now)
    assert verify(row=old).is_same
    assert scheme_of(old).code == "three_zero"
    assert result(old, body).step == 1
    assert result(rate(city, period="2025-Q4"), body).points == [0, 1, 0], "the rule of the period counts"


def test_a_fact_that_was_tampered_with_shows(city: SmallCity) -> None:
    body = an_entity()
    (fire,) = facts(city, body, "safety.fire")
    row = rate(city)
    Fact.objects.filter(pk=fire.pk).update(happened_on=date(2026, 2, 2))
    again = verify(row=row)
    assert (again.is_same, again.differing) == (False, (body.pk,))


def test_it_refuses_what_cannot_be_rated(city: SmallCity) -> None:
    with pytest.raises(NobodyToRate):
        rate(city)
    with pytest.raises(SchemeNotFound):
        rate(city, "people")
    for wrong in ("2026-13", "2026-Q5", "Q1", "26", "2026-3"):
        with pytest.raises(BadPeriod):
            period_of(wrong)
