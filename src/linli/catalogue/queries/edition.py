"""Copies of the catalogue in the process: built once, thrown away when the database has another edition.

A transaction that changes the catalogue has a shelf of its own until it is committed or rolled back, so
nobody else sees what may still be undone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from linli.catalogue.models import CatalogueEdition
from linli.core.unsettled import Unsettled

FRESH_SECONDS = 5.0
"""How long a process trusts its copies before it asks for the token again: one read of one row."""
MOST_KEYS = 64

V = TypeVar("V")
K = TypeVar("K")

Shelf = dict[tuple[int, Any], Any]


class Copies(Generic[K, V]):
    """Values by key, built on first use and dropped with the edition."""

    def __init__(self, build: Callable[[K], V]) -> None:
        self._build = build

    def of(self, key: K) -> V:
        shelf = _shelf()
        place = (id(self), key)
        if place not in shelf:
            if len(shelf) >= MOST_KEYS:
                shelf.clear()
            shelf[place] = self._build(key)
        return shelf[place]  # type: ignore[no-any-return]


class _Shared:
    shelf: Shelf = {}
    token: UUID | None = None
    asked_at = float("-inf")


_lock = threading.Lock()


def forget() -> None:
    """Drop the process's copies and ask the database at the next use."""
    with _lock:
        _Shared.shelf, _Shared.asked_at = {}, float("-inf")


_unsettled = Unsettled(forget)
changed = _unsettled.changed


def is_changing() -> bool:
    """Whether this connection has changes of the catalogue that may still be undone."""
    return _unsettled.copies() is not None


def _shelf() -> Shelf:
    own = _unsettled.copies()
    if own is not None:
        return own
    if time.monotonic() - _Shared.asked_at >= FRESH_SECONDS:
        _look()
    return _Shared.shelf


def _look() -> None:
    with _lock:
        token = CatalogueEdition.objects.values_list("token", flat=True).first()
        if token != _Shared.token or token is None:
            _Shared.shelf, _Shared.token = {}, token
        _Shared.asked_at = time.monotonic()
