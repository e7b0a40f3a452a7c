"""Every role at every post, against every door of a dispute: its own centre, its mediators, its court, and its sides.

Disputes are narrower than other work. What is expected is said once more in `stands`, from the city's table of roles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from test_who_may_what import ADDRESSES, OUTSIDE, ROLES, STAFF, Town, logged_in, observed, people_of, undone

from linli.core.actor import SYSTEM
from linli.disputes.actions.parties import NewParty
from linli.disputes.actions.registering import NewDispute, register
from linli.disputes.models import Dispute
from linli.disputes.policies import VERBS, Confirmation, Status, Verb
from linli.matters.testing import FIRST_DAY, make_city
from linli.people.testing import make_cast, value_of_rule
from linli.rulebook.actions import set_rule

pytestmark = pytest.mark.django_db
CENTRES = ("village", "riverside", "hillside", "city")
OWN = {"village": "mediator@county", "riverside": "recorder@city"}
"""Centre of a dispute -> who takes part in its mediation, wherever their own post is."""
AT_COURT = {"hillside": "village", "city": "riverside"}
"""Centre of a dispute -> the unit that is asked for confirmation."""
UNIT = {"village": "village", "county": "riverside", "city": "city"}
"""Post -> its very unit: a centre above sees no more than one beside."""
BY_COURT = "dispute.confirm"
HANDLERS = ("dispute.mediate", "dispute.record", "dispute.decide")
"""Any of them opens the forms and the file, which hold the sides' data."""
PHONE = {1: "19900005551", 2: "19900005552"}


@dataclass
class Town3(Town):
    disputes: dict[str, Dispute] = field(default_factory=dict)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town3]:
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), undone():
        town = Town3(make_city(make_cast()))
        patch.setattr("django.utils.timezone.now", lambda: town.city.now)
        people_of(town)
        town.clients["requester"] = logged_in(town.city.cast.accounts["stranger"])
        disputes_of(town)
        yield town
    patch.undo()


def disputes_of(town: Town3) -> None:
    set_rule("vault.fields", value_of_rule("vault-fields"), FIRST_DAY, by=SYSTEM, now=town.city.now)
    centres = value_of_rule("disputes-centres")
    centres["unit_kinds"].append("government")
    set_rule("disputes.centres", centres, date(2024, 1, 1), by=SYSTEM, now=town.city.now)
    for code in CENTRES:
        sides = [NewParty(side, f"某{side}", phone) for side, phone in PHONE.items()]
        new_one = NewDispute("院墙纠纷", "两家争执", "02", sides)
        unit = town.city.cast.unit(code)
        dispute = register(new_one, centre=unit, by=SYSTEM, now=town.city.now)
        own = [town.city.cast.accounts[OWN[code]].pk] if code in OWN else []
        court = town.city.unit(AT_COURT[code]) if code in AT_COURT else None
        state = {"status": Status.PERFORMING, "due_at": None} if court else {}
        asked = {"confirmation": Confirmation.APPLIED, "court_id": court} if court else {}
        Dispute.objects.filter(pk=dispute.pk).update(account_ids=own, **state, **asked)
        dispute.refresh_from_db()
        town.disputes[code] = dispute


def stands(who: str, centre: str, permission: str = "dispute.view") -> bool:
    """Say the rule once more: takes part, or is of the very centre, or of the court while it is asked."""
    role, _, post = who.partition("@")
    if not post or permission not in ROLES[role]["permissions"]:
        return False
    at_court = AT_COURT.get(centre) == UNIT[post]
    if permission == BY_COURT:
        return at_court
    own = OWN.get(centre) == who
    of_centre = ROLES[role].get("reach", "own") != "own" and UNIT[post] == centre
    return own or of_centre


def sees(who: str, centre: str) -> bool:
    return stands(who, centre) or stands(who, centre, BY_COURT)


