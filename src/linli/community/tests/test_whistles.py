from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from linli.areas.policies.coordinates import Crs, Point
from linli.community import errors
from linli.community.actions import calls, sweeps, whistles
from linli.community.models import Call, Whistle
from linli.community.policies import CallStatus, Fitting, Proof, Urgency, WhistleStatus
from linli.community.tests.conftest import PLACE, Square
from linli.core.actor import SYSTEM
from linli.journal.queries import entries_of
from linli.matters.policies import Resolved, Satisfied
from linli.matters.testing import INSIDE

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("Asia/Shanghai")


def happened(whistle: Whistle) -> list[str]:
    return [entry.event for entry in entries_of(Whistle(pk=whistle.pk))]


def state(whistle: Whistle) -> str:
    return Whistle.objects.get(pk=whistle.pk).status


# Blowing


def test_a_whistle_calls_its_units_at_once(square: Square) -> None:
    whistle = square.blow("housing", "street")
    assert state(whistle) == WhistleStatus.CALLED
    assert {call.unit.code for call in Call.objects.filter(whistle=whistle)} == {"housing", "street"}
    assert happened(whistle) == ["whistle.raised", "whistle.units_called"]


def test_an_emergency_gives_thirty_minutes_to_come(square: Square) -> None:
    call = square.call(square.blow("housing", urgency=Urgency.EMERGENCY))
    assert call.arrive_due_at - square.now == timedelta(minutes=30)


def test_an_ordinary_whistle_counts_working_days(square: Square) -> None:
    call = square.call(square.blow("housing", urgency=Urgency.ORDINARY))
    assert call.arrive_due_at.astimezone(CITY) == datetime(
        2026, 3, 13, tzinfo=CITY
    )  # Tuesday: Wed, Thu count


def test_an_answer_is_never_due_before_the_coming(square: Square) -> None:
    """An emergency late on a Friday."""
    call = square.call(square.blow("housing"))
    assert call.answer_due_at >= call.arrive_due_at


def test_small_things_stay_in_the_community(square: Square) -> None:
    with pytest.raises(errors.StaysInCommunity):
        square.blow(kind="neighbours")
    assert not Whistle.objects.exists()


def test_danger_calls_even_for_a_small_thing(square: Square) -> None:
    assert state(square.blow(kind="neighbours", urgency=Urgency.EMERGENCY)) == WhistleStatus.CALLED


@pytest.mark.parametrize(
    "big", [{"kind": "rebuilding"}, {"households": 100}], ids=["by its kind", "by its households"]
)
def test_big_things_go_to_the_street_first(square: Square, big: dict[str, Any]) -> None:
    whistle = square.blow("housing", **big)
    assert state(whistle) == WhistleStatus.AT_STREET
    assert not Call.objects.filter(whistle=whistle).exists()
    assert whistle.street.code == "street"


def test_what_needs_many_units_goes_to_the_street(square: Square) -> None:
    whistle = square.blow("housing", "street", "city", "hotline")
    assert state(whistle) == WhistleStatus.AT_STREET


def test_a_big_emergency_waits_for_nobody(square: Square) -> None:
    assert state(square.blow(kind="rebuilding", urgency=Urgency.EMERGENCY)) == WhistleStatus.CALLED


def test_a_street_office_that_whistles_asks_nobody(square: Square) -> None:
    assert state(square.blow("housing", unit="street", kind="rebuilding")) == WhistleStatus.CALLED


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"kind": "weather"}, errors.UnknownDemand),
        ({"units": []}, errors.CallsNobody),
        ({"units": [10**9]}, errors.UnitIsClosed),
        ({"why_not_alone": "  "}, errors.NeedsWords),
        ({"demand": ""}, errors.NeedsWords),
        ({"place": " "}, errors.NeedsWords),
    ],
)
def test_it_refuses_in_words_and_keeps_nothing(square: Square, given: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal) as told:
        square.blow(**given)
    assert told.value.in_language("zh-hans") != told.value.in_language("en")
    assert not Whistle.objects.exists()


def test_nobody_calls_themselves(square: Square) -> None:
    with pytest.raises(errors.CallsItself):
        square.blow("village")


