"""Administrative cases, three pushes, suggestions that are answered by a day."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.conferences.testing import Table
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.journal.queries import entries_of
from linli.redress import access, errors
from linli.redress.actions import cases, suggestions
from linli.redress.actions.suggestions import NewSuggestion, send
from linli.redress.actions.watching import watch
from linli.redress.models import Case, Suggestion
from linli.redress.policies import (
    PUSHES,
    CaseKind,
    CaseStatus,
    CaseVerb,
    Matter,
    Result,
    Status,
    Verb,
    told_now,
)


def handed_in(table: Table, **more: Any) -> Case:
    given = {
        "dispute": table.desk.register(),
        "kind": CaseKind.RECONSIDERATION,
        "body": table.desk.units["riverside"],
        "respondent": "",
        "respondent_unit": table.desk.units["street"],
        "act": "不予登记决定〔2026〕3号",
        "learnt_on": city_day(table.now) - timedelta(days=10),
        **more,
    }
    return cases.receive(by=table.actor("duty"), now=table.now, **given)


def do(table: Table, who: str, verb: CaseVerb, case: Case, **more: Any) -> None:
    from linli.redress.doors import CASE_DOES

    viewer = table.desk.viewer(who)
    row = access.get_case_to(viewer, case.pk, verb)
    CASE_DOES[verb](case=row, by=access.case_actor(viewer, row), now=table.now, **more)
    case.refresh_from_db()


def decided(table: Table) -> Case:
    case = handed_in(table)
    do(table, "county_head", CaseVerb.ACCEPT, case)
    do(table, "county_head", CaseVerb.DECIDE, case, result=Result.REVOKED, words="事实不清，撤销。")
    return case


def pushed(table: Table, case: Case, matter: Matter) -> Suggestion:
    one = NewSuggestion(
        matter=matter,
        case=case,
        from_unit=case.body,
        to_unit=table.desk.units["street"],
        subject="不动产登记告知方式",
        words="统一告知方式，留存凭证。",
    )
    return send(one, by=table.actor("county_head"), now=table.now)


def test_a_case_is_closed_only_when_all_three_pushes_were_thought_of(table: Table) -> None:
    case = decided(table)
    with pytest.raises(errors.PushMissing) as refused:
        do(table, "county_head", CaseVerb.CLOSE, case, unneeded={})
    assert "一案三推动" in refused.value.in_language("zh-hans")
    pushed(table, case, Matter.PUSH_CASE)
    kept = pushed(table, case, Matter.PUSH_CLASS)
    reasons = {Matter.PUSH_SOURCE: "属个案疏忽，制度没有缺陷。"}
    suggestions.take_back(suggestion=kept, words="写错了单位", by=table.actor("county_head"), now=table.now)
    with pytest.raises(errors.PushMissing):
        do(table, "county_head", CaseVerb.CLOSE, case, unneeded=reasons)
    pushed(table, case, Matter.PUSH_CLASS)
    do(table, "county_head", CaseVerb.CLOSE, case, unneeded=reasons)
    assert case.status == CaseStatus.CLOSED
    assert case.no_push == {"push_source": "属个案疏忽，制度没有缺陷。"}


def test_nothing_is_pushed_before_the_case_is_over(table: Table) -> None:
    with pytest.raises(errors.NotNow):
        pushed(table, handed_in(table), Matter.PUSH_CASE)


@pytest.mark.parametrize(("days", "refused"), [(59, False), (60, False), (61, True)])
def test_reconsideration_is_applied_for_in_time(table: Table, days: int, refused: bool) -> None:
    learnt = city_day(table.now) - timedelta(days=days)
    if refused:
        with pytest.raises(errors.OutOfTime):
            handed_in(table, learnt_on=learnt)
        assert handed_in(table, learnt_on=learnt, excuse="因疫情封控无法申请").excuse
    else:
        assert handed_in(table, learnt_on=learnt).status == CaseStatus.RECEIVED


def test_nobody_examines_the_own_act(table: Table) -> None:
    with pytest.raises(errors.OwnAct):
        handed_in(table, respondent_unit=table.desk.units["riverside"])


def test_a_dispute_has_one_case_at_a_time(table: Table) -> None:
    case = handed_in(table)
    with pytest.raises(errors.CaseThere):
        handed_in(table, dispute=case.dispute)
    do(table, "duty", CaseVerb.WITHDRAW, case)
    assert handed_in(table, dispute=case.dispute).pk != case.pk


def test_a_settlement_needs_both(table: Table) -> None:
    case = handed_in(table, kind=CaseKind.COORDINATION)
    with pytest.raises(errors.NotAgreed):
        do(table, "county_duty", CaseVerb.SETTLE, case, words="重新办理登记", both_agree=False)
    do(table, "county_duty", CaseVerb.SETTLE, case, words="重新办理登记", both_agree=True)
    assert case.status == CaseStatus.SETTLED


def test_a_late_body_is_told_of_once_and_the_case_goes_on(table: Table) -> None:
    case = handed_in(table)
    table.later(days=20)
    assert watch(by=SYSTEM, now=table.now) == 1
    assert watch(by=SYSTEM, now=table.now) == 0
    case.refresh_from_db()
    assert (case.status, case.is_late) == (CaseStatus.RECEIVED, True)


def entered(table: Table, **more: Any) -> Suggestion:
    given = {
        "matter": Matter.PROCURATOR,
        "from_body": "临河区人民检察院",
        "to_unit": table.desk.units["street"],
        "subject": "河道垃圾清理",
        "words": "建议清理河东段河道垃圾并建立巡查制度。",
        **more,
    }
    return send(NewSuggestion(**given), by=table.actor("street_head"), now=table.now)


def step(table: Table, who: str, verb: Verb, row: Suggestion, **more: Any) -> None:
    from linli.redress.doors import DOES

    viewer = table.desk.viewer(who)
    fresh = access.get_suggestion_to(viewer, row.pk, verb)
    DOES[verb](suggestion=fresh, by=access.suggestion_actor(viewer, fresh, verb), now=table.now, **more)
    row.refresh_from_db()


def test_a_suggestion_is_reminded_of_then_overdue_and_told_of_once_each(table: Table) -> None:
    row = entered(table, reply_by=city_day(table.now) + timedelta(days=8))
    told = []
    for _day in range(12):
        told.append(watch(by=SYSTEM, now=table.now))
        assert watch(by=SYSTEM, now=table.now) == 0
        table.later(days=1)
    assert told == [0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0]
    names = [each.event for each in entries_of(Suggestion.objects.get(pk=row.pk))]
    assert names[-1] == "redress.answer_left"


@given(left=st.integers(-5, 40), told=st.one_of(st.none(), st.sampled_from([7, 3, 0, -1])))
def test_no_reminder_is_given_twice_or_backwards(left: int, told: int | None) -> None:
    now = told_now(left, (7, 3, 0), told)
    assert now is None or told is None or now < told
    assert now is None or (now == -1) == (left < 0)


def test_an_answer_that_is_not_enough_is_asked_for_again(table: Table) -> None:
    row = pushed(table, decided(table), Matter.PUSH_CLASS)
    step(table, "street_head", Verb.ANSWER, row, words="已阅。", is_followed=True)
    step(table, "county_head", Verb.ASK_AGAIN, row, words="请写明怎样统一告知方式。")
    assert (row.status, row.rounds) == (Status.SENT, 2)
    step(table, "street_head", Verb.ANSWER, row, words="已印发通知，三种方式告知。", is_followed=True)
    step(table, "county_head", Verb.ACCEPT, row)
    assert row.status == Status.ACCEPTED


def test_the_receiver_does_not_accept_its_own_answer(table: Table) -> None:
    row = pushed(table, decided(table), Matter.PUSH_CLASS)
    step(table, "street_head", Verb.ANSWER, row, words="已阅。", is_followed=False)
    with pytest.raises(errors.NotPermitted):
        step(table, "street_head", Verb.ACCEPT, row)


def test_for_a_body_outside_the_unit_writes_its_word_down(table: Table) -> None:
    row = entered(table)
    step(table, "street_head", Verb.ANSWER, row, words="已清理并建立巡查。", is_followed=True)
    step(table, "street_duty", Verb.ACCEPT, row)
    assert row.status == Status.ACCEPTED


def test_a_lead_for_judicial_aid_needs_the_persons_consent(table: Table) -> None:
    lead = {"matter": Matter.AID_LEAD, "from_body": "", "from_unit": table.desk.units["village"]}
    with pytest.raises(errors.PersonNotAsked):
        entered(table, **lead)
    row = entered(table, **lead, person_agrees=True)
    step(table, "street_head", Verb.ANSWER, row, words="已发放。", is_followed=True, aid=Decimal("20000"))
    assert row.aid == Decimal("20000.00")


def test_the_day_of_an_answer_lies_within_the_rule(table: Table) -> None:
    for days in (-1, 91):
        with pytest.raises(errors.ReplyDayUnfit):
            entered(table, reply_by=city_day(table.now) + timedelta(days=days))


def test_a_suggestion_is_seen_by_both_units_and_nobody_else(table: Table) -> None:
    row = pushed(table, decided(table), Matter.PUSH_SOURCE)
    seen = {
        who
        for who in table.desk.accounts
        if access.visible_suggestions(table.desk.viewer(who)).filter(pk=row.pk).exists()
    }
    assert seen == {"street_duty", "street_head", "county_duty", "county_head", "other_duty"}


@pytest.mark.parametrize("who", ["duty", "county_head"])
def test_every_link_on_the_page_of_a_case_opens_for_its_reader(table: Table, open_as: Any, who: str) -> None:
    case = decided(table)
    row = pushed(table, case, Matter.PUSH_CASE)
    client = open_as(who)
    page = client.get(f"/redress/cases/{case.pk}/").content.decode()
    assert row.subject in page
    links = set(re.findall(r'<a [^>]*href="(/[^"#]+)', page))
    assert "/redress/" in links
    assert {link: code for link in links if (code := client.get(link).status_code) >= 400} == {}


def test_pages_from_handing_in_to_the_answer(table: Table, open_as: Any) -> None:
    dispute = table.desk.register()
    duty, head, street = open_as("duty"), open_as("county_head"), open_as("street_head")
    new = f"/redress/cases/new/?dispute={dispute.number}"
    assert new in duty.get(f"/disputes/{dispute.number}/").content.decode()
    assert duty.get(new).status_code == 200
    typed = {
        "kind": "reconsideration",
        "body": table.desk.units["riverside"].pk,
        "respondent": "某局",
        "act": "决定3号",
    }
    late = duty.post(new, {**typed, "learnt_on": "2025-01-01"})
    assert late.status_code == 422
    assert "决定3号" in late.content.decode()
    assert duty.post(new, {**typed, "learnt_on": "2026-03-01"}).status_code == 302
    page = f"/redress/cases/{Case.objects.get().pk}/"
    assert street.get(page).status_code == 404
    assert duty.post(f"{page}do/accept/", {}).status_code == 403
    assert head.post(f"{page}do/accept/", {}).status_code == 302
    assert head.post(f"{page}do/decide/", {"result": "revoked", "words": "撤销"}).status_code == 302
    push = {"matter": "push_class", "to_unit": "street", "subject": "告知方式", "words": "统一告知"}
    assert head.post(f"{page}do/push/", push).status_code == 302
    row = Suggestion.objects.get()
    own = f"/redress/suggestions/{row.pk}/"
    assert "告知方式" in street.get("/redress/").content.decode()
    assert street.post(f"{own}do/answer/", {"is_followed": "yes", "words": "已统一"}).status_code == 302
    assert head.post(f"{page}do/close/", {"push_case": "已撤销"}).status_code == 409
    reasons = {each.value: "不需要" for each in PUSHES if each is not Matter.PUSH_CLASS}
    assert head.post(f"{page}do/close/", reasons).status_code == 302
    assert head.post(f"{own}do/accept/", {}).status_code == 302


def test_a_procurators_suggestion_is_entered_on_its_page(table: Table, open_as: Any) -> None:
    typed = {
        "matter": "procurator",
        "unit": table.desk.units["street"].pk,
        "from_body": "临河区人民检察院",
        "paper_number": "临检建〔2026〕2号",
        "subject": "河道垃圾清理",
        "words": "建议清理。",
    }
    head = open_as("street_head")
    assert head.get("/redress/suggestions/new/").status_code == 200
    assert head.post("/redress/suggestions/new/", typed).status_code == 302
    row = Suggestion.objects.get()
    assert row.reply_by == city_day(table.now) + timedelta(days=60)
    assert "临检建〔2026〕2号" in head.get(f"/redress/suggestions/{row.pk}/").content.decode()


def test_the_letter_of_a_push_and_the_letter_of_reply(table: Table) -> None:
    from linli.conferences.tests.test_pages import yaml_of
    from linli.letters.models import Letter
    from linli.rulebook.actions import set_rule

    numbers = yaml_of("numbers")
    numbers["issuers"] |= {"riverside": {"agency": "临政"}, "street": {"agency": "河东"}}
    rules = {"numbers": numbers, "advisory": yaml_of("advisory"), "reply": yaml_of("reply")}
    for name, value in rules.items():
        set_rule(f"letters.{name}", value, city_day(table.now), by=SYSTEM, now=table.now)
    row = pushed(table, decided(table), Matter.PUSH_CLASS)
    step(table, "county_head", Verb.DRAFT_LETTER, row)
    with pytest.raises(errors.LetterThere):
        step(table, "county_head", Verb.DRAFT_LETTER, row)
    step(table, "street_head", Verb.ANSWER, row, words="已统一告知方式。", is_followed=True)
    step(table, "street_head", Verb.DRAFT_LETTER, row)
    kinds = [each.kind for each in Letter.objects.order_by("pk")]
    assert kinds == ["advisory", "reply"]
    assert "已统一告知方式" in str(Letter.objects.get(kind="reply").content)
