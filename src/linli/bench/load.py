"""A client that costs little: sends prepared requests over a few connections and measures the answers.

It runs as its own process, so that building and counting do not slow what is measured:
`python -m linli.bench.load` reads an `Order` as JSON from standard input and prints an `Outcome` as JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PATIENCE_SECONDS = 30.0
"""An answer that takes longer counts as none."""


@dataclass(frozen=True)
class Order:
    """What to send: each request of the file once, until it is used up or the time is over."""

    port: int
    requests: str
    """Path of a file with prepared requests, see `write_requests`."""
    clients: int
    seconds: float
    warm_up: int = 0
    """So many requests are sent first and not counted."""


@dataclass(frozen=True)
class Outcome:
    seconds: float
    statuses: dict[str, int]
    """Answers by status; `none` counts connections that broke or took too long."""
    latencies_ms: list[float]
    """Of answers below 400, in no order."""
    refusals: list[str]
    """The first few answers of 400 and above."""

    @property
    def done(self) -> int:
        return len(self.latencies_ms)

    @property
    def per_second(self) -> float:
        return self.done / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency in ms below which `share` (0..1) of the answers stay; 0 without answers."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def request(method: str, path: str, *, port: int, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return one HTTP/1.1 request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def write_requests(path: Path, requests: Iterable[bytes]) -> None:
    """Write requests one after the other, each after its length in 4 bytes."""
    with path.open("wb") as file:
        for each in requests:
            file.write(len(each).to_bytes(4, "big"))
            file.write(each)


def read_requests(path: Path) -> list[bytes]:
    content, requests, position = path.read_bytes(), [], 0
    while position < len(content):
        end = position + 4 + int.from_bytes(content[position : position + 4], "big")
        requests.append(content[position + 4 : end])
        position = end
    return requests


def put_load(
    requests: Iterable[bytes], *, port: int, clients: int, seconds: float, warm_up: int = 0
) -> Outcome:
    """Send the requests from another process and return what came back."""
    with TemporaryDirectory(prefix="linli-load-") as folder:
        file = Path(folder) / "requests"
        write_requests(file, requests)
        order = json.dumps(asdict(Order(port, str(file), clients, seconds, warm_up)))
        command = [sys.executable, "-m", "linli.bench.load"]
        done = subprocess.run(command, input=order.encode(), stdout=subprocess.PIPE, check=True)
    return Outcome(**json.loads(done.stdout))


class _Client(asyncio.Protocol):
    """One connection that keeps one request under way."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._buffer = b""
        self._sent_at = 0.0
        self.finished = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        following = self._run.following()
        if following is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(following)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = _end_of_answer(self._buffer)
        if end is None:
            return
        answer, self._buffer = self._buffer[:end], self._buffer[end:]
        self._run.answered(int(answer[9:12]), time.perf_counter() - self._sent_at, answer)
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.finished.done():
            self.finished.set_result(None)


def _end_of_answer(received: bytes) -> int | None:
    """Return where the answer ends, None as long as it has not come in full."""
    head_end = received.find(b"\r\n\r\n")
    if head_end < 0:
        return None
    for line in received[:head_end].lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            end = head_end + 4 + int(line[15:])
            return end if len(received) >= end else None
    last_chunk = received.find(b"\r\n0\r\n\r\n", head_end)
    return last_chunk + 7 if last_chunk >= 0 else None


class _Run:
    """All clients together."""

    def __init__(self, requests: Sequence[bytes], seconds: float) -> None:
        self._requests = iter(requests)
        self._until = time.perf_counter() + seconds
        self.statuses: Counter[str] = Counter()
        self.latencies: list[float] = []
        self.refusals: list[str] = []

    def following(self) -> bytes | None:
        return next(self._requests, None) if time.perf_counter() < self._until else None

    def answered(self, status: int, seconds: float, answer: bytes) -> None:
        self.statuses[str(status)] += 1
        if status < 400:
            self.latencies.append(round(seconds * 1000, 3))
        elif len(self.refusals) < 3:
            self.refusals.append(answer[-400:].decode(errors="replace"))


async def _carry_out(requests: Sequence[bytes], order: Order) -> Outcome:
    run, loop = _Run(requests, order.seconds), asyncio.get_running_loop()
    began = time.perf_counter()
    clients = [
        (await loop.create_connection(lambda: _Client(run), "127.0.0.1", order.port))[1]
        for _ in range(order.clients)
    ]
    patience = order.seconds + PATIENCE_SECONDS
    _, slow = await asyncio.wait([each.finished for each in clients], timeout=patience)
    if slow:
        run.statuses["none"] += len(slow)
    seconds = time.perf_counter() - began
    return Outcome(seconds, dict(run.statuses), run.latencies, run.refusals)


async def _main(order: Order) -> Outcome:
    requests = read_requests(Path(order.requests))
    if order.warm_up:
        warm = await _carry_out(requests[: order.warm_up], order)
        if not warm.latencies_ms:
            return warm  # nothing is accepted: more of it would only fill a log
    return await _carry_out(requests[order.warm_up :], order)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(asyncio.run(_main(Order(**json.load(sys.stdin)))))))