def test_the_street_sends_out_and_the_clocks_start_then(square: Square) -> None:
    whistle = square.blow("housing", kind="rebuilding")
    square.city.later(minutes=40)
    whistles.send_out(whistle, by=square.by("street"), now=square.now)
    call = square.call(whistle)
    assert (state(whistle), call.called_at) == (WhistleStatus.CALLED, square.now)


def test_the_street_may_leave_it_with_the_community(square: Square) -> None:
    whistle = square.blow("housing", kind="rebuilding")
    whistles.leave_with_community(whistle, why="社区议事会先商量", by=square.by("street"), now=square.now)
    assert state(whistle) == WhistleStatus.RETURNED
    with pytest.raises(errors.StepNotPossible):
        whistles.send_out(whistle, by=square.by("street"), now=square.now)


def test_a_street_that_sleeps_is_noted_once(square: Square) -> None:
    whistle = square.blow("housing", kind="rebuilding")
    square.city.later(hours=1)
    assert [sweeps.note_missed(now=square.now) for _ in range(2)] == [1, 0]
    assert happened(whistle)[-1] == "whistle.directing_missed"


def test_one_more_unit_is_called_with_its_own_clock(square: Square) -> None:
    whistle = square.blow("housing")
    square.city.later(minutes=30)
    more = {"unit": square.city.unit("hotline"), "by": square.by("village"), "now": square.now}
    whistles.call_unit(whistle, why="管线是他们的", **more)
    assert square.call(whistle, "hotline").called_at == square.now
    with pytest.raises(errors.CalledAlready):
        whistles.call_unit(whistle, why="再叫一次", **more)


def test_a_withdrawn_whistle_calls_nobody(square: Square) -> None:
    whistle = square.blow("housing")
    whistles.withdraw(whistle, why="树已经移走", by=square.by("village"), now=square.now)
    assert square.call(whistle).status == CallStatus.CANCELLED
    with pytest.raises(errors.StepNotPossible):
        square.do(calls.arrive, whistle, code=square.code(whistle))


# Coming


def test_the_code_at_the_place_signs_in(square: Square) -> None:
    whistle = square.blow("housing")
    call = square.do(calls.arrive, whistle, code=square.code(whistle))
    assert (call.status, call.arrived_by) == (CallStatus.ON_SITE, Proof.CODE)


def test_the_position_signs_in_and_is_forgotten(square: Square) -> None:
    whistle = square.blow("housing")
    near = Point(INSIDE[0] + 0.001, INSIDE[1], Crs.CGCS2000)  # 90 m
    call = square.do(calls.arrive, whistle, point=near)
    assert (call.status, call.arrived_by) == (CallStatus.ON_SITE, Proof.POSITION)
    written = " ".join(str(entry.facts) for entry in entries_of(whistle))
    assert "114.3" not in written
    assert "metres" not in written


def test_far_from_the_place_is_not_there(square: Square) -> None:
    whistle = square.blow("housing")
    far = Point(INSIDE[0] + 0.01, INSIDE[1], Crs.CGCS2000)
    with pytest.raises(errors.TooFarAway) as told:
        square.do(calls.arrive, whistle, point=far)
    assert 850 < told.value.facts["metres"] < 950


def test_a_position_in_the_shifted_system_is_brought_back(square: Square) -> None:
    from linli.areas.policies.coordinates import convert

    whistle = square.blow("housing")
    assert square.do(calls.arrive, whistle, point=convert(PLACE, Crs.GCJ02)).status == CallStatus.ON_SITE


def test_where_the_place_has_no_position_only_the_code_helps(square: Square) -> None:
    whistle = square.blow("housing", point=None)
    with pytest.raises(errors.NoProof):
        square.do(calls.arrive, whistle, point=PLACE)


def test_nothing_shown_is_not_there(square: Square) -> None:
    with pytest.raises(errors.NoProof):
        square.do(calls.arrive, square.blow("housing"))


