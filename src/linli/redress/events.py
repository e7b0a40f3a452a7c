from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """Base of all that happens to an administrative case."""

    dispute: str
    body: int
    centre: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("body", "unit", self.body)
        if self.centre != self.body:
            yield Recipient("centre", "unit", self.centre)


@dataclass(frozen=True, kw_only=True)
class CaseReceived(CaseEvent):
    name: ClassVar[str] = "redress.case_received"
    kind: str
    take_by: datetime
    is_excused: bool


@dataclass(frozen=True, kw_only=True)
class CaseAccepted(CaseEvent):
    name: ClassVar[str] = "redress.case_accepted"
    decide_by: datetime


@dataclass(frozen=True, kw_only=True)
class CaseRefused(CaseEvent):
    name: ClassVar[str] = "redress.case_refused"


@dataclass(frozen=True, kw_only=True)
class CaseExtended(CaseEvent):
    name: ClassVar[str] = "redress.case_extended"
    decide_by: datetime


@dataclass(frozen=True, kw_only=True)
class CaseSettled(CaseEvent):
    name: ClassVar[str] = "redress.case_settled"


@dataclass(frozen=True, kw_only=True)
class CaseDecided(CaseEvent):
    name: ClassVar[str] = "redress.case_decided"
    result: str


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(CaseEvent):
    name: ClassVar[str] = "redress.case_withdrawn"


@dataclass(frozen=True, kw_only=True)
class CaseLate(CaseEvent):
    """The limit of the case passed."""

    name: ClassVar[str] = "redress.case_limit_met"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseEvent):
    name: ClassVar[str] = "redress.case_closed"
    pushes: int
    unneeded: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SuggestionEvent(Event):
    """Base of all that happens to a suggestion."""

    matter: str
    sender: int | None
    receiver: int

    def recipients(self) -> Iterable[Recipient]:
        if self.sender is not None and self.sender != self.receiver:
            yield Recipient("sender", "unit", self.sender)
        yield Recipient("receiver", "unit", self.receiver)


@dataclass(frozen=True, kw_only=True)
class SuggestionSent(SuggestionEvent):
    name: ClassVar[str] = "redress.suggestion_sent"
    reply_by: date


@dataclass(frozen=True, kw_only=True)
class SuggestionAnswered(SuggestionEvent):
    name: ClassVar[str] = "redress.suggestion_answered"
    is_followed: bool
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(SuggestionEvent):
    name: ClassVar[str] = "redress.answer_accepted"


@dataclass(frozen=True, kw_only=True)
class AskedAgain(SuggestionEvent):
    name: ClassVar[str] = "redress.answer_reopened"
    reply_by: date


@dataclass(frozen=True, kw_only=True)
class SuggestionTakenBack(SuggestionEvent):
    name: ClassVar[str] = "redress.suggestion_withdrawn"


@dataclass(frozen=True, kw_only=True)
class AnswerReminded(SuggestionEvent):
    name: ClassVar[str] = "redress.answer_reminded"
    reply_by: date
    days: int


@dataclass(frozen=True, kw_only=True)
class AnswerMissed(SuggestionEvent):
    name: ClassVar[str] = "redress.answer_left"
    reply_by: date


@dataclass(frozen=True, kw_only=True)
class LetterDraftedFor(SuggestionEvent):
    name: ClassVar[str] = "redress.letter_drafted"
    letter: int
