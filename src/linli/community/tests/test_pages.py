from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.community.models import Call, Whistle
from linli.community.policies import CallStatus, WhistleStatus
from linli.community.tests.conftest import Square

pytestmark = pytest.mark.django_db


FORM = {
    "kind": "hazard",
    "urgency": "urgent",
    "subject": "树倒在配电箱上",
    "demand": "请断电并移走倒下的树",
    "why_not_alone": "社区没有吊车",
    "place": "三号楼东侧",
}


def whistle_form(square: Square, **more: Any) -> dict[str, Any]:
    return {**FORM, "unit": square.city.unit("street"), "near": [square.city.unit("housing")], **more}


def test_a_head_of_unit_whistles_on_a_page(square: Square, ask: Any) -> None:
    assert "吹哨" in ask("unit_head", "/whistles/new/").content.decode()
    answer = ask("unit_head", "/whistles/new/", whistle_form(square))
    whistle = Whistle.objects.get()
    assert answer["Location"] == f"/whistles/{whistle.pk}/"
    page = ask("unit_head", answer["Location"]).content.decode()
    assert "树倒在配电箱上" in page
    assert "安和市住房和城乡建设局" in page


def test_what_was_typed_comes_back_with_the_reason(square: Square, ask: Any) -> None:
    answer = ask("unit_head", "/whistles/new/", whistle_form(square, kind="neighbours"))
    assert answer.status_code == 409
    assert "社区自己办" in answer.content.decode()
    assert "请断电并移走倒下的树" in answer.content.decode()


def test_other_units_are_named_by_a_part_of_their_name(square: Square, ask: Any) -> None:
    ask("unit_head", "/whistles/new/", whistle_form(square, near=[], others="住房和城乡"))
    assert Call.objects.get().unit.code == "housing"


def test_a_whistle_from_a_matter_stays_joined_to_it(square: Square, ask: Any) -> None:
    matter = square.city.file()
    page = ask("unit_head", f"/whistles/new/?matter={matter.code}")
    assert page.status_code == 404  # not this unit's matter yet
    square.city.do("dispatcher", "accept", matter, kind="street.litter")
    assert matter.title in ask("unit_head", f"/whistles/new/?matter={matter.code}").content.decode()
    ask("unit_head", "/whistles/new/", whistle_form(square, matter=matter.code))
    whistle = Whistle.objects.get()
    assert whistle.matter_id == matter.pk
    assert matter.code in ask("unit_head", f"/whistles/{whistle.pk}/").content.decode()


def test_a_department_signs_in_and_answers_on_its_phone(square: Square, ask: Any) -> None:
    whistle = square.blow("housing", unit="street")
    page = f"/whistles/{whistle.pk}/{square.city.unit('housing')}/"
    shown = ask("handler", page).content.decode()
    assert "现场出示的报到码" in shown
    assert square.code(whistle) not in shown
    wrong = ask("handler", f"{page}do/arrive/", {"code": "12"})
    assert wrong.status_code == 422
    ask("handler", f"{page}do/arrive/", {"code": square.code(whistle)})
    answer = ask("handler", f"{page}do/solve/", {"answer": "已移走"})
    assert answer["Location"] == page
    assert square.call(whistle).status == CallStatus.SOLVED


def test_the_position_is_taken_from_the_form_only(square: Square, ask: Any) -> None:
    whistle = square.blow("housing", unit="street")
    page = f"/whistles/{whistle.pk}/{square.city.unit('housing')}/do/arrive/"
    ask("handler", page, {"lon": "114.31", "lat": "35.81", "crs": "CGCS2000"})
    assert square.call(whistle).status == CallStatus.ON_SITE


def test_the_community_shows_the_code_and_rates(square: Square, ask: Any) -> None:
    whistle = square.blow("housing", unit="street")
    code = square.code(whistle)
    sheet = ask("unit_head", f"/whistles/{whistle.pk}/code/").content.decode()
    assert code[:3] in sheet
    assert code[3:] in sheet
    assert code[:3] + "</span>" not in ask("unit_head", f"/whistles/{whistle.pk}/").content.decode()
    page = f"/whistles/{whistle.pk}/{square.city.unit('housing')}/do/"
    ask("handler", f"{page}arrive/", {"code": code})
    ask("handler", f"{page}solve/", {"answer": "已移走"})
    answer = ask("unit_head", f"{page}rate/", {"resolved": "no", "satisfied": "unsatisfied"})
    assert answer.status_code == 422
    ask("unit_head", f"{page}rate/", {"resolved": "yes", "satisfied": "satisfied"})
    assert Whistle.objects.get().status == WhistleStatus.CLOSED


@pytest.mark.parametrize(
    ("box", "shown"), [("open", True), ("late", True), ("answered", False), ("all", True)]
)
def test_the_board_shows_who_is_late(square: Square, ask: Any, box: str, shown: bool) -> None:
    square.blow("housing", unit="street")
    square.city.later(hours=3)
    page = ask("unit_head", f"/whistles/?show={box}").content.decode()
    assert ("树倒在配电箱上" in page) == shown


@pytest.mark.parametrize("address", ["/whistles/?show=x&page=x", "/whistles/?page=²", "/whistles/?page=0"])
def test_odd_addresses_show_the_board(ask: Any, address: str) -> None:
    assert ask("unit_head", address).status_code == 200


def test_the_board_costs_the_same_for_many(
    square: Square, ask: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        square.blow("housing", "city", unit="street")
    client = Client()
    client.force_login(square.city.cast.accounts["unit_head"])
    client.get("/whistles/")
    with django_assert_max_num_queries(9):
        assert client.get("/whistles/").content.decode().count("树倒在配电箱上") == 12


def test_a_step_that_does_not_exist_is_not_found(square: Square, ask: Any) -> None:
    whistle = square.blow("housing", unit="street")
    assert ask("unit_head", f"/whistles/{whistle.pk}/do/close/", {}).status_code == 404
    assert ask("unit_head", f"/whistles/{whistle.pk}/do/withdraw/").status_code == 302