def test_guessing_the_code_ends_soon(square: Square) -> None:
    whistle = square.blow("housing")
    wrong = "000000" if square.code(whistle) != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(errors.WrongCode):
            square.do(calls.arrive, whistle, code=wrong)
    with pytest.raises(errors.TooManyCodes):
        square.do(calls.arrive, whistle, code=wrong)
    with pytest.raises(errors.TooManyCodes):
        square.do(calls.arrive, whistle, code=square.code(whistle))
    assert square.do(calls.arrive, whistle, point=PLACE).status == CallStatus.ON_SITE


def test_two_whistles_show_two_codes(square: Square) -> None:
    assert square.code(square.blow("housing")) != square.code(square.blow("housing"))


def test_late_coming_is_visible_and_written_down(square: Square) -> None:
    whistle = square.blow("housing")
    square.city.later(hours=2, minutes=10)
    assert [sweeps.note_missed(now=square.now) for _ in range(2)] == [1, 0]
    call = square.do(calls.arrive, whistle, code=square.code(whistle))
    assert call.arrived_late
    entries = list(entries_of(whistle))
    assert [entry.event for entry in entries[-2:]] == ["whistle.arrival_missed", "whistle.unit_arrived"]
    assert entries[-1].facts["minutes_late"] == 10


def test_coming_in_time_is_not_noted_as_missed(square: Square) -> None:
    whistle = square.blow("housing")
    square.do(calls.arrive, whistle, code=square.code(whistle))
    square.city.later(hours=3)
    assert sweeps.note_missed(now=square.now) == 0


def test_nobody_signs_in_twice(square: Square) -> None:
    whistle = square.blow("housing")
    square.do(calls.arrive, whistle, code=square.code(whistle))
    with pytest.raises(errors.StepNotPossible):
        square.do(calls.arrive, whistle, code=square.code(whistle))


# Answering


@pytest.fixture
def on_site(square: Square) -> Whistle:
    whistle = square.blow("housing")
    square.do(calls.arrive, whistle, code=square.code(whistle))
    return whistle


def test_nothing_is_solved_from_the_desk(square: Square) -> None:
    with pytest.raises(errors.StepNotPossible):
        square.do(calls.solve, square.blow("housing"), answer="已经办好")


def test_solved_and_rated_it_is_closed(square: Square, on_site: Whistle) -> None:
    square.do(calls.solve, on_site, answer="已断电移树")
    assert state(on_site) == WhistleStatus.ANSWERED
    square.do(calls.rate, on_site, resolved=Resolved.YES, satisfied=Satisfied.VERY)
    assert state(on_site) == WhistleStatus.CLOSED
    assert happened(on_site)[-4:] == [
        *("whistle.unit_solved", "whistle.answered", "whistle.unit_rated", "whistle.closed"),
    ]


def test_a_plan_answers_but_keeps_it_open_until_its_day(square: Square, on_site: Whistle) -> None:
    call = square.do(calls.plan, on_site, answer="三天内更换配电箱", on=date(2026, 3, 13))
    assert state(on_site) == WhistleStatus.ANSWERED
    assert call.due_at is not None
    assert call.due_at.astimezone(CITY) == datetime(2026, 3, 14, tzinfo=CITY)
    square.city.later(days=4)
    assert [sweeps.note_missed(now=square.now) for _ in range(2)] == [1, 0]
    assert happened(on_site)[-1] == "whistle.plan_missed"


def test_a_plan_is_put_off_only_so_often(square: Square, on_site: Whistle) -> None:
    for day in (13, 16, 18):
        square.do(calls.plan, on_site, answer="更换配电箱", on=date(2026, 3, day))
    with pytest.raises(errors.PlanPutOffTooOften):
        square.do(calls.plan, on_site, answer="更换配电箱", on=date(2026, 3, 20))
    assert square.do(calls.plan, on_site, answer="提前", on=date(2026, 3, 17)).plan_changes == 2


@pytest.mark.parametrize("day", [date(2026, 3, 9), date(2027, 3, 9)], ids=["past", "too far ahead"])
def test_a_plan_has_a_day_that_can_be_waited_for(square: Square, on_site: Whistle, day: date) -> None:
    with pytest.raises(errors.PlanDateOutOfRange):
        square.do(calls.plan, on_site, answer="更换配电箱", on=day)


