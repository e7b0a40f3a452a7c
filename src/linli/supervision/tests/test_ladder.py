"""The ladder on rows: what is climbed and let go, which letters go out, and that nothing is done twice."""

from datetime import date, datetime, timedelta

import pytest

from linli.core.actor import Actor, ActorKind
from linli.journal.queries import entries_of, verify
from linli.letters import actions as letters
from linli.letters.models import Letter
from linli.letters.policies import Status
from linli.matters.models import Clock, Matter
from linli.matters.policies import Step
from linli.matters.testing import SmallCity
from linli.matters.tests.test_actions import NO, completed, dispatched, replied, working
from linli.notices.models import Notice
from linli.supervision import errors
from linli.supervision.actions import state_reason, sweep
from linli.supervision.actions.answering import forget_reasons
from linli.supervision.models import Climb, Ladder
from linli.supervision.policies import Cause, Release, Rung
from linli.supervision.testing import set_ladder


@pytest.fixture
def city(city: SmallCity) -> SmallCity:
    set_ladder()
    return city


def clock_of(matter: Matter, step: Step = Step.RESOLVE) -> Clock:
    return Clock.objects.get(matter=matter, step=step, stopped_at__isnull=True)


def ladder_of(matter: Matter, step: Step = Step.RESOLVE) -> Ladder:
    return Ladder.objects.filter(matter=matter, step=step).latest("pk")


def rungs(matter: Matter, step: Step = Step.RESOLVE) -> list[str]:
    rows = Climb.objects.filter(ladder__matter=matter, ladder__step=step, released_at__isnull=True)
    return list(rows.order_by("pk").values_list("rung", flat=True))


def sweep_at(city: SmallCity, instant: datetime):
    city.now = max(city.now, instant)
    return sweep(now=city.now)


def overdue(city: SmallCity) -> Matter:
    """Return a matter that nobody resolved, on the morning of the notice."""
    matter = working(city)
    city.do("owner", "contact", matter, reached=True, words="已联系")
    sweep_at(city, clock_of(matter).due_at + timedelta(hours=9))
    return matter


def ordered(city: SmallCity) -> Matter:
    """Return a matter whose unit got the order: on the second working morning after its date."""
    matter = overdue(city)
    sweep_at(city, ladder_of(matter).next_at)
    return matter


def test_every_rung_is_climbed_in_its_time(city: SmallCity) -> None:
    matter = working(city)
    city.do("owner", "contact", matter, reached=True, words="已联系")
    sweep(now=city.now)
    found = []
    for _ in range(20):
        ladder = ladder_of(matter)
        if ladder.next_at is None:
            break
        assert sweep_at(city, ladder.next_at - timedelta(seconds=1)).climbed == 0
        assert sweep_at(city, ladder.next_at).climbed == 1
        found.append(ladder_of(matter).rung)
    assert found == [rung.value for rung in Rung]
    assert rungs(matter) == found
    ladder = ladder_of(matter)
    assert [entries_of(each.ascent).count() for each in ladder.climbs.all()] == [1] * len(found)
    assert not verify().broken


def test_it_says_why_and_who_was_told(city: SmallCity) -> None:
    matter = ordered(city)
    climb = Climb.objects.get(ladder__matter=matter, rung=Rung.ORDER)
    assert climb.cause == Cause.OVERDUE
    assert [each["unit"] for each in climb.ascent.receivers] == [city.unit("street"), city.unit("riverside")]
    assert climb.ascent.receivers[0]["zh"] == "承办单位主要负责人"
    entry = entries_of(climb.ascent).get()
    assert (entry.event, entry.facts["rung"], entry.facts["count"]) == ("ladder.climbed", "order", 1)
    assert entry.facts["promises"][0].startswith(f"{matter.code} resolve overdue ")
    assert entry.facts["number"].startswith("临政督")


