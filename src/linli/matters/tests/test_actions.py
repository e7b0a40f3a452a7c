"""Each step: that it works, and each way in which it is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.catalogue.errors import NotOnCommunityList
from linli.core.actor import REQUESTER, Actor, ActorKind
from linli.core.errors import Refusal
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of, verify
from linli.matters import errors
from linli.matters.access import choices
from linli.matters.actions import answering, counting, handling, triaging
from linli.matters.models import Clock, FollowUp, Matter, Reply, WorkOrder
from linli.matters.policies import Contacted, Resolved, Satisfied, Status, Step, Verb
from linli.matters.testing import SmallCity
from linli.people.models import Unit
from linli.vault.models import Record

NO = {
    "reached": True,
    "contacted": "yes",
    "resolved": "no",
    "satisfied": "unsatisfied",
    "words": "还是老样子",
}
YES = {"reached": True, "contacted": "yes", "resolved": "yes", "satisfied": "satisfied"}


def now_is(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def dispatched(city: SmallCity, kind: str = "street.litter", **more: Any) -> Matter:
    return city.do("dispatcher", "accept", city.file(**more), kind=kind)


def working(city: SmallCity, **more: Any) -> Matter:
    matter = dispatched(city, **more)
    city.do("owner", "acknowledge", matter)
    return city.do("owner", "start", matter)


def completed(city: SmallCity, **more: Any) -> Matter:
    return city.do("owner", "complete", working(city, **more), result="已清运")


def replied(city: SmallCity, **more: Any) -> Matter:
    return city.do("owner", "reply", completed(city, **more), text="垃圾已清运。")


def closed(city: SmallCity, **more: Any) -> Matter:
    return city.do("follow_up_clerk", "follow_up", replied(city, **more), **YES)


NEEDS = [
    (Matter, "accept", {"kind": "street"}, errors.KindTooBroad),
    (Matter, "decline", {"reason": "no_such", "words": "x"}, errors.UnknownReason),
    (Matter, "decline", {"reason": "other", "words": "  "}, errors.NeedsWords),
    (Matter, "redirect", {"reason": "other", "words": "  "}, errors.NeedsWords),
    (Matter, "close", {}, errors.MoveNotAllowed),
]


@pytest.mark.parametrize(("verb", "fields", "refusal"), [each[1:] for each in NEEDS if each[1] != "close"])
def test_a_registered_matter_refuses(
    city: SmallCity, verb: str, fields: dict[str, Any], refusal: type[Refusal]
) -> None:
    matter = city.file()
    with pytest.raises(refusal):
        city.do("dispatcher", verb, matter, **fields)
    assert entries_of(now_is(matter)).count() == 1


@pytest.mark.parametrize(
    ("who", "verb", "fields", "refusal"),
    [
        ("owner", "note", {"words": " "}, errors.NeedsWords),
        ("owner", "complete", {"result": " "}, errors.NeedsWords),
        ("owner", "request_extension", {"reason": "x", "words": "y"}, errors.UnknownReason),
        ("owner", "request_extension", {"reason": "weather", "words": " "}, errors.NeedsWords),
        ("unit_head", "suspend", {"reason": "x", "words": "y"}, errors.UnknownReason),
        ("unit_head", "suspend", {"reason": "court", "words": " "}, errors.NeedsWords),
        ("supervisor", "defer", {"reason": "funds", "words": "x", "review_on": "2026-03-10"}, errors.BadDay),
        (
            "supervisor",
            "defer",
            {"reason": "x", "words": "x", "review_on": "2026-04-10"},
            errors.UnknownReason,
        ),
        ("dispatcher", "transfer", {"unit": 0, "words": "x"}, errors.NoSuchUnit),
        ("dispatcher", "add_co_unit", {"unit": 0, "words": "x"}, errors.NoSuchUnit),
        ("owner", "complete_co", {"result": "x"}, errors.NotAssisting),
        ("owner", "verify", {"passed": True}, errors.NotPermitted),
        ("owner", "reply", {"text": "x"}, errors.MoveNotAllowed),
    ],
)
def test_a_matter_at_work_refuses(
    city: SmallCity, who: str, verb: str, fields: dict[str, Any], refusal: type[Refusal]
) -> None:
    matter = working(city)
    with pytest.raises(refusal):
        city.do(who, verb, matter, **fields)
    assert now_is(matter).chain_length == matter.chain_length


# Before a unit has it


def test_declined_the_requester_reads_why_and_may_object(city: SmallCity) -> None:
    matter = city.do(
        "dispatcher", "decline", city.file(), reason="not_public", words="属物业服务，请联系物业"
    )
    assert (matter.status, matter.closed_at) == (Status.DECLINED, city.now)
    city.later(hours=1)
    triaging.take_objection(matter=matter, words="物业说归街道", by=REQUESTER, now=city.now)
    assert (matter.status, matter.closed_at) == (Status.REGISTERED, None)
    assert Clock.objects.get(matter=matter, stopped_at=None).step == Step.ACCEPT


def test_an_objection_needs_words(city: SmallCity) -> None:
    matter = city.do("dispatcher", "redirect", city.file(), reason="court", words="请到法院")
    with pytest.raises(errors.NeedsWords):
        triaging.take_objection(matter=matter, words="", by=REQUESTER, now=city.now)


def test_an_end_lets_the_length_of_keeping_begin(city: SmallCity) -> None:
    matter = city.file()
    city.later(days=10)
    city.do("dispatcher", "withdraw", matter)
    assert Record.objects.get(pk=matter.requester_id).kept_from == city.now


def test_an_end_cancels_every_order(city: SmallCity) -> None:
    matter = dispatched(city)
    city.do("dispatcher", "add_co_unit", matter, unit=city.unit("housing"), words="请协助")
    city.do("dispatcher", "withdraw", matter)
    assert set(WorkOrder.objects.filter(matter=matter).values_list("status", flat=True)) == {"cancelled"}


def test_assisting_units_are_asked_once_each(city: SmallCity) -> None:
    matter = dispatched(city, kind="question.policy")
    housing, riverside = city.unit("housing"), city.unit("riverside")
    city.do("owner", "request_return", matter, reason="not_our_duty", words="不归我们")
    matter = city.do("dispatcher", "decide_return", matter, upheld=True, words="属实")
    units = (housing, housing, riverside)
    matter = city.do("dispatcher", "dispatch", matter, unit=riverside, co_units=units)
    open_orders = WorkOrder.objects.filter(matter=matter, ended_at=None)
    assert sorted(open_orders.values_list("unit", "part")) == sorted([(riverside, "lead"), (housing, "co")])


def test_an_assisting_unit_may_take_the_lead(city: SmallCity) -> None:
    matter, housing = dispatched(city), city.unit("housing")
    city.do("dispatcher", "add_co_unit", matter, unit=housing, words="请协助")
    with pytest.raises(errors.UnitHasIt):
        city.do("dispatcher", "add_co_unit", matter, unit=housing, words="请协助")
    matter = city.do("dispatcher", "transfer", matter, unit=housing, words="由住建局牵头")
    assert WorkOrder.objects.get(matter=matter, ended_at=None).part == "lead"


def test_an_assisting_unit_reports_its_part_done(city: SmallCity) -> None:
    matter = dispatched(city)
    city.do("dispatcher", "add_co_unit", matter, unit=city.unit("housing"), words="请协助")
    city.do("handler", "complete_co", matter, result="已修好")
    assert WorkOrder.objects.get(matter=matter, part="co").status == "completed"
    assert now_is(matter).status == Status.DISPATCHED


def test_only_an_assisting_unit_that_has_not_reported_yet_is_offered_it(city: SmallCity) -> None:
    def offered(who: str) -> bool:
        return any(
            each.is_allowed
            for each in choices(city.viewer(who), now_is(matter), city.now)
            if each.verb is verb
        )

    matter, verb = dispatched(city), Verb.COMPLETE_CO
    assert not offered("handler")
    city.do("dispatcher", "add_co_unit", matter, unit=city.unit("housing"), words="请协助")
    assert (offered("handler"), offered("owner")) == (True, False)
    city.do("handler", "complete_co", matter, result="已修好")
    assert not offered("handler")
    with pytest.raises(errors.NotAssisting):
        city.do("handler", "complete_co", matter, result="已修好")


def test_a_committee_of_residents_gets_only_what_is_on_its_list(city: SmallCity) -> None:
    matter = dispatched(city)
    for verb in ("transfer", "add_co_unit"):
        with pytest.raises(NotOnCommunityList):
            city.do("dispatcher", verb, matter, unit=city.unit("village"), words="请居委会办")
    assert now_is(matter).lead_unit_id == city.unit("street")


def test_a_unit_that_was_closed_gets_nothing(city: SmallCity) -> None:
    matter = dispatched(city)
    Unit.objects.filter(code="housing").update(is_active=False)
    with pytest.raises(errors.NoSuchUnit):
        city.do("dispatcher", "transfer", matter, unit=city.unit("housing"), words="住建局负责")


# At work


def test_more_time_is_given_once(city: SmallCity) -> None:
    matter = working(city)
    city.do("owner", "request_extension", matter, reason="weather", words="连日下雨")
    city.do("unit_head", "decide_extension", matter, granted=True, words="同意")
    with pytest.raises(errors.NoMoreExtensions):
        city.do("owner", "request_extension", matter, reason="weather", words="还在下雨")


def test_what_is_urgent_is_never_extended(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter", tier="urgent")
    city.do("owner", "acknowledge", matter)
    with pytest.raises(errors.NoMoreExtensions):
        city.do("owner", "request_extension", matter, reason="weather", words="下雨")


@pytest.mark.parametrize(("who", "verb"), [("unit_head", "suspend"), ("supervisor", "defer")])
def test_it_goes_on_in_the_state_it_stood_in(city: SmallCity, who: str, verb: str) -> None:
    matter = working(city)
    fields = {"reason": "court", "words": "等法院"}
    if verb == "defer":
        fields = {"reason": "funds", "words": "明年实施", "review_on": "2026-06-01"}
    city.do(who, verb, matter, **fields)
    city.later(days=1)
    matter = city.do("owner", "resume", matter)
    assert (matter.status, matter.status_before, matter.review_on) == (Status.IN_PROGRESS, "", None)


def test_a_kind_with_evidence_is_not_done_without(city: SmallCity) -> None:
    from linli.matters.actions.attaching import Upload, add_files
    from linli.matters.tests.pictures import png

    matter = city.do("dispatcher", "accept", city.file(), kind="water.burst")
    city.do("handler", "acknowledge", matter)
    with pytest.raises(errors.NeedsEvidence):
        city.do("handler", "complete", matter, result="已修好")
    assert now_is(matter).status == Status.ACKNOWLEDGED
    assert WorkOrder.objects.get(matter=matter).ended_at is None, "nothing is half done"
    matter = now_is(matter)
    picture = SimpleUploadedFile("修好了.png", png())
    by = Actor(ActorKind.ACCOUNT, city.cast.handler.pk, city.unit("housing"), "handler")
    add_files(matter=matter, files=[Upload(picture.file, "修好了.png")], purpose="after", by=by, now=city.now)
    assert city.do("handler", "complete", matter, result="已修好").status == Status.COMPLETED


def test_solved_on_the_spot_counts_as_kept_at_once(city: SmallCity) -> None:
    matter = city.file(by="grid_worker")
    matter = city.do("grid_worker", "solve_on_spot", matter, result="当场清理", kind="street.litter")
    kept = Clock.objects.filter(matter=matter, step__in=[Step.CONTACT, Step.RESOLVE])
    assert {(each.unit_id, each.is_met, each.stopped_at) for each in kept} == {
        (city.unit("village"), True, city.now)
    }
    assert matter.lead_unit_id == city.unit("village")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"kind": ""}, errors.NeedsKind),
        ({"kind": "street"}, errors.KindTooBroad),
        ({"kind": "water.burst"}, errors.NeedsEvidence),
        ({"kind": "street.litter", "result": " "}, errors.NeedsWords),
    ],
)
def test_solved_on_the_spot_is_refused_and_leaves_the_object_as_it_was(
    city: SmallCity, fields: dict[str, str], refusal: type[Refusal]
) -> None:
    matter = city.file()
    by = Actor(ActorKind.ACCOUNT, city.cast.grid_worker.pk, city.unit("village"), "grid_worker")
    before = {name: value for name, value in vars(matter).items() if name != "_state"}
    with pytest.raises(refusal):
        handling.solve_on_spot(matter=matter, by=by, now=city.now, **{"result": "清了", **fields})
    assert {name: value for name, value in vars(matter).items() if name != "_state"} == before


def test_somebody_without_a_unit_solves_nothing_on_the_spot(city: SmallCity) -> None:
    by = Actor(ActorKind.ACCOUNT, city.cast.grid_worker.pk)
    with pytest.raises(errors.NeedsUnit):
        handling.solve_on_spot(matter=city.file(), by=by, now=city.now, result="清了", kind="street.litter")


# Check, rework


def test_what_is_found_undone_is_done_again_in_half_the_time(city: SmallCity) -> None:
    matter = completed(city)
    with pytest.raises(errors.NeedsWords):
        city.do("verifier", "verify", matter, passed=False)
    matter = city.do("verifier", "verify", matter, passed=False, words="还有一半没清")
    clock = Clock.objects.get(matter=matter, step=Step.RESOLVE, stopped_at=None)
    # half of 5 working days is 3, rounded up: Wednesday, Thursday, Friday
    assert (matter.status, clock.due_at - city.now) == (Status.REWORK, timedelta(days=3, hours=14))
    assert (matter.handled_by_id, matter.completed_at, matter.reworks) == (None, None, 1)
    order = WorkOrder.objects.get(matter=matter, ended_at=None)
    assert (order.unit_id, order.status) == (city.unit("street"), "acknowledged")
    assert city.do("owner", "complete", matter, result="全部清完").status == Status.COMPLETED


def test_a_kind_that_is_checked_is_not_answered_before(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.lamp")
    city.do("handler", "acknowledge", matter)
    city.do("handler", "complete", matter, result="已换灯泡")
    with pytest.raises(errors.NeedsVerification):
        city.do("handler", "reply", matter, text="灯亮了。")
    city.do("verifier", "verify", matter, passed=True)
    assert city.do("handler", "reply", matter, text="灯亮了。").status == Status.REPLIED


# After the answer


def test_it_is_not_closed_before_it_was_asked(city: SmallCity) -> None:
    matter = replied(city)
    for attempt in range(3):
        with pytest.raises(errors.AskFirst):
            city.do("follow_up_clerk", "close", matter)
        city.later(hours=3)
        city.do("follow_up_clerk", "follow_up", matter, reached=False)
        assert FollowUp.objects.filter(matter=matter).count() == attempt + 1
    assert city.do("follow_up_clerk", "close", matter).status == Status.CLOSED


def test_calls_about_an_earlier_answer_do_not_count(city: SmallCity) -> None:
    matter = replied(city)
    for _ in range(3):
        city.later(hours=1)
        city.do("follow_up_clerk", "follow_up", matter, reached=False)
    city.do("follow_up_clerk", "close", matter)
    answering.reopen(
        matter=(matter := now_is(matter)), words="又堆上了", by=REQUESTER, now=city.later(days=2)
    )
    matter = city.do("dispatcher", "dispatch", matter, unit=city.unit("street"))
    for verb, fields in (
        ("acknowledge", {}),
        ("complete", {"result": "再次清运"}),
        ("reply", {"text": "又清了。"}),
    ):
        matter = city.do("owner", verb, matter, **fields)
    with pytest.raises(errors.AskFirst):
        city.do("follow_up_clerk", "close", matter)


def test_an_anonymous_matter_is_closed_without_a_call(city: SmallCity) -> None:
    matter = replied(city, phone="", name="", is_anonymous=True)
    assert city.do("follow_up_clerk", "close", matter).status == Status.CLOSED


def test_a_reached_call_needs_the_three_answers(city: SmallCity) -> None:
    with pytest.raises(errors.NeedsWords):
        city.do("follow_up_clerk", "follow_up", replied(city), reached=True, resolved="yes")


def test_a_no_waits_for_the_supervisor(city: SmallCity) -> None:
    matter = city.do("follow_up_clerk", "follow_up", replied(city), **NO)
    assert matter.status == Status.RATED
    assert Clock.objects.get(matter=matter, stopped_at=None).step == Step.REVIEW
    with pytest.raises(errors.ReviewFirst):
        city.do("follow_up_clerk", "close", matter)


def test_the_units_fault_is_mended_once_then_explained(city: SmallCity) -> None:
    matter = city.do("follow_up_clerk", "follow_up", replied(city), **NO)
    matter = city.do("supervisor", "review", matter, unit_at_fault=True, words="确未清完")
    assert matter.status == Status.REWORK
    city.do("owner", "complete", matter, result="清完了")
    city.do("owner", "reply", matter, text="已全部清完。")
    matter = city.do("follow_up_clerk", "follow_up", matter, **NO)
    with pytest.raises(errors.NoMoreRework):
        city.do("supervisor", "review", matter, unit_at_fault=True, words="再清")
    matter = city.do("supervisor", "review", matter, unit_at_fault=False, words="已到现场复核，垃圾已清")
    assert matter.status == Status.CLOSED
    assert entries_of(matter).last().facts["explained"] is True


def test_what_the_check_sent_back_does_not_use_up_the_requesters_rework(city: SmallCity) -> None:
    matter = completed(city)
    city.do("verifier", "verify", matter, passed=False, words="没清完")
    city.do("owner", "complete", matter, result="清完了")
    city.do("owner", "reply", matter, text="已清完。")
    city.do("follow_up_clerk", "follow_up", matter, **NO)
    matter = city.do("supervisor", "review", matter, unit_at_fault=True, words="确未清完")
    assert (matter.status, matter.reworks) == (Status.REWORK, 2)


def test_reopened_within_thirty_days_every_promise_is_made_anew(city: SmallCity) -> None:
    matter = closed(city)
    answering.reopen(matter=matter, words="又堆上了", by=REQUESTER, now=city.later(days=30))
    assert (matter.status, matter.reopenings, matter.due_at) == (Status.REOPENED, 1, None)
    assert (matter.resolved, matter.contacted_at, matter.closed_at) == ("", None, None)
    matter = city.do("dispatcher", "dispatch", matter, unit=city.unit("street"))
    fresh = Clock.objects.filter(matter=matter, stopped_at=None)
    assert {each.step: each.started_at for each in fresh} == dict.fromkeys(
        (Step.ACKNOWLEDGE, Step.CONTACT, Step.RESOLVE), city.now
    )


def test_after_thirty_days_it_is_a_new_matter(city: SmallCity) -> None:
    matter = closed(city)
    with pytest.raises(errors.ReopenTooLate):
        answering.reopen(matter=matter, words="又堆上了", by=REQUESTER, now=city.later(days=30, minutes=1))


def test_only_a_closed_matter_is_reopened(city: SmallCity) -> None:
    with pytest.raises(errors.MoveNotAllowed):
        answering.reopen(matter=city.file(), words="x", by=REQUESTER, now=city.now)


# Memory


def rating(matter: Matter, city: SmallCity) -> None:
    answers = {"contacted": Contacted.YES, "resolved": Resolved.YES, "satisfied": Satisfied.VERY}
    answering.rate(matter=matter, by=REQUESTER, now=city.now, **answers)


@pytest.mark.parametrize("act", [rating, lambda m, c: answering.close(matter=m, by=REQUESTER, now=c.now)])
def test_whoever_read_it_before_somebody_changed_it_is_refused(
    city: SmallCity, act: Callable[[Matter, SmallCity], None]
) -> None:
    matter = replied(city)
    stale = now_is(matter)
    city.do("follow_up_clerk", "follow_up", matter, reached=False)
    was = {name: value for name, value in vars(stale).items() if name != "_state"}
    with pytest.raises(ChangedMeanwhile):
        act(stale, city)
    assert {name: value for name, value in vars(stale).items() if name != "_state"} == was


def test_a_step_that_fails_half_way_leaves_nothing(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accepting sends it on by rule; when that fails, nothing was accepted either, in rows or in memory."""
    matter = city.file()

    def fail(*_args: Any, **_more: Any) -> None:
        raise errors.NoSuchUnit(unit=1)

    monkeypatch.setattr(triaging, "check_units", fail)
    with pytest.raises(errors.NoSuchUnit):
        triaging.accept(matter=matter, kind="street.litter", by=REQUESTER, now=city.now)
    assert (matter.status, matter.kind_code, matter.chain_length) == (Status.REGISTERED, "", 1)
    assert now_is(matter).status == Status.REGISTERED
    assert verify().broken == []


