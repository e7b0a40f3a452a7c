"""Judicial confirmation: in time, at the right court, and what follows each answer."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from linli.core.actor import SYSTEM
from linli.disputes import errors
from linli.disputes.actions.handing_over import hand_over_waiting
from linli.disputes.actions.watching import watch
from linli.disputes.court_link import FolderLink, MemoryLink
from linli.disputes.models import Dispute
from linli.disputes.policies import Confirmation, CourtBasis, How, Status
from linli.disputes.policies.court import Look, Places, advice, competent, is_in_time, last_day
from linli.disputes.queries.courts import courts_for
from linli.disputes.testing import Desk
from linli.journal.queries import entries_of

CASE = "（2026）安9902调确12号"


def events_of(dispute: Dispute) -> list[str]:
    return [each.event.removeprefix("disputes.") for each in entries_of(dispute)]


@pytest.mark.parametrize(
    ("effective", "last"),
    [
        (date(2026, 3, 11), date(2026, 4, 10)),
        (date(2026, 1, 31), date(2026, 3, 2)),
        (date(2024, 2, 1), date(2024, 3, 2)),
    ],
)
def test_the_last_day_is_the_thirtieth_after_it_takes_effect(effective: date, last: date) -> None:
    assert last_day(effective, 30) == last
    assert is_in_time(effective, last, 30)
    assert not is_in_time(effective, last + timedelta(days=1), 30)


def test_day_30_is_in_time(desk: Desk) -> None:
    dispute = desk.signed(days=60)
    desk.city.later(days=30)
    desk.do("mediator", "apply", dispute, court=desk.units["court"].pk, jointly=True)
    assert dispute.confirmation == Confirmation.APPLIED


def test_day_31_is_refused_with_the_article(desk: Desk) -> None:
    dispute = desk.signed(days=60)
    desk.city.later(days=31)
    with pytest.raises(errors.OutOfTime) as refusal:
        desk.do("mediator", "apply", dispute, court=desk.units["court"].pk, jointly=True)
    assert "第三十三条" in refusal.value.in_language("zh-hans")
    assert "第二百零五条" in refusal.value.in_language("zh-hans")
    assert "art. 33" in refusal.value.in_language("en")


def test_both_sides_apply_together(desk: Desk) -> None:
    dispute = desk.signed()
    with pytest.raises(errors.NotJoint):
        desk.do("mediator", "apply", dispute, court=desk.units["court"].pk, jointly=False)


def test_a_court_that_is_not_competent_is_refused(desk: Desk) -> None:
    dispute = desk.signed()
    with pytest.raises(errors.CourtUnfit, match="山前区人民法院"):
        desk.do("mediator", "apply", dispute, court=desk.units["other_court"].pk, jointly=True)


def test_a_court_that_invited_it_excludes_all_others(desk: Desk) -> None:
    dispute = desk.signed(invited_by=desk.units["other_court"].pk)
    (only,) = courts_for(dispute, desk.agreement(dispute))
    assert (only.unit.code, only.basis) == ("other_court", CourtBasis.INVITED)


def test_where_a_side_lives_the_thing_lies_or_the_body_sits() -> None:
    places = Places(None, ["990102001001", ""], "990103001001", "990102000000")
    assert list(competent(places)) == [
        (CourtBasis.DOMICILE, "990102001001"),
        (CourtBasis.OBJECT, "990103001001"),
        (CourtBasis.BODY, "990102000000"),
    ]


FINE = {
    "category": "02",
    "words": "院墙越界，补偿三千元",
    "has_term_without_day": False,
    "has_payment_without_amount": False,
    "lacks_guardian": False,
    "lacks_signature": False,
    "is_sealed": True,
    "touches_others": False,
    "applied_on": date(2026, 3, 20),
    "effective_on": date(2026, 3, 11),
    "window_days": 30,
}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"words": "双方同意离婚"}, "status"),
        ({"words": "该房产产权归甲方"}, "title"),
        ({"has_term_without_day": True}, "unclear"),
        ({"has_payment_without_amount": True}, "unclear"),
        ({"lacks_guardian": True}, "guardian"),
        ({"touches_others": True}, "others"),
        ({"lacks_signature": True}, "unsigned"),
        ({"is_sealed": False}, "unsigned"),
        ({"applied_on": date(2026, 4, 11)}, "late"),
    ],
)
def test_the_check_before_is_advice_with_its_article(changed, code) -> None:
    found = list(advice(Look(**{**FINE, **changed})))
    assert [each.code for each in found] == ([code] if code else [])
    assert all(each.article.startswith("《") for each in found)


def test_a_confirmed_agreement_is_still_performed(desk: Desk) -> None:
    dispute = desk.applied()
    desk.do("court_officer", "court_takes", dispute, case_number=CASE)
    assert dispute.confirmation == Confirmation.TAKEN
    desk.do("court_officer", "grant", dispute, case_number=CASE)
    assert (dispute.confirmation, dispute.status) == (Confirmation.GRANTED, Status.PERFORMING)
    with pytest.raises(errors.AppliedAlready):
        desk.do("mediator", "apply", dispute, court=desk.units["court"].pk, jointly=True)


def test_after_the_court_decided_its_officer_is_turned_away(desk: Desk) -> None:
    dispute = desk.applied()
    with pytest.raises(errors.DisputeNotFound):
        desk.do("other_court_officer", "court_takes", dispute, case_number=CASE)
    desk.do("court_officer", "grant", dispute, case_number=CASE)
    with pytest.raises(errors.DisputeNotFound):
        desk.do("court_officer", "grant", dispute, case_number=CASE)


def test_what_is_not_confirmed_may_be_mediated_again(desk: Desk) -> None:
    dispute = desk.applied()
    desk.do("court_officer", "reject", dispute, case_number=CASE, words="内容不明确")
    assert dispute.confirmation == Confirmation.REJECTED
    desk.do("mediator", "resume", dispute, words="修改不明确的内容", all_agree=True)
    assert dispute.status == Status.MEDIATING


def test_a_new_agreement_replaces_the_old_one_and_has_days_of_its_own(desk: Desk) -> None:
    from linli.disputes.actions.agreeing import NewAgreement
    from linli.disputes.policies import AgreementKind

    dispute = desk.applied()
    desk.do("court_officer", "reject", dispute, case_number=CASE, words="内容不明确")
    desk.do("mediator", "resume", dispute, words="修改", all_agree=True)
    new_one = NewAgreement(AgreementKind.WRITTEN, "写明地界坐标")
    desk.do("mediator", "draft_agreement", dispute, agreement=new_one)
    desk.add_term(dispute)
    for party in dispute.parties.order_by("place"):
        desk.do("mediator", "sign", dispute, party=party.pk, how=How.PAPER)
    desk.do("mediator", "sign", dispute, mediator=desk.mediators["mediator"].pk, how=How.PAPER)
    desk.do("mediator", "seal", dispute)
    assert dispute.agreements.count() == 2
    desk.do("mediator", "apply", dispute, court=desk.units["court"].pk, jointly=True)
    assert dispute.confirmation == Confirmation.APPLIED


def test_not_taken_or_withdrawn_it_binds_as_before(desk: Desk) -> None:
    first, second = desk.applied(), desk.applied()
    desk.do("court_officer", "court_declines", first, words="属于确权")
    desk.do("mediator", "withdraw_application", second, words="已经履行")
    assert (first.confirmation, second.confirmation) == (Confirmation.NOT_ACCEPTED, Confirmation.WITHDRAWN)
    assert (first.court_id, first.status) == (None, Status.PERFORMING)


def test_the_application_is_handed_over_once_and_without_records_of_the_mediation(desk: Desk) -> None:
    dispute, link = desk.applied(), MemoryLink()
    assert hand_over_waiting(link=link, now=desk.now) == 1
    assert hand_over_waiting(link=link, now=desk.now) == 0
    ((court, name), package), *more = link.packages.items()
    assert (court, more) == ("court", [])
    assert name.startswith(dispute.number)
    with zipfile.ZipFile(io.BytesIO(package)) as pack:
        assert sorted(pack.namelist()) == ["agreement.pdf", "confirmation_application.pdf", "package.json"]
        told = json.loads(pack.read("package.json"))
        agreement = pack.read("agreement.pdf")
    assert told["digest"] == desk.agreement(dispute).digest
    assert told["files"]["agreement.pdf"] == hashlib.sha256(agreement).hexdigest()


def test_a_package_lies_in_the_folder_whole_and_closed_to_others(tmp_path) -> None:
    FolderLink(tmp_path).hand_over("court", "a.zip", b"x")
    (file,) = (tmp_path / "court" / "outbox").iterdir()
    assert (file.name, file.read_bytes(), file.stat().st_mode & 0o777) == ("a.zip", b"x", 0o600)


def test_the_last_days_are_warned_of_once_each(desk: Desk) -> None:
    dispute = desk.signed(days=60)
    for days in (22, 1, 1, 3, 1, 3):  # days 22, 23 (7 left), 24, 27 (3 left), 28, 31
        desk.city.later(days=days)
        watch(by=SYSTEM, now=desk.now)
    assert events_of(dispute).count("confirmation_warned") == 2
    assert events_of(dispute).count("confirmation_lapsed") == 1
