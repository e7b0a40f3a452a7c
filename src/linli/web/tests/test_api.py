"""The programming interface as a whole: its document, its one form of problems, its rates, and no input breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.conf import settings as house
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, transaction
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from linli.core.actor import SYSTEM
from linli.matters.testing import SmallCity
from linli.people import pace
from linli.people.actions import issue_api_key
from linli.people.policies import Permission
from linli.people.policies.rates import KeyRate, RequestRates
from linli.web.cli import app, openapi
from linli.web.wsgi import application

PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def _fresh_pace() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


def key_of(city: SmallCity, who: str) -> str:
    now = timezone.now()
    viewer = city.cast.viewer(who, now)
    _key, raw = issue_api_key(
        account=city.cast.accounts[who],
        label="test",
        permissions=[permission for permission in Permission if viewer.may(permission)],
        expires_at=now + timedelta(days=1),
        by=SYSTEM,
        now=now,
    )
    return raw


def told(answer: Any) -> str:
    """Return the code of a problem, having checked its form."""
    assert answer["Content-Type"] == PROBLEM
    body = json.loads(answer.content)
    assert {"type", "title", "status", "code", "detail"} <= set(body)
    assert body["status"] == answer.status_code
    assert body["detail"]["zh"]
    assert body["detail"]["en"]
    return str(body["code"])


def test_the_document_in_the_repository_is_the_one_the_code_makes() -> None:
    answer = CliRunner().invoke(app, ["document", "--check"])
    assert answer.exit_code == 0, "run `linli api document --write`"


def test_a_changed_document_is_noticed_and_written(tmp_path: Any) -> None:
    place = tmp_path / "openapi.json"
    assert CliRunner().invoke(app, ["document", "--check", "--path", str(place)]).exit_code == 1
    assert CliRunner().invoke(app, ["document", "--write", "--path", str(place)]).exit_code == 0
    assert CliRunner().invoke(app, ["document", "--check", "--path", str(place)]).exit_code == 0
    assert place.read_text() == openapi()


def test_every_operation_says_how_it_tells_what_is_wrong() -> None:
    for path in json.loads(openapi())["paths"].values():
        for operation in path.values():
            assert {"401", "403", "404", "409", "422", "429"} <= set(operation["responses"])
            assert operation["summary"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
def test_a_stranger_is_told_in_the_same_form(db: None, headers: dict[str, str]) -> None:
    for path in ("/api/v1/matters", "/api/v1/matters/x", "/api/v1/nothing", "/api/", "/api/v1/matters/%00"):
        answer = Client().get(path, headers=headers)
        assert answer.status_code >= 400
        assert told(answer)


def test_404_and_405_have_the_same_form(city: SmallCity) -> None:
    headers = {"Authorization": f"Bearer {key_of(city, 'dispatcher')}"}
    assert told(Client().get("/api/v1/nothing", headers=headers)) == "api.not_found"
    wrong = Client().delete("/api/v1/matters", headers=headers)
    assert told(wrong) == "api.wrong_method"
    assert set(wrong["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff",
        b'{"text": "\\ud800"}',
        b'{"text": "a\\u0000b"}',
        b'{"text": NaN}',
        b"[" * 2000,
        b"1" * 3_000_000,
    ],
)
def test_a_body_that_is_no_json_has_the_same_form(city: SmallCity, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {key_of(city, 'intake_clerk')}"}
    answer = Client().generic("POST", "/api/v1/matters", body, "application/json", headers=headers)
    assert answer.status_code in (400, 413, 422)
    assert told(answer)


def test_what_breaks_is_told_in_the_same_form(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("linli.matters.api.work_list", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/matters", headers={"Authorization": f"Bearer {key_of(city, 'dispatcher')}"})
    assert (answer.status_code, told(answer)) == (500, "api.broken")
    assert b"RuntimeError" not in answer.content


def test_a_program_is_asked_to_come_again_when_the_database_went_away(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_args: Any, **_more: Any) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("linli.matters.api.work_list", lost)
    headers = {"Authorization": f"Bearer {key_of(city, 'dispatcher')}"}
    answer = Client().get("/api/v1/matters", headers=headers)
    assert (answer.status_code, told(answer), answer["Retry-After"]) == (503, "api.unavailable", "2")


def test_a_host_that_is_not_ours_is_told_in_the_same_form(db: None) -> None:
    with override_settings(ALLOWED_HOSTS=["city.example"]):
        assert told(Client().get("/api/v1/matters")) == "api.unreadable"


@pytest.mark.parametrize(
    "accepted", ["", "en", "zh-CN,zh;q=0.9,en;q=0.5", "fr", "*", "en;q=x, zh", "a" * 600]
)
def test_a_program_is_answered_in_the_language_that_a_browser_would_be(
    city: SmallCity, accepted: str
) -> None:
    headers = {"Authorization": f"Bearer {key_of(city, 'dispatcher')}", "Accept-Language": accepted}
    long = Client().get("/api/v1/matters", headers=headers)
    with override_settings(MIDDLEWARE=house.MIDDLEWARE_FOR_PROGRAMS):
        short = Client().get("/api/v1/matters", headers=headers)
    assert (short.status_code, short.headers["Content-Language"]) == (200, long.headers["Content-Language"])
    assert "Accept-Language" in short.headers["Vary"]
    assert short.content == long.content


def rated(monkeypatch: pytest.MonkeyPatch, **rates: Any) -> None:
    rule = RequestRates(**{"key_per_minute": 2, "stranger_per_minute": 3, **rates})
    monkeypatch.setattr(pace, "_rates_at", lambda at, now: rule)


def test_a_key_that_is_too_fast_is_told_when_to_come_back(
    city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    rated(monkeypatch)
    mine, other = ({"Authorization": f"Bearer {key_of(city, who)}"} for who in ("dispatcher", "intake_clerk"))
    answers = [Client().get("/api/v1/matters", headers=mine) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert told(answers[-1]) == "people.too_fast"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert Client().get("/api/v1/matters", headers=other).status_code == 200


def test_a_bucket_fills_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rated(monkeypatch, key_per_minute=60)
    clock = [1000.0]
    monkeypatch.setattr(pace, "monotonic", lambda: clock[0])
    for _ in range(60):
        pace.spend("key:a", now=timezone.now())
    with pytest.raises(pace.TooFast) as refused:
        pace.spend("key:a", now=timezone.now())
    assert refused.value.facts == {"seconds": 1}
    clock[0] += 1
    pace.spend("key:a", now=timezone.now())


def test_a_forged_key_costs_its_senders_address(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rated(monkeypatch)
    keys = [f"linli_{number:010x}_{'0' * 64}" for number in range(4)]
    answers = [Client().get("/api/v1/matters", headers={"Authorization": f"Bearer {key}"}) for key in keys]
    assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]


def test_a_key_may_have_its_own_rate_or_none(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of(city, "dispatcher")
    rated(monkeypatch, keys=(KeyRate(prefix=key.split("_")[1], per_minute=None),))
    answers = [Client().get("/api/v1/matters", headers={"Authorization": f"Bearer {key}"}) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}


def test_the_memory_of_senders_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    rated(monkeypatch)
    monkeypatch.setattr(pace, "MOST_BUCKETS", 10)
    for number in range(100):
        pace.spend(f"from:{number}", now=timezone.now())
    assert len(pace._buckets) <= 10


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Let the server's entrance be called inside a test's transaction, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


EXAMPLES = settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
KINDS = ("street.litter", "water.burst", "nothing")


@pytest.mark.parametrize("who", ["dispatcher", "owner", "intake_clerk", ""])
def test_no_input_breaks_any_operation(city: SmallCity, kept_connection: None, who: str) -> None:
    city.now = timezone.now()
    new, sent = city.file(), city.do("dispatcher", "accept", city.file(), kind="street.litter")
    sent = city.do("owner", "acknowledge", sent)
    headers = {"Authorization": f"Bearer {key_of(city, who)}"} if who else {}
    api = schemathesis.openapi.from_dict(json.loads(openapi()))
    api.app = application
    seen: set[int] = set()
    for operation in api.get_all_operations():

        @EXAMPLES
        @given(
            case=operation.ok().as_strategy(),
            code=st.sampled_from([new.code, sent.code, None]),
            kind=st.sampled_from(KINDS),
        )
        def answers(case: Any, code: str | None, kind: str) -> None:
            if code and "code" in case.path_parameters:
                case.path_parameters["code"] = code
            if isinstance(case.body, dict) and "kind" in case.body:
                case.body["kind"] = kind
            with transaction.atomic():
                answer = case.call(headers=headers)
                transaction.set_rollback(True)
            seen.add(answer.status_code)
            assert answer.status_code < 500, (case.as_curl_command(), answer.text)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == [PROBLEM]

        answers()
    assert bool(seen & {200, 201}) is bool(who), seen
    assert who or 401 in seen
