"""What several threads of a process ask for at the same moment, one of them does for all."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

log = logging.getLogger(__name__)
MOST = 8
"""Orders of a group at most."""
GATHERING_SECONDS = 0.002
"""How long a leader waits at most for as many as came together last time: who was alone is served at once."""

T = TypeVar("T")
R = TypeVar("R")


class _Place(Generic[T, R]):
    """Where a thread waits until it is answered or called to lead."""

    __slots__ = ("called", "is_answered", "order", "result")

    def __init__(self, order: T) -> None:
        self.order = order
        self.result: R | None = None
        self.is_answered = False
        self.called = threading.Lock()
        self.called.acquire()


class Together(Generic[T, R]):
    """Gathers the orders of threads and has `work` do them in groups, one group at a time.

    The first to come leads: it takes what is waiting, does it, answers, and calls the next leader. `work` returns one
    result for each order, and None for an order that its thread has to carry out by itself. When it raises, all of
    them have to: no fault of one order reaches another. So it must leave nothing behind of what it answers with None.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R | None]]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._waiting: list[_Place[T, R]] = []
        self._is_led = False
        self._company = self._awaited = 0
        self._are_here = threading.Lock()
        self._are_here.acquire()

    def __call__(self, order: T) -> R | None:
        """Return the order's result when its group is done; None: carry it out yourself."""
        place: _Place[T, R] = _Place(order)
        with self._lock:
            self._waiting.append(place)
            leads, self._is_led = not self._is_led, True
            if 0 < self._awaited <= len(self._waiting):
                self._awaited = 0
                self._are_here.release()
        if not leads:
            place.called.acquire()
        if not place.is_answered:
            self._lead()
        return place.result

    def _lead(self) -> None:
        """Do the orders that wait, the leader's own first among them."""
        self._gather()
        with self._lock:
            group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        self._company = len(group)
        results: Sequence[R | None] = [None] * len(group)
        try:
            results = self._work([place.order for place in group])
        except Exception:
            log.exception("%s orders are carried out one by one", len(group))
        finally:
            self._call_next()
            self._answer(group, results)

    def _gather(self) -> None:
        """Wait until as many have come as last time, but not for long. Whoever had no company waits for none."""
        with self._lock:
            if len(self._waiting) >= self._company:
                return
            self._awaited = self._company
        self._are_here.acquire(timeout=GATHERING_SECONDS)
        with self._lock:
            self._awaited = 0
            self._are_here.acquire(blocking=False)  # they may have come just after the time was up

    def _call_next(self) -> None:
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._is_led = following is not None
        if following is not None:
            following.called.release()

    def _answer(self, group: Sequence[_Place[T, R]], results: Sequence[R | None]) -> None:
        for place, result in zip(group, results, strict=True):
            place.result, place.is_answered = result, True
            place.called.release()
