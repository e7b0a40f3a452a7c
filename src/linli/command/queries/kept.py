"""One computation for all who watch: each process keeps what it counted for a few seconds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_KEPT = 500


@dataclass
class _Slot(Generic[T]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    value: T | None = None
    made_at: datetime | None = None


class Shared(Generic[T]):
    """Values by key, each made at most once in so many seconds however many ask. Safe between threads.

    Whoever comes while one is made waits for it and gets the same. The least recently asked for are dropped.
    """

    def __init__(self) -> None:
        self._slots: OrderedDict[Hashable, _Slot[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, now: datetime, seconds: int) -> T:
        slot = self._slot(key)
        with slot.lock:
            fresh = slot.made_at is not None and timedelta() <= now - slot.made_at < timedelta(
                seconds=seconds
            )
            if slot.value is None or not fresh:
                slot.value, slot.made_at = make(), now
            return slot.value

    def _slot(self, key: Hashable) -> _Slot[T]:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            if len(self._slots) > MOST_KEPT:
                self._slots.popitem(last=False)
            return slot

    def forget(self) -> None:
        with self._lock:
            self._slots.clear()