def expected(who: str, centre: str, permission: str = "") -> str:
    role, _, post = who.partition("@")
    if who in OUTSIDE and who != "requester":
        return "log in"
    if not post or "dispute.view" not in ROLES[role]["permissions"]:
        return "not allowed"
    if not sees(who, centre):
        return "hidden"
    return "allowed" if not permission or stands(who, centre, permission) else "not allowed"


def test_the_cases_tell_roles_apart() -> None:
    patterns = {who: tuple(sees(who, centre) for centre in CENTRES) for who in STAFF}
    assert len(set(patterns.values())) >= 6
    assert all(any(sees(who, centre) for who in STAFF) for centre in CENTRES)


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *STAFF])
def test_a_dispute_opens_to_its_centre_its_mediators_and_its_court(town: Town3, who: str) -> None:
    wrong = []
    for centre, dispute in town.disputes.items():
        page = f"/disputes/{dispute.number}/"
        side = dispute.parties.get(place=1).pk
        doors = [("get", page, ""), ("post", f"{page}sides/{side}/", "dispute.mediate")]
        for method, address, permission in doors:
            got = observed(town.ask(who, method, address))
            if got != expected(who, centre, permission):
                wrong.append(
                    f"{method} {address} of {centre}: {got} instead of {expected(who, centre, permission)}"
                )
        answer = town.ask(who, "get", "/disputes/")
        listed = answer.status_code == 200 and dispute.number in answer.content.decode()
        if listed != (expected(who, centre) == "allowed"):
            wrong.append(f"the list, {centre}: {listed}")
    assert wrong == []


@pytest.mark.parametrize("who", ["stranger", *STAFF])
def test_each_step_asks_for_its_permission(town: Town3, who: str) -> None:
    wrong = []
    for centre, dispute in town.disputes.items():
        for verb, rule in VERBS.items():
            if verb in (Verb.RECEIVE, Verb.RETURN):
                continue
            answer = town.ask(who, "post", f"/disputes/{dispute.number}/do/{verb.value}/", {})
            wanted = expected(who, centre, rule.permission.value)
            # Allowed, a step may still be impossible now, or its form incomplete.
            may = answer.status_code in (302, 409, 422)
            if may != (wanted == "allowed") and observed(answer) != wanted:
                wrong.append(f"{verb} of {centre}: {answer.status_code} instead of {wanted}")
    assert wrong == []


ROAD = "16"
"""Category of disputes about road accidents, for which there is a claim desk."""


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *STAFF])
def test_the_claim_desk_opens_to_centre_and_mediators_and_never_to_the_court(town: Town3, who: str) -> None:
    wrong = []
    with undone():
        Dispute.objects.update(category=ROAD)
        for centre, dispute in town.disputes.items():
            page = f"/disputes/{dispute.number}/claim/"
            wanted = expected(who, centre, "dispute.view")
            if (got := observed(town.ask(who, "get", page))) != wanted:
                wrong.append(f"{page} of {centre}: {got} instead of {wanted}")
            # Nothing is reckoned yet, and mediation has not begun: whoever may is told so.
            for method, address, permission in (
                ("get", f"{page}statement.pdf", "dispute.view"),
                ("post", f"{page}reckon/", "dispute.mediate"),
            ):
                answer, wanted = town.ask(who, method, address), expected(who, centre, permission)
                if (answer.status_code == 409) != (wanted == "allowed") and observed(answer) != wanted:
                    wrong.append(f"{method} {address} of {centre}: {answer.status_code} instead of {wanted}")
    assert wrong == []


def test_the_court_sees_it_no_longer_when_it_has_decided(town: Town3) -> None:
    dispute = town.disputes["hillside"]
    page = f"/disputes/{dispute.number}/"
    with undone():
        assert observed(town.ask("court_officer@village", "get", page)) == "allowed"
        Dispute.objects.filter(pk=dispute.pk).update(confirmation=Confirmation.GRANTED, court_id=None)
        assert observed(town.ask("court_officer@village", "get", page)) == "hidden"


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", "city_leader@city", "system_admin@city"])
def test_a_sides_page_asks_for_the_proof(town: Town3, who: str) -> None:
    for dispute in town.disputes.values():
        for method, address in (
            ("get", ""),
            ("get", "statement/"),
            ("post", "do/stop/"),
            ("post", "do/consent/"),
        ):
            answer = town.ask(who, method, f"/dispute/{dispute.number}/{address}", {"answer": "no"})
            assert answer.status_code == 302
            assert answer["Location"].startswith("/dispute/?number=")


