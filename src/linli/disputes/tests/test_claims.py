"""The road-traffic claim desk: three sides, advances, a frozen statement, agreed amounts, the clock of payments."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pdfplumber
import pytest
from PIL import Image

from linli.compensation.errors import CaseRefused, ReckonedOtherwise
from linli.compensation.frozen import statement_from, translated
from linli.core.actor import SYSTEM
from linli.disputes import errors
from linli.disputes.actions.claims import AgreedAmount
from linli.disputes.actions.watching import watch
from linli.disputes.models import PaymentPromise, Reckoning
from linli.disputes.papers.dossier import dossier_of
from linli.disputes.papers.facts import facts_for
from linli.disputes.policies import AccidentRole, Status
from linli.disputes.queries.claims import (
    answers_for,
    frozen_of,
    missing_at_the_table,
    money_of,
    parties_with_parts,
)
from linli.disputes.testing import Desk
from linli.journal.queries import entries_of
from linli.letters.policies import digest_of
from linli.matters.actions.attaching import Upload
from linli.people.access import SYSTEM_VIEWER
from linli.rulebook.actions import set_rule

from .claims import DRIVER, RIDER, agreed, answers, collision, in_force, reckoned
from .test_pages import proved


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, "PNG")
    stream.seek(0)
    return stream


def test_the_desk_says_which_of_the_three_sides_is_missing(desk: Desk) -> None:
    dispute = collision(desk)
    assert missing_at_the_table(parties_with_parts(dispute)) == []
    insurer = desk.side(dispute, 3).pk
    desk.do("mediator", "set_part", dispute, party=insurer, role=AccidentRole.OWNER, vehicle="A")
    assert missing_at_the_table(parties_with_parts(dispute)) == [AccidentRole.INSURER]


def test_the_desk_is_for_road_accidents_only(desk: Desk) -> None:
    dispute = desk.sat()
    with pytest.raises(errors.NoRoadAccident):
        desk.do("mediator", "reckon", dispute, answers=answers())


def test_a_driver_without_a_vehicle_is_refused(desk: Desk) -> None:
    dispute = collision(desk)
    with pytest.raises(errors.VehicleMissing):
        desk.do("mediator", "set_part", dispute, party=desk.side(dispute, 2).pk, role=AccidentRole.DRIVER)


def test_advances_stand_in_the_calculator_already_and_are_set_off(desk: Desk) -> None:
    dispute, row = reckoned(desk, advance="20000")
    assert '"by_1": "A", "to_1": "P1", "amount_1": "20000.00"' in answers_for(
        dispute, parties_with_parts(dispute)
    )
    without = desk.do("mediator", "reckon", dispute, answers=answers())
    assert without.payable == row.payable
    assert without.to_pay - row.to_pay == Decimal(20000)


def test_an_advance_of_tomorrow_or_to_oneself_is_refused(desk: Desk) -> None:
    dispute = collision(desk)
    one, other = desk.side(dispute, 1).pk, desk.side(dispute, 2).pk
    given: dict[str, Any] = {"amount": Decimal(5), "words": "押金"}
    with pytest.raises(errors.InTheFuture):
        desk.do("mediator", "advance", dispute, payer=other, payee=one, on=desk.today + timedelta(1), **given)
    with pytest.raises(errors.SameSide):
        desk.do("mediator", "advance", dispute, payer=one, payee=one, **given)


def test_the_statement_is_frozen_with_all_it_rests_on(desk: Desk) -> None:
    dispute, row = reckoned(desk)
    fresh = Reckoning.objects.get(pk=row.pk)
    kept = {name: getattr(fresh, name) for name in ("case", "standards", "document", "terms", "statement")}
    assert fresh.digest == digest_of({"dispute": dispute.number, **kept})
    assert Decimal(fresh.standards["limits"]["liable"]["medical"]) == 18_000
    assert Decimal(fresh.standards["figures"]["meals_per_day"]) > 0
    words = str(statement_from(fresh.statement).blocks)
    assert "48,600.00" in words
    assert "孙骑" not in words


def test_a_half_filled_calculator_joins_nothing(desk: Desk) -> None:
    dispute = collision(desk)
    with pytest.raises(errors.ReckoningUnfinished):
        desk.do("mediator", "reckon", dispute, answers=answers(people=[{"injured": {}, "lasting": {}}]))
    assert not dispute.reckonings.exists()


def test_shares_that_do_not_sum_are_refused_in_words(desk: Desk, open_as: Any) -> None:
    """The page of the calculator says it first; a forged form comes no further."""
    dispute = collision(desk)
    wrong = {"degree_A": "main", "share_A": "70", "compulsory_A": "yes", "answers_A": "driver"}
    wrong |= {"degree_B": "secondary", "share_B": "20"}
    with pytest.raises((errors.ReckoningUnfinished, CaseRefused)):
        desk.do("mediator", "reckon", dispute, answers=answers(insured=wrong))
    page = f"/disputes/{dispute.number}/do/reckon/"
    answer = open_as("mediator", "zh-hans").post(page, {"answers": answers(insured=wrong)})
    assert answer.status_code in (409, 422)
    assert "核算还没有做完" in answer.content.decode()


def test_the_reckoned_lines_become_terms_with_payers_and_days(desk: Desk) -> None:
    dispute, row = reckoned(desk, advance="20000")
    agreement = agreed(desk, dispute, row)
    terms = list(agreement.terms.order_by("position"))
    assert sum(each.amount for each in terms) == sum(Decimal(line["amount"]) for line in row.terms)
    assert {each.due_on for each in terms} == {desk.today}
    assert {each.debtor.place for each in terms} == {2, 3}
    assert row.digest[:12] in agreement.facts
    row.refresh_from_db()
    assert row.agreement == agreement


def test_a_payer_who_is_no_side_promises_nothing(desk: Desk) -> None:
    dispute, row = reckoned(desk)
    nobody = [AgreedAmount(None, None, Decimal(line["amount"]), desk.today) for line in row.terms]
    with pytest.raises(errors.PayerNoSide, match="第二十九条"):
        agreed(desk, dispute, row, amounts=nobody)
    assert not dispute.agreements.exists()


def test_other_amounts_need_a_reason(desk: Desk) -> None:
    dispute, row = reckoned(desk)
    payer, payee = desk.side(dispute, 2).pk, desk.side(dispute, 1).pk
    less = [AgreedAmount(payer, payee, Decimal(1000), desk.today) for _line in row.terms]
    with pytest.raises(errors.DeviationUnexplained):
        agreed(desk, dispute, row, amounts=less)
    agreement = agreed(desk, dispute, row, amounts=less, why_other="骑车人自愿让步")
    assert "骑车人自愿让步" in agreement.facts


def test_amounts_are_not_promised_twice(desk: Desk) -> None:
    dispute, row = reckoned(desk)
    agreed(desk, dispute, row)
    with pytest.raises(errors.DraftHasTerms):
        agreed(desk, dispute, row)


def test_a_term_of_a_reckoning_needs_its_day(desk: Desk) -> None:
    dispute, row = reckoned(desk)
    payer, payee = desk.side(dispute, 2).pk, desk.side(dispute, 1).pk
    lines = [AgreedAmount(payer, payee, Decimal(line["amount"]), None) for line in row.terms]
    with pytest.raises(errors.TermWithoutDay, match="第二十九条"):
        agreed(desk, dispute, row, amounts=lines)


def test_money_promised_today_and_paid_today_is_in_time(desk: Desk) -> None:
    dispute = in_force(desk)
    for term in dispute.terms.filter(is_open=True):
        desk.do("mediator", "promise_payment", dispute, term=term.pk)
    desk.city.later(hours=3)
    for term in dispute.terms.filter(is_open=True):
        proof = Upload(picture(), "转账回单.png")
        desk.do("mediator", "perform", dispute, term=term.pk, words="转账到账", proof=proof)
    assert dispute.status == Status.PERFORMED
    lines = money_of(desk.agreement(dispute))
    assert all(each.promise.was_in_time and each.proofs and not each.is_late for each in lines)
    assert lines[0].promise.paid_at - lines[0].promise.promised_at == timedelta(hours=3)


def test_money_that_does_not_come_that_day_is_told_of_once(desk: Desk) -> None:
    dispute = in_force(desk)
    term = dispute.terms.filter(is_open=True).first()
    desk.do("mediator", "promise_payment", dispute, term=term.pk)
    with pytest.raises(errors.PromisedAlready):
        desk.do("mediator", "promise_payment", dispute, term=term.pk)
    desk.city.later(days=1)
    watch(by=SYSTEM, now=desk.now)
    watch(by=SYSTEM, now=desk.now)
    assert PaymentPromise.objects.get().due_at < desk.now
    entries = [each.event for each in entries_of(dispute)]
    assert entries.count("disputes.payment_left") == 1


def test_a_city_may_give_insurers_more_days(desk: Desk) -> None:
    rule = {"categories": ["16"], "pay_within_days": 2}
    set_rule("disputes.claims", rule, desk.today, by=SYSTEM, now=desk.now)
    dispute = in_force(desk)
    term = dispute.terms.filter(is_open=True).first()
    made = desk.do("mediator", "promise_payment", dispute, term=term.pk)
    assert timedelta(days=2) < made.due_at - made.promised_at < timedelta(days=3)


def test_the_claim_page_shows_three_sides_the_statement_and_the_money(desk: Desk, open_as: Any) -> None:
    dispute = in_force(desk, advance="20000")
    page = open_as("mediator", "zh-hans").get(f"/disputes/{dispute.number}/claim/")
    content = page.content.decode()
    for words in ("理赔调解台", "安和财险公司", "20,000.00", "付款进度", "48,600.00"):
        assert words in content
    assert open_as("other_duty").get(f"/disputes/{dispute.number}/claim/").status_code == 404


def test_both_sides_get_the_same_statement_word_for_word(desk: Desk, open_as: Any) -> None:
    dispute, _row = reckoned(desk)
    files = []
    for phone in (RIDER, DRIVER):
        client = proved(open_as, dispute, phone)
        assert "48,600.00" in client.get(f"/dispute/{dispute.number}/statement/").content.decode()
        files.append(client.get(f"/dispute/{dispute.number}/statement/?as=pdf").content)
    assert (
        files[0]
        == files[1]
        == open_as("mediator").get(f"/disputes/{dispute.number}/claim/statement.pdf").content
    )
    with pdfplumber.open(io.BytesIO(files[0])) as pdf:
        assert "48,600.00" in "".join(page.extract_text() for page in pdf.pages)
    assert open_as("citizen").get(f"/dispute/{dispute.number}/statement/").status_code == 302


def test_the_calculator_offers_its_result_to_the_dispute_it_was_opened_for(desk: Desk, open_as: Any) -> None:
    dispute = collision(desk)
    mediator = open_as("mediator", "zh-hans")
    sent = mediator.post(
        f"/disputes/{dispute.number}/claim/reckon/", {"answers": answers(), "edit": "accident"}
    )
    assert (sent.status_code, sent.headers["Location"]) == (307, "/compensation/")
    last = {"answers": answers(), "step": "paid", "place": "0", "go": "next"}
    page = mediator.post("/compensation/", last).content.decode()
    assert dispute.title in page
    assert f"/disputes/{dispute.number}/do/reckon/" in page
    assert dispute.title not in open_as("citizen").post("/compensation/", last).content.decode()
    joined = mediator.post(f"/disputes/{dispute.number}/do/reckon/", {"answers": answers()})
    assert joined.headers["Location"] == f"/disputes/{dispute.number}/claim/"
    assert dispute.reckonings.count() == 1


def test_the_statement_stands_in_the_file_of_the_dispute(desk: Desk) -> None:
    dispute = in_force(desk)
    file, _pictures = dossier_of(facts_for(dispute, SYSTEM_VIEWER, desk.now))
    sixth = next(each for each in file.sections if each.place == 6)
    assert "48,600.00" in "".join(each.words() for each in sixth.papers)


def test_a_statement_is_translated_from_the_figures_that_were_frozen(desk: Desk) -> None:
    _dispute, row = reckoned(desk, advance="20000")
    made = translated(frozen_of(row), "en")
    words = " ".join(getattr(each, "text", "") or str(each) for each in made.blocks)
    assert made.blocks[0].text.startswith("A translation.")
    assert f"{row.payable:,.2f}" in words
    assert "Medical" in words
    assert "医疗费" not in words
    # A later edition of the city's figures changes nothing in it, and other amounts are not given out at all.
    dearer = {**row.standards["practice"], "non_motor_shares": {"main": "90"}}
    with pytest.raises(ReckonedOtherwise):
        translated(replace(frozen_of(row), standards={**row.standards, "practice": dearer}), "en")
