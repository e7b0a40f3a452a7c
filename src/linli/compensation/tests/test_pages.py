"""The public page: steps that carry their answers along, and a result that can be kept."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.compensation.queries import Shelf
from linli.core.testing import CHECKOUT

from .cases import a_case
from .test_doors import anhe

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="(answers|step|place|case)" value="([^"]*)"')
ACCIDENT = {
    "accident_on": "2026-03-01",
    "figures": "990000:2025",
    "side_a": "motor",
    "side_b": "non_motor",
    "side_c": "",
}
RIDER = {
    "where": "B:driver",
    "outcome": "well",
    "medical": "48600",
    "hospital_days": "20",
    "carers": "1",
    "pay_kind": "daily",
}
INSURED = {
    "degree_A": "main",
    "compulsory_A": "yes",
    "answers_A": "driver",
    "commercial_A": "1000000",
    "degree_B": "secondary",
}


@pytest.fixture(autouse=True)
def figures(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = anhe()
    for place in ("linli.compensation.views.calculator", "linli.compensation.queries"):
        monkeypatch.setattr(f"{place}.shelf_of_city", lambda: shelf)


class Walk:
    """Somebody who goes through the steps."""

    def __init__(self) -> None:
        self.client = Client(HTTP_ACCEPT_LANGUAGE="en")
        self.answer = self.client.get("/compensation/")

    @property
    def page(self) -> str:
        return self.answer.content.decode()

    @property
    def hidden(self) -> dict[str, str]:
        return {name: unescape(value) for name, value in HIDDEN.findall(self.page)}

    def send(self, **typed: str) -> Walk:
        self.answer = self.client.post("/compensation/", {**self.hidden, "go": "next", **typed})
        return self

    def to_the_result(self) -> Walk:
        return self.send(**ACCIDENT).send(**RIDER).send(**INSURED).send()


def test_four_steps_lead_to_the_result() -> None:
    walk = Walk().to_the_result()
    assert walk.answer.status_code == 200
    # 50,600 lost: 18,000 by the compulsory insurance, then 80 % of 32,600 by the commercial one.
    assert "44,080.00" in walk.page
    assert "26,080.00" in walk.page


def test_what_is_missing_is_asked_for_again() -> None:
    walk = Walk().send(**{**ACCIDENT, "accident_on": ""})
    assert walk.answer.status_code == 422
    assert "Day of the accident" in walk.page


def test_going_back_shows_what_was_typed() -> None:
    walk = Walk().send(**ACCIDENT).send(**RIDER).send(go="back")
    assert 'value="48600"' in walk.page


def test_several_people_may_be_hurt() -> None:
    walk = Walk().send(**ACCIDENT).send(**RIDER, go="more").send(**{**RIDER, "where": "foot"})
    walk.send(**INSURED, degree_P2="none").send()
    assert [each["id"] for each in json.loads(walk.hidden["case"])["victims"]] == ["P1", "P2"]


def test_somebody_may_be_left_out_again() -> None:
    walk = Walk().send(**ACCIDENT).send(**RIDER, go="more").send(**RIDER, go="drop").send(**RIDER)
    walk.send(**INSURED).send()
    assert [each["id"] for each in json.loads(walk.hidden["case"])["victims"]] == ["P1"]


def test_a_disability_asks_for_grades_and_dependants() -> None:
    walk = Walk().send(**ACCIDENT).send(**{**RIDER, "outcome": "disability"})
    walk.send(born="1981", grades="8, 10", dependant_1="2016", supporters_1="2")
    walk.send(**INSURED).send()
    case = json.loads(walk.hidden["case"])
    losses = case["victims"][0]["losses"]
    assert losses["disability"] == {"grades": [8, 10]}
    assert losses["dependants"]["persons"][0]["supporters"] == 2


def test_a_death_asks_for_relatives() -> None:
    walk = Walk().send(**ACCIDENT).send(**{**RIDER, "outcome": "death"})
    walk.send(born="1950", relatives_transport="500").send(**INSURED).send()
    losses = json.loads(walk.hidden["case"])["victims"][0]["losses"]
    assert losses["relatives"]["transport"] == {"amount": ["500"]}
    assert "death" in losses


def test_advances_are_taken_off() -> None:
    walk = Walk().send(**ACCIDENT).send(**RIDER).send(**INSURED)
    walk.send(by_1="A/compulsory", to_1="P1", amount_1="5000")
    assert json.loads(walk.hidden["case"])["advances"] == [
        {"by": "A/compulsory", "to": "P1", "amount": "5000"}
    ]


def test_what_cannot_be_reckoned_leads_back_to_the_step_that_asked() -> None:
    walk = Walk().send(**ACCIDENT).send(**RIDER).send(**{**INSURED, "degree_B": "equal"}).send()
    assert walk.answer.status_code == 422
    assert walk.hidden["step"] == "insured"
    assert "do not determine the shares" in walk.page


def test_a_result_can_be_changed() -> None:
    walk = Walk().to_the_result().send(edit="injured:0")
    assert 'value="48600"' in walk.page


def test_a_case_can_be_kept_and_loaded_again() -> None:
    walk = Walk().to_the_result()
    kept = walk.client.post("/compensation/case.json", {"case": walk.hidden["case"]})
    assert kept["Content-Disposition"] == 'attachment; filename="case.json"'
    file = SimpleUploadedFile("case.json", kept.content)
    again = walk.client.post("/compensation/result/", {"file": file})
    assert again.status_code == 200
    assert "44,080.00" in again.content.decode()


@pytest.mark.parametrize(("suffix", "start"), [(".pdf", b"%PDF"), (".docx", b"PK"), (".txt", b"Reckoning")])
def test_the_statement_is_handed_out(suffix: str, start: bytes) -> None:
    answer = Client(HTTP_ACCEPT_LANGUAGE="en").post(
        f"/compensation/statement{suffix}", {"case": json.dumps(a_case())}
    )
    assert answer.content.startswith(start)


def test_there_is_no_other_form_of_statement() -> None:
    assert Client().post("/compensation/statement.exe", {"case": "{}"}).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"case": "["}, {"case": json.dumps(a_case(liability={"car": 80}))}])
@pytest.mark.parametrize("path", ["result/", "case.json", "statement.pdf"])
def test_files_that_make_no_sense_are_refused(path: str, sent: dict[str, str]) -> None:
    answer = Client(HTTP_ACCEPT_LANGUAGE="en").post(f"/compensation/{path}", sent)
    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or (path == "case.json" and "80" in str(sent))


@pytest.mark.parametrize(
    "answers",
    [
        "[",
        "[]",
        "3",
        '{"people": 1}',
        '{"accident": {}, "people": [[]], "insured": {}, "paid": {}}',
        "x" * 90_000,
    ],
)
def test_answers_that_are_not_ours_begin_anew(answers: str) -> None:
    answer = Client().post("/compensation/", {"answers": answers, "step": "paid", "place": "7"})
    assert answer.status_code == 422


@pytest.mark.parametrize("place", ["-1", "99", "x", "", "1e9"])
@pytest.mark.parametrize("step", ["accident", "injured", "lasting", "insured", "paid", "result", "x"])
def test_steps_out_of_order_are_no_trouble(step: str, place: str) -> None:
    answer = Client().post("/compensation/", {"answers": "", "step": step, "place": place, "go": "next"})
    assert answer.status_code in (200, 422)


def test_without_figures_the_page_still_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.compensation.views.calculator.shelf_of_city", Shelf)
    assert Client().get("/compensation/").status_code == 200


def test_the_rule_page_tells_limits_and_items() -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get("/compensation/rules/").content.decode()
    assert "180000" in page
    assert "Nursing" in page


def test_nothing_is_stored(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        Walk().to_the_result()


def test_the_pages_name_no_person() -> None:
    forms = (CHECKOUT / "src/linli/compensation/forms").glob("*.py")
    assert not [
        path for path in forms if re.search(r"\"(name|phone|id_card|address)\"", path.read_text("utf-8"))
    ]
