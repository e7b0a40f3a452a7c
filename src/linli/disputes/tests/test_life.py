"""A dispute from its reception to the closed file, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from linli.core.actor import SYSTEM
from linli.disputes import errors
from linli.disputes.actions.parties import NewParty, NewRepresentative
from linli.disputes.actions.sitting import NewSession
from linli.disputes.actions.watching import watch
from linli.disputes.models import Dispute, Term
from linli.disputes.policies import (
    NEXT,
    VERBS,
    Capacity,
    How,
    RepresentativeKind,
    Route,
    SessionManner,
    SessionResult,
    Status,
    Task,
    TermKind,
    Tie,
    Verb,
)
from linli.disputes.testing import Desk
from linli.journal.queries import entries_of, verify


def events_of(dispute: Dispute) -> list[str]:
    return [each.event.removeprefix("disputes.") for each in entries_of(dispute)]


def test_two_brothers_are_reconciled_at_the_village(desk: Desk) -> None:
    dispute = desk.register()
    assert (dispute.status, dispute.tier) == (Status.REGISTERED, "minor")
    dispute = desk.followed_up()
    assert dispute.status == Status.FOLLOWED_UP
    desk.do("duty", "archive", dispute)
    assert dispute.status == Status.ARCHIVED
    assert events_of(dispute) == [
        "registered", "route_set", "consent_answered", "consent_answered", "accepted", "mediator_appointed",
        "mediator_appointed", "session_planned", "session_held", "agreement_drafted", "terms_changed",
        "agreement_signed", "agreement_signed", "agreement_signed", "agreement_sealed", "performance_begun",
        "term_performed", "agreement_performed", "visit_made", "archived",
    ]  # fmt: skip
    assert [each for each in verify().broken if each.subject.startswith("disputes.")] == []


def test_every_verb_has_a_rule_and_every_state_a_next_one() -> None:
    assert set(VERBS) == set(Verb)
    assert set(NEXT) == set(Status)
    assert all(rule.from_statuses for rule in VERBS.values())


def test_files_and_agreements_are_numbered_without_gaps(desk: Desk) -> None:
    first, second = desk.accepted(), desk.accepted()
    assert first.file_number == "（2026）柳树人调字第1号"
    assert second.file_number == "（2026）柳树人调字第2号"


def test_a_refusal_ends_it_at_once(desk: Desk) -> None:
    dispute = desk.chosen()
    desk.do("duty", "consent", dispute, party=desk.side(dispute, 2).pk, consents=False, how=How.ORAL)
    assert dispute.status == Status.TERMINATED
    assert dispute.due_at is None
    (ended,) = [each for each in entries_of(dispute) if each.event == "disputes.mediation_terminated"]
    assert "court" in ended.facts["routes_told"]


def test_it_is_not_accepted_before_every_side_agrees(desk: Desk) -> None:
    dispute = desk.chosen()
    with pytest.raises(errors.ConsentMissing, match="甲方、乙方"):
        desk.do("duty", "accept", dispute, committee=desk.committee.pk)


def test_a_minor_without_guardian_is_refused_with_the_article(desk: Desk) -> None:
    child = NewParty(2, "李小明", capacity=Capacity.MINOR)
    dispute = desk.agreed_to_mediate(parties=[NewParty(1, "王大山"), child])
    with pytest.raises(errors.GuardianMissing) as refusal:
        desk.do("duty", "accept", dispute, committee=desk.committee.pk)
    assert "乙方" in str(refusal.value.facts)
    assert "arts. 20, 22 and 23" in refusal.value.in_language("en")
    mother = NewRepresentative("张兰", RepresentativeKind.GUARDIAN, relation="母亲")
    desk.do("duty", "add_representative", dispute, party=desk.side(dispute, 2).pk, representative=mother)
    desk.do("duty", "accept", dispute, committee=desk.committee.pk)
    assert dispute.status == Status.ACCEPTED


@pytest.mark.parametrize("tie", [Tie.KIN, Tie.INTEREST])
def test_a_mediator_related_to_a_side_is_refused_with_the_article(desk: Desk, tie: Tie) -> None:
    dispute = desk.accepted()
    with pytest.raises(errors.MediatorTied) as refusal:
        desk.do(
            "duty",
            "appoint",
            dispute,
            mediator=desk.mediators["second_mediator"].pk,
            task=Task.ASSIST,
            tie=tie,
        )
    assert "art. 15" in refusal.value.in_language("en")


def test_a_mediator_who_knows_a_side_mediates_only_when_the_sides_accept_it(desk: Desk) -> None:
    dispute = desk.accepted()
    wanted = {"mediator": desk.mediators["second_mediator"].pk, "task": Task.ASSIST, "tie": Tie.KNOWN}
    with pytest.raises(errors.TieNotAccepted):
        desk.do("duty", "appoint", dispute, **wanted)
    desk.do("duty", "appoint", dispute, **wanted, words="与甲方同村", sides_accept=True)
    assert desk.accounts["second_mediator"].pk in dispute.account_ids


def test_a_released_mediator_sees_it_no_longer(desk: Desk) -> None:
    dispute = desk.accepted()
    desk.do("duty", "recuse", dispute, mediator=desk.mediators["mediator"].pk, words="乙方申请回避")
    with pytest.raises(errors.DisputeNotFound):
        desk.do("mediator", "extend", dispute, words="需要时间", all_agree=True)


def test_a_term_without_a_day_is_refused(desk: Desk) -> None:
    dispute = desk.drafted()
    with pytest.raises(errors.TermWithoutDay) as refusal:
        desk.add_term(dispute, due_on=None)
    assert "art. 29" in refusal.value.in_language("en")


@pytest.mark.parametrize("amount", [None, Decimal("0"), Decimal("-5"), Decimal("0.001")])
def test_a_payment_without_an_amount_is_refused(desk: Desk, amount: Decimal | None) -> None:
    dispute = desk.drafted()
    with pytest.raises(errors.AmountMissing):
        desk.add_term(dispute, amount=amount)


def test_instalments_sum_to_the_whole_and_fall_due_month_by_month(desk: Desk) -> None:
    dispute = desk.drafted()
    start = desk.today.replace(month=3, day=31)
    parts = desk.add_term(dispute, amount=Decimal("1000.00"), instalments=3, due_on=start)
    assert [each.amount for each in parts] == [Decimal("333.33"), Decimal("333.33"), Decimal("333.34")]
    assert [f"{each.due_on:%m-%d}" for each in parts] == ["03-31", "04-30", "05-31"]


def test_from_the_first_signature_on_the_words_stand(desk: Desk) -> None:
    dispute = desk.drafted()
    desk.do("mediator", "sign", dispute, party=desk.side(dispute, 1).pk, how=How.PAPER)
    with pytest.raises(errors.AgreementFrozen):
        desk.add_term(dispute)
    with pytest.raises(errors.SignaturesMissing, match="乙方"):
        desk.do("mediator", "seal", dispute)


def test_words_that_were_changed_behind_the_signatures_do_not_take_effect(desk: Desk) -> None:
    dispute = desk.drafted()
    for party in dispute.parties.all():
        desk.do("mediator", "sign", dispute, party=party.pk, how=How.PAPER)
    desk.do("mediator", "sign", dispute, mediator=desk.mediators["mediator"].pk, how=How.PAPER)
    Term.objects.filter(dispute=dispute).update(amount=Decimal("9000"))
    with pytest.raises(errors.AgreementFrozen):
        desk.do("mediator", "seal", dispute)


def test_the_digest_of_the_signed_words_is_in_the_journal(desk: Desk) -> None:
    dispute = desk.signed()
    digest = desk.agreement(dispute).digest
    said = [each.facts["digest"] for each in entries_of(dispute) if "digest" in each.facts]
    assert set(said) == {digest}
    assert len(digest) == 64


def test_an_oral_agreement_takes_effect_when_it_is_made(desk: Desk) -> None:
    dispute = desk.drafted(kind="oral")
    desk.do("mediator", "agree_orally", dispute)
    assert dispute.status == Status.PERFORMING
    assert "oral_agreement_made" in events_of(dispute)


def test_what_is_paid_in_part_is_still_owed_in_part(desk: Desk) -> None:
    dispute = desk.signed()
    term = dispute.terms.get()
    desk.do("mediator", "perform", dispute, term=term.pk, words="先付一千", amount=Decimal("1000"))
    assert dispute.status == Status.PERFORMING
    with pytest.raises(errors.AmountUnfit, match=r"2,000\.00"):
        desk.do("mediator", "perform", dispute, term=term.pk, words="多付", amount=Decimal("2000.01"))
    desk.do("mediator", "perform", dispute, term=term.pk, words="付清")
    assert dispute.status == Status.PERFORMED


def test_nothing_is_broken_before_it_is_due(desk: Desk) -> None:
    dispute = desk.signed()
    with pytest.raises(errors.NotDueYet):
        desk.do("mediator", "breach", dispute, words="不付钱")
    desk.city.later(days=21)
    desk.do("mediator", "breach", dispute, words="逾期未付，已告知可以起诉或者申请支付令")
    assert dispute.status == Status.BREACHED
    desk.do("mediator", "resume", dispute, words="双方愿意再谈", all_agree=True)
    assert dispute.status == Status.MEDIATING


def test_signs_of_violence_lead_to_separate_rooms(desk: Desk) -> None:
    dispute = desk.accepted()
    desk.do("recorder", "flag_safety", dispute, words="乙方称曾被推搡", is_police_told=False)
    with pytest.raises(errors.SeparateRoomsOnly):
        desk.planned(dispute)
    assert desk.planned(dispute, manner=SessionManner.SEPARATE_ROOMS).manner == "separate_rooms"


def test_a_mediator_sits_in_one_session_at_a_time(desk: Desk) -> None:
    desk.planned(desk.accepted())
    with pytest.raises(errors.MediatorBusy):
        desk.planned(desk.accepted())


def test_a_session_that_fails_ends_it_after_the_routes_were_told(desk: Desk) -> None:
    dispute = desk.accepted()
    session = desk.planned(dispute)
    failed = {"result": SessionResult.FAILED, "why_failed": "分歧过大"}
    with pytest.raises(errors.RoutesNotTold):
        desk.do(
            "recorder", "record_session", dispute, session=session.pk, kept=desk.record_of(dispute, **failed)
        )
    kept = desk.record_of(dispute, **failed, routes_told=True)
    desk.do("recorder", "record_session", dispute, session=session.pk, kept=kept)
    assert dispute.status == Status.FAILED


def test_a_session_by_video_needs_its_link(desk: Desk) -> None:
    dispute = desk.accepted()
    wanted = NewSession(desk.now + timedelta(days=1), 60, SessionManner.VIDEO)
    with pytest.raises(errors.LinkMissing):
        desk.do("recorder", "plan_session", dispute, session=wanted)


def test_a_promise_to_oneself_is_refused(desk: Desk) -> None:
    dispute = desk.drafted()
    one = desk.side(dispute, 1).pk
    with pytest.raises(errors.SameSide):
        desk.add_term(dispute, kind=TermKind.DO, amount=None, debtor=one, creditor=one)


def test_mediation_that_takes_its_time_ends_without_agreement(desk: Desk) -> None:
    dispute = desk.accepted()
    desk.city.later(days=30)
    watch(by=SYSTEM, now=desk.now)
    dispute.refresh_from_db()
    assert dispute.status == Status.MEDIATING or dispute.status == Status.ACCEPTED
    desk.city.later(days=1)
    watch(by=SYSTEM, now=desk.now)
    dispute.refresh_from_db()
    assert dispute.status == Status.FAILED


def test_more_time_needs_all_sides_and_has_an_end(desk: Desk) -> None:
    dispute = desk.accepted()
    with pytest.raises(errors.NotAllAgree):
        desk.do("mediator", "extend", dispute, words="需要鉴定", all_agree=False)
    before = dispute.due_at
    assert before
    for _ in range(2):
        desk.do("mediator", "extend", dispute, words="需要鉴定", all_agree=True)
    assert dispute.due_at
    assert (dispute.due_at - before).days == 60
    with pytest.raises(errors.NoMoreExtensions):
        desk.do("mediator", "extend", dispute, words="需要鉴定", all_agree=True)


def test_nobody_answers_and_it_ends(desk: Desk) -> None:
    dispute = desk.chosen()
    desk.city.later(days=8)
    watch(by=SYSTEM, now=desk.now)
    dispute.refresh_from_db()
    assert dispute.status == Status.TERMINATED


def test_what_is_due_is_told_once(desk: Desk) -> None:
    dispute = desk.signed()
    desk.city.later(days=14)
    assert watch(by=SYSTEM, now=desk.now) == 1
    assert watch(by=SYSTEM, now=desk.now) == 0
    desk.city.later(days=4)
    assert watch(by=SYSTEM, now=desk.now) == 1
    desk.city.later(days=4)
    watch(by=SYSTEM, now=desk.now)
    assert events_of(dispute).count("term_reminded") == 2
    assert events_of(dispute).count("term_left") == 1


def test_a_route_that_is_not_open_to_it_is_refused(desk: Desk) -> None:
    dispute = desk.register()
    with pytest.raises(errors.RouteNotOpen):
        desk.do("duty", "choose_route", dispute, route=Route.ARBITRATION, party=desk.side(dispute, 1).pk)


def test_a_file_without_identity_papers_is_not_closed(desk: Desk) -> None:
    parties = [NewParty(1, "王大山"), NewParty(2, "王小山")]
    dispute = desk.followed_up(parties=parties)
    with pytest.raises(errors.PapersMissing, match="身份证明"):
        desk.do("duty", "archive", dispute)
