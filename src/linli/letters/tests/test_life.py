"""The life of a letter: what may follow what, who may do it, and what is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from linli.calendars.policies import Limit
from linli.core.actor import SYSTEM
from linli.journal.errors import ChangedMeanwhile
from linli.journal.queries import entries_of, verify
from linli.letters import actions
from linli.letters.errors import (
    AnswerOwed,
    DueInThePast,
    FactsUnfit,
    IssuerWithoutNumbers,
    LetterWithoutBasis,
    MoveNotAllowed,
    NeedsWords,
    NoAddressee,
    NoAnswerOwed,
    NotForMachines,
    OwnDraft,
    PersonalNumber,
    ToOneself,
    UnknownTemplate,
    WrongUnit,
)
from linli.letters.models import Letter, Series
from linli.letters.policies import ENDED, VERBS, LetterKind, Status, Verb, Way, digest_of, may_follow
from linli.letters.testing import Office, sample_facts
from linli.rulebook.actions import set_rule

pytestmark = pytest.mark.django_db
KINDS = list(LetterKind)


def test_every_step_leads_somewhere_and_every_state_is_reached() -> None:
    reached = {rule.end for rule in VERBS.values() if rule.end} | {Status.DRAFT}
    assert reached == set(Status)
    assert set(VERBS) == set(Verb)
    assert not any(may_follow(old, new) for old, new in product(ENDED, Status))


def test_a_letter_goes_from_draft_to_its_end(office: Office) -> None:
    letter = office.issued()
    answering, checking = office.by("handler", "street"), office.by("leader", "city")
    actions.deliver(letter=letter, by=answering, now=office.now)
    actions.answer(letter=letter, text="已更换管段，附照片。", by=answering, now=office.now)
    actions.verify(letter=letter, by=checking, now=office.now)
    actions.close(letter=letter, by=checking, now=office.now)
    letter.refresh_from_db()
    assert letter.status == Status.CLOSED
    assert [entry.event for entry in entries_of(letter)] == [
        "letter.drafted",
        "letter.reviewed",
        "letter.issued",
        "letter.delivered",
        "letter.answered",
        "letter.verified",
        "letter.closed",
    ]
    assert verify().broken == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_drafted_and_issued_from_the_citys_text(office: Office, kind: LetterKind) -> None:
    letter = office.issued(kind.value)
    assert letter.serial == 1
    assert letter.number.endswith("〔2026〕1号")
    assert letter.content["number"] == letter.number
    assert letter.content["date"] == "2026年3月10日"
    assert letter.digest == digest_of(letter.content)


def test_what_is_issued_says_by_when_to_answer_counted_in_working_days(office: Office) -> None:
    letter = office.issued()  # a Tuesday; three working days
    assert letter.due_at is not None
    assert letter.content["due"] == "2026年3月13日"
    assert any("2026年3月13日前" in block.get("text", "") for block in letter.content["blocks"])


def test_a_named_day_is_the_last_one_inclusive(office: Office) -> None:
    letter = office.issued(due=date(2026, 3, 20))
    assert letter.content["due"] == "2026年3月20日"
    assert letter.due_at is not None
    assert letter.due_at.isoformat() == "2026-03-21T00:00:00+08:00"


def test_a_draft_has_no_number_no_date_and_no_code(office: Office) -> None:
    letter = office.draft()
    assert (letter.number, letter.digest, letter.code, letter.content["date"]) == ("", "", None, "")


# Refusals: in words, and nothing is stored


def nothing_stored() -> bool:
    return not Letter.objects.exists() and not Series.objects.exists()


def test_it_refuses_a_letter_without_a_lawful_basis(office: Office) -> None:
    value = {
        "templates": {
            "bare": {
                "name": {"zh": "无依据", "en": "Bare"},
                "title": "关于{{ subject }}的提示函",
                "body": "{{ basis|join }}{{ situation }}",
                "sample": {
                    "issuer": "city",
                    "issued_on": "2026-03-10",
                    "facts": sample_facts(LetterKind.ADVISORY),
                },
            }
        }
    }
    set_rule("letters.advisory", value, date(2026, 1, 1), by=SYSTEM, now=office.now)
    with pytest.raises(LetterWithoutBasis) as refused:
        office.draft("advisory", template="bare")
    assert "依据" in refused.value.in_language("zh-hans")
    assert nothing_stored()
    with_basis = sample_facts(LetterKind.ADVISORY) | {"basis": ["《办法》第三条"]}
    assert office.draft("advisory", template="bare", facts=with_basis).content["basis"] == ["《办法》第三条"]


def test_it_refuses_a_due_date_in_the_past(office: Office) -> None:
    with pytest.raises(DueInThePast) as refused:
        office.draft(due=date(2026, 3, 9))
    assert "2026年3月9日" in refused.value.in_language("zh-hans")
    assert nothing_stored()


def test_it_refuses_to_issue_when_the_date_passed_meanwhile_and_takes_no_number(office: Office) -> None:
    letter = office.draft(due=date(2026, 3, 12))
    actions.review(letter=letter, by=office.by("leader", "city"), now=office.now)
    with pytest.raises(DueInThePast):
        actions.issue(letter=letter, by=office.by("leader", "city"), now=office.now + timedelta(days=3))
    letter.refresh_from_db()
    assert letter.status == Status.REVIEWED
    assert not Series.objects.exists()


@pytest.mark.parametrize("who", [("handler", "housing"), ("supervisor", "city"), ("dispatcher", "riverside")])
def test_it_refuses_an_answer_from_any_unit_but_the_addressed_one(
    office: Office, who: tuple[str, str]
) -> None:
    letter = office.issued()
    for step in (actions.deliver, lambda **given: actions.answer(text="好了", **given)):
        with pytest.raises(WrongUnit) as refused:
            step(letter=letter, by=office.by(*who), now=office.now)
        assert "河东街道办事处" in refused.value.in_language("zh-hans")
    letter.refresh_from_db()
    assert (letter.status, letter.answer) == (Status.ISSUED, "")


def test_the_citys_rules_never_answer_for_a_unit(office: Office) -> None:
    with pytest.raises(WrongUnit):
        actions.answer(letter=office.issued(), text="好了", by=SYSTEM, now=office.now)


def test_the_drafter_does_not_review(office: Office) -> None:
    letter = office.draft()
    with pytest.raises(OwnDraft):
        actions.review(letter=letter, by=office.by("supervisor", "city"), now=office.now)


def test_not_even_the_database_lets_the_drafter_review(office: Office) -> None:
    letter = office.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(reviewed_by=letter.drafted_by)


def test_nobody_issues_what_nobody_reviewed(office: Office) -> None:
    with pytest.raises(MoveNotAllowed):
        actions.issue(letter=office.draft(), by=office.by("leader", "city"), now=office.now)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"addressee": None}, NoAddressee),
        ({"template": "nowhere"}, UnknownTemplate),
        ({"facts": {"subject": "只有标题"}}, FactsUnfit),
    ],
)
def test_it_refuses_what_cannot_be_a_letter(office: Office, given: dict, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        office.draft(**given)
    assert nothing_stored()


def test_it_refuses_a_letter_to_oneself_and_an_issuer_without_numbers(office: Office) -> None:
    with pytest.raises(ToOneself):
        office.draft(addressee=office.cast.unit("city"))
    with pytest.raises(IssuerWithoutNumbers):
        office.draft(issuer=office.cast.unit("village"), by=office.by("grid_worker", "village"))


def test_an_unknown_fact_is_refused_rather_than_lost(office: Office) -> None:
    with pytest.raises(FactsUnfit):
        office.draft(facts=sample_facts(LetterKind.SUPERVISION_ORDER) | {"phone": "19900001234"})


@pytest.mark.parametrize("number", ["19900001234", "110101199003078515"])
def test_it_refuses_a_private_persons_number_in_what_a_letter_says(office: Office, number: str) -> None:
    facts = sample_facts(LetterKind.SUPERVISION_ORDER)
    with pytest.raises(PersonalNumber) as refused:
        office.draft(facts=facts | {"matter": f"诉求人电话{number}，请联系。"})
    assert number not in refused.value.in_language("zh-hans")
    assert nothing_stored()
    letter = office.draft(facts=facts)
    with pytest.raises(PersonalNumber):
        actions.revise(
            letter=letter, wording=f"请联系{number}。", by=office.by("supervisor", "city"), now=office.now
        )


def test_a_case_code_and_an_offices_telephone_are_nobodys_private_number(office: Office) -> None:
    told = {"matter": "事项编号9901022026022700013。", "contact": "电话：19900001234"}
    assert office.draft(facts=sample_facts(LetterKind.SUPERVISION_ORDER) | told)


def test_a_fact_cannot_write_markup(office: Office) -> None:
    facts = sample_facts(LetterKind.SUPERVISION_ORDER) | {"matter": "# 一级标题\n@table figures\n{{ basis }}"}
    blocks = office.draft(facts=facts).content["blocks"]
    shown = [block for block in blocks if block["text"] in ("# 一级标题", "@table figures", "{{ basis }}")]
    assert [block["level"] for block in shown] == [0, 0, 0]


# After issue


def test_a_late_answer_is_taken_and_marked(office: Office) -> None:
    letter = office.issued()
    actions.answer(
        letter=letter, text="迟了", by=office.by("handler", "street"), now=office.now + timedelta(days=9)
    )
    assert entries_of(letter).last().facts["in_time"] is False


def test_whoever_answers_has_received_it(office: Office) -> None:
    letter = office.issued()
    actions.answer(letter=letter, text="好了", by=office.by("handler", "street"), now=office.now)
    assert (letter.way, letter.delivered_at) == (Way.IN_APP, office.now)


def test_delivery_on_paper_is_proven_in_words_by_the_issuer(office: Office) -> None:
    letter, by = office.issued(), office.by("supervisor", "city")
    with pytest.raises(NeedsWords):
        actions.prove(letter=letter, way=Way.BY_POST, proof=" ", by=by, now=office.now)
    actions.prove(letter=letter, way=Way.BY_POST, proof="挂号信XA123", by=by, now=office.now)
    assert (letter.status, letter.proof) == (Status.DELIVERED, "挂号信XA123")


def test_a_poor_answer_goes_back_and_stays_on_record(office: Office) -> None:
    letter = office.issued()
    actions.answer(letter=letter, text="已阅", by=office.by("handler", "street"), now=office.now)
    new_due = Limit.parse("2 working_days")
    actions.reject(
        letter=letter, note="没有写结果", due=new_due, by=office.by("leader", "city"), now=office.now
    )
    assert (letter.status, letter.answer) == (Status.DELIVERED, "")
    assert [entry.note for entry in entries_of(letter)][-2:] == ["已阅", "没有写结果"]


def test_more_time_changes_the_date_and_not_the_letter(office: Office) -> None:
    letter = office.issued()
    content = dict(letter.content)
    actions.extend(
        letter=letter,
        due=date(2026, 3, 30),
        note="等检测结果",
        by=office.by("leader", "city"),
        now=office.now,
    )
    letter.refresh_from_db()
    assert letter.due_at is not None
    assert letter.due_at.isoformat() == "2026-03-30T16:00:00+00:00"
    assert letter.content == content


def test_a_cancelled_letter_keeps_its_number_and_the_next_gets_the_next(office: Office) -> None:
    first = office.issued()
    actions.cancel(letter=first, note="发错单位", by=office.by("leader", "city"), now=office.now)
    second = office.issued()
    first.refresh_from_db()
    assert (first.status, first.serial, second.serial) == (Status.CANCELLED, 1, 2)


def test_a_letter_that_owes_an_answer_is_not_simply_closed(office: Office) -> None:
    with pytest.raises(AnswerOwed):
        actions.close(letter=office.issued(), by=SYSTEM, now=office.now)


def test_a_bulletin_to_many_owes_no_answer_and_is_closed(office: Office) -> None:
    letter = office.issued("bulletin", addressee=None)
    with pytest.raises(NoAnswerOwed):
        actions.escalate(letter=letter, note="?", by=SYSTEM, now=office.now)
    actions.close(letter=letter, by=SYSTEM, now=office.now)
    assert letter.status == Status.CLOSED


def test_an_escalated_letter_names_the_one_that_goes_further(office: Office) -> None:
    first, further = office.issued("warning"), office.issued()
    actions.escalate(letter=first, note="逾期未答复", into=further, by=SYSTEM, now=office.now)
    first.refresh_from_db()
    assert (first.status, first.escalated_to_id) == (Status.ESCALATED, further.pk)


def test_whoever_comes_second_is_told(office: Office) -> None:
    letter = office.draft()
    again = Letter.objects.get(pk=letter.pk)
    actions.review(letter=letter, by=office.by("leader", "city"), now=office.now)
    with pytest.raises(ChangedMeanwhile):
        actions.review(letter=again, by=office.by("unit_head", "city"), now=office.now)


def test_a_letter_to_a_unit_above_names_who_signed_it(office: Office) -> None:
    up = office.issued("reply", issuer=office.cast.unit("street"), addressee=office.cast.unit("riverside"))
    assert up.content["signer"] == office.cast.leader.display_name
    assert office.issued("reply", addressee=office.cast.unit("street")).content["signer"] == ""


def test_a_revised_draft_says_what_was_worded(office: Office) -> None:
    letter, by = office.draft(), office.by("supervisor", "city")
    actions.revise(letter=letter, wording="# 情况\n请办理。", by=by, now=office.now)
    letter.refresh_from_db()
    assert [block["text"] for block in letter.content["blocks"]] == ["一、情况", "请办理。"]
    actions.revise(letter=letter, wording="", due=date(2026, 3, 31), by=by, now=office.now)
    assert letter.content["due"] == "2026年3月31日"


def test_the_kind_of_every_event_is_known_to_the_journal(office: Office) -> None:
    letter = office.issued()
    facts = entries_of(letter).last().facts
    assert facts["number"] == letter.number
    assert facts["digest"] == letter.digest


# Many at once


def drafts(office: Office, count: int, **given: object) -> list[actions.Draft]:
    kind = LetterKind.SUPERVISION_ORDER
    base = actions.Draft(
        kind, office.cast.unit("city"), sample_facts(kind), office.cast.unit("street"), **given
    )
    return [replace(base, occasion=f"matter:{place}:2") for place in range(count)]


def test_a_sweep_issues_many_and_a_second_one_none(office: Office) -> None:
    made = actions.issue_directly(drafts=drafts(office, 30), by=SYSTEM, now=office.now)
    again = actions.issue_directly(drafts=drafts(office, 31), by=SYSTEM, now=office.now)
    assert [letter.serial for letter in made] == list(range(1, 31))
    assert [letter.serial for letter in again] == [31]
    assert Letter.objects.count() == 31
    assert verify().broken == []


def test_the_statements_of_a_sweep_do_not_grow_with_its_letters(
    office: Office, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(12):
        actions.issue_directly(drafts=drafts(office, 200), by=SYSTEM, now=office.now)


def test_a_sweep_uses_only_texts_with_a_standing_order(office: Office) -> None:
    kind = LetterKind.ASSIGNMENT_ORDER
    draft = actions.Draft(kind, office.cast.unit("city"), sample_facts(kind), office.cast.unit("street"))
    with pytest.raises(NotForMachines):
        actions.issue_directly(drafts=[draft], by=SYSTEM, now=office.now)
    assert nothing_stored()


def test_a_sweep_with_one_wrong_draft_issues_none(office: Office) -> None:
    wrong = replace(drafts(office, 1)[0], facts={"subject": "缺事实"}, occasion="x")
    with pytest.raises(FactsUnfit):
        actions.issue_directly(drafts=[*drafts(office, 3), wrong], by=SYSTEM, now=office.now)
    assert nothing_stored()
