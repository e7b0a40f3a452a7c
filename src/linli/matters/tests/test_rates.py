"""The rates of a unit: the arithmetic as a table, the counting on a small city."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.matters.errors import PeriodBackwards
from linli.matters.policies.rates import Counts, RateWeights, rates, score, share
from linli.matters.queries import rates_of
from linli.matters.testing import SmallCity
from linli.matters.tests.test_actions import NO, YES, dispatched, now_is, replied, working
from linli.people.testing import value_of_rule

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def weights() -> RateWeights:
    return RateWeights(**value_of_rule("matters-rates"))


def test_the_published_example_makes_93_10() -> None:
    three = [Decimal("0.98"), Decimal("0.90"), Decimal("0.92")]
    assert score(*three, weights().composite) == Decimal("93.10")


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, None), (0, 3, "0.0000"), (1, 3, "0.3333"), (2, 3, "0.6667"), (3, 3, "1.0000")],
)
def test_nothing_due_gives_no_figure(part: int, whole: int, expected: str | None) -> None:
    assert share(part, whole) == (None if expected is None else Decimal(expected))


def test_without_one_of_the_three_there_is_no_score() -> None:
    assert rates(Counts(), weights()).score is None
    assert all(value is None for value in vars(rates(Counts(), weights())).values())


def test_partly_resolved_counts_half() -> None:
    counted = Counts(resolved=2, partly_resolved=1, unresolved=1, asked=5)
    assert rates(counted, weights()).resolution == Decimal("0.6250")
    assert rates(counted, weights()).contact == Decimal("0.8000")


def test_weights_make_one_together() -> None:
    broken = value_of_rule("matters-rates") | {
        "composite": {"response": 1, "resolution": 1, "satisfaction": 0}
    }
    with pytest.raises(ValueError, match="make 1 together"):
        RateWeights(**broken)


@given(st.integers(1, 500), st.integers(1, 20))
def test_more_complaints_answered_alike_change_no_rate(due: int, times: int) -> None:
    """No rate counts a complaint as bad in itself."""
    kept = due * 2 // 3
    few = Counts(contacts_due=due, contacts_in_time=kept, resolved=kept, unresolved=due - kept, asked=due)
    many = Counts(**{name: value * times for name, value in vars(few).items() if name != "satisfied"})
    assert rates(few, weights()) == rates(many, weights())


def of_street(city: SmallCity, first: date = MARCH[0], last: date = MARCH[1], who: str = "leader") -> Any:
    return rates_of(city.viewer(who), city.cast.unit("street"), first, last, now=city.now)


def test_a_unit_is_rated_by_what_was_due(city: SmallCity) -> None:
    good, bad = replied(city), replied(city, text="又一处垃圾没人清运")
    city.do("follow_up_clerk", "follow_up", good, **YES)
    city.do("follow_up_clerk", "follow_up", bad, **NO)
    city.do("supervisor", "review", bad, unit_at_fault=False, words="已复核")
    late = dispatched(city, text="第三处垃圾")
    city.later(days=20)
    found = of_street(city)
    counts, made = found.counts, found.rates
    assert (counts.results_due, counts.results_in_time, counts.closed, counts.asked) == (3, 2, 2, 2)
    assert (counts.resolved, counts.unresolved) == (1, 1)
    # The three contacts were due within 24 hours. Two became pointless when the work was done: those requesters
    # were answered before anybody had to call them. One was broken.
    assert (counts.contacts_due, counts.contacts_in_time) == (1, 0)
    assert (made.resolution, made.satisfaction, made.contact) == (Decimal("0.5"), Decimal("0.5"), Decimal(1))
    assert (made.on_time, made.closure) == (Decimal("0.6667"), Decimal("0.6667"))
    assert now_is(late).status == "dispatched"


def test_a_contact_in_time_is_a_response(city: SmallCity) -> None:
    in_time, too_late = working(city), working(city, text="又一处")
    city.do("owner", "contact", in_time, reached=True)
    city.later(days=2)
    city.do("owner", "contact", too_late, reached=True)
    assert of_street(city).rates.response == Decimal("0.5000")


def test_granted_time_counts_only_in_the_friendly_figure(city: SmallCity) -> None:
    matter = working(city)
    city.do("owner", "request_extension", matter, reason="weather", words="下雨")
    city.do("unit_head", "decide_extension", matter, granted=True, words="同意")
    city.later(days=10)
    city.do("owner", "complete", matter, result="清完")
    city.later(days=10)
    made = of_street(city).rates
    assert (made.on_time, made.on_time_strict) == (Decimal(1), Decimal(0))


def test_what_was_left_out_or_joined_does_not_count(city: SmallCity) -> None:
    lead, joined, out = working(city), working(city, text="同一处"), working(city, text="已在法院")
    city.do("dispatcher", "merge", joined, into=lead.code)
    city.do("supervisor", "exclude", out, reason="in_court_or_petition", words="法院在审理")
    city.later(days=10)
    assert of_street(city).counts.results_due == 1


def test_a_wrong_dispatch_is_the_senders(city: SmallCity) -> None:
    matter = dispatched(city)
    city.do("dispatcher", "transfer", matter, unit=city.unit("riverside"), words="区里办")
    # nobody of the cast handles for the district, so the return is made by its own door
    from linli.core.actor import Actor, ActorKind
    from linli.matters.actions.returning import request_return

    by = Actor(ActorKind.ACCOUNT, city.cast.owner.pk, city.unit("riverside"), "handler")
    request_return(
        matter=(fresh := now_is(matter)), reason="not_our_duty", words="不归区里", by=by, now=city.now
    )
    city.do("dispatcher", "decide_return", fresh, upheld=True, words="属实", unit=city.unit("street"))
    found = rates_of(city.viewer("leader"), city.cast.unit("hotline"), *MARCH, now=city.now)
    assert (found.counts.dispatched, found.counts.wrongly_dispatched) == (2, 1)
    assert found.rates.dispatch_accuracy == Decimal("0.5")


def test_what_somebody_may_not_see_is_in_none_of_their_figures(city: SmallCity) -> None:
    working(city)
    city.later(days=10)
    assert of_street(city).counts.results_due == 1
    assert of_street(city, who="other_clerk").counts.results_due == 0


def test_outside_the_period_nothing_counts(city: SmallCity) -> None:
    working(city)
    city.later(days=40)
    assert of_street(city, date(2026, 4, 1), date(2026, 4, 30)).rates.on_time is None
    with pytest.raises(PeriodBackwards):
        of_street(city, MARCH[1], MARCH[0])


def test_it_costs_the_same_for_few_and_for_many(city: SmallCity) -> None:
    def cost() -> int:
        of_street(city)
        with CaptureQueriesContext(connection) as seen:
            of_street(city)
        return len(seen)

    working(city)
    city.later(days=9)
    few = cost()
    for number in range(4):
        working(city, text=f"第{number}处垃圾")
    assert cost() == few == 4, "three, and one for who asks"


def test_the_api_tells_rates_and_what_they_were_made_from(clock: SmallCity) -> None:
    matter = working(clock)
    clock.do("owner", "contact", matter, reached=True)
    clock.later(days=9)
    client = Client()
    client.force_login(clock.cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    asked = {"unit": "street", "from": "2026-03-01", "to": "2026-03-31"}
    told = client.get("/api/v1/rates", asked).json()
    assert (told["response"], told["on_time"], told["resolution"], told["score"]) == (1.0, 0.0, None, None)
    assert told["counts"]["results_due"] == 1
    assert client.get("/api/v1/rates", asked | {"unit": "nobody"}).status_code == 404
    assert client.get("/api/v1/rates", asked | {"to": "2026-02-01"}).status_code == 422
    client.force_login(clock.cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/rates", asked).status_code == 403
