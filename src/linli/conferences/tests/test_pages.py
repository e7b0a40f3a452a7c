"""Pages through the client: the story of a review, and doors that stay shut."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import docx
import pdfplumber
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.conferences.models import Conference, Villager
from linli.conferences.policies import Status
from linli.conferences.testing import Table
from linli.core.time import city_zone


def local(at: Any) -> str:
    return at.astimezone(city_zone()).strftime("%Y-%m-%dT%H:%M")


def test_a_review_page_by_page(table: Table, open_as: Any) -> None:
    dispute = table.desk.sat()
    duty, head = open_as("duty"), open_as("village_head")
    assert "/disputes/conferences/new/review/" in duty.get(f"/disputes/{dispute.number}/").content.decode()
    new = f"/disputes/conferences/new/review/?dispute={dispute.number}"
    assert duty.get(new).status_code == 200
    asked = {
        "unit": table.desk.units["village"].pk,
        "question": "怎样公平？",
        "why": "调解未成",
        "sides_agree": "on",
    }
    assert duty.post(new, asked).status_code == 302
    row = Conference.objects.get()
    page = f"/disputes/conferences/{row.pk}/"
    starts = table.now + timedelta(days=2)
    assert duty.post(f"{page}do/approve/", {}).status_code == 403
    assert head.post(f"{page}do/approve/", {"starts_at": local(starts), "place": "村委会"}).status_code == 302
    chair = {"why": "主持", "colleague": "village_head.table", "is_chair": "on"}
    assert duty.post(f"{page}do/invite/", chair).status_code == 302
    for each in table.villagers:
        invited = duty.post(f"{page}do/invite/", {"why": "懂村规", "villager": each.pk})
        assert invited.status_code == 302, invited.content.decode()
    table.later(days=3)
    duty, head = open_as("duty"), open_as("village_head")
    seats = list(row.seats.values_list("pk", flat=True))
    held = {"came": seats, "heard": "甲方：愿意", "proposal": "维持现状，甲方补偿乙方"}
    assert duty.post(f"{page}do/hold/", held).status_code == 302
    for seat in seats:
        assert duty.post(f"{page}do/state/", {"seat": seat, "stand": "for"}).status_code == 302
    today = table.now.astimezone(city_zone()).date()
    task = {"unit_1": table.desk.units["village"].pk, "task_1": "丈量", "due_1": today.isoformat()}
    decided = head.post(f"{page}do/decide/", {"outcome": "advised", "reason": "公平", "sure": "on", **task})
    assert decided.status_code == 302, decided.content.decode()
    row.refresh_from_db()
    assert row.status == Status.DECIDED
    assert row.digest in duty.get(page).content.decode()
    assert "丈量" in duty.get("/disputes/conferences/").content.decode()


def test_the_record_is_read_back_from_paper_and_word(table: Table, open_as: Any) -> None:
    review = table.decided(table.desk.sat())
    page = f"/disputes/conferences/{review.pk}/record."
    pdf = open_as("duty").get(f"{page}pdf").content
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        words = "".join(each.extract_text() or "" for each in read.pages)
    word = docx.Document(io.BytesIO(open_as("duty").get(f"{page}docx").content))
    text = "\n".join([each.text for each in word.paragraphs])
    for part in ("乡贤评理会记录", review.digest[:20], "不约束当事人"):
        assert part in text
        assert part in words.replace("\n", "")
    assert "王大山" not in text + words


def test_a_step_without_the_record_below_says_so_on_the_page(table: Table, open_as: Any) -> None:
    dispute = table.desk.sat()
    answer = open_as("duty", "zh-hans").get(f"/disputes/conferences/new/joint/?dispute={dispute.number}")
    assert answer.status_code == 409
    assert "村（社区）说事评理会" in answer.content.decode()


def test_a_refused_step_comes_back_with_what_was_typed(table: Table, open_as: Any) -> None:
    review = table.seated(table.desk.sat())
    table.desk.city.now = review.starts_at
    first = review.seats.order_by("pk").first().pk
    typed = {"came": [first], "heard": "甲方：愿意", "proposal": "这是写好的意见"}
    answer = open_as("duty").post(f"/disputes/conferences/{review.pk}/do/hold/", typed)
    assert answer.status_code == 409
    assert "这是写好的意见" in answer.content.decode()


def test_a_member_sees_the_conference_and_not_the_dispute(table: Table, open_as: Any) -> None:
    review = table.seated(table.desk.sat())
    judge = open_as("judge")
    page = f"/disputes/conferences/{review.pk}/"
    assert judge.get(page).status_code == 404
    table.invite(review, who="judge")
    shown = judge.get(page)
    assert shown.status_code == 200
    assert "王" not in shown.content.decode()
    assert judge.get(f"/disputes/{review.dispute.number}/").status_code == 404
    assert judge.post(f"{page}do/decide/", {}).status_code == 403


def test_a_member_answers_for_the_own_seat_alone(table: Table, open_as: Any) -> None:
    review = table.seated(table.desk.sat())
    own = table.invite(review, who="judge")
    other = review.seats.get(is_chair=True)
    page = f"/disputes/conferences/{review.pk}/do/answer/"
    said = {"comes": "yes", "tie": "none"}
    assert open_as("judge").post(page, {**said, "seat": other.pk}).status_code == 422
    assert open_as("judge").post(page, {**said, "seat": own.pk}).status_code == 302


def test_the_minutes_letter_tells_what_was_decided_and_names_no_side(table: Table, open_as: Any) -> None:
    from linli.core.actor import SYSTEM
    from linli.core.time import city_day
    from linli.letters.models import Letter
    from linli.people.testing import value_of_rule
    from linli.rulebook.actions import set_rule

    numbers = yaml_of("numbers")
    numbers["issuers"]["village"] = {"agency": "柳综治"}
    set_rule("letters.numbers", numbers, city_day(table.now), by=SYSTEM, now=table.now)
    set_rule("letters.minutes", yaml_of("minutes"), city_day(table.now), by=SYSTEM, now=table.now)
    assert value_of_rule("roles")
    review = table.decided(table.desk.sat())
    answer = open_as("village_head").post(f"/disputes/conferences/{review.pk}/do/draft_minutes/", {})
    assert answer.status_code == 302, answer.content.decode()
    letter = Letter.objects.get()
    assert letter.kind == "minutes"
    assert review.digest in str(letter.content)
    assert "王" not in str(letter.content)
    review.refresh_from_db()
    assert review.letter_id == letter.pk


def yaml_of(name: str) -> Any:
    import yaml

    from linli.core.testing import CHECKOUT

    return yaml.safe_load((CHECKOUT / "cities" / "anhe" / "letters" / f"{name}.yaml").read_text())["value"]


def test_somebody_is_entered_in_the_roster_and_leaves_it(table: Table, open_as: Any) -> None:
    page = "/disputes/conferences/villagers/"
    entered = {
        "unit": table.desk.units["village"].pk,
        "name": "吴六",
        "phone": "19900008888",
        "known_for": "老支书",
        "elected_on": "2026-01-01",
        "until_on": "2028-12-31",
        "agrees": "on",
    }
    duty = open_as("duty")
    assert duty.post(page, entered).status_code == 302
    shown = duty.get(page).content.decode()
    assert "老支书" in shown
    assert "吴六" not in shown
    made = Villager.objects.latest("pk")
    assert open_as("street_duty").post(f"{page}{made.pk}/leave/").status_code == 404
    assert duty.post(f"{page}{made.pk}/leave/").status_code == 302
    assert duty.post(f"{page}{made.pk}/leave/").status_code == 404


@pytest.mark.parametrize("page", ["/disputes/conferences/", "/disputes/conferences/villagers/", "one"])
def test_pages_ask_the_same_number_of_queries_however_much_there_is(
    table: Table, open_as: Any, page: str
) -> None:
    review = table.seated(table.desk.sat())
    address = f"/disputes/conferences/{review.pk}/" if page == "one" else page

    def asked() -> int:
        client = open_as("duty")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    one = asked()
    for _ in range(2):
        table.convened(table.desk.sat())
    table.invite(review, who="judge")
    assert asked() == one