# Left out of the rates


def test_a_matter_left_out_is_told_and_contested_and_decided_by_somebody_else(city: SmallCity) -> None:
    matter = dispatched(city)
    out = {"reason": "in_court_or_petition", "words": "同一事项正在法院审理"}
    matter = city.do("supervisor", "exclude", matter, **out)
    assert matter.excluded_for == "in_court_or_petition"
    with pytest.raises(errors.ExcludedAlready):
        city.do("supervisor", "exclude", matter, **out)
    counting.contest(matter=matter, words="法院没有受理", by=REQUESTER, now=city.now)
    assert matter.excluded_for == ""
    with pytest.raises(errors.SomebodyElseDecides):
        city.do("supervisor", "exclude", matter, **out)
    with pytest.raises(errors.NotExcluded):
        counting.contest(matter=matter, words="x", by=REQUESTER, now=city.now)


@pytest.mark.parametrize("fields", [{"reason": "x", "words": "y"}, {"reason": "duplicate", "words": " "}])
def test_leaving_out_needs_a_reason_and_words(city: SmallCity, fields: dict[str, str]) -> None:
    with pytest.raises((errors.UnknownReason, errors.NeedsWords)):
        city.do("supervisor", "exclude", dispatched(city), **fields)


def test_it_counts_again_when_the_desk_says_so(city: SmallCity) -> None:
    matter = city.do("supervisor", "exclude", dispatched(city), reason="duplicate", words="重复")
    assert city.do("supervisor", "include", matter, words="并非重复").excluded_for == ""


