"""The public list: each step, each way it is refused, and what everybody reads."""

from datetime import date, timedelta

import pytest

from linli.core.actor import Actor, ActorKind
from linli.core.errors import Refusal
from linli.journal.queries import entries_of
from linli.letters.models import Letter
from linli.matters.testing import SmallCity
from linli.supervision import actions, errors
from linli.supervision.models import Batch, Listing
from linli.supervision.policies import ListingLevel, ListingStatus
from linli.supervision.queries import public_batches
from linli.supervision.testing import set_ladder

DUE = date(2026, 6, 1)


def by(city: SmallCity, name: str, unit: str) -> Actor:
    return Actor(ActorKind.ACCOUNT, city.cast.accounts[name].pk, city.unit(unit))


def proposed(city: SmallCity, **changed) -> Listing:
    told = {
        "title": "河东菜市场周边占道经营",
        "place": "河东街道菜市场北门",
        "area_code": city.cast.unit("street").area_code,
        "level": ListingLevel.COUNTY,
        "grounds": "三个月内收到同类诉求27件",
        "target": "摊位全部入场，通道畅通",
        "owner": city.cast.unit("street"),
        "by": by(city, "supervisor", "city"),
        "now": city.now,
    }
    return actions.propose(**(told | changed))


def listed(city: SmallCity, due_on: date | None = DUE) -> Listing:
    row = proposed(city)
    leader = by(city, "leader", "city")
    actions.approve(listing=row, by=leader, now=city.now)
    actions.list_batch(listings=[row], due_on=due_on, by=leader, now=city.now)
    return row


def completed(city: SmallCity) -> Listing:
    row = listed(city)
    actions.complete(listing=row, words="已全部入场", by=by(city, "owner", "street"), now=city.now)
    return row


def test_from_proposal_to_its_end(city: SmallCity) -> None:
    row = listed(city)
    actions.report(listing=row, words="清退12处", share=40, by=by(city, "owner", "street"), now=city.now)
    actions.complete(listing=row, words="已全部入场", by=by(city, "owner", "street"), now=city.now)
    actions.accept(listing=row, words="现场看过", by=by(city, "supervisor", "city"), now=city.now)
    assert (row.status, row.progress, row.delisted_at) == (ListingStatus.DELISTED, 100, city.now)
    told = [entry.event.partition(".")[2] for entry in entries_of(row)]
    assert told == ["proposed", "approved", "listed", "progress_reported", "completed", "delisted"]


def test_without_a_day_the_citys_months_count(city: SmallCity) -> None:
    assert listed(city, due_on=None).due_on == date(2026, 6, 10)


def test_batches_are_numbered_within_the_year(city: SmallCity) -> None:
    listed(city), listed(city)
    assert [str(batch) for batch in Batch.objects.order_by("pk")] == ["2026-1", "2026-2"]


def test_it_is_escalated_a_level_up_and_no_higher_than_the_city(city: SmallCity) -> None:
    row, leader = completed(city), by(city, "leader", "city")
    actions.escalate(listing=row, due_on=DUE, words="一直没有解决", by=leader, now=city.now)
    assert (row.watch, row.status) == ("city", ListingStatus.ESCALATED)
    with pytest.raises(errors.NothingAbove):
        actions.escalate(listing=row, due_on=DUE, words="再升", by=leader, now=city.now)


def test_not_solved_it_goes_back_and_may_get_more_time_once(city: SmallCity) -> None:
    row, leader = completed(city), by(city, "leader", "city")
    actions.reject(listing=row, words="北门还有三个摊", by=by(city, "supervisor", "city"), now=city.now)
    assert row.status == ListingStatus.RECTIFYING
    actions.extend(listing=row, due_on=date(2026, 7, 1), words="等新摊位", by=leader, now=city.now)
    assert row.due_on == date(2026, 7, 1)
    with pytest.raises(errors.ExtendedOften):
        actions.extend(listing=row, due_on=date(2026, 8, 1), words="再等", by=leader, now=city.now)


def owner(city: SmallCity) -> Actor:
    return by(city, "owner", "street")


def leader(city: SmallCity) -> Actor:
    return by(city, "leader", "city")


def supervisor(city: SmallCity) -> Actor:
    return by(city, "supervisor", "city")


def _approved(city: SmallCity) -> Listing:
    row = proposed(city)
    actions.approve(listing=row, by=leader(city), now=city.now)
    return row


REFUSED = [
    # state, step, by whom, what is told, refusal
    (proposed, "approve", supervisor, {}, errors.SomebodyElse),
    (proposed, "approve", owner, {}, errors.NotTheOwner),
    (proposed, "refuse", leader, {"words": " "}, errors.NeedsWords),
    (proposed, "accept", leader, {"words": "好"}, errors.StepNotPossible),
    (listed, "report", leader, {"words": "好", "share": 10}, errors.OwnersTurn),
    (listed, "report", owner, {"words": "好", "share": 101}, errors.SharePast),
    (listed, "report", owner, {"words": "", "share": 10}, errors.NeedsWords),
    (listed, "complete", supervisor, {"words": "好"}, errors.OwnersTurn),
    (listed, "extend", leader, {"words": "等", "due_on": date(2026, 3, 9)}, errors.DeadlineInThePast),
    (listed, "extend", leader, {"words": "等", "due_on": date(2026, 5, 1)}, errors.NotLater),
    (listed, "extend", leader, {"words": "等", "due_on": date(2028, 1, 1)}, errors.DeadlineTooFar),
    (listed, "extend", owner, {"words": "等", "due_on": date(2026, 7, 1)}, errors.NotTheOwner),
    (listed, "escalate", leader, {"words": "", "due_on": DUE}, errors.NeedsWords),
    (completed, "accept", owner, {"words": "很好"}, errors.NotTheOwner),
    (completed, "reject", supervisor, {"words": ""}, errors.NeedsWords),
    (completed, "report", owner, {"words": "好", "share": 10}, errors.StepNotPossible),
]


