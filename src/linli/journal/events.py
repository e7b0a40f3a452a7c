"""Events: frozen records of plain values. Each app declares its own in its `events` room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Generic, Literal, TypeVar

from django.db import models

from linli.core.actor import Actor

AS_IT_IS = frozenset({str, int, bool, type(None)})
EVENTS: dict[str, type[Event]] = {}
"""Every event of the house by name; a name is never used twice."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody an event concerns: an audience's name, and whom it means this time."""

    audience: str
    kind: Literal["requester", "unit", "account"]
    id: int
    """Number of the vault record, the unit or the account."""


@dataclass(frozen=True)
class Event:
    """Base of all events. Fields are plain values and hold no personal data: entries are never deleted."""

    name: ClassVar[str] = ""
    is_public: ClassVar[bool] = False
    """Whether the requester's own timeline shows it."""

    def __init_subclass__(cls) -> None:
        if not cls.name:
            return  # a family of events; its members have the names
        if cls.name in EVENTS:
            raise ValueError(f"two events are named {cls.name!r}")
        EVENTS[cls.name] = cls

    def recipients(self) -> Iterable[Recipient]:
        """Return whom a notice about this may go to; the city's rules say who gets one."""
        return ()

    def facts(self) -> dict[str, Any]:
        """Return the fields as JSON values. Raises TypeError for a float: its digits are not exact."""
        return {name: _plain(getattr(self, name)) for name in _names(type(self))}


def _names(event: type[Event]) -> tuple[str, ...]:
    if event not in _known_names:
        _known_names[event] = tuple(field.name for field in fields(event))
    return _known_names[event]


_known_names: dict[type[Event], tuple[str, ...]] = {}


def _plain(value: Any) -> Any:
    if type(value) in AS_IT_IS:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, (bytes, str)):
        return [_plain(item) for item in value]
    raise TypeError(f"{value!r} is not a plain value")


E_co = TypeVar("E_co", bound=Event, covariant=True)
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Happened(Generic[E_co]):
    """An event together with where, when and by whom: what a listener receives."""

    event: E_co
    subject_kind: str
    subject_id: int
    position: int
    by: Actor
    at: datetime
    rows: list[models.Model] = field(default_factory=list)
    """New rows that a listener wants written with the event, in the same round trip."""


Listener = Callable[[Happened[Any]], None]
Registering = Callable[[Callable[[Happened[E]], None]], Callable[[Happened[E]], None]]
_listeners: dict[type[Event], list[Listener]] = {}
_adders: dict[type[Event], list[Listener]] = {}


def listens_to(*events: type[E]) -> Registering[E]:
    """Call the function inside the transaction that records the event. `Event` itself means every event.

    A listener is told before the event's rows are written. It writes and queues jobs by other doors; mail and HTTP
    happen in jobs alone. What it raises undoes the write.
    """
    return _into(_listeners, events)


def adds_rows_to(*events: type[E]) -> Registering[E]:
    """Call the function for its rows: it adds new ones to `happened.rows` and writes nothing itself.

    So it needs no transaction of its own, and the busiest event of the house is written in one statement.
    """
    return _into(_adders, events)


def _into(register: dict[type[Event], list[Listener]], events: Iterable[type[E]]) -> Registering[E]:
    def add(listener: Callable[[Happened[E]], None]) -> Callable[[Happened[E]], None]:
        for event in events:
            register.setdefault(event, []).append(listener)
        return listener

    return add


def tell(happened: Happened[Any]) -> None:
    for register in (_adders, _listeners):
        for kind in (type(happened.event), Event):
            for listener in register.get(kind, ()):
                listener(happened)


def moves_others(event: type[Event]) -> bool:
    """Return whether a listener of `event` writes by other doors, so that it needs a transaction."""
    return any(_listeners.get(kind) for kind in (event, Event))