# Joined


def test_joined_requesters_read_the_answer_and_their_matters_close_with_it(city: SmallCity) -> None:
    lead, other = working(city), city.file(text="路口垃圾又脏又臭")
    other = city.do("dispatcher", "merge", other, into=lead.code, words="同一处垃圾")
    assert (other.status, other.merged_into_id) == (Status.MERGED, lead.pk)
    with pytest.raises(errors.LeadGoesOn):
        city.do("follow_up_clerk", "close", other)
    city.do("owner", "complete", now_is(lead), result="已清运")
    city.do("owner", "reply", lead, text="垃圾已清运。")
    assert Reply.objects.get(matter=other).text == "垃圾已清运。"
    city.do("follow_up_clerk", "follow_up", lead, **YES)
    other = now_is(other)
    assert (other.status, other.closed_at) == (Status.CLOSED, city.now)
    answering.reopen(matter=other, words="我家门口的没清", by=REQUESTER, now=city.later(days=1))
    assert (other.status, other.merged_into_id) == (Status.REOPENED, None)
    assert verify().broken == []


def test_of_three_joined_none_is_left_in_a_chain(city: SmallCity) -> None:
    first, second, third = city.file(), city.file(), city.file()
    city.do("dispatcher", "merge", first, into=second.code)
    city.do("dispatcher", "merge", second, into=third.code)
    assert {now_is(each).merged_into_id for each in (first, second)} == {third.pk}
    fourth = city.file()
    city.do("dispatcher", "merge", fourth, into=first.code)
    assert now_is(fourth).merged_into_id == third.pk, "joined with a joined one: with the one that goes on"