def test_the_first_two_levels_send_letters_and_the_third_drafts_one(city: SmallCity) -> None:
    matter = ordered(city)
    kinds = list(Letter.objects.order_by("pk").values_list("kind", "status"))
    assert kinds == [("advisory", "issued"), ("supervision_order", "issued")]
    sweep_at(city, ladder_of(matter).next_at)
    bulletin = Letter.objects.latest("pk")
    assert (bulletin.kind, bulletin.status, bulletin.number) == ("bulletin", "draft", "")
    assert bulletin.issuer_id == city.unit("city")
    assert matter.code in str(bulletin.content)


def test_letters_hold_no_word_of_the_requester(city: SmallCity) -> None:
    ordered(city)
    for letter in Letter.objects.all():
        assert "垃圾堆了三天" not in str(letter.content)
        assert "1990000" not in str(letter.content)


def test_done_twice_it_is_done_once(city: SmallCity) -> None:
    matter = overdue(city)
    before = (Letter.objects.count(), Climb.objects.count(), Notice.objects.count())
    for _ in range(3):
        again = sweep(now=city.now)
        assert (again.climbed, again.letters, again.enrolled) == (0, 0, 0)
    assert (Letter.objects.count(), Climb.objects.count(), Notice.objects.count()) == before
    assert rungs(matter)[-1] == Rung.NOTICE


def test_what_one_unit_has_not_done_stands_in_one_letter(city: SmallCity) -> None:
    matters = [working(city) for _ in range(3)]
    for matter in matters:
        city.do("owner", "contact", matter, reached=True, words="已联系")
    result = sweep_at(city, clock_of(matters[0]).due_at + timedelta(hours=9))
    assert (result.climbed, result.letters) == (3, 1)
    letter = Letter.objects.get()
    assert all(matter.code in str(letter.content) for matter in matters)
    assert Climb.objects.filter(rung=Rung.NOTICE, ascent__letter=letter).count() == 3


def test_a_late_sweep_sends_the_highest_rung_only(city: SmallCity) -> None:
    matter = working(city)
    city.do("owner", "contact", matter, reached=True, words="已联系")
    sweep(now=city.now)
    sweep_at(city, clock_of(matter).due_at + timedelta(days=2, hours=9))
    assert rungs(matter) == [Rung.ORDER]
    assert Letter.objects.count() == 1


def test_a_sweep_at_night_lets_the_letters_wait_until_work_begins(city: SmallCity) -> None:
    matter = working(city)
    city.do("owner", "contact", matter, reached=True, words="已联系")
    sweep(now=city.now)
    night = clock_of(matter).due_at + timedelta(days=1, hours=22)
    assert sweep_at(city, night).letters == 0
    assert Letter.objects.count() == 0
    ladder = ladder_of(matter)
    assert ladder.next_at == night + timedelta(hours=10, minutes=30), "at half past eight"
    assert sweep_at(city, ladder.next_at).letters == 1
    assert rungs(matter) == [Rung.ORDER]


def test_a_finished_step_lets_everything_go(city: SmallCity) -> None:
    matter = ordered(city)
    city.do("owner", "complete", matter, result="已清运")
    assert sweep(now=city.now).released == 1
    ladder = ladder_of(matter)
    assert (ladder.rung, ladder.next_at, ladder.ended_at) == ("", None, city.now)
    freed = Climb.objects.filter(ladder=ladder)
    assert {climb.released_for for climb in freed} == {Release.FINISHED.value}
    assert entries_of(ladder).last().event == "ladder.released"
    assert Letter.objects.filter(status="cancelled").count() == 0, "an issued letter stays on record"


def test_a_draft_is_cancelled_with_its_rung(city: SmallCity) -> None:
    matter = ordered(city)
    sweep_at(city, ladder_of(matter).next_at)
    draft = Letter.objects.get(kind="bulletin")
    city.do("owner", "complete", matter, result="已清运")
    sweep(now=city.now)
    draft.refresh_from_db()
    assert draft.status == Status.CANCELLED


def test_a_ladder_that_was_never_climbed_is_taken_away(city: SmallCity) -> None:
    matter = working(city)
    sweep(now=city.now)
    assert Ladder.objects.filter(matter=matter, step=Step.RESOLVE).exists()
    city.do("owner", "complete", matter, result="已清运")
    sweep(now=city.now)
    assert not Ladder.objects.filter(matter=matter, step=Step.RESOLVE).exists()


