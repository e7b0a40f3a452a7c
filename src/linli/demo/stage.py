"""The stage: simulated time, and stories that go on one after the other as it passes."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.db import connection, transaction

from linli.core.errors import Refusal
from linli.demo.cast import Cast
from linli.demo.office import Office


@contextmanager
def as_one_step() -> Iterator[None]:
    """Undo a step as a whole when a door refuses it.

    The demo is one transaction, in which each action would set savepoints of its own, two statements each. They are
    left out here: the step's own is enough.
    """
    with transaction.atomic():
        connection.features.uses_savepoints = False
        try:
            yield
        finally:
            connection.features.uses_savepoints = True


Plot = Iterator[datetime]
"""A story: yields the instant it wants to wake up at, and acts when it is waked."""


@dataclass
class Stage:
    """Where the stories are played, from `begin` until `end`; nothing happens after `end`."""

    begin: datetime
    end: datetime
    cast: Cast
    office: Office
    now: datetime = field(init=False)
    refused: list[str] = field(default_factory=list)
    """What the doors refused. A demo without mistakes has none."""
    done: Counter[str] = field(default_factory=Counter)
    """How often each verb was used."""

    def __post_init__(self) -> None:
        self.now = self.begin
        self._waiting: list[tuple[datetime, int, Plot]] = []
        self._numbers = count()

    def add(self, at: datetime, plot: Plot) -> None:
        """Let a story begin at an instant."""
        heapq.heappush(self._waiting, (at, next(self._numbers), plot))

    def play(self, *, advance: Callable[[datetime], None] = lambda now: None) -> None:
        """Play all stories in the order of their instants. What a door refuses ends that story alone."""
        while self._waiting:
            at, number, plot = heapq.heappop(self._waiting)
            if at > self.end:
                return
            self.now = max(self.now, at)
            advance(self.now)
            try:
                with as_one_step():
                    following = next(plot, None)
            except Refusal as refusal:
                self.refused.append(f"{refusal} [{refusal.code}]")
                continue
            if following is not None:
                heapq.heappush(self._waiting, (max(following, self.now), number, plot))
