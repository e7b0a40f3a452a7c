"""Copies of the catalogue in the process: built once, thrown away when the database has another edition.

A transaction that changes the catalogue has a shelf of its own until it is committed or rolled back, so
nobody else sees what may still be undone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from linli.catalogue.models import CatalogueEdition

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


class _Change:
    """Stands among the on-commit callbacks for exactly as long as a change may still be undone."""

    def __call__(self) -> None:
        forget()


@dataclass
class _Draft:
    """What one connection sees while it has changes that are not committed."""

    changes: list[_Change] = field(default_factory=list)
    shelf: Shelf = field(default_factory=dict)
    pending: list[Any] | None = None
    """Django's list of callbacks when all changes were last found in it."""


class _Shared:
    shelf: Shelf = {}
    token: UUID | None = None
    asked_at = float("-inf")


_lock = threading.Lock()
_drafts: WeakKeyDictionary[BaseDatabaseWrapper, _Draft] = WeakKeyDictionary()


def changed() -> None:
    """Say that this connection has just written to the catalogue."""
    connection = connections[DEFAULT_DB_ALIAS]
    draft = _drafts.setdefault(connection, _Draft())
    draft.shelf = {}
    draft.changes.append(change := _Change())
    transaction.on_commit(change)
    if not connection.in_atomic_block:  # it was not added to the list, but called
        draft.pending = None


def is_changing() -> bool:
    """Whether this connection has changes of the catalogue that may still be undone."""
    connection = connections[DEFAULT_DB_ALIAS]
    draft = _drafts.get(connection)
    return draft is not None and _holds(draft, connection)


def forget() -> None:
    """Drop the process's copies and ask the database at the next use."""
    with _lock:
        _Shared.shelf, _Shared.asked_at = {}, float("-inf")


def _shelf() -> Shelf:
    if _drafts and is_changing():
        return _drafts[connections[DEFAULT_DB_ALIAS]].shelf
    if time.monotonic() - _Shared.asked_at >= FRESH_SECONDS:
        _look()
    return _Shared.shelf


def _holds(draft: _Draft, connection: BaseDatabaseWrapper) -> bool:
    """Whether the draft still has changes that may be undone; the undone ones take its copies with them.

    Django adds to its list, and makes a new one when something is undone or committed: the same list needs no walk.
    """
    if draft.pending is connection.run_on_commit:
        return True
    pending = {id(callback) for _sids, callback, *_ in connection.run_on_commit}
    kept = [change for change in draft.changes if id(change) in pending]
    if len(kept) != len(draft.changes):
        draft.changes, draft.shelf = kept, {}
    if not kept:
        del _drafts[connection]
    draft.pending = connection.run_on_commit
    return bool(kept)


def _look() -> None:
    with _lock:
        token = CatalogueEdition.objects.values_list("token", flat=True).first()
        if token != _Shared.token or token is None:
            _Shared.shelf, _Shared.token = {}, token
        _Shared.asked_at = time.monotonic()
