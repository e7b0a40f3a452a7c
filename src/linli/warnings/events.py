"""What can happen to a hot issue. Facts name no person; the reason goes into the entry's note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from linli.journal.events import Event


@dataclass(frozen=True)
class HotIssueProposed(Event):
    """Several matters seem to be about one thing."""

    name: ClassVar[str] = "warnings.hot_proposed"
    size: int
    again: bool = False
    """Whether it had been set aside and has grown since."""


@dataclass(frozen=True)
class HotIssueDecided(Event):
    """A person said what becomes of it."""

    name: ClassVar[str] = "warnings.hot_decided"
    old: str
    new: str
    size: int


@dataclass(frozen=True)
class HotMemberPutOut(Event):
    """A matter is about something else."""

    name: ClassVar[str] = "warnings.hot_put_out"
    code: str


@dataclass(frozen=True)
class HotMemberPutBack(Event):
    """It belongs to it after all."""

    name: ClassVar[str] = "warnings.hot_put_back"
    code: str
