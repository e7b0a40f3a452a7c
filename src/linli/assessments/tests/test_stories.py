"""A road project, assessed medium, changed, filed, decided; and an anonymous survey."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from django.db import connection
from django.test import Client

from linli.assessments.actions import working
from linli.assessments.errors import NotAssessed
from linli.assessments.models import Answer, Assessment, Grading, Survey, Ticket
from linli.assessments.policies.states import Decision, Status
from linli.assessments.queries import recomputed
from linli.assessments.tests.test_grading import BEST, VALUE
from linli.core.actor import SYSTEM
from linli.letters.testing import set_calendar
from linli.matters.testing import FIRST_DAY, SmallCity
from linli.rulebook.actions import set_rule

BrowserOf = Callable[..., Client]
ROAD = {
    "title": "河东路拓宽工程",
    "kind": "roads",
    "brief": "河东路由双向两车道拓宽为四车道，涉及沿线住户和商户。",
    "basis": "《重大行政决策程序暂行条例》",
}
GROUPS = {"group": "沿线商户", "size": "60", "interest": "施工期间客流减少"}
HEARD = {
    "method": "hearing", "on": "2026-03-20", "whom": "沿线住户和商户代表", "invited": "40", "present": "30",
    "refused": "2", "support": "20", "mild": "4", "some": "4", "strong": "2", "words": "主要担心停车和补偿",
    "dissent": "补偿标准低于邻县。", "answer": "已按邻县标准调整。",
}  # fmt: skip
RISK = {
    "test": "controllability", "words": "施工期商户集中反映损失", "probability": "4", "impact": "3",
    "measure": "分段施工，保留人行通道，先补偿后施工", "unit": "安和市住房和城乡建设局", "due_on": "2026-06-30",
    "probability_after": "2", "impact_after": "2",
}  # fmt: skip


@pytest.fixture
def road(city: SmallCity, own_store: None) -> Assessment:
    """A road project on the list, of the housing bureau."""
    set_calendar()
    housing = city.cast.unit("housing")
    return working.identify(**ROAD, owner=housing, by=SYSTEM, now=city.now)


def step(client: Client, row: Assessment, verb: str, **fields: Any) -> int:
    return client.post(f"/assessments/{row.pk}/do/{verb}/", fields).status_code


def add(client: Client, row: Assessment, part: str, fields: dict[str, str]) -> int:
    return client.post(f"/assessments/{row.pk}/add/{part}/", fields).status_code


def test_a_road_project_is_assessed_medium_changed_filed_and_decided(
    city: SmallCity, road: Assessment, browser_of: BrowserOf
) -> None:
    unit, files, leader = browser_of("handler"), browser_of("supervisor"), browser_of("leader")
    early = leader.post(f"/assessments/{road.pk}/do/decide/", {"decision": "approve", "words": "急需"})
    assert early.status_code == 409
    assert "Until then it cannot go ahead" in early.content.decode()
    assert step(unit, road, "plan", words="委托评估，三月底前完成") == 302
    assert add(unit, road, "stakeholder", GROUPS) == 302
    assert step(unit, road, "ask", question="您赞成拓宽河东路吗？", explanation="拟于七月开工") == 302
    assert add(unit, road, "consultation", HEARD) == 302
    assert step(unit, road, "analyse") == 302
    assert step(unit, road, "grade", **BEST) == 302
    assert Grading.objects.get().grade == "medium"  # a third of those heard are against it
    assert step(unit, road, "grade", **BEST) == 409
    assert step(unit, road, "report", emergency_plan="现场值守") == 409  # no risks yet
    assert add(unit, road, "risk", RISK) == 302
    assert step(unit, road, "change", words="增设临时停车场，补偿标准提高到邻县水平") == 302
    again = {
        **HEARD,
        "support": "29",
        "mild": "1",
        "some": "0",
        "strong": "0",
        "present": "200",
        "on": "2026-04-20",
    }
    assert add(unit, road, "consultation", {**again, "support": "180", "invited": "220"}) == 302
    assert step(unit, road, "grade", **BEST) == 302
    assert [each.grade for each in Grading.objects.order_by("number")] == ["medium", "low"]
    assert step(unit, road, "report", emergency_plan="现场值守，十五分钟到场") == 302
    assert step(unit, road, "review", words="") == 403
    assert step(files, road, "review", words="材料齐全") == 302
    assert step(files, road, "file", words="") == 302
    road.refresh_from_db()
    assert (road.status, road.file_number) == (Status.FILED, "稳评备〔2026〕1号")
    assert road.file_by == date(2026, 3, 24)  # ten working days after 10 March
    assert step(leader, road, "decide", decision="approve", words="x") == 409
    assert step(leader, road, "decide", decision="approve_with_measures", words="落实措施后开工") == 302
    road.refresh_from_db()
    assert (road.decision, road.track_on) == (Decision.APPROVE_WITH_MEASURES, date(2026, 6, 10))
    assert step(unit, road, "track", words="施工平稳，商户无集中反映") == 302
    assert step(files, road, "close", words="完工，无遗留") == 302
    page = unit.get(f"/assessments/{road.pk}/").content.decode()
    assert page.count("Reckoned again just now: the same.") == 2
    for what, form in (("report", "docx"), ("filing", "docx"), ("report", "pdf")):
        paper = unit.get(f"/assessments/{road.pk}/{what}.{form}")
        assert paper.status_code == 200, (what, form)
    text = docx.Document(io.BytesIO(unit.get(f"/assessments/{road.pk}/report.docx").content))
    words = "\n".join(each.text for each in text.paragraphs)
    assert "采取措施前" in words
    assert "低风险" in words


def test_the_database_itself_lets_nothing_go_ahead_that_is_not_on_file(road: Assessment) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="goes_ahead_on_file"), transaction.atomic():
        Assessment.objects.filter(pk=road.pk).update(
            status="decided", decision="approve", decided_on=date(2026, 3, 10)
        )


def test_a_grading_is_reckoned_again_to_the_same_after_the_rule_changed(
    city: SmallCity, road: Assessment
) -> None:
    row = working.grade(row=road, answers=BEST, by=SYSTEM, now=city.now)
    stricter = {**VALUE, "medium_from": 1, "high_from": 2}
    set_rule("assessments.assessment", stricter, date(2026, 3, 1), by=SYSTEM, now=city.now)
    found = recomputed(Grading.objects.get(pk=row.pk))
    assert (found.grade, found.score) == (row.grade, row.score)


def test_who_prepared_a_report_does_not_approve_it(city: SmallCity, road: Assessment) -> None:
    from linli.assessments.actions.deciding import approve_report
    from linli.assessments.errors import OwnReport
    from linli.core.actor import Actor, ActorKind

    road.prepared_by_unit = city.unit("housing")
    by = Actor(ActorKind.ACCOUNT, 1, city.unit("housing"), "supervisor")
    with pytest.raises(OwnReport):
        approve_report(row=road, by=by, now=city.now)


def test_nobody_decides_what_is_unassessed(city: SmallCity, road: Assessment) -> None:
    from linli.assessments.actions.deciding import decide

    for decision in (Decision.APPROVE, Decision.APPROVE_WITH_MEASURES):
        with pytest.raises(NotAssessed):
            decide(row=road, decision=decision, words="x", by=SYSTEM, now=city.now)
    decide(row=road, decision=Decision.REJECT, words="不办了", by=SYSTEM, now=city.now)


def test_others_see_nothing_of_it(road: Assessment, browser_of: BrowserOf) -> None:
    address = f"/assessments/{road.pk}/"
    seen = {
        "handler": 200,
        "supervisor": 200,
        "leader": 200,
        "owner": 404,
        "grid_worker": 403,
        "stranger": 403,
    }
    for who, status in seen.items():
        assert browser_of(who).get(address).status_code == status, who
    assert step(browser_of("leader"), road, "plan", words="x") == 403


def test_what_cannot_be_counted_is_refused(road: Assessment, browser_of: BrowserOf) -> None:
    unit = browser_of("handler")
    step(unit, road, "plan", words="x")
    assert add(unit, road, "consultation", {**HEARD, "present": "3"}) == 422
    assert add(unit, road, "risk", {**RISK, "impact": "9"}) == 422
    assert road.consultations.count() == 0


# The survey


@pytest.fixture
def survey(city: SmallCity, road: Assessment) -> Survey:
    return working.ask(row=road, question="赞成吗？", explanation="七月开工", by=SYSTEM, now=city.now)


def answer(client: Client, survey: Survey, stance: str, **more: str):
    address = f"/consult/{survey.slug}/"
    client.get(address)
    return client.post(address, {"stance": stance, **more})


def test_a_device_answers_once_and_nothing_leads_from_the_answer_to_it(
    city: SmallCity, survey: Survey, browser_of: BrowserOf
) -> None:
    phone, other = browser_of("citizen"), browser_of("citizen")
    assert answer(phone, survey, "strong", concern="noise").status_code == 302
    again = answer(phone, survey, "support")
    assert again.status_code == 409
    assert "has answered already" in again.content.decode()
    assert answer(other, survey, "support").status_code == 302
    assert sorted(Answer.objects.values_list("stance", "concern")) == [("strong", "noise"), ("support", "")]
    assert {field.name for field in Answer._meta.get_fields()} == {"id", "survey", "stance", "concern"}
    assert {field.name for field in Ticket._meta.get_fields()} == {"digest", "survey"}
    token = phone.cookies["consult"]
    assert (token["path"], token["httponly"], token["samesite"]) == (
        f"/consult/{survey.slug}/",
        True,
        "Strict",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM journal_entry WHERE event LIKE 'assessments.%%' AND facts::text LIKE '%%strong%%'"
        )
        assert cursor.fetchone() == (0,)


def test_without_its_mark_an_answer_is_not_taken(survey: Survey, browser_of: BrowserOf) -> None:
    answer = browser_of("citizen").post(f"/consult/{survey.slug}/", {"stance": "support"})
    assert answer.status_code == 422
    assert Answer.objects.count() == 0


def test_when_it_closes_the_marks_are_gone_and_small_numbers_stay_hidden(
    city: SmallCity, road: Assessment, survey: Survey, browser_of: BrowserOf
) -> None:
    working.add_stakeholder(row=road, group="商户", size=9, interest="客流", by=SYSTEM, now=city.now)
    for stance in ("support",) * 6 + ("strong",):
        assert answer(browser_of("citizen"), survey, stance).status_code == 302
    page = browser_of("handler").get(f"/assessments/{road.pk}/").content.decode()
    assert "Results are shown when it is closed" in page
    working.analyse(row=road, by=SYSTEM, now=city.now)
    survey.refresh_from_db()
    assert (Ticket.objects.count(), bytes(survey.salt)) == (0, b"")
    page = browser_of("handler").get(f"/assessments/{road.pk}/").content.decode()
    assert "7 answers" in page
    assert "&lt;5" in page
    assert "<dd>6</dd>" not in page  # else the single one could be reckoned
    assert answer(browser_of("citizen"), survey, "support").status_code == 409


def test_residents_find_the_survey_and_its_picture(survey: Survey, browser_of: BrowserOf) -> None:
    anybody = browser_of("citizen", language="zh-hans")
    assert survey.question in anybody.get("/consult/").content.decode()
    page = anybody.get(f"/consult/{survey.slug}/").content.decode()
    assert "匿名" in page
    assert anybody.get(f"/consult/{survey.slug}/code.svg")["Content-Type"] == "image/svg+xml"
    assert anybody.get("/consult/nothing/").status_code == 404
    assert survey.opens_on > FIRST_DAY