@pytest.mark.parametrize(("state", "verb", "who", "told", "refusal"), REFUSED)
def test_a_step_is_refused_and_nothing_is_stored(city: SmallCity, state, verb, who, told, refusal) -> None:
    row = state(city)
    before = Listing.objects.values().get(pk=row.pk)
    with pytest.raises(refusal) as caught:
        getattr(actions, verb)(listing=row, **told, by=who(city), now=city.now)
    assert str(caught.value)
    assert Listing.objects.values().get(pk=row.pk) == before


def test_whoever_reported_it_solved_does_not_accept_it_for_another_unit(city: SmallCity) -> None:
    row = completed(city)
    with pytest.raises(errors.SomebodyElse):
        actions.accept(listing=row, words="好", by=by(city, "owner", "city"), now=city.now)


@pytest.mark.parametrize("day", [date(2026, 3, 9), date(2026, 3, 10)])
def test_a_batch_with_a_day_that_has_passed_lists_nothing(city: SmallCity, day: date) -> None:
    rows = [_approved(city), _approved(city)]
    with pytest.raises(errors.DeadlineInThePast):
        actions.list_batch(listings=rows, due_on=day, by=leader(city), now=city.now)
    assert not Batch.objects.exists()


def test_one_problem_that_cannot_be_listed_stops_the_batch(city: SmallCity) -> None:
    rows = [_approved(city), proposed(city)]
    with pytest.raises(errors.StepNotPossible):
        actions.list_batch(listings=rows, due_on=DUE, by=leader(city), now=city.now)
    assert not Batch.objects.exists()
    with pytest.raises(errors.EmptyBatch):
        actions.list_batch(listings=[], by=leader(city), now=city.now)


def test_a_month_is_reported_once(city: SmallCity) -> None:
    row = listed(city)
    actions.report(listing=row, words="清退12处", share=40, by=owner(city), now=city.now)
    with pytest.raises(errors.MonthReported):
        actions.report(listing=row, words="再报", share=50, by=owner(city), now=city.now)


@pytest.mark.parametrize("told", [{"title": "电话13800001234的占道"}, {"place": " "}, {"grounds": ""}])
def test_what_everybody_reads_names_nobody_and_says_something(city: SmallCity, told) -> None:
    with pytest.raises(Refusal) as caught:
        proposed(city, **told)
    assert isinstance(caught.value, errors.PublicText | errors.NeedsWords)
    assert not Listing.objects.exists()


def test_the_owner_is_reminded_once_of_a_missing_report(city: SmallCity) -> None:
    row = listed(city)
    assert actions.remind_of_progress(now=city.later(days=10)) == 0, "listed this month"
    city.later(days=13)  # the 2nd of April
    assert actions.remind_of_progress(now=city.now) == 0
    city.later(days=5)
    assert [actions.remind_of_progress(now=city.now) for _ in range(3)] == [1, 0, 0]
    row.refresh_from_db()
    assert row.reminded_for == date(2026, 3, 1)
    assert entries_of(row).last().facts["month"] == "2026-03-01"


def test_whoever_reported_is_not_reminded(city: SmallCity) -> None:
    row = listed(city)
    actions.report(listing=row, words="清退12处", share=40, by=owner(city), now=city.now)
    assert actions.remind_of_progress(now=city.now + timedelta(days=30)) == 0


def test_everybody_reads_places_units_and_dates_and_not_the_grounds(city: SmallCity, client) -> None:
    proposed(city)
    row = completed(city)
    actions.accept(listing=row, words="现场看过", by=supervisor(city), now=city.now)
    listed(city)
    (newer, older) = public_batches()
    assert [notice.status for notice in (*newer.rows, *older.rows)] == ["已挂牌", "已解决摘牌"]
    page = client.get("/listed/").content.decode()
    assert "河东街道菜市场北门" in page
    assert "27件" not in page
    assert not any(name in page for name in ("supervisor", "owner", "leader"))


def test_the_notices_of_listing_and_delisting_are_drafted_for_somebody_to_look_at(city: SmallCity) -> None:
    set_ladder()
    row = completed(city)
    actions.accept(listing=row, words="现场复查合格", by=by(city, "supervisor", "city"), now=city.now)
    first, last = Letter.objects.order_by("pk")
    assert {first.status, last.status} == {"draft"}
    assert (first.template, last.template) == ("listing", "delisting")
    assert first.addressee_id == row.owner_id
    for word in ("占道经营", "摊位全部入场", "2026年6月1日", "2026年第1批"):
        assert word in str(first.content)
    assert "现场复查合格" in str(last.content)


def test_grounds_that_name_a_number_of_a_person_make_no_letter(city: SmallCity) -> None:
    set_ladder()
    row = proposed(city, grounds="联系人电话13900001234")
    leader = by(city, "leader", "city")
    actions.approve(listing=row, by=leader, now=city.now)
    actions.list_batch(listings=[row], by=leader, now=city.now)
    assert row.status == ListingStatus.LISTED
    assert Letter.objects.count() == 0
