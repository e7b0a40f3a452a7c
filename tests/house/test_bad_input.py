"""What makes no sense is refused clearly, in both languages, and nothing of it stays."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from typer.testing import CliRunner

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.exchange.testing import Georeport, make_key, prepare
from linli.intake.actions.submitting import Report, submit
from linli.journal.cli import app as journal
from linli.matters.policies import Channel
from linli.matters.testing import FIRST_DAY, SmallCity
from linli.people.testing import VILLAGE, value_of_rule
from linli.rulebook.actions import set_rule

MB = 1_000_000
CHINESE = re.compile("[\u4e00-\u9fff]")
PROGRAMS = {
    "linux": b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\x3e\x00" + bytes(4000),
    "windows": b"MZ\x90\x00" + bytes(56) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00" + bytes(4000),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "page": b"<html><script>alert(1)</script></html>",
    "after a picture's first bytes": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00MZ" + bytes(500),
}


def rows() -> dict[str, int]:
    """Return how many rows each of the house's tables holds."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model.__module__.startswith("linli.")
    }


@pytest.fixture
def nothing_stays(city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compare all tables and the store of files before and after."""
    monkeypatch.setattr(settings, "LINLI", settings.LINLI.model_copy(update={"home": tmp_path}))
    before = rows()
    yield
    assert rows() == before
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def speaks(zh: str, en: str) -> None:
    assert CHINESE.search(zh), zh
    assert not CHINESE.search(re.sub(r"“[^”]*”", "", en)), en
    assert "%(" not in zh + en


def clear(refusal: Refusal, code: str) -> None:
    assert refusal.code == code
    speaks(refusal.in_language("zh-hans"), refusal.in_language("en"))


@pytest.fixture
def post(browser_of: Callable[..., Client]) -> Callable[..., Any]:
    """Register by the API as a clerk; returns the problem that was answered."""
    clerk = browser_of("intake_clerk")

    def send(**changes: Any) -> Any:
        body = {"text": "路灯不亮", "area": VILLAGE, "phone": "19900001234", **changes}
        answer = clerk.post("/api/v1/matters", json.dumps(body), content_type="application/json")
        problem = answer.json()
        assert answer["Content-Type"] == "application/problem+json"
        assert (problem["status"], problem["type"]) == (
            answer.status_code,
            f"urn:linli:problem:{problem['code']}",
        )
        speaks(problem["detail"]["zh"], problem["detail"]["en"])
        return problem

    return send


@pytest.mark.parametrize(
    "position",
    [
        {"lon": 214.3, "lat": 35.8, "crs": "CGCS2000"},
        {"lon": 114.3, "lat": 95.8, "crs": "CGCS2000"},
        {"lon": "NaN", "lat": 35.8, "crs": "CGCS2000"},
        {"lon": 1e400, "lat": 35.8, "crs": "CGCS2000"},
        {"lon": "east", "lat": 35.8, "crs": "CGCS2000"},
        {"lon": 114.3, "lat": 35.8, "crs": "EPSG:3857"},
        {"lon": 114.3, "lat": 35.8},
        {"lon": 114.3},
        [114.3, 35.8],
    ],
    ids=str,
)
@pytest.mark.usefixtures("nothing_stays")
def test_an_impossible_position_is_refused(post: Callable[..., Any], position: Any) -> None:
    problem = post(position=position)
    assert problem["status"] in (400, 422)
    assert problem["code"] in ("api.invalid", "api.unreadable", "areas.impossible_coordinate")


@pytest.mark.usefixtures("nothing_stays")
def test_an_impossible_point_is_refused_by_the_action_itself(city: SmallCity) -> None:
    from linli.areas.policies.coordinates import Crs, Point

    for lon, lat in ((181.0, 0.0), (0.0, 91.0), (float("nan"), 0.0), (float("inf"), 0.0)):
        with pytest.raises(Refusal) as refusal, transaction.atomic():
            file(city, point=Point(lon, lat, Crs.WGS84))
        clear(refusal.value, "areas.impossible_coordinate")


def file(city: SmallCity, now: datetime | None = None, **more: Any) -> Any:
    given = {"channel": Channel.HOTLINE, "text": "路灯不亮", "phone": "19900001234", **more}
    return submit(Report(**given), source="test", key=uuid4().hex, by=SYSTEM, now=now or city.now)


@pytest.mark.parametrize("area", ["990102009009", "110101001001"])
@pytest.mark.usefixtures("nothing_stays")
def test_an_unknown_area_is_refused(post: Callable[..., Any], area: str) -> None:
    problem = post(area=area)
    assert (problem["status"], problem["code"]) == (404, "areas.unknown_area")
    assert area in problem["detail"]["zh"]


@pytest.mark.parametrize(
    "area", ["99010200100", "9901020010011", "９９０１０２００１００１", "abc", None, 990102001001]
)
@pytest.mark.usefixtures("nothing_stays")
def test_what_is_no_area_code_is_refused(post: Callable[..., Any], area: Any) -> None:
    assert post(area=area)["code"] == "api.invalid"


@pytest.mark.usefixtures("nothing_stays")
def test_a_time_without_a_zone_is_refused(city: SmallCity) -> None:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        file(city, now=datetime(2026, 3, 10, 10, 0))  # noqa: DTZ001
    clear(refusal.value, "time.naive")


def test_another_system_hears_that_its_time_has_no_zone(city: SmallCity) -> None:
    town = prepare(city)
    before = rows()
    answer = Georeport(make_key(town)).get("requests.json", start_date="2026-03-10T10:00:00")
    assert answer.status_code == 400
    (error,) = answer.json()
    assert error["code"] == 400
    assert "start_date" in error["description"]
    assert rows()["matters.Matter"] == before["matters.Matter"]


class Pouring(io.RawIOBase):
    """A form with a file of as many bytes as one likes, made while it is read."""

    def __init__(self, head: bytes, megabytes: int, tail: bytes) -> None:
        self.left = len(head) + megabytes * MB + len(tail)
        self.size, self.head, self.given = self.left, head, 0

    def read(self, size: int = -1) -> bytes:
        size = min(size if size >= 0 else 65_536, self.left)
        start, self.head = self.head[:size], self.head[size:]
        self.left -= size
        self.given += size
        return start.ljust(size, b"\x55")


def pour(path: str, fields: dict[str, str], name: str, megabytes: int) -> tuple[int, str, int]:
    """Send a form with a huge file by WSGI; return status, body and how many bytes were taken in."""
    edge = "edgeofparts"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
    ]
    part = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n'
    parts += [part, "Content-Type: image/jpeg\r\n\r\n"]
    stream = Pouring("".join(parts).encode() + b"\xff\xd8\xff\xe0", megabytes, b"")
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "wsgi.input": stream,
        "CONTENT_TYPE": f"multipart/form-data; boundary={edge}",
        "CONTENT_LENGTH": str(stream.size),
        "HTTP_ACCEPT_LANGUAGE": "zh-hans",
    }
    answer = Client().request(**environ)
    return answer.status_code, answer.content.decode(), stream.given


@pytest.mark.usefixtures("nothing_stays")
def test_a_file_of_200_megabytes_is_not_read_to_its_end(clock: SmallCity) -> None:
    fields = {"text": "三号楼前的垃圾没人清运", "key": "a" * 32}
    status, body, taken = pour("/report/", fields, "pictures", 200)
    assert status == 413
    assert CHINESE.search(body)
    assert taken <= settings.LINLI.max_upload_bytes + 5 * MB


def test_another_systems_200_megabytes_are_not_read_either(city: SmallCity) -> None:
    key = make_key(prepare(city))
    before = rows()
    status, body, taken = pour(
        "/open311/v2/requests.json", {"api_key": key, "service_code": "street.lamp"}, "media", 200
    )
    assert status in (400, 413)
    assert json.loads(body)[0]["description"], body
    assert taken <= settings.LINLI.max_upload_bytes + 5 * MB
    assert rows() == before


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.usefixtures("nothing_stays")
def test_a_program_that_calls_itself_a_picture_is_refused(city: SmallCity, program: bytes) -> None:
    from linli.files.actions import store

    with pytest.raises(Refusal) as refusal, transaction.atomic():
        store(io.BytesIO(program), name="照片.jpg", by=SYSTEM, now=city.now)
    assert refusal.value.code in ("files.type_not_accepted", "files.damaged")
    clear(refusal.value, refusal.value.code)


def test_a_matter_takes_no_program_either(clock: SmallCity, browser_of: Callable[..., Client]) -> None:
    matter = clock.file()
    before = rows()
    sent = SimpleUploadedFile("照片.jpg", PROGRAMS["windows"], content_type="image/jpeg")
    answer = browser_of("dispatcher").post(
        f"/work/{matter.code}/files/", {"purpose": "evidence", "sent": [sent]}, HTTP_ACCEPT_LANGUAGE="zh-hans"
    )
    assert answer.status_code == 422
    assert rows() == before


@pytest.mark.usefixtures("nothing_stays")
def test_an_expired_rule_stops_registering_and_says_which(city: SmallCity) -> None:
    limits = value_of_rule("matters-limits")
    with transaction.atomic():
        set_rule("matters.limits", limits, date(2026, 3, 1), date(2026, 3, 5), by=SYSTEM, now=city.now)
        with pytest.raises(Refusal) as refusal, transaction.atomic():
            file(city, area=VILLAGE)
        transaction.set_rollback(True)
    clear(refusal.value, "rulebook.expired")
    assert "matters.limits" in refusal.value.in_language("zh-hans")


@pytest.mark.usefixtures("nothing_stays")
def test_a_year_without_a_calendar_stops_registering_and_says_so(city: SmallCity) -> None:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        file(city, area=VILLAGE, now=datetime(2033, 3, 10, 2, 0, tzinfo=UTC))
    clear(refusal.value, refusal.value.code)
    assert "2033" in refusal.value.in_language("en")


@pytest.mark.usefixtures("nothing_stays")
def test_a_rule_that_makes_no_sense_is_not_set(city: SmallCity) -> None:
    for key, value in (
        ("matters.limits", {"tiers": {}}),
        ("people.roles", {"roles": {"king": {}}}),
        ("no.rule", {}),
    ):
        with pytest.raises(Refusal) as refusal, transaction.atomic():
            set_rule(key, value, FIRST_DAY, by=SYSTEM, now=city.now)
        clear(refusal.value, refusal.value.code)


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "长" * 10_001])
@pytest.mark.usefixtures("nothing_stays")
def test_words_that_cannot_be_kept_are_refused(post: Callable[..., Any], text: str) -> None:
    assert post(text=text)["status"] in (400, 422)


FORGERIES = {
    "altered": "UPDATE journal_entry SET facts = facts || '{\"door\": 1}' WHERE {its} AND position = 1",
    "missing": "DELETE FROM journal_entry WHERE {its} AND position = 2",
    "whole": "DELETE FROM journal_entry WHERE {its}",
    "reordered": "UPDATE journal_entry SET position = 3 - position WHERE {its} AND position IN (1, 2)",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_history_of_a_matter_is_named(city: SmallCity, forgery: str) -> None:
    matter = city.file(kind="street.litter")
    city.do("dispatcher", "accept", matter, kind="street.litter")
    assert CliRunner().invoke(journal, ["verify", "--json"]).exit_code == 0
    sql = FORGERIES[forgery].replace("{its}", "subject_kind = 'matters.matter' AND subject_id = %s")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        if forgery == "reordered":
            cursor.execute("ALTER TABLE journal_entry DROP CONSTRAINT journal_entry_one_at_each_position")
        cursor.execute(sql, [matter.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    result = CliRunner().invoke(journal, ["verify", "--json"])
    broken = json.loads(result.stdout)["broken"]
    assert result.exit_code == 1
    assert {each["subject"] for each in broken} == {f"matters.matter:{matter.pk}"}
    expected = {"whole": "missing"}.get(forgery, forgery)
    assert expected in {each["fault"] for each in broken}