def test_an_extension_lets_go_what_the_new_date_does_not_reach(city: SmallCity) -> None:
    matter = working(city)
    city.do("owner", "contact", matter, reached=True, words="已联系")
    sweep(now=city.now)
    sweep_at(city, ladder_of(matter).next_at)
    sweep_at(city, ladder_of(matter).next_at)
    assert rungs(matter) == [Rung.FIRST_REMINDER, Rung.SECOND_REMINDER]
    city.do("owner", "request_extension", matter, reason="technical", words="等材料")
    city.do("unit_head", "decide_extension", matter, granted=True, words="同意")
    assert sweep(now=city.now).released == 1
    assert rungs(matter) == []
    ladder = ladder_of(matter)
    assert ladder.due_at == clock_of(matter).due_at
    assert (ladder.next_rung, ladder.ended_at) == (Rung.FIRST_REMINDER, None)
    assert Climb.objects.filter(ladder=ladder, released_for=Release.MOVED).count() == 2
    sweep_at(city, ladder.next_at)
    assert rungs(matter) == [Rung.FIRST_REMINDER], "the rung is climbed anew, by the new date"


def test_nothing_is_asked_while_the_clock_stands(city: SmallCity) -> None:
    matter = overdue(city)
    city.do("supervisor", "defer", matter, reason="funds", words="明年", review_on=date(2026, 5, 20))
    assert sweep(now=city.now).released == 1
    assert rungs(matter)[-1:] != [Rung.NOTICE]
    assert sweep_at(city, city.now + timedelta(days=20)).climbed == 0
    city.do("owner", "resume", matter, words="资金到位")
    sweep(now=city.now)
    ladder = ladder_of(matter)
    assert not ladder.is_standing
    assert ladder.due_at == clock_of(matter).due_at


def test_an_answer_holds_the_third_level_back(city: SmallCity) -> None:
    matter = ordered(city)
    order = Letter.objects.get(kind="supervision_order")
    by = Actor(ActorKind.ACCOUNT, city.cast.accounts["unit_head"].pk, city.unit("street"))
    letters.answer(letter=order, text="正在更换管道，15日完成", by=by, now=city.now)
    due = ladder_of(matter).next_at
    assert sweep_at(city, due).climbed == 0
    assert ladder_of(matter).next_at > due
    assert rungs(matter)[-1] == Rung.ORDER


def test_a_stated_reason_holds_the_third_level_back_but_a_missed_order_does_not(city: SmallCity) -> None:
    matter = overdue(city)
    ladder = ladder_of(matter)
    by = Actor(ActorKind.ACCOUNT, city.cast.owner.pk, city.unit("street"))
    state_reason(ladder=ladder, words="等供应商送货", by=by, now=city.now)
    assert entries_of(ladder).last().note == "等供应商送货"
    sweep_at(city, ladder_of(matter).next_at)
    assert rungs(matter)[-1] == Rung.ORDER
    sweep_at(city, Letter.objects.get(kind="supervision_order").due_at)
    assert rungs(matter)[-1] == Rung.ORDER, "at midnight nobody writes"
    sweep_at(city, ladder_of(matter).next_at)
    climb = Climb.objects.get(ladder__matter=matter, rung=Rung.CITY)
    assert climb.cause == Cause.UNANSWERED


def test_only_the_unit_itself_states_a_reason_and_in_words(city: SmallCity) -> None:
    ladder = ladder_of(overdue(city))
    stranger = Actor(ActorKind.ACCOUNT, city.cast.handler.pk, city.unit("housing"))
    with pytest.raises(errors.OwnersTurn):
        state_reason(ladder=ladder, words="等", by=stranger, now=city.now)
    own = Actor(ActorKind.ACCOUNT, city.cast.owner.pk, city.unit("street"))
    with pytest.raises(errors.NeedsWords):
        state_reason(ladder=ladder, words=" ", by=own, now=city.now)