@pytest.mark.parametrize("into", ["itself", "ended", "answered"])
def test_it_joins_only_with_one_that_goes_on(city: SmallCity, into: str) -> None:
    matter = city.file()
    make = {"itself": lambda: matter, "ended": lambda: closed(city), "answered": lambda: replied(city)}
    with pytest.raises(errors.NotMergeable):
        city.do("dispatcher", "merge", matter, into=make[into]().code)


def test_taken_apart_it_starts_over(city: SmallCity) -> None:
    lead, matter = city.file(), dispatched(city)
    city.do("dispatcher", "merge", matter, into=lead.code)
    matter = city.do("dispatcher", "unmerge", matter, words="不是同一处")
    assert (matter.status, matter.merged_into_id, matter.closed_at) == (Status.REGISTERED, None, None)
    assert Clock.objects.get(matter=matter, stopped_at=None).step == Step.ACCEPT
    assert not WorkOrder.objects.filter(matter=matter, ended_at=None).exists()


def test_the_requester_takes_it_apart_by_objecting(city: SmallCity) -> None:
    lead, matter = city.file(), city.file()
    matter = city.do("dispatcher", "merge", matter, into=lead.code)
    triaging.take_objection(matter=matter, words="不是一回事", by=REQUESTER, now=city.now)
    assert matter.status == Status.REGISTERED


def test_when_the_lead_is_withdrawn_the_earliest_other_goes_on(city: SmallCity) -> None:
    lead, second, third = city.file(), city.file(), city.file()
    for each in (second, third):
        city.do("dispatcher", "merge", each, into=lead.code)
    triaging.withdraw(matter=(lead := now_is(lead)), by=REQUESTER, now=city.now)
    assert lead.status == Status.WITHDRAWN
    assert now_is(second).status == Status.REGISTERED
    assert (now_is(third).status, now_is(third).merged_into_id) == (Status.MERGED, second.pk)


def test_when_the_lead_is_declined_the_others_read_why(city: SmallCity) -> None:
    lead, other = city.file(), city.file()
    city.do("dispatcher", "merge", other, into=lead.code)
    city.do("dispatcher", "decline", lead, reason="not_public", words="请找物业")
    entry = entries_of(now_is(other)).last()
    assert (now_is(other).status, entry.note) == (Status.CLOSED, "请找物业")
