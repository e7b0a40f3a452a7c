"""What happens by itself at night; done twice it is done once."""

from datetime import date, timedelta

import pytest

from linli.core.actor import REQUESTER
from linli.journal.models import Entry
from linli.journal.queries import entries_of, verify
from linli.matters.actions import sweeps
from linli.matters.models import FollowUp, Matter, MatterText, Reply, WorkOrder
from linli.matters.policies import Status
from linli.matters.testing import SmallCity
from linli.matters.tests.test_actions import closed, now_is, replied, working
from linli.vault.actions import hold
from linli.vault.models import Record


def test_whoever_was_called_in_vain_three_times_is_not_called_for_ever(city: SmallCity) -> None:
    matter, twice = replied(city), replied(city)
    for _ in range(3):
        city.later(hours=2)
        city.do("follow_up_clerk", "follow_up", matter, reached=False)
    for _ in range(2):
        city.do("follow_up_clerk", "follow_up", twice, reached=False)
    assert [sweeps.close_unreached(now=city.now) for _ in range(2)] == [1, 0]
    assert (now_is(matter).status, now_is(twice).status) == (Status.CLOSED, Status.REPLIED)
    assert entries_of(matter).last().by_kind == "system"


def test_an_unknown_requester_has_the_time_of_a_follow_up(city: SmallCity) -> None:
    matter = replied(city, phone="", name="", is_anonymous=True)
    assert sweeps.close_unreached(now=city.now) == 0
    assert sweeps.close_unreached(now=city.later(days=8)) == 1
    assert now_is(matter).status == Status.CLOSED


def test_a_deferred_matter_comes_back_on_its_day(city: SmallCity) -> None:
    matter = working(city)
    city.do("supervisor", "defer", matter, reason="funds", words="明年", review_on=date(2026, 3, 20))
    assert sweeps.recall_deferred(now=city.later(days=9)) == 0
    assert [sweeps.recall_deferred(now=city.later(days=1)) for _ in range(2)] == [1, 0]
    fresh = now_is(matter)
    assert (fresh.status, fresh.review_on) == (Status.DEFERRED, None)
    assert fresh.next_due_at == city.now - timedelta(days=1)
    assert entries_of(matter).filter(event="matter.review_reached").count() == 1


def test_it_is_archived_when_nobody_can_open_it_again(city: SmallCity) -> None:
    matter = closed(city)
    assert sweeps.archive_old(now=city.later(days=90)) == 0
    assert [sweeps.archive_old(now=city.later(days=1)) for _ in range(2)] == [1, 0]
    assert now_is(matter).status == Status.ARCHIVED


@pytest.fixture
def old(city: SmallCity) -> Matter:
    matter = closed(city)
    sweeps.archive_old(now=city.later(days=91))
    return now_is(matter)


def test_after_five_years_nothing_points_to_a_person(city: SmallCity, old: Matter) -> None:
    words = "树荫路口"
    assert words in old.text
    assert sweeps.anonymise_old(now=city.later(days=1734)) == 0
    record = old.requester_id
    assert [sweeps.anonymise_old(now=city.later(days=2)) for _ in range(2)] == [1, 0]
    fresh = now_is(old)
    assert (fresh.title, fresh.text, fresh.place, fresh.lon, fresh.requester_id) == ("", "", "", None, None)
    assert Record.objects.get(pk=record).erased_at is not None
    assert not MatterText.objects.filter(matter=fresh).exists()
    for model, field in ((Reply, "text"), (FollowUp, "words"), (WorkOrder, "result")):
        assert set(model.objects.filter(matter=fresh).values_list(field, flat=True)) == {""}
    assert not Entry.objects.filter(subject_id=fresh.pk, note__gt="").exists()
    assert (fresh.kind_code, fresh.grid_code, fresh.satisfied) == (
        old.kind_code,
        old.grid_code,
        old.satisfied,
    )
    assert verify().broken == []


def test_what_a_court_holds_waits(city: SmallCity, old: Matter) -> None:
    assert old.requester_id is not None
    hold(old.requester_id, reason="诉讼保全", now=city.now)
    assert sweeps.anonymise_old(now=city.later(days=2000)) == 0
    assert now_is(old).text


def test_one_matter_that_changed_meanwhile_does_not_stop_the_others(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.matters.actions import answering

    one, two = (
        replied(city, phone="", name="", is_anonymous=True),
        replied(city, phone="", name="", is_anonymous=True),
    )
    stale = [Matter.objects.get(pk=each.pk) for each in (one, two)]
    answering.add_information(matter=one, words="补充", by=REQUESTER, now=city.now)
    assert sweeps._each(answering.close, stale, city.later(days=8)) == 1
    assert (now_is(one).status, now_is(two).status) == (Status.REPLIED, Status.CLOSED)


def test_the_night_runs_through_and_through_again(city: SmallCity) -> None:
    from linli.catalogue import tasks as of_catalogue
    from linli.matters import tasks

    matter = replied(city, phone="", name="", is_anonymous=True)
    night = int(city.later(days=8).timestamp())
    jobs = [
        *(tasks.close_unreached, tasks.recall_deferred, tasks.archive_old, tasks.anonymise_old),
        *(of_catalogue.renew_list, of_catalogue.forget_values),
    ]
    for job in jobs * 2:
        job(night)
    assert entries_of(matter).filter(event="matter.closed").count() == 1
