"""What is wrong is told in the standard's form, and nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from linli.exchange.testing import Georeport, make_key
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.people import pace
from linli.people.policies import Permission
from linli.people.policies.rates import RequestRates


def told(answer: Any) -> list[str]:
    """Return the descriptions of an error answer, having checked its form."""
    errors = answer.json()
    assert errors
    assert all(set(each) == {"code", "description"} for each in errors)
    assert {each["code"] for each in errors} == {answer.status_code}
    assert Matter.objects.count() == 0
    return [each["description"] for each in errors]


NOT_POSSIBLE = {
    "impossible latitude": {"lat": "91"},
    "longitude and latitude changed over": {"lat": "114.3", "long": "35.8"},
    "not a number": {"lat": "nan"},
    "infinite": {"long": "inf"},
    "in words": {"lat": "north"},
    "exponent": {"lat": "1e1"},
    "one without the other": {"lat": None},
    "outside the city": {"lat": "31.2", "long": "121.5"},
    "null island": {"lat": "0", "long": "0"},
    "no place": {"lat": None, "long": None},
    "unknown area": {"address_id": "330102000000"},
    "unknown grid": {"lat": None, "long": None, "address_id": "990102001001999G"},
    "no code": {"address_id": "somewhere"},
    "no service": {"service_code": None},
    "NUL in words": {"description": "a\0b"},
    "NUL in the phone": {"phone": "1\0"},
    "NUL in a name": {"attribute[\0]": "x"},
    "too many words": {"description": "长" * 4001},
    "bad phone": {"phone": "12"},
    "bad mailbox link": {"media_url": "javascript:alert(1)"},
    "long name": {"first_name": "a" * 31},
    "question not asked": {"attribute[pole]": "1"},
}


@pytest.mark.parametrize("form", NOT_POSSIBLE.values(), ids=NOT_POSSIBLE)
def test_it_refuses_with_400(open311: Georeport, form: dict[str, Any]) -> None:
    answer = open311.post(**form)
    assert answer.status_code == 400
    assert told(answer)


DARK = {"service_code": "street.dark", "attribute[pole]": "A1"}
NOT_ANSWERED = {
    "required one missing": {"attribute[pole]": None},
    "no number": {"attribute[lamps]": "viele"},
    "no instant": {"attribute[since]": "gestern"},
    "naive instant": {"attribute[since]": "2026-03-09T19:00:00"},
    "not on the list": {"attribute[side]": "west"},
    "not on the list of several": {"attribute[danger][]": ["k", "x"]},
    "several where one is asked": {"attribute[side][]": ["n", "s"]},
    "line break": {"attribute[pole]": "a\nb"},
    "NUL": {"attribute[more]": "a\0b"},
    "too long": {"attribute[more]": "a" * 1001},
}


@pytest.mark.parametrize("form", NOT_ANSWERED.values(), ids=NOT_ANSWERED)
def test_it_refuses_wrong_answers_to_questions(open311: Georeport, form: dict[str, Any]) -> None:
    answer = open311.post(**{**DARK, **form})
    assert answer.status_code == 400
    assert told(answer)


def test_every_fault_is_told_at_once(open311: Georeport) -> None:
    assert len(told(open311.post(lat=None, long=None, media_url="x", first_name="a" * 31))) == 3


@pytest.mark.parametrize("code", ["nothing", "wages.secret", "street", "\u202e"])
def test_a_service_that_is_not_open_is_404(open311: Georeport, code: str) -> None:
    assert open311.post(service_code=code).status_code == 404
    assert told(open311.get(f"services/{code}.json"))


@pytest.mark.parametrize("key", [None, "", "wrong", "linli_0123456789_" + "0" * 64, "钥匙"])
def test_without_a_valid_key_it_is_403(open311: Georeport, key: str | None) -> None:
    answer = open311.post(api_key=key, service_code="nothing")
    assert answer.status_code == 403
    assert "api_key" in told(answer)[0]


def test_a_key_that_may_not_register_is_403(open311: Georeport, town: SmallCity) -> None:
    answer = open311.post(api_key=make_key(town, "dispatcher", Permission.MATTER_VIEW))
    assert answer.status_code == 403
    assert told(answer)


def test_another_jurisdiction_is_404_everywhere(open311: Georeport) -> None:
    for path in ("services", "services/street.dark", "requests", "discovery", "tokens/x"):
        assert told(open311.get(f"{path}.json", jurisdiction_id="sfgov.org"))
    assert open311.post(jurisdiction_id="sfgov.org").status_code == 404
    assert open311.get("services.json", jurisdiction_id="ANHE.example").status_code == 200
    assert open311.get("services.json", jurisdiction_id="").status_code == 200


NOT_ASKED = {
    "naive time": {"start_date": "2026-03-10T00:00:00"},
    "a day only": {"end_date": "2026-03-10"},
    "no time": {"updated_after": "gestern"},
    "time before times": {"end_date": "0001-01-01T00:00:00Z"},
    "time after times": {"start_date": "9999-12-31T23:59:59-12:00"},
    "end before beginning": {"start_date": "2026-03-10T00:00:00Z", "end_date": "2026-03-09T00:00:00Z"},
    "over 90 days": {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
    "unknown status": {"status": "opened"},
    "huge page": {"page": "999999999999"},
    "page zero": {"page": "0"},
    "page beyond numbers": {"page": "9" * 400},
    "negative size": {"page_size": "-1"},
    "box of three": {"bbox": "1,2,3"},
    "box turned over": {"bbox": "2,2,1,1"},
    "impossible centre": {"lat": "91", "long": "0"},
    "huge circle": {"lat": "35", "long": "114", "radius": "99999999"},
    "NUL": {"service_request_id": "\0"},
}


@pytest.mark.parametrize("params", NOT_ASKED.values(), ids=NOT_ASKED)
def test_a_list_is_refused_with_400(open311: Georeport, params: dict[str, str]) -> None:
    answer = open311.get("requests.json", **params)
    assert answer.status_code == 400, answer.content.decode()
    assert told(answer)


@pytest.mark.parametrize(
    "path",
    [
        "nothing.json",
        "requests/1.json",
        "requests/x.json",
        "services/x.json",
        "tokens/forged:x.json",
        ".json",
        "",
    ],
)
def test_what_is_not_there_is_404(open311: Georeport, path: str) -> None:
    answer = open311.client.get(f"/open311/v2/{path}", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert told(answer)


def test_an_unknown_format_is_told_in_the_standards_form(open311: Georeport) -> None:
    answer = open311.client.get("/open311/v2/requests.yaml")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/xml; charset=utf-8")
    (error,) = etree.fromstring(answer.content)
    assert [part.tag for part in error] == ["code", "description"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_wrong_method_is_405(open311: Georeport, method: str) -> None:
    answer = getattr(open311.client, method)("/open311/v2/requests.json")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert told(answer)
    assert open311.client.post("/open311/v2/services.json").status_code == 405


def test_an_executable_is_refused_whatever_its_name(open311: Georeport, home: Any) -> None:
    program = SimpleUploadedFile("photo.jpg", b"MZ\x90\x00" + b"\0" * 200, content_type="image/jpeg")
    answer = open311.post(media=program)
    assert answer.status_code == 400
    assert told(answer)


def test_a_broken_picture_is_refused(open311: Georeport, home: Any) -> None:
    answer = open311.post(media=SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 200))
    assert answer.status_code == 400
    assert told(answer)


class Endless:
    """A body that says how long it is and notices how much of it is read."""

    def __init__(self, head: bytes) -> None:
        self.head, self.was_read = head, 0

    def read(self, size: int = -1) -> bytes:
        part, self.head = self.head[:size], self.head[size:]
        part = part or b"x" * max(size, 1)
        self.was_read += len(part)
        return part

    readline = read


MULTIPART = "multipart/form-data; boundary=end"
HEAD = b'--end\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n'


@pytest.mark.parametrize(("length", "most_read"), [(200_000_000, 0), (3_400_000, 1_200_000)])
def test_what_is_too_large_is_refused_early(
    open311: Georeport, home: Any, length: int, most_read: int
) -> None:
    body = Endless(HEAD)
    answer = Client().generic(
        "POST",
        "/open311/v2/requests.json",
        **{
            "wsgi.input": body,
            "CONTENT_LENGTH": str(length),
            "CONTENT_TYPE": MULTIPART,
        },
    )
    assert answer.status_code == 400
    assert told(answer)
    assert body.was_read <= most_read


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--end\r\nbroken", MULTIPART),
        (b"x", "multipart/form-data"),
        (b"a=\xff", "application/x-www-form-urlencoded"),
        (b"a=b", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"{}", "application/json"),
        (b"&".join(b"f%d=1" % number for number in range(1500)), "application/x-www-form-urlencoded"),
        (b"a" * 3_000_000, "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_is_refused(open311: Georeport, body: bytes, content_type: str) -> None:
    answer = open311.client.generic("POST", "/open311/v2/requests.json", body, content_type)
    assert answer.status_code in (400, 403)
    assert told(answer)


def test_whoever_is_too_fast_waits(open311: Georeport, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = RequestRates(key_per_minute=2, stranger_per_minute=3)
    monkeypatch.setattr(pace, "_rates_at", lambda at, now: rates)
    assert [open311.post(lat="0").status_code for _ in range(3)] == [400, 400, 429]
    answers = [open311.get("services.json") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert told(answers[-1])


PARAMETERS = (
    *(
        "service_request_id",
        "service_code",
        "start_date",
        "end_date",
        "status",
        "updated_after",
        "updated_before",
    ),
    *("bbox", "lat", "long", "radius", "page", "page_size", "jurisdiction_id"),
)
FORM = (
    *(
        "description",
        "phone",
        "email",
        "first_name",
        "last_name",
        "lat",
        "long",
        "address_id",
        "address_string",
    ),
    *(
        "media_url",
        "account_id",
        "device_id",
        "attribute[pole]",
        "attribute[danger][]",
        "service_code",
        "answer",
    ),
)
ANYTHING = st.dictionaries(
    st.sampled_from(PARAMETERS),
    st.text(max_size=40)
    | st.sampled_from(["open", "1", "35.81", "114.31", "2026-03-10T00:00:00Z", "1,2,3,4"]),
    max_size=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(params=ANYTHING, form=st.sampled_from(["json", "xml"]))
def test_no_question_breaks_the_server(open311: Georeport, params: dict[str, str], form: str) -> None:
    pace.forget()
    answer = open311.client.get(f"/open311/v2/requests.{form}", params)
    assert answer.status_code in (200, 400, 404)


FIELDS = st.dictionaries(
    st.sampled_from(FORM),
    st.text(max_size=60),
    max_size=6,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=FIELDS)
def test_no_form_breaks_the_server(open311: Georeport, form: dict[str, str]) -> None:
    answer = open311.post(
        path="requests.xml", **{"service_code": "street.dark", "attribute[pole]": "1", **form}
    )
    assert answer.status_code in (200, 400, 404)
    etree.fromstring(answer.content)
