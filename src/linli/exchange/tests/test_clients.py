"""Clients that others wrote speak with the server over HTTP."""

from __future__ import annotations

import importlib
import io
import itertools
import warnings
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone
from georeport import GeoReport
from PIL import Image

from linli.exchange.testing import make_key, prepare
from linli.files.queries import attachments_of
from linli.matters.queries import by_code
from linli.matters.testing import INSIDE, SmallCity
from linli.vault.queries import masked

LON, LAT = INSIDE


@pytest.fixture
def served(live_server: Any, city: SmallCity) -> tuple[str, str]:
    """The city on a port of its own: address and API key."""
    prepare(city)
    return f"{live_server.url}/open311/v2", make_key(city)


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The client `three`, written for Python 2: it looks for `itertools.ifilter`, which is `filter` today."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    for name in ("OPEN311_API_KEY", "OPEN311_CITY_INFO"):
        monkeypatch.delenv(name, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("three")


def post(three: ModuleType, served: tuple[str, str], **form: Any) -> str:
    address, key = served
    client = three.Three(address, api_key=key)
    answer = client.post("street.lamp", lat=LAT, long=LON, **form)
    client.session.close()
    assert client.post_response.status_code == 200, answer
    return str(answer[0]["service_request_id"])


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_services_and_requests(served: tuple[str, str], three: ModuleType, form: str) -> None:
    codes = {post(three, served, description=words, phone="19900001234") for words in ("灯不亮", "灯在闪")}
    client = GeoReport(served[0], jurisdiction="anhe.example", output_format=form)
    assert "street.dark" in {service["service_code"] for service in client.get_service_list()}
    definition = client.get_service_definition("street.dark")
    attributes = definition["attributes"]
    assert "pole" in {each["code"] for each in (attributes if form == "json" else attributes["attribute"])}
    now = timezone.now()
    found = client.get_service_requests(
        service_code="street.lamp,street.litter",
        start_date=(now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        end_date=(now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        status="open",
    )
    assert {each["service_request_id"] for each in found} == codes
    code = codes.pop()
    assert client.get_service_request(code)["service_request_id"] == code


def test_three_reads_and_posts(served: tuple[str, str], three: ModuleType) -> None:
    code = post(
        three, served, description="灯不亮", name="Fang Li", phone="19900001234", address="滨河路18号"
    )
    matter = by_code(code)
    assert (matter.place, masked(matter.requester)["name"]) == ("滨河路18号", "F**")
    client = three.Three(served[0])
    assert client.discovery()["endpoints"][0]["specification"].endswith("GeoReport_v2")
    assert "street.dark" in {service["service_code"] for service in client.services()}
    assert client.services("street.dark")["service_code"] == "street.dark"
    assert [each["service_request_id"] for each in client.requests("street.lamp", count=5)] == [code]
    day = timezone.localdate().strftime("%m-%d-%Y")
    assert client.requests(between=[day, day]) == []
    assert client.request(code)[0]["description"] == "灯不亮"
    client.session.close()


def test_three_posts_a_picture(served: tuple[str, str], three: ModuleType, home: Any) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "orange").save(picture, "PNG")
    picture.name, _ = "lamp.png", picture.seek(0)
    matter = by_code(post(three, served, description="灯", media=picture))
    assert [each.stored.media_type for each in attachments_of("matters.matter", matter.pk)] == ["image/png"]


def test_three_exchanges_a_token(served: tuple[str, str], three: ModuleType) -> None:
    client = three.Three(served[0], api_key=served[1])
    token = client.post("street.lamp", lat=LAT, long=LON, answer="token")[0]["token"]
    assert by_code(client.token(token)[0]["service_request_id"])
    client.session.close()


def test_three_is_told_why_its_report_is_refused(served: tuple[str, str], three: ModuleType) -> None:
    client = three.Three(served[0], api_key="wrong")
    assert client.post("street.lamp", lat=LAT, long=LON)[0]["code"] == 403
    client.session.close()
