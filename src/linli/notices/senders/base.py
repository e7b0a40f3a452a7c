from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class Outcome(Enum):
    DELIVERED = "delivered"
    """The other side took it."""
    RETRY = "retry"
    """The other side is down or busy."""
    REFUSED = "refused"
    """Trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    detail: str = ""
    """For the delivery log: a status or reason, never an address."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a sender needs. `repr` shows neither address nor words."""

    token: str
    """The same at each attempt for the same notice."""
    address: str = field(repr=False)
    heading: str = field(repr=False)
    text: str = field(repr=False)


class Sender(Protocol):
    def send(self, messages: Sequence[Message]) -> list[Result]:
        """Send each message and return the results in the same order. What it raises is tried again later."""
        ...
