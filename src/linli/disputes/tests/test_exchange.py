"""Committees that mediate together, rosters, and what courts send back by file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linli.disputes import errors
from linli.disputes.access import visible, waiting_joinings, waiting_replies
from linli.disputes.actions.court_inbox import accept_reply, refuse_reply, take_up, tell_refusals
from linli.disputes.actions.deciding import enrol, found_committee, retire
from linli.disputes.actions.joining import answer_joining
from linli.disputes.court_link import FolderLink, MemoryLink
from linli.disputes.models import Committee, CourtReply, Dispute, Mediator
from linli.disputes.policies import CommitteeKind, Confirmation, How, Task, Tie
from linli.disputes.testing import Desk
from linli.people.models import Account, Assignment


@pytest.fixture
def builders(desk: Desk) -> Committee:
    """A trade committee at the street, with a mediator."""
    since = date(2026, 1, 1)
    account = Account(username="builder.desk", display_name="builder")
    account.set_unusable_password()
    account.save()
    Assignment.objects.create(account=account, role="mediator", unit=desk.units["street"], valid_from=since)
    desk.accounts["builder"] = account
    made = found_committee(
        unit=desk.units["street"],
        name="建筑业人民调解委员会",
        short_name="建筑",
        kind=CommitteeKind.TRADE,
        seats=5,
        women=1,
        since_on=date(2025, 1, 1),
        until_on=date(2027, 12, 31),
        now=desk.now,
    )
    desk.mediators["builder"] = enrol(account=account, committee=made, specialities=["02"], since_on=since)
    return made


def joined(desk: Desk, dispute: Dispute, committee: Committee) -> None:
    desk.do("duty", "invite_committee", dispute, committee=committee.pk, words="涉及房屋质量，请共同调解")
    (waiting,) = waiting_joinings(desk.viewer("other_duty"))
    answer_joining(joining=waiting, joins=True, by=desk.viewer("other_duty").actor, now=desk.now)


def appoint(desk: Desk, dispute: Dispute, task: Task = Task.ASSIST) -> None:
    number = desk.mediators["builder"].pk
    desk.do("duty", "appoint", dispute, mediator=number, task=task, tie=Tie.NONE)


def test_a_mediator_of_another_house_takes_part_only_after_it_joined(desk: Desk, builders: Committee) -> None:
    dispute = desk.accepted()
    with pytest.raises(errors.MediatorUnknown):
        appoint(desk, dispute)
    viewer = desk.viewer("builder")
    joined(desk, dispute, builders)
    assert not visible(viewer).exists()
    appoint(desk, dispute)
    assert visible(viewer).get() == dispute
    assert not visible(desk.viewer("other_duty")).exists()


def test_a_committee_that_joined_signs_too(desk: Desk, builders: Committee) -> None:
    dispute = desk.drafted()
    joined(desk, dispute, builders)
    appoint(desk, dispute)
    for party in dispute.parties.order_by("place"):
        desk.do("mediator", "sign", dispute, party=party.pk, how=How.PAPER)
    desk.do("mediator", "sign", dispute, mediator=desk.mediators["mediator"].pk, how=How.SCREEN)
    with pytest.raises(errors.SignaturesMissing) as refused:
        desk.do("mediator", "seal", dispute)
    assert builders.name in str(refused.value)
    desk.do("mediator", "sign", dispute, mediator=desk.mediators["builder"].pk, how=How.PAPER)
    desk.do("mediator", "seal", dispute)
    assert dispute.confirmation == ""


def test_a_committee_is_asked_once_and_may_decline(desk: Desk, builders: Committee) -> None:
    dispute = desk.accepted()
    with pytest.raises(errors.CommitteeOwn):
        desk.do("duty", "invite_committee", dispute, committee=desk.committee.pk, words="一起调")
    desk.do("duty", "invite_committee", dispute, committee=builders.pk, words="请共同调解")
    with pytest.raises(errors.CommitteeAskedAlready):
        desk.do("duty", "invite_committee", dispute, committee=builders.pk, words="再请")
    (waiting,) = waiting_joinings(desk.viewer("other_duty"))
    actor = desk.viewer("other_duty").actor
    answer_joining(joining=waiting, joins=False, words="近期人手不足", by=actor, now=desk.now)
    with pytest.raises(errors.AlreadyAnswered):
        answer_joining(joining=waiting, joins=True, by=actor, now=desk.now)
    desk.do("duty", "invite_committee", dispute, committee=builders.pk, words="下周可否")


def test_who_still_mediates_does_not_leave_the_roster(desk: Desk) -> None:
    desk.accepted()
    with pytest.raises(errors.MediatorStillLeads):
        retire(mediator=desk.mediators["mediator"], now=desk.now)
    retire(mediator=desk.mediators["second_mediator"], now=desk.now)
    assert Mediator.objects.filter(until_on=None).count() == 2


# Courts


def sheet(dispute: Dispute, **more: Any) -> bytes:
    agreement = dispute.agreements.get()
    given = {
        "dispute": dispute.number,
        "digest": agreement.digest,
        "outcome": "granted",
        "case_number": "（2026）民特1号",
    }
    return json.dumps({**given, **more}).encode()


def test_what_a_court_sends_waits_for_the_centre_and_then_counts(desk: Desk) -> None:
    dispute = desk.applied()
    link = MemoryLink(inbox={("court", "a.json"): sheet(dispute)})
    assert take_up(link=link, now=desk.now) == 1
    assert take_up(link=link, now=desk.now) == 0
    dispute.refresh_from_db()
    assert dispute.confirmation == Confirmation.APPLIED
    assert not waiting_replies(desk.viewer("other_duty")).exists()
    (reply,) = waiting_replies(desk.viewer("duty"))
    accept_reply(reply=reply, by=desk.viewer("duty").actor, now=desk.now)
    dispute.refresh_from_db()
    assert dispute.confirmation == Confirmation.GRANTED
    with pytest.raises(errors.AlreadyAnswered):
        accept_reply(reply=reply, by=desk.viewer("duty").actor, now=desk.now)


@pytest.mark.parametrize(
    ("court", "content"),
    [
        ("court", {"digest": "0" * 64}),
        ("other_court", {}),
        ("court", {"outcome": "perhaps"}),
        ("court", {"case_number": ""}),
        ("court", {"extra": "x"}),
    ],
)
def test_what_fits_no_application_goes_back_with_the_reason(
    desk: Desk, court: str, content: dict[str, str]
) -> None:
    dispute = desk.applied()
    link = MemoryLink(inbox={(court, "a.json"): sheet(dispute, **content)})
    assert take_up(link=link, now=desk.now) == 0
    assert link.refused[court, "a.json"]
    assert not CourtReply.objects.exists()


def test_the_centre_refuses_with_a_reason_that_the_court_finds(desk: Desk) -> None:
    dispute = desk.applied()
    link = MemoryLink(inbox={("court", "a.json"): sheet(dispute, outcome="rejected", words="不清")})
    take_up(link=link, now=desk.now)
    (reply,) = waiting_replies(desk.viewer("duty"))
    with pytest.raises(errors.WordsMissing):
        refuse_reply(reply=reply, words=" ", now=desk.now)
    refuse_reply(reply=reply, words="案号与通知书不一致，请核对。", now=desk.now)
    assert tell_refusals(link=link, now=desk.now) == 1
    assert tell_refusals(link=link, now=desk.now) == 0
    told = json.loads(link.packages["court", f"refused-{reply.pk}.json"])
    assert told["refused_because"] == "案号与通知书不一致，请核对。"
    dispute.refresh_from_db()
    assert dispute.confirmation == Confirmation.APPLIED


def test_the_folder_reads_what_a_court_left_and_puts_it_away(tmp_path: Path) -> None:
    inbox = tmp_path / "court" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "a.json").write_bytes(b"{}")
    (inbox / "b.json").write_bytes(b"?")
    (inbox / "not yet.part").write_bytes(b"?")
    link = FolderLink(tmp_path)
    one, other = link.answers()
    link.taken_up(one)
    link.taken_up(other, "读不懂")
    assert link.answers() == []
    assert (inbox / "done" / "a.json").read_bytes() == b"{}"
    assert (inbox / "refused" / "b.json.txt").read_text("utf-8") == "读不懂"


# Pages


def test_the_inbox_takes_and_refuses(desk: Desk, builders: Committee, open_as: Any) -> None:
    dispute = desk.applied()
    take_up(link=MemoryLink(inbox={("court", "a.json"): sheet(dispute)}), now=desk.now)
    reply = CourtReply.objects.get()
    duty, other = open_as("duty"), open_as("other_duty")
    assert dispute.title in duty.get("/disputes/inbox/").content.decode()
    assert dispute.title not in other.get("/disputes/inbox/").content.decode()
    assert other.post(f"/disputes/inbox/courts/{reply.pk}/take/").status_code == 404
    assert duty.post(f"/disputes/inbox/courts/{reply.pk}/take/").status_code == 302
    fresh = desk.accepted()
    desk.do("duty", "invite_committee", fresh, committee=builders.pk, words="请共同调解")
    (waiting,) = waiting_joinings(desk.viewer("other_duty"))
    shown = open_as("other_duty").get("/disputes/inbox/").content.decode()
    assert "请共同调解" in shown
    assert fresh.title not in shown
    page = f"/disputes/inbox/committees/{waiting.pk}/"
    assert open_as("duty").post(f"{page}take/").status_code == 404
    assert open_as("other_duty").post(f"{page}take/").status_code == 302


def test_a_roster_is_kept_on_its_page(desk: Desk, open_as: Any) -> None:
    duty = open_as("duty")
    assert "mediator" in duty.get("/disputes/rosters/").content.decode()
    studio = {
        "what": "committee",
        "unit": desk.units["village"].pk,
        "kind": "studio",
        "parent": desk.committee.pk,
        "name": "老张调解工作室",
        "short_name": "老张",
        "seats": 3,
        "women": 1,
        "since_on": "2025-01-01",
        "until_on": "2027-12-31",
    }
    assert duty.post("/disputes/rosters/", {**studio, "parent": ""}).status_code == 422
    answer = duty.post("/disputes/rosters/", studio)
    assert answer.status_code == 302, answer.content.decode()
    made = Committee.objects.get(kind="studio")
    typed = {"what": "mediator", "committee": made.pk, "username": "duty.desk", "specialities": ["02"]}
    assert duty.post("/disputes/rosters/", typed).status_code == 302
    row = Mediator.objects.get(committee=made)
    leave = f"/disputes/rosters/mediators/{row.pk}/leave/"
    assert open_as("other_duty").post(leave).status_code == 404
    assert duty.post(leave).status_code == 302


def test_everybody_sees_committees_and_no_person(desk: Desk, open_as: Any) -> None:
    page = open_as("citizen").get("/committees/?category=02").content.decode()
    assert "柳树社区人民调解委员会" in page
    assert "mediator" not in page.split("<main")[1].split("</main")[0]
    assert "柳树" not in open_as("citizen").get("/committees/?category=01").content.decode()
    assert open_as("citizen").get("/committees/?county=x").status_code == 200
