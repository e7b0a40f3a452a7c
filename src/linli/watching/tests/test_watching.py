from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from linli.matters.testing import SmallCity
from linli.matters.tests.test_actions import working
from linli.supervision.actions import sweep
from linli.supervision.models import Ladder
from linli.supervision.testing import set_ladder
from linli.watching import metrics, queries, tracing
from linli.watching.logs import formatter, request_number
from linli.watching.templatetags.watching import span
from linli.watching.words import TASKS

pytestmark = pytest.mark.usefixtures("city")
KEY = "k" * 24


def figures(client: Client, **headers: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and labels."""
    text = client.get("/metrics", headers=headers).content.decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def monitor(settings: LazySettings) -> dict[str, str]:
    settings.LINLI = settings.LINLI.model_copy(update={"monitor_key": SecretStr(KEY)})
    return {"Authorization": f"Bearer {KEY}"}


def defer(task: str, status: str = "todo", *, at: datetime) -> int:
    """Put a job into the queue as if at that moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, priority) "
            "VALUES ('default', %s, '{}', 'todo', 0) RETURNING id",
            [task],
        )
        number = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [at, number])
        if status != "todo":
            cursor.execute("ALTER TABLE procrastinate_jobs DISABLE TRIGGER USER")
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, number])
    return int(number)


def test_a_monitor_with_the_key_reads_and_a_stranger_does_not(
    client: Client, monitor: dict[str, str], city: SmallCity
) -> None:
    assert client.get("/metrics", headers=monitor).status_code == 200
    assert client.get("/metrics").status_code == 302
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403


def test_without_a_key_of_the_city_no_key_opens(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("leader", 403), ("auditor", 403)])
def test_only_whoever_looks_after_the_system_sees_its_page(
    who: str, status: int, client: Client, city: SmallCity
) -> None:
    client.force_login(city.cast.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/operations/").status_code == status


def test_a_request_is_counted_under_its_pattern_and_never_its_address(
    client: Client, monitor: dict[str, str]
) -> None:
    before = figures(client, **monitor).get(("linli_request_seconds_count", "GET", "query/", "2xx"), 0)
    client.get("/query/", {"code": "LL-SECRET"})
    after = figures(client, **monitor)
    assert after["linli_request_seconds_count", "GET", "query/", "2xx"] == before + 1
    assert not any("SECRET" in word for labels in after for word in labels)


def test_unfinished_jobs_are_counted_and_the_oldest_is_told(city: SmallCity) -> None:
    defer("a.task", at=city.now - timedelta(minutes=5))
    defer("a.task", at=city.now - timedelta(minutes=90))
    defer("a.task", "failed", at=city.now)
    queue = next(each for each in queries.queues(city.now) if each.task == "a.task")
    assert (queue.waiting, queue.running, queue.failed) == (2, 0, 1)
    assert queue.oldest == timedelta(minutes=90)
    assert [each.task for each in queries.failed_jobs()] == ["a.task"]


def test_the_ladders_lag_is_the_longest_wait(city: SmallCity) -> None:
    set_ladder()
    assert queries.ladder_lag(city.now) == timedelta()
    working(city)
    sweep(now=city.now, batch=100)
    first = Ladder.objects.order_by("next_at").values_list("next_at", flat=True)[0]
    assert queries.ladder_lag(first + timedelta(hours=3)) == timedelta(hours=3)


def test_it_is_not_ready_without_a_worker(client: Client) -> None:
    answer = client.get("/ready/")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": True, "tables": True, "worker": False}


def test_it_is_ready_with_a_worker(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/ready/").json()["ready"] is True


def test_a_request_keeps_the_number_it_came_with_and_nonsense_is_replaced(client: Client) -> None:
    assert (
        client.get("/health/", headers={"X-Request-ID": "front-12345678"})["X-Request-ID"] == "front-12345678"
    )
    assert client.get("/health/", headers={"X-Request-ID": "a b\tc"})["X-Request-ID"] != "a b\tc"


def test_a_log_line_is_one_object_with_its_request() -> None:
    record = logging.LogRecord("linli.x", logging.WARNING, __file__, 1, "%s 个任务\n", ("三",), None)
    token = request_number.set("abc12345")
    try:
        line = formatter(as_json=True).format(record)
    finally:
        request_number.reset(token)
    told = json.loads(line)
    assert "\n" not in line
    assert (told["event"], told["level"], told["request"]) == ("三 个任务\n", "warning", "abc12345")


def test_the_values_of_variables_are_in_no_traceback() -> None:
    secret = "13" + "900001234"
    try:
        raise ValueError("x")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("linli.x", logging.ERROR, __file__, 1, "broken", (), info)
    for as_json in (True, False):
        assert secret not in formatter(as_json=as_json).format(record)


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A server that keeps what is sent to it."""
    received: list[bytes] = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Keep)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_traces_reach_a_collector_with_patterns_and_without_addresses(
    client: Client,
    collector: tuple[str, list[bytes]],
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from opentelemetry import trace
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor

    url, received = collector
    settings.LINLI = settings.LINLI.model_copy(update={"trace_url": url})
    monkeypatch.setattr(tracing, "_tracer", None)
    tracing.begin()
    try:
        client.get("/query/", {"code": "LL-SECRET"})
        trace.get_tracer_provider().shutdown()  # type: ignore[attr-defined]
    finally:
        PsycopgInstrumentor().uninstrument()
    sent = ExportTraceServiceRequest.FromString(b"".join(received))
    names = {span.name for each in sent.resource_spans for scope in each.scope_spans for span in scope.spans}
    assert "GET query/" in names
    assert b"SECRET" not in b"".join(received)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (None, "—"),
        (timedelta(seconds=1), "1秒"),
        (timedelta(minutes=59), "59分钟"),
        (timedelta(days=2), "2天"),
    ],
)
def test_a_length_of_time_is_told_in_its_largest_unit(length: timedelta | None, words: str) -> None:
    assert span(length) == words


def test_processes_of_a_server_share_their_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Two processes count one request each; a third tells two."""
    import os
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from linli.watching.metrics import answered\n"
        "answered.labels('GET', 'x/', '2xx').observe(0.1)\n"
    )
    environment = {**os.environ, metrics.SHARED: str(tmp_path), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(tmp_path))
    assert (
        registry.get_sample_value(
            "linli_request_seconds_count", {"method": "GET", "route": "x/", "status": "2xx"}
        )
        == 2
    )


def test_every_task_of_the_house_has_words() -> None:
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    own = {name for name in app.tasks if not name.startswith(("builtin", "procrastinate"))}
    assert own == set(TASKS)
