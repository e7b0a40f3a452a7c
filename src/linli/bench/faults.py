"""Kills processes again and again while clients register matters, then looks whether anything was lost."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import psycopg

from linli.bench import messages
from linli.bench.lists import inside
from linli.bench.preparing import prepare_city
from linli.bench.serving import bench_home, free_port, linli, running, wait_for_answer
from linli.core.postgres import Cluster, ClusterFailed

PAUSE_SECONDS = (0.3, 3.0)
"""Shortest and longest time between two kills, unless others are asked for."""
COME_BACK_SHARE = 0.75
"""Share of kills after which the city is given time to come back; the others hit it while it is down."""
COME_BACK_SECONDS = 20
RECOVER_SECONDS = 120
"""How long, after the last kill, clients may take to get their answer and the worker to end its jobs."""
LAST = "SELECT coalesce(max(id), 0) FROM procrastinate_jobs"
FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE id > %s AND status IN ('failed', 'aborted')"
UNDONE = """
    SELECT count(*) FROM procrastinate_jobs
    WHERE id <= %s AND (status = 'doing' OR (status = 'todo' AND scheduled_at IS NULL))
"""
TARGETS = ("web server", "web process", "worker", "postgres", "guard")


@dataclass(frozen=True)
class FaultFigures:
    acknowledged: int
    """Reports that got an answer 200 or 201."""
    found: int
    """Acknowledged codes that are there at the end."""
    lost: int
    """Acknowledged codes that are not, and reports that never got an answer."""
    doubled: int
    """Matters more than reports, and reports that were answered with two codes."""
    broken_chains: int
    kills: int
    jobs_left: int = 0
    """Jobs that failed, and those waiting after the last kill that nobody ended in time."""
    pages_read: int = 0
    """Pages that answered meanwhile, where pages were read too."""
    pages_failed: int = 0
    """Those that did not, because something was down."""

    @property
    def is_clean(self) -> bool:
        is_served = self.pages_read > 0 or not self.pages_failed
        is_kept = self.found == self.acknowledged > 0
        return (
            is_kept and is_served and not (self.lost or self.doubled or self.broken_chains or self.jobs_left)
        )


class RefusedReport(RuntimeError):
    """The API refused a report: the measurement itself is wrong."""


@dataclass
class Client:
    """Sends one report after the other, each again and again with its key until it is acknowledged."""

    port: int
    key: str
    number: int
    seed: int
    codes: dict[str, set[str]] = field(default_factory=dict)
    """Codes that were answered for each idempotency key."""
    unanswered: str = ""
    refused: str = ""

    def work(self, stop: threading.Event) -> None:
        for count, body in enumerate(messages.bodies(self.seed * 1000 + self.number)):
            if stop.is_set() or self.refused:
                return
            once = f"faults-{self.seed}-{self.number}-{count}"
            self.unanswered = once
            self._send_until_acknowledged(body, once)
            if count % 7 == 0:
                self._send_until_acknowledged(body, once)  # a phone that sends what was acknowledged already
            self.unanswered = ""

    def _send_until_acknowledged(self, body: dict[str, Any], once: str) -> None:
        until = time.monotonic() + RECOVER_SECONDS
        while time.monotonic() < until:
            status, answer = self._send(body, once)
            if status in (200, 201):
                self.codes.setdefault(once, set()).add(json.loads(answer)["code"])
                return
            if status in (400, 401, 403, 404, 422):
                self.refused = f"{status}: {answer[:300]!r}"
                return
            time.sleep(0.1)

    def _send(self, body: dict[str, Any], once: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = messages.headers(key=self.key, once=once)
        try:
            connection.request("POST", messages.PATH, json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


@dataclass
class Reader:
    """Reads one page after the other, whatever is down."""

    port: int
    pages: Sequence[tuple[str, str]]
    """Path and cookie."""
    read: int = 0
    failed: int = 0

    def work(self, stop: threading.Event) -> None:
        for place in itertools.count():
            if stop.is_set() or not self.pages:
                return
            path, cookie = self.pages[place % len(self.pages)]
            is_there = self._get(path, cookie)
            self.read += is_there
            self.failed += not is_there
            time.sleep(0 if is_there else 0.2)

    def _get(self, path: str, cookie: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answer.read()
            return answer.status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def play(
    *,
    home: Path | None,
    clients: int,
    seconds: float,
    seed: int,
    read: Sequence[tuple[str, str]] = (),
    is_filled: bool = False,
    pauses: tuple[float, float] = PAUSE_SECONDS,
) -> FaultFigures:
    """Run a city, let clients register and kill its processes for `seconds`; then count. The seed fixes the kills.

    `read`: pages, each with a cookie, that somebody reads all the while. `is_filled`: the home holds copies whose
    chains do not verify, so only chains that began meanwhile are looked at. `pauses`: seconds between two kills.
    """
    with bench_home(home) as place:
        key, port, cluster = prepare_city(place), free_port(), Cluster(place)
        before = _one(cluster, "SELECT count(*) FROM matters_matter")
        since = _one(cluster, "SELECT coalesce(max(id), 0) FROM journal_entry") if is_filled else None
        first_job = _one(cluster, LAST)
        command = [sys.executable, "-m", "linli", "up", "--port", str(port)]
        with running(place, command) as up:
            wait_for_answer(port)
            senders = [Client(port, key, number, seed) for number in range(clients)]
            reader = Reader(port, read)
            chance = random.Random(seed)  # noqa: S311
            kills = _kill_while_they_send(senders, place, up.pid, seconds, pauses, chance, reader)
            if refused := next((each.refused for each in senders if each.refused), None):
                raise RefusedReport(refused)
            undone = _jobs_left(cluster, first_job)
        counted = _count(senders, place, before=before, undone=undone, kills=kills, since=since)
        return replace(counted, pages_read=reader.read, pages_failed=reader.failed)


def _kill_while_they_send(
    senders: list[Client],
    home: Path,
    up: int,
    seconds: float,
    pauses: tuple[float, float],
    chance: random.Random,
    reader: Reader,
) -> int:
    stop, kills, until = threading.Event(), 0, time.monotonic() + seconds
    threads = [threading.Thread(target=each.work, args=(stop,), daemon=True) for each in senders]
    reading = threading.Thread(target=reader.work, args=(stop,), daemon=True)
    for thread in (*threads, reading):
        thread.start()
    try:
        while time.monotonic() < until and any(thread.is_alive() for thread in threads):
            time.sleep(chance.uniform(*pauses))
            kills += _kill(chance.choice(TARGETS), home, up, chance)
            if chance.random() < COME_BACK_SHARE:
                with suppress(TimeoutError):
                    wait_for_answer(senders[0].port, COME_BACK_SECONDS)
    finally:
        stop.set()
    for thread in threads:
        thread.join(RECOVER_SECONDS)
    return kills


def _kill(target: str, home: Path, up: int, chance: random.Random) -> bool:
    """Kill one process without warning; return whether there was one."""
    pids = sorted(_processes(target, home, up))
    if not pids:
        return False
    with suppress(ProcessLookupError):
        os.kill(chance.choice(pids), signal.SIGKILL)
        return True
    return False


def _processes(target: str, home: Path, up: int) -> Iterator[int]:
    if target == "postgres":
        if pid := Cluster(home).server_pid():
            yield pid
        return
    for pid, parent, words in _all_processes():
        is_web = "granian" in words
        if (
            (target == "guard" and "linli.core.guard" in words and str(home.resolve()) in words)
            or (target == "worker" and parent == up and words[-1:] == ["worker"])
            or (target == "web server" and is_web and parent == up)
            or (target == "web process" and is_web and parent != up and _parent_of(parent) == up)
        ):
            yield pid


def _all_processes() -> Iterator[tuple[int, int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                yield int(entry.name), _parent_of(int(entry.name)), [word for word in words if word]


def _parent_of(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
    return 0


def _jobs_left(cluster: Cluster, since: int) -> int:
    """Wait until the worker has ended all jobs that are due now; return how many it did not, and how many failed.

    What goes on in turns queues up again as another job. Failures count from the job `since` on.
    """
    until, last, left = time.monotonic() + RECOVER_SECONDS, -1, -1
    while time.monotonic() < until and left:
        with suppress(psycopg.OperationalError, ClusterFailed):
            cluster.ensure()
            last = last if last >= 0 else _one(cluster, LAST)
            left = _one(cluster, UNDONE, last)
        time.sleep(0.5)
    return max(left, 0) + _one(cluster, FAILED, since)


def _count(
    senders: list[Client], home: Path, *, before: int, undone: int, kills: int, since: int | None
) -> FaultFigures:
    cluster = Cluster(home)
    answered = {once: codes for each in senders for once, codes in each.codes.items()}
    codes = {code for each in answered.values() for code in each}
    with psycopg.connect(cluster.conninfo()) as connection:
        rows = connection.execute("SELECT code FROM matters_matter WHERE code = ANY(%s)", [list(codes)])
        found = {row[0] for row in rows}
    unanswered = sum(bool(each.unanswered) for each in senders)
    new = _one(cluster, "SELECT count(*) FROM matters_matter") - before
    return FaultFigures(
        acknowledged=len(answered),
        found=len(found),
        lost=len(codes - found) + unanswered,
        doubled=max(new - len(answered) - unanswered, 0) + sum(len(each) > 1 for each in answered.values()),
        broken_chains=_broken_chains(home, since),
        kills=kills,
        jobs_left=undone,
    )


def _broken_chains(home: Path, since: int | None) -> int:
    """Count broken chains, of those alone that began after the entry `since` where one is given."""
    if since is not None:
        return int(inside(home, "linli.bench.chains", since))
    try:
        told = linli(home, "journal", "verify", "--json")
    except CalledProcessError as error:  # it exits 1 when something is broken
        told = error.stdout
    return len(json.loads(told)["broken"])


def _one(cluster: Cluster, query: str, *given: int) -> int:
    with psycopg.connect(cluster.conninfo()) as connection:
        row = connection.execute(query, given).fetchone()
    assert row
    return int(row[0])
