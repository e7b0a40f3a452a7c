"""What each process holds in memory of the city's places, and how it learns of changes.

Every change of places is an edition, so the highest edition number says whether what is held is still
true. It is asked for at most every 10 seconds, and at once after this process changed something. A new day
also begins a new version: editions can be loaded ahead of their day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Max
from django.utils import timezone

from linli.areas.models import Edition
from linli.core.time import city_day

T = TypeVar("T")
CHECK_SECONDS = 10.0
Version = tuple[int, date]


class Held(Generic[T]):
    """A value made from the tables and kept until they change. Safe between threads."""

    _all: list[Held[object]] = []

    def __init__(self, load: Callable[[date], T]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._version: Version | None = None
        self._check_at = 0.0
        self._value: T | None = None
        Held._all.append(self)  # type: ignore[arg-type]

    def get(self) -> T:
        """Return the value. No query within 10 seconds of the last look; one query when nothing changed."""
        value = self._value
        if value is not None and time.monotonic() < self._check_at:
            return value
        with self._lock:
            if self._value is None or time.monotonic() >= self._check_at:
                self._renew()
            assert self._value is not None
            return self._value

    def _renew(self) -> None:
        version = newest()
        if self._value is None or version != self._version:
            self._value, self._version = self._load(version[1]), version
        self._check_at = time.monotonic() + CHECK_SECONDS

    def forget(self) -> None:
        with self._lock:
            self._value = self._version = None


def newest() -> Version:
    """Return the number of the newest edition and the city's day. One query."""
    number = Edition.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return number, city_day(timezone.now())


def forget() -> None:
    """Look at the tables again the next time anything is asked for."""
    for held in Held._all:
        held.forget()