def test_a_side_that_proved_one_dispute_sees_no_other(town: Town3) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="en", REMOTE_ADDR=next(ADDRESSES))
    with undone():
        mine, other = town.disputes["village"], town.disputes["city"]
        proof = {"number": mine.number, "tail": PHONE[1][-4:]}
        assert client.post("/dispute/", proof).status_code == 302
        assert client.get(f"/dispute/{mine.number}/").status_code == 200
        assert client.get(f"/dispute/{other.number}/").status_code == 302
        assert PHONE[2][-4:] not in client.get(f"/dispute/{mine.number}/").content.decode()


def test_a_proof_lasts_half_an_hour(town: Town3, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="en", REMOTE_ADDR=next(ADDRESSES))
    with undone():
        mine = town.disputes["village"]
        client.post("/dispute/", {"number": mine.number, "tail": PHONE[1][-4:]})
        later = town.city.now + timedelta(minutes=31)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        assert client.get(f"/dispute/{mine.number}/").status_code == 302


def test_records_are_no_evidence_before_all_sides_agree(town: Town3) -> None:
    for who in STAFF:
        for centre, dispute in town.disputes.items():
            answer = town.ask(who, "post", f"/disputes/{dispute.number}/evidence/")
            assert answer.status_code in (403, 404), (who, centre)


@pytest.mark.parametrize("who", ["stranger", *STAFF])
def test_courts_answers_joinings_and_rosters_are_of_the_very_centre(town: Town3, who: str) -> None:
    from linli.disputes.models import Agreement, Application, Committee, CourtReply, JointCommittee, Mediator

    with undone():
        unit, dispute = town.city.cast.unit("riverside"), town.disputes["village"]
        days = {"since_on": date(2025, 1, 1), "until_on": date(2027, 1, 1)}
        named = {"kind": "trade", "name": "建筑业调委会", "short_name": "建筑", "seats": 3, "women": 1}
        committee = Committee.objects.create(unit=unit, **named, **days)
        account = town.city.cast.accounts["stranger"]
        mediator = Mediator.objects.create(account=account, committee=committee, since_on=date(2025, 1, 1))
        asked = {"words": "共同调解", "asked_at": town.city.now}
        joining = JointCommittee.objects.create(dispute=dispute, committee=committee, **asked)
        agreement = Agreement.objects.create(
            dispute=town.disputes["riverside"],
            kind="written",
            facts="略",
            status="draft",
            drafted_at=town.city.now,
        )
        days_of_court = {"applied_on": town.city.now.date(), "answer_by": town.city.now.date()}
        application = Application.objects.create(
            agreement=agreement, court=unit, basis="body", status="applied", package="0" * 64, **days_of_court
        )
        reply = CourtReply.objects.create(
            application=application,
            centre=unit,
            court_code="court",
            name="a.json",
            outcome="granted",
            received_at=town.city.now,
        )
        ours = stands(who, "riverside", "dispute.decide") and UNIT[who.partition("@")[2]] == "riverside"
        doors = (
            f"/disputes/inbox/courts/{reply.pk}/refuse/",
            f"/disputes/inbox/committees/{joining.pk}/refuse/",
            f"/disputes/rosters/mediators/{mediator.pk}/leave/",
        )
        for address in doors:
            answer = town.ask(who, "post", address, {"words": "不对"})
            # The dispute of these cases is not in mediation: whoever may answer is told so.
            assert (answer.status_code in (302, 409)) == ours, (who, address, answer.status_code)


