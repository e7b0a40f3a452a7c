"""Copies of the catalogue in the process: built once, thrown away when the database has another edition."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from linli.catalogue.models import CatalogueEdition

FRESH_SECONDS = 5.0
"""How long a process trusts its copy before it asks for the token again: one primary-key read."""

V = TypeVar("V")
K = TypeVar("K")

_lock = threading.RLock()
_copies: list[Copies] = []  # type: ignore[type-arg]
_token: UUID | None = None
_asked_at = float("-inf")


class Copies(Generic[K, V]):
    """Values by key, built on first use and dropped with the edition. Holds at most 64 keys."""

    def __init__(self, build: Callable[[K], V]) -> None:
        self._build = build
        self._values: dict[K, V] = {}
        _copies.append(self)

    def of(self, key: K) -> V:
        look()
        try:
            return self._values[key]
        except KeyError:
            value = self._build(key)
            if len(self._values) >= 64:
                self._values.clear()
            self._values[key] = value
            return value

    def clear(self) -> None:
        self._values = {}


def look() -> None:
    """Drop the copies when the database has another edition; asks at most every 5 seconds."""
    global _asked_at, _token
    if time.monotonic() - _asked_at < FRESH_SECONDS:
        return
    with _lock:
        token = CatalogueEdition.objects.values_list("token", flat=True).first()
        if token != _token:
            _drop()
            _token = token
        _asked_at = time.monotonic()


def forget() -> None:
    """Drop the copies of this process and ask again at the next use."""
    global _asked_at
    with _lock:
        _drop()
        _asked_at = float("-inf")


def _drop() -> None:
    for copies in _copies:
        copies.clear()
