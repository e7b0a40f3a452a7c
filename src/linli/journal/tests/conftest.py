from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from linli.journal.actions import record
from linli.journal.events import EVENTS
from linli.journal.models import Entry
from linli.journal.tests.knocks import CLERK, NOW, Account, Knocked


@pytest.fixture(scope="session", autouse=True)
def no_longer_known() -> Iterator[None]:
    """Take this folder's event off the house's list when its tests are over."""
    yield
    EVENTS.pop(Knocked.name, None)


@pytest.fixture
def write(db: None) -> Callable[..., Entry]:
    """Record one knock about a subject, a minute after the last."""
    passed = iter(range(1_000_000))

    def make(subject: Account, door: str = "红门", *, note: str = "", **more: Any) -> Entry:
        at = NOW + timedelta(minutes=next(passed))
        return record(Knocked(door), subject=subject, by=CLERK, now=at, note=note, **more)

    return make


@pytest.fixture
def somebody(write: Callable[..., Entry]) -> Account:
    """A subject with four entries, the second with a note."""
    subject = Account(username="wang", display_name="王")
    write(subject, "一")
    write(subject, "二", note="电话里说了很久")
    write(subject, "三")
    write(subject, "四")
    return subject