def test_the_units_fault_leads_to_an_order_at_once(city: SmallCity) -> None:
    matter = replied(city)
    city.do("follow_up_clerk", "follow_up", matter, **NO)
    city.do("supervisor", "review", matter, unit_at_fault=True, words="没有清运干净")
    sweep(now=city.now)
    climb = Climb.objects.get(ladder__matter=matter, rung=Rung.ORDER)
    assert climb.cause == Cause.FAULT
    assert climb.due_at > city.now


def test_another_unit_does_not_inherit_the_rungs(city: SmallCity) -> None:
    matter = overdue(city)
    city.do("dispatcher", "transfer", matter, unit=city.unit("housing"), words="属市管道路")
    sweep(now=city.now)
    old = Climb.objects.filter(ladder__matter=matter, unit=city.unit("street"))
    assert set(old.values_list("released_for", flat=True)) == {Release.TRANSFERRED.value}
    assert ladder_of(matter).unit_id == city.unit("housing")


def test_an_urgent_matter_climbs_by_the_hour(city: SmallCity) -> None:
    matter = dispatched(city, kind="water.burst")
    city.do("handler", "acknowledge", matter)
    clock = clock_of(matter)
    sweep_at(city, clock.due_at)
    assert rungs(matter)[-1] == Rung.NOTICE
    sweep_at(city, clock.due_at + timedelta(hours=1))
    assert rungs(matter)[-1] == Rung.ORDER


def test_a_unit_without_an_office_above_is_climbed_without_a_letter(city: SmallCity) -> None:
    set_ladder(offices={"9901": "street"})
    matter = overdue(city)
    assert rungs(matter)[-1] == Rung.NOTICE
    assert Letter.objects.count() == 0


def test_queries_do_not_grow_with_what_is_due(city: SmallCity, django_assert_max_num_queries) -> None:
    matters = [working(city) for _ in range(12)]
    for matter in matters:
        city.do("owner", "contact", matter, reached=True, words="已联系")
    sweep(now=city.now)
    city.now = clock_of(matters[0]).due_at + timedelta(hours=9)
    with django_assert_max_num_queries(40):
        assert sweep(now=city.now).climbed == 12


def test_small_batches_do_the_same(city: SmallCity) -> None:
    matters = [completed(city) if n % 3 == 0 else working(city) for n in range(7)]
    for matter in matters:
        if matter.status != "completed":
            city.do("owner", "contact", matter, reached=True, words="已联系")
    sweep(now=city.now, batch=2)
    city.now = max(clock.due_at for clock in Clock.objects.all()) + timedelta(hours=9)
    sweep(now=city.now, batch=2)
    climbed = Climb.objects.filter(rung=Rung.NOTICE, ladder__step=Step.RESOLVE)
    assert climbed.count() == 4


def test_a_stated_reason_is_erased_with_the_matter(city: SmallCity) -> None:
    matter = overdue(city)
    ladder = ladder_of(matter)
    by = Actor(ActorKind.ACCOUNT, city.cast.owner.pk, city.unit("street"))
    state_reason(ladder=ladder, words="住户张三不让进门", by=by, now=city.now)
    for _ in range(2):
        forget_reasons(matter.pk)
    assert ladder_of(matter).reason == ""
    assert "张三" not in str(list(entries_of(ladder).values_list("note", flat=True)))
    assert not verify().broken


def test_a_promise_that_is_only_watched_breaks_no_chain(city: SmallCity) -> None:
    matter = working(city)
    sweep(now=city.now)
    assert ladder_of(matter).chain_length == 0
    assert verify().broken == []


def test_a_ladder_that_lost_its_entries_is_named(city: SmallCity) -> None:
    matter = working(city)
    sweep(now=city.now)
    ladder = ladder_of(matter)
    type(ladder).objects.filter(pk=ladder.pk).update(chain_length=1)
    assert [(each.subject, each.fault) for each in verify().broken] == [
        (f"supervision.ladder:{ladder.pk}", "missing")
    ]
