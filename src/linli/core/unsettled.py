"""What a connection alone may see: copies made while its own changes can still be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Copies = dict[Any, Any]


class _Change:
    """Stands among Django's on-commit callbacks for exactly as long as a change may still be undone.

    Django drops a callback when its transaction or savepoint is rolled back, and runs it after the commit.
    """

    def __init__(self, committed: Callable[[], None]) -> None:
        self._committed = committed

    def __call__(self) -> None:
        self._committed()


@dataclass
class _Draft:
    changes: list[_Change] = field(default_factory=list)
    copies: Copies = field(default_factory=dict)
    pending: list[Any] | None = None
    """Django's list of callbacks when all changes were last found in it."""


class Unsettled:
    """Copies in memory for each connection that has changed their source and neither committed nor undone it."""

    def __init__(self, committed: Callable[[], None]) -> None:
        """`committed` is called after each commit, so that the process's own copies are dropped."""
        self._committed = committed
        self._drafts: WeakKeyDictionary[BaseDatabaseWrapper, _Draft] = WeakKeyDictionary()

    def changed(self) -> None:
        """Say that this connection has just written: its copies are made anew."""
        connection = connections[DEFAULT_DB_ALIAS]
        draft = self._drafts.setdefault(connection, _Draft())
        draft.copies = {}
        draft.changes.append(change := _Change(self._committed))
        transaction.on_commit(change)
        if not connection.in_atomic_block:  # it was not added to the list, but called
            draft.pending = None

    def copies(self) -> Copies | None:
        """Return this connection's own copies, to be filled; None where it has nothing that may be undone."""
        if not self._drafts:
            return None  # nearly always, and asked for several times while a matter is registered
        connection = connections[DEFAULT_DB_ALIAS]
        draft = self._drafts.get(connection)
        return draft.copies if draft is not None and self._holds(draft, connection) else None

    def _holds(self, draft: _Draft, connection: BaseDatabaseWrapper) -> bool:
        """Tell whether some changes may still be undone; those that were take the copies with them.

        Django adds to its list, and makes a new one when something is undone or committed: the same list needs no walk.
        """
        if draft.pending is connection.run_on_commit:
            return True
        pending = {id(callback) for _sids, callback, *_ in connection.run_on_commit}
        kept = [change for change in draft.changes if id(change) in pending]
        if len(kept) != len(draft.changes):
            draft.changes, draft.copies = kept, {}
        if not kept:
            del self._drafts[connection]
        draft.pending = connection.run_on_commit
        return bool(kept)
