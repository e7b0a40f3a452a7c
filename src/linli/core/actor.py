"""Who does something: plain values that the journal keeps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ActorKind(Enum):
    ACCOUNT = "account"
    """Somebody with a log-in: a clerk, a grid worker, a leader."""
    REQUESTER = "requester"
    """The person who raised a matter, known by case code and phone tail, never by name."""
    SYSTEM = "system"
    """A rule of the city acting by itself: a clock, an import, a dispatch rule."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, in which role and for which unit. Holds no personal data."""

    kind: ActorKind
    account: int | None = None
    unit: int | None = None
    role: str = ""


SYSTEM = Actor(ActorKind.SYSTEM)
REQUESTER = Actor(ActorKind.REQUESTER)
