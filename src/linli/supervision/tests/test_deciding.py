"""Deciding for many at once: what is decided for one of a case is what would be decided for each."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.calendars.policies import HoursFrom, WorkingCalendar
from linli.calendars.rules import CalendarYear, WorkingHours
from linli.catalogue.policies.kinds import Tier
from linli.people.testing import value_of_rule
from linli.supervision.actions.deciding import _case, _verdict
from linli.supervision.actions.reading import Due
from linli.supervision.courses import Book
from linli.supervision.policies import LadderRule, Rung
from linli.supervision.tests.test_policies import at

NOW = at("2026-10-10 10:00")
HOURS = WorkingHours.model_validate(value_of_rule("working-hours"))
CALENDAR = WorkingCalendar(
    {2026: CalendarYear.model_validate(value_of_rule("calendar-2026"))},
    (HoursFrom(date(2024, 1, 1), None, HOURS),),
    ZoneInfo("Asia/Shanghai"),
)
RULE = LadderRule.model_validate(value_of_rule("supervision-ladder"))
moments = st.sampled_from(
    [NOW - timedelta(hours=hours) for hours in (-30, -2, 1, 3, 25, 26, 200, 400)] + [at("2026-10-10 00:00")]
)
orders = st.builds(
    SimpleNamespace,
    status=st.sampled_from(["issued", "answered"]),
    due_at=st.none() | moments,
    answered_at=st.just(NOW),
)
ascents = st.builds(lambda letter: SimpleNamespace(letter=letter, letter_id=id(letter)), st.none() | orders)
climbs = st.builds(
    SimpleNamespace, rung=st.sampled_from(["notice", "order"]), climbed_at=moments, ascent=ascents
)
dues = st.builds(
    Due,
    ladder=st.integers(1, 9),
    chain_length=st.just(0),
    unit=st.integers(1, 3),
    area=st.sampled_from(["990102001001", "990103001001"]),
    step=st.sampled_from(["contact", "resolve"]),
    due_at=moments,
    rung=st.just(""),
    next_rung=st.sampled_from(Rung.values),
    next_at=st.sampled_from([NOW - timedelta(minutes=5), NOW - timedelta(hours=5)]),
    has_reason=st.booleans(),
    matter=st.integers(1, 9),
    code=st.text(max_size=2),
    kind=st.just(""),
    tier=st.sampled_from([Tier.URGENT.value, Tier.ORDINARY.value]),
    reworks=st.sampled_from([0, 0, 1, 2]),
    reopenings=st.sampled_from([0, 0, 3]),
    resolved=st.sampled_from(["", "no"]),
    satisfied=st.sampled_from(["satisfied", "unsatisfied"]),
    started_at=st.sampled_from([NOW - timedelta(days=9), NOW - timedelta(days=3)]),
    limit=st.sampled_from(["5 working_days", "48 hours"]),
    share=st.sampled_from([Decimal(1), Decimal("0.5")]),
    pauses=st.just("[]"),
    extensions=st.sampled_from(["[]", '["2 working_days"]']),
)


def told(due: Due, held: list) -> tuple:
    verdict = _verdict(due, held, Book(RULE, 1, CALENDAR), NOW)
    return verdict.rung, verdict.at, verdict.cause, verdict.cause and verdict.outcome(None)


DECIDING = [
    name
    for name in Due._fields
    if name not in ("ladder", "chain_length", "unit", "area", "matter", "code", "kind")
]


@settings(max_examples=60, deadline=None)
@given(one=dues, other=dues, climbs=st.lists(climbs, max_size=2))
def test_what_is_of_one_case_is_decided_alike(one: Due, other: Due, climbs: list) -> None:
    book = Book(RULE, 1, CALENDAR)
    case, decided = _case(one, climbs, book), told(one, climbs)
    for name in DECIDING:
        changed = one._replace(**{name: getattr(other, name)})
        if changed != one and _case(changed, climbs, book) == case:
            assert told(changed, climbs) == decided, name