def test_an_answer_that_does_not_come_is_noted(square: Square, on_site: Whistle) -> None:
    square.city.later(days=5)
    assert [sweeps.note_missed(now=square.now) for _ in range(2)] == [1, 0]
    assert happened(on_site)[-1] == "whistle.answer_missed"


def test_all_units_must_answer(square: Square) -> None:
    whistle = square.blow("housing", "street")
    square.do(calls.arrive, whistle, code=square.code(whistle))
    square.do(calls.solve, whistle, answer="已断电")
    assert state(whistle) == WhistleStatus.CALLED


# Objecting


def test_a_released_unit_need_not_come(square: Square) -> None:
    whistle = square.blow("housing")
    square.do(calls.object_to, whistle, why="配电箱是供电公司的")
    call = square.do(calls.decide, whistle, upheld=True, why="确实如此")
    assert (call.status, state(whistle)) == (CallStatus.RELEASED, WhistleStatus.CLOSED)


def test_a_refused_objection_changes_no_clock(square: Square) -> None:
    whistle = square.blow("housing")
    before = square.call(whistle).arrive_due_at
    square.do(calls.object_to, whistle, why="不是我们的事")
    call = square.do(calls.decide, whistle, upheld=False, why="职责清单写明是住建局")
    assert (call.status, call.arrive_due_at) == (CallStatus.CALLED, before)
    with pytest.raises(errors.ObjectedAlready):
        square.do(calls.object_to, whistle, why="还是不是我们的事")


def test_the_street_office_does_not_decide_on_itself(square: Square) -> None:
    with pytest.raises(errors.StreetMustCome):
        square.do(calls.object_to, square.blow("street"), "street", why="不归街道")


# Rating


def test_unsolved_in_the_communitys_eyes_it_is_called_once_more(square: Square, on_site: Whistle) -> None:
    square.do(calls.solve, on_site, answer="办好了")
    no = {"resolved": Resolved.NO, "satisfied": Satisfied.UNSATISFIED}
    with pytest.raises(errors.NeedsWords):
        square.do(calls.rate, on_site, **no)
    call = square.do(calls.rate, on_site, note="树还在那里", **no)
    assert (call.status, call.arrived_at, state(on_site)) == (CallStatus.CALLED, None, WhistleStatus.CALLED)
    square.do(calls.arrive, on_site, code=square.code(on_site))
    square.do(calls.solve, on_site, answer="这次办好了")
    call = square.do(calls.rate, on_site, note="还有一截树枝", **no)
    assert (call.status, call.resolved, state(on_site)) == (
        *(CallStatus.SOLVED, Resolved.NO, WhistleStatus.CLOSED),
    )


def test_a_unit_is_rated_once(square: Square) -> None:
    whistle = square.blow("housing", "street")
    square.do(calls.arrive, whistle, code=square.code(whistle))
    square.do(calls.solve, whistle, answer="办好了")
    content = {"resolved": Resolved.YES, "satisfied": Satisfied.SATISFIED}
    square.do(calls.rate, whistle, **content)
    with pytest.raises(errors.RatedAlready):
        square.do(calls.rate, whistle, **content)


def test_the_unit_says_whether_the_call_was_right(square: Square, on_site: Whistle) -> None:
    square.do(calls.solve, on_site, answer="办好了")
    assert square.do(calls.review_caller, on_site, fitting=Fitting.RIGHT).fitting == Fitting.RIGHT
    with pytest.raises(errors.SaidAlready):
        square.do(calls.review_caller, on_site, fitting=Fitting.NOT_OURS)


def test_what_nobody_rates_is_closed_after_a_while(square: Square, on_site: Whistle) -> None:
    square.do(calls.solve, on_site, answer="办好了")
    square.city.later(days=14)
    assert sweeps.close_unrated(now=square.now) == 0
    square.city.later(days=2)
    assert [sweeps.close_unrated(now=square.now) for _ in range(2)] == [1, 0]
    assert list(entries_of(on_site))[-1].facts["is_rated"] is False


def test_every_step_is_in_an_unbroken_chain(square: Square, on_site: Whistle) -> None:
    from linli.journal.queries import verify

    square.do(calls.solve, on_site, answer="办好了")
    assert verify().broken == []
    assert SYSTEM not in {entry.by_kind for entry in entries_of(on_site)}
