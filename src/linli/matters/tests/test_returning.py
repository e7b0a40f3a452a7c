"""A unit says that a matter is not its duty: who was wrong, what it cost, and what the requester's date does."""

import pytest

from linli.matters.errors import (
    MoveNotAllowed,
    NeedsReviewDesk,
    NeedsWords,
    NotPermitted,
    NotTheLeadUnit,
    TooLateToReturn,
    UnknownReason,
)
from linli.matters.models import Clock, Matter, ReturnRequest, WorkOrder
from linli.matters.policies import Status, Step
from linli.matters.testing import SmallCity

WHY = {"reason": "not_our_duty", "words": "路灯由住建局负责"}


@pytest.fixture
def sent_back(city: SmallCity) -> Matter:
    """A matter that the street office sent back after two working hours."""
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    city.later(hours=1)
    return city.do("owner", "request_return", matter, **WHY)


def resolve_clock(matter: Matter) -> Clock:
    return Clock.objects.get(matter=matter, step=Step.RESOLVE)


def test_sending_back_stops_no_promise_to_the_requester(city: SmallCity, sent_back: Matter) -> None:
    assert sent_back.status == Status.RETURNED
    running = set(Clock.objects.filter(matter=sent_back, stopped_at=None).values_list("step", flat=True))
    assert running == {Step.CONTACT, Step.RESOLVE, Step.DISPATCH}


def test_upheld_the_sender_pays_and_the_named_unit_gets_it(city: SmallCity, sent_back: Matter) -> None:
    promised = resolve_clock(sent_back).due_at
    city.later(hours=1, minutes=30)
    housing = city.unit("housing")
    matter = city.do("dispatcher", "decide_return", sent_back, upheld=True, words="属实", unit=housing)
    assert (matter.status, matter.lead_unit_id) == (Status.DISPATCHED, housing)
    decided = ReturnRequest.objects.get(matter=matter)
    # ten to twelve: two working hours; the noon break does not count
    assert (decided.is_upheld, decided.wrong_unit_id, decided.minutes_lost) == (True, None, 120)
    assert resolve_clock(matter).due_at == promised, "the requester's date stays"
    assert resolve_clock(matter).unit_id == housing


def test_upheld_a_clerk_who_sent_it_wrongly_costs_their_own_unit(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="question.policy")
    city.do("dispatcher", "transfer", matter, unit=city.unit("riverside"), words="区里更清楚")
    matter = Matter.objects.get(pk=matter.pk)
    WorkOrder.objects.get(matter=matter, unit=city.unit("riverside"))
    order = WorkOrder.objects.get(matter=matter, ended_at=None)
    assert order.issued_by_unit_id == city.unit("hotline")


def test_upheld_without_another_unit_it_is_triaged_again(city: SmallCity, sent_back: Matter) -> None:
    promised = resolve_clock(sent_back).due_at
    matter = city.do("dispatcher", "decide_return", sent_back, upheld=True, words="属实")
    assert (matter.status, matter.lead_unit_id) == (Status.ACCEPTED, None)
    assert matter.due_at == promised
    matter = city.do("dispatcher", "dispatch", matter, unit=city.unit("housing"))
    assert resolve_clock(matter).due_at == promised == matter.due_at


def test_rejected_the_unit_pays_and_has_it_again_without_more_time(
    city: SmallCity, sent_back: Matter
) -> None:
    promised, street = resolve_clock(sent_back).due_at, city.unit("street")
    matter = city.do("dispatcher", "decide_return", sent_back, upheld=False, words="是街道职责")
    assert (matter.status, matter.lead_unit_id) == (Status.DISPATCHED, street)
    decided = ReturnRequest.objects.get(matter=matter)
    assert (decided.is_upheld, decided.wrong_unit_id, decided.minutes_lost) == (False, street, 60)
    assert resolve_clock(matter).due_at == promised == matter.due_at
    assert WorkOrder.objects.filter(matter=matter, part="lead", ended_at=None).count() == 1


def test_the_second_time_only_the_review_desk_decides(city: SmallCity, sent_back: Matter) -> None:
    matter = city.do("dispatcher", "decide_return", sent_back, upheld=False, words="是街道职责")
    city.do("owner", "request_return", matter, **WHY)
    with pytest.raises(NeedsReviewDesk):
        city.do("dispatcher", "decide_return", matter, upheld=False, words="是街道职责")
    assert Matter.objects.get(pk=matter.pk).status == Status.RETURNED
    matter = city.do("supervisor", "decide_return", matter, upheld=False, words="按职责清单是街道职责")
    assert matter.status == Status.DISPATCHED


def test_it_is_too_late_a_working_day_after_receipt(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    city.do("owner", "acknowledge", matter)
    city.later(days=2)
    with pytest.raises(TooLateToReturn):
        city.do("owner", "request_return", matter, **WHY)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"reason": "no_such"}, UnknownReason), ({"words": " "}, NeedsWords)],
)
def test_it_needs_a_reason_of_the_list_and_words(
    city: SmallCity, fields: dict[str, str], refusal: type[Exception]
) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    with pytest.raises(refusal):
        city.do("owner", "request_return", matter, **{**WHY, **fields})


def test_once_begun_it_is_not_sent_back(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    city.do("owner", "acknowledge", matter)
    city.do("owner", "start", matter)
    with pytest.raises(MoveNotAllowed):
        city.do("owner", "request_return", matter, **WHY)


def test_only_the_unit_that_has_it_sends_it_back(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    with pytest.raises((NotTheLeadUnit, NotPermitted)):
        city.do("grid_worker", "request_return", matter, **WHY)
