"""What must not go through: refused or warned of in words, with the rule and its article, and nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from linli.compensation.cli import app as compensation
from linli.disputes.actions.parties import NewParty
from linli.disputes.models import Appointment, Dispute, Term
from linli.disputes.policies import Capacity
from linli.disputes.queries.courts import look_at
from linli.disputes.testing import ELDER, YOUNGER, Desk

from .claims import ANSWERS


def say(open_as: Any, who: str, dispute: Dispute, verb: str, **typed: Any) -> tuple[int, str]:
    address = f"/disputes/{dispute.number}/do/{verb}/"
    chinese = open_as(who, "zh-hans").post(address, typed)
    english = open_as(who, "en").post(address, typed)
    assert chinese.status_code == english.status_code
    return chinese.status_code, chinese.content.decode() + english.content.decode()


def test_a_term_without_a_day(desk: Desk, open_as: Any) -> None:
    dispute = desk.drafted()
    terms = Term.objects.count()
    typed = {"kind": "pay", "debtor": desk.side(dispute, 1).pk, "words": "赔偿", "amount": "500"}
    typed |= {"instalments": 1, "every_months": 1}
    status, said = say(open_as, "mediator", dispute, "add_term", **typed)
    assert status == 422
    assert "第二十九条" in said
    assert "Mediation Law art. 29 no. 3" in said
    assert Term.objects.count() == terms


def test_a_minor_without_a_guardian(desk: Desk, open_as: Any) -> None:
    child = NewParty(1, "小明", ELDER, "柳树社区3号楼", capacity=Capacity.MINOR)
    dispute = desk.agreed_to_mediate(parties=(child, NewParty(2, "王小山", YOUNGER)))
    status, said = say(open_as, "duty", dispute, "accept", committee=desk.committee.pk)
    assert status in (409, 422)
    assert "民法典" in said
    assert "第二十三条" in said
    dispute.refresh_from_db()
    assert dispute.file_number == ""


@pytest.mark.parametrize("tie", ["kin", "interest"])
def test_a_mediator_related_to_a_side(desk: Desk, open_as: Any, tie: str) -> None:
    dispute = desk.agreed_to_mediate()
    desk.do("duty", "accept", dispute, committee=desk.committee.pk)
    typed = {"mediator": desk.mediators["mediator"].pk, "task": "lead", "tie": tie}
    status, said = say(open_as, "duty", dispute, "appoint", **typed)
    assert status in (409, 422)
    assert "第十五条" in said
    assert not Appointment.objects.exists()


def test_a_mediator_who_knows_a_side_is_warned_of(desk: Desk, open_as: Any) -> None:
    dispute = desk.agreed_to_mediate()
    desk.do("duty", "accept", dispute, committee=desk.committee.pk)
    typed = {"mediator": desk.mediators["mediator"].pk, "task": "lead", "tie": "known"}
    status, said = say(open_as, "duty", dispute, "appoint", **typed)
    assert status in (409, 422)
    assert "第二十三条" in said


def test_a_confirmation_on_day_31(desk: Desk, open_as: Any) -> None:
    dispute = desk.signed(days=60)
    desk.city.later(days=31)
    typed = {"court": desk.units["court"].pk, "jointly": "on"}
    status, said = say(open_as, "mediator", dispute, "apply", **typed)
    assert status in (409, 422)
    assert "第三十三条" in said
    assert "2026-04-10" in said
    dispute.refresh_from_db()
    assert dispute.confirmation == ""
    warned = [each.article for each in look_at(dispute, desk.agreement(dispute), desk.today)]
    assert any("第三十三条" in each for each in warned)


def test_shares_that_do_not_sum_on_the_page_of_the_calculator(open_as: Any) -> None:
    wrong = {"degree_A": "main", "share_A": "70", "compulsory_A": "yes", "answers_A": "driver"}
    wrong |= {"degree_B": "secondary", "share_B": "20"}
    sent = {"answers": json.dumps(ANSWERS), "step": "insured", "place": "0", "go": "next", **wrong}
    page = open_as("citizen", "zh-hans").post("/compensation/", sent)
    assert page.status_code == 422
    assert "第七十六条" in page.content.decode()


@pytest.mark.django_db
def test_shares_that_do_not_sum_in_a_case_file(tmp_path: Path) -> None:
    case = {
        "accident_on": "2026-03-01",
        "vehicles": [{"id": "car", "compulsory": True}, {"id": "ebike", "kind": "non_motor"}],
        "victims": [{"id": "v", "vehicle": "ebike", "losses": {"medical": 1000}}],
        "liability": {"car": 70, "ebike": 20},
    }
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    result = CliRunner().invoke(compensation, ["compute", str(file), "--json"])
    assert result.exit_code == 1
    refused = json.loads(result.output)["refused"]
    assert refused["field"] == "liability"
    assert "第七十六条" in refused["zh"]
    assert "art. 76" in refused["en"]
