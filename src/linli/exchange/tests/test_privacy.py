"""Nothing personal is public. See docs/rules/open311.md."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from linli.exchange.policies.masking import without_personal_data
from linli.exchange.testing import Georeport
from linli.matters.models import Matter
from linli.matters.policies import Channel
from linli.matters.queries import by_code
from linli.matters.testing import SmallCity


@pytest.fixture
def filed(open311: Georeport, town: SmallCity) -> Any:
    """File in another way, take it on as litter, and return what the public sees of it: nothing or one."""

    def file(**report: Any) -> list[dict[str, Any]]:
        town.now = timezone.now()
        matter = town.file(**{"kind": "street.litter", **report})
        found: list[dict[str, Any]] = open311.json("requests", service_request_id=matter.code)
        assert [each["service_request_id"] for each in open311.json("requests")] == [
            each["service_request_id"] for each in found
        ]
        return found

    return file


def test_a_matter_of_a_public_kind_is_listed_without_its_words(filed: Any) -> None:
    (found,) = filed(text="我家三楼漏水", place="枫叶小区3号楼402室")
    assert (found["description"], found["address"]) == (None, "安和市临河区河东街道柳树社区")
    assert (found["lat"], found["long"]) == (35.81, 114.31)


def test_the_place_of_such_a_matter_is_blurred(open311: Georeport, filed: Any) -> None:
    from linli.areas.policies.coordinates import Crs, Point

    (found,) = filed(point=Point(114.312345, 35.812345, Crs.WGS84))
    assert (found["lat"], found["long"]) == (35.812, 114.312)


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.HOTLINE, Channel.BOX, Channel.GRID, Channel.API])
def test_only_what_was_written_for_the_public_is_shown(filed: Any, channel: Channel) -> None:
    assert filed(channel=channel)[0]["description"] is None


def test_a_confidential_matter_is_not_listed(filed: Any, open311: Georeport) -> None:
    assert filed(is_confidential=True) == []
    assert open311.get(f"requests/{Matter.objects.get().code}.json").status_code == 404


def test_a_kind_that_is_not_public_is_not_listed(filed: Any) -> None:
    assert filed(kind="wages.secret") == []


def test_what_is_not_classified_is_not_listed(filed: Any) -> None:
    assert filed(kind="") == []


def test_what_was_taken_back_is_not_listed(open311: Georeport, town: SmallCity) -> None:
    matter = by_code(open311.file())
    town.now = timezone.now()
    town.do("dispatcher", "withdraw", matter)
    assert open311.json("requests") == []


def test_an_anonymous_report_is_listed_without_its_words(open311: Georeport) -> None:
    (found,) = open311.json(f"requests/{open311.file(phone=None, address_string='我家门口')}")
    assert (found["description"], found["address"]) == (None, "安和市临河区河东街道柳树社区")


def test_what_the_client_sent_about_the_person_is_nowhere(open311: Georeport) -> None:
    personal = {
        "first_name": "阿芳",
        "last_name": "欧阳",
        "email": "afang@example.org",
        "device_id": "device-77",
        "account_id": "account-88",
        "phone": "19900005678",
        "media_url": "https://example.org/afang.jpg",
    }
    code = open311.file(description="灯坏了，打 199 0000 5678 找我", **personal)
    for form in ("json", "xml"):
        shown = open311.get(f"requests/{code}.{form}").content.decode()
        assert not [value for value in (*personal.values(), "5678") if value in shown]
        assert "灯坏了" in shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("电话13800001234。", "电话****。"),
        ("打138-0000-1234", "打****"),
        ("+86 138 0000 1234 找我", "**** 找我"),
        ("座机0371-5550123转8", "座机****转8"),
        ("１３８００００１２３４", "****"),
        ("一三八零零零零幺二三四", "****"),
        ("身份证11010519491231002X", "身份证****"),
        ("老身份证110105491231002", "老身份证****"),
        ("卡号 6222 0212 3456 7890 123", "卡号 ****"),
        ("邮箱 a.b+c@example.org 谢谢", "邮箱 **** 谢谢"),
        ("微信号：zhang_san88", "微信****"),
        ("我叫张小三，住3号楼402室", "我叫****，住3号楼****室"),
        ("车牌豫A·12345堵门", "车牌****堵门"),
        ("滨河路118号第3根灯杆，编号A12", "滨河路118号第3根灯杆，编号A12"),
        ("2026年3月9日晚7点起", "2026年3月9日晚7点起"),
    ],
)
def test_numbers_that_lead_to_a_person_are_blacked_out(words: str, shown: str) -> None:
    assert without_personal_data(words) == shown
