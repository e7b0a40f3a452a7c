"""A matter through the whole house."""

import pytest

from linli.journal.queries import entries_of, verify
from linli.matters.errors import MatterNotFound, MoveNotAllowed, VerifierIsHandler
from linli.matters.models import Clock, WorkOrder
from linli.matters.policies import Status
from linli.matters.testing import GRID, VILLAGE, SmallCity


def test_a_registered_matter_knows_its_grid_and_starts_its_first_clock(city: SmallCity) -> None:
    matter = city.file()
    assert (matter.area_code, matter.grid_code, matter.status) == (VILLAGE, GRID, Status.REGISTERED)
    assert [clock.step for clock in Clock.objects.filter(matter=matter)] == ["accept"]
    assert matter.next_due_at == Clock.objects.get(matter=matter).due_at


def test_an_accepted_matter_goes_to_its_unit_where_the_duty_is_certain(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    assert (matter.status, matter.lead_unit_id) == (Status.DISPATCHED, city.unit("street"))
    assert WorkOrder.objects.get(matter=matter).unit_id == city.unit("street")


def test_it_goes_from_report_to_rating(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    city.later(minutes=10)
    city.do("owner", "acknowledge", matter)
    city.do("owner", "contact", matter, reached=True)
    city.do("owner", "start", matter)
    city.later(hours=2)
    city.do("owner", "complete", matter, result="已清运，并加了一只垃圾桶")
    city.do("verifier", "verify", matter, passed=True)
    city.do("owner", "reply", matter, text="您反映的垃圾已于今天清运。")
    city.later(days=1)
    rating = {"reached": True, "contacted": "yes", "resolved": "yes", "satisfied": "very_satisfied"}
    matter = city.do("follow_up_clerk", "follow_up", matter, **rating)
    assert matter.status == Status.CLOSED
    assert not Clock.objects.filter(matter=matter, stopped_at__isnull=True).exists()
    assert [entry.event for entry in entries_of(matter)] == [
        "matter.registered",
        "matter.accepted",
        "matter.dispatched",
        "matter.acknowledged",
        "matter.contacted",
        "matter.started",
        "matter.completed",
        "matter.verified",
        "matter.replied",
        "matter.rated",
        "matter.closed",
    ]
    assert verify().broken == []


def test_another_unit_does_not_even_see_it(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.lamp")
    with pytest.raises(MatterNotFound):
        city.do("owner", "acknowledge", matter)


def test_who_reported_it_done_may_not_check_it(city: SmallCity) -> None:
    matter = city.file(by="grid_worker")
    city.do("grid_worker", "solve_on_spot", matter, result="当场清理", kind="street.litter")
    with pytest.raises(VerifierIsHandler):
        city.do("grid_worker", "verify", matter, passed=True)


def test_a_verb_out_of_its_state_is_refused_and_leaves_no_entry(city: SmallCity) -> None:
    matter = city.file()
    with pytest.raises(MoveNotAllowed):
        city.do("follow_up_clerk", "close", matter)
    assert entries_of(matter).count() == 1


def test_a_report_without_a_place_belongs_to_the_whole_city(city: SmallCity) -> None:
    assert city.file(point=None).area_code == "990100000000"