PAPERS = ("forms/acceptance_form/docx/", "forms/agreement/pdf/", "dossier/", "files/1/")
"""What leaves a dispute as a file."""
FOR_THE_COURT = "forms/agreement/pdf/"


def handed(who: str, centre: str, paper: str) -> str:
    """Say the rule once more: whoever mediates, records or decides; the court gets what it is handed and no more."""
    found = expected(who, centre)
    if found != "allowed":
        return found
    by_court = paper == FOR_THE_COURT and stands(who, centre, BY_COURT)
    handles = any(stands(who, centre, each) for each in HANDLERS)
    return "allowed" if by_court or handles else "not allowed"


@pytest.fixture
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let papers be empty: here it matters who gets them."""
    from linli.disputes.views import papers

    monkeypatch.setattr(
        papers, "facts_for", lambda dispute, viewer, now: type("Facts", (), {"committee": ""})
    )
    monkeypatch.setattr(papers.forms, "papers_of", lambda form, facts: [])
    for name in ("pdf_of", "docx_of"):
        monkeypatch.setattr(papers, name, lambda given, committee: b"")
    monkeypatch.setattr(papers, "whole_file", lambda dispute, viewer, now: b"")


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *STAFF])
def test_papers_and_the_api_open_as_the_page_does(town: Town3, who: str, blank: None) -> None:
    wrong = []
    for centre, dispute in town.disputes.items():
        for paper in PAPERS:
            answer = town.ask(who, "get", f"/disputes/{dispute.number}/{paper}")
            wanted = handed(who, centre, paper)
            if paper == "files/1/":  # there is none: whoever may have it is told so
                wanted = {"allowed": "hidden", "not allowed": "not allowed"}.get(wanted, wanted)
                wanted = "hidden" if stands(who, centre) else wanted
            if (got := observed(answer)) != wanted:
                wrong.append(f"{paper} of {centre}: {got} instead of {wanted}")
        answer = town.ask(who, "get", f"/api/v1/disputes/{dispute.number}")
        if (got := observed(answer)) != expected(who, centre):
            wrong.append(f"API, {centre}: {got} instead of {expected(who, centre)}")
        if any(phone in answer.content.decode() for phone in PHONE.values()):
            wrong.append(f"API, {centre}: a telephone number in plain")
    listed = town.ask(who, "get", "/api/v1/disputes")
    if listed.status_code == 200:
        shown = {each["number"] for each in listed.json()["disputes"]}
        if shown != {town.disputes[each].number for each in CENTRES if sees(who, each)}:
            wrong.append(f"API, the list: {shown}")
    assert wrong == []


def test_nothing_of_a_dispute_reaches_the_court_after_it_has_decided(town: Town3, blank: None) -> None:
    dispute, officer = town.disputes["hillside"], "court_officer@village"
    own = [f"/disputes/{dispute.number}/{each}" for each in ("", "claim/", *PAPERS)]
    own.append(f"/api/v1/disputes/{dispute.number}")
    with undone():
        assert observed(town.ask(officer, "get", f"/disputes/{dispute.number}/{FOR_THE_COURT}")) == "allowed"
        Dispute.objects.filter(pk=dispute.pk).update(confirmation=Confirmation.GRANTED, court_id=None)
        assert {observed(town.ask(officer, "get", each)) for each in own} == {"hidden"}
        assert dispute.number not in town.ask(officer, "get", "/api/v1/disputes").content.decode()


def test_a_program_registers_for_its_own_centre_only(town: Town3) -> None:
    sides = [{"side": side, "name": f"某{side}", "phone": phone} for side, phone in PHONE.items()]
    body = {"centre": "village", "title": "院墙", "brief": "两家争执", "category": "02", "sides": sides}
    for who in STAFF:
        answer = town.ask(who, "post", "/api/v1/disputes", body)
        may = stands(who, "village", "dispute.receive") and UNIT[who.partition("@")[2]] == "village"
        assert (answer.status_code == 200) == may, (who, answer.status_code)
        assert not may or PHONE[1] not in answer.content.decode()
