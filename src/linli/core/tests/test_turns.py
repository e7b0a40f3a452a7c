"""Long work lets short jobs go first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from procrastinate.exceptions import AlreadyEnqueued

from linli.core import turns
from linli.core.turns import in_turns

AT = int(datetime(2026, 3, 10, 2, tzinfo=UTC).timestamp())


class Queue:
    """Takes the place of a task: keeps what was put off."""

    def __init__(self, *, is_there: bool = False) -> None:
        self.put_off: list[int] = []
        self.is_there = is_there

    def defer(self, timestamp: int) -> None:
        if self.is_there:
            raise AlreadyEnqueued
        self.put_off.append(timestamp)


class Work:
    def __init__(self, batches: int) -> None:
        self.left, self.told = batches, list[Any]()

    def __call__(self, **given: Any) -> int:
        self.told.append(given)
        self.left -= 1
        return int(self.left >= 0)


def test_what_is_soon_done_is_done_at_once() -> None:
    queue, work = Queue(), Work(5)
    in_turns(queue, work, AT, by="somebody")  # type: ignore[arg-type]
    assert len(work.told) == 6
    assert queue.put_off == []
    assert work.told[0] == {"now": datetime(2026, 3, 10, 2, tzinfo=UTC), "by": "somebody"}


@pytest.mark.parametrize("is_there", [False, True])
def test_what_takes_long_queues_up_again(monkeypatch: pytest.MonkeyPatch, is_there: bool) -> None:
    monkeypatch.setattr(turns, "SECONDS", 0.0)
    queue, work = Queue(is_there=is_there), Work(3)
    in_turns(queue, work, AT)  # type: ignore[arg-type]
    assert len(work.told) == 1
    assert queue.put_off == ([] if is_there else [AT])
