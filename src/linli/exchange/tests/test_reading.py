"""What everybody may read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from linli.exchange import queries
from linli.exchange.policies import asking
from linli.exchange.testing import LAT, LON, Georeport
from linli.matters.policies import Status
from linli.matters.queries import by_code
from linli.matters.testing import GRID, SmallCity


def test_discovery_names_the_standard_and_both_formats(open311: Georeport) -> None:
    found = open311.json("discovery")
    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]


def test_only_public_leaves_are_services(open311: Georeport) -> None:
    codes = {service["service_code"] for service in open311.json("services")}
    assert {"street.lamp", "street.dark"} <= codes
    assert not {"street", "wages.secret"} & codes


def test_a_service_says_whether_it_asks_questions(open311: Georeport) -> None:
    services = {service["service_code"]: service for service in open311.json("services")}
    assert services["street.dark"] == {
        "service_code": "street.dark",
        "service_name": "路灯整片不亮",
        "description": "整条路不亮",
        "metadata": True,
        "type": "realtime",
        "keywords": "路灯,黑",
        "group": "街面",
    }
    assert services["street.lamp"]["metadata"] is False


def test_names_come_in_the_readers_language(open311: Georeport) -> None:
    answer = open311.client.get("/open311/v2/services.json", headers={"Accept-Language": "en"})
    assert "Street is dark" in {service["service_name"] for service in answer.json()}


def test_a_definition_lists_the_questions_in_order(open311: Georeport) -> None:
    attributes = open311.json("services/street.dark")["attributes"]
    assert [(each["code"], each["order"], each["required"]) for each in attributes][:2] == [
        ("pole", 1, True),
        ("lamps", 2, False),
    ]
    assert attributes[4]["values"] == [{"key": "n", "name": "北侧"}, {"key": "s", "name": "南侧"}]


def test_a_request_is_read_back(open311: Georeport, town: SmallCity) -> None:
    code = open311.file()
    town.now = timezone.now()
    town.do("dispatcher", "accept", by_code(code), kind="street.lamp")
    (found,) = open311.json(f"requests/{code}")
    assert found["service_request_id"] == code
    assert (found["status"], found["service_code"], found["service_name"]) == (
        "open",
        "street.lamp",
        "路灯不亮",
    )
    assert (found["description"], found["lat"], found["long"]) == ("路口的灯三天没亮", LAT, LON)
    assert found["address_id"] == GRID
    assert found["agency_responsible"] == "安和市住房和城乡建设局"
    assert open311.json("requests") == [found]


def test_several_requests_are_asked_for_by_number(open311: Georeport) -> None:
    first, _second, third = (open311.file(description=text) for text in ("一", "二", "三"))
    found = open311.json("requests", service_request_id=f"{first}, {third},nonsense", status="closed")
    assert {each["service_request_id"] for each in found} == {first, third}


def test_the_list_is_narrowed_by_service_and_status(open311: Georeport, town: SmallCity) -> None:
    lamp, litter = open311.file(), open311.file(service_code="street.litter")
    town.now = timezone.now()
    matter = town.file(kind="street.litter", text="另一堆垃圾")
    town.do("dispatcher", "withdraw", matter)
    assert {each["service_request_id"] for each in open311.json("requests")} == {lamp, litter}
    assert [
        each["service_request_id"] for each in open311.json("requests", service_code="street.lamp,x")
    ] == [lamp]
    assert open311.json("requests", status="closed") == []
    assert len(open311.json("requests", status="open,closed")) == 2
    assert open311.json("requests", service_code="nothing") == []


def test_what_is_over_is_closed_and_says_why(open311: Georeport, town: SmallCity) -> None:
    town.now = timezone.now()
    matter = town.file(text="请问低保怎么申请")
    town.do("dispatcher", "accept", matter, kind="street.litter")
    assert len(open311.json("requests", status="open")) == 1
    matter.refresh_from_db()
    other = open311.file(description="又一处")
    town.do("dispatcher", "merge", matter, into=other, words="同一件事")
    (found,) = open311.json("requests", status="closed")
    matter.refresh_from_db()
    assert (found["service_request_id"], found["status_notes"]) == (matter.code, str(Status.MERGED.label))
    assert datetime.fromisoformat(found["updated_datetime"]) == matter.closed_at.replace(microsecond=0)


def test_the_list_is_narrowed_by_time(open311: Georeport) -> None:
    code = open311.file()
    now = timezone.now()
    early, late = (now - timedelta(minutes=5)).isoformat(), (now + timedelta(minutes=5)).isoformat()
    assert [
        each["service_request_id"] for each in open311.json("requests", start_date=early, end_date=late)
    ] == [code]
    assert open311.json("requests", end_date=early) == []
    assert open311.json("requests", start_date=late) == []
    assert len(open311.json("requests", updated_after=early)) == 1
    assert open311.json("requests", updated_after=late) == []
    assert open311.json("requests", updated_before=early) == []


def test_a_plus_that_was_not_encoded_is_understood(open311: Georeport) -> None:
    answer = open311.client.get("/open311/v2/requests.json?start_date=2026-03-10T08:00:00+08:00")
    assert answer.status_code == 200


def test_the_list_is_narrowed_by_place(open311: Georeport) -> None:
    code = open311.file()
    around = {"lat": LAT, "long": LON + 0.005}
    assert len(open311.json("requests", **around, radius=600)) == 1
    assert open311.json("requests", **around, radius=300) == []
    assert [
        each["service_request_id"] for each in open311.json("requests", bbox="114.3,35.8,114.32,35.82")
    ] == [code]
    assert open311.json("requests", bbox="100,30,101,31") == []


def test_pages_follow_each_other(open311: Georeport) -> None:
    codes = [open311.file(description=f"第{number}处") for number in range(3)]
    pages = [open311.json("requests", page_size=2, page=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 1, 0]
    assert [each["service_request_id"] for page in pages for each in page] == codes[::-1]


def test_a_list_costs_one_query_of_matters(open311: Georeport, django_assert_max_num_queries) -> None:
    for number in range(4):
        open311.file(description=f"第{number}处")
    open311.json("requests")
    with django_assert_max_num_queries(1):
        assert len(open311.json("requests")) == 4


@pytest.mark.parametrize("path", ["requests", "services", "discovery", "services/street.dark"])
def test_without_extension_it_is_xml_unless_json_is_preferred(open311: Georeport, path: str) -> None:
    assert open311.get(path)["Content-Type"] == "text/xml; charset=utf-8"
    answer = open311.client.get(f"/open311/v2/{path}", headers={"Accept": "application/json"})
    assert answer["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("params", "index"),
    [
        ({}, "matters_by_registration"),
        ({"updated_after": "2026-11-01T00:00:00Z"}, "matters_by_change"),
    ],
)
def test_a_long_list_is_read_from_an_index(town: SmallCity, params: dict[str, str], index: str) -> None:
    rule = queries.rule_on(timezone.now()).value
    rows = queries.rows_asked(asking.read(params, rule, now=timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
        )
    assert index in rows[:1000].explain()
