from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class WhistleEvent(Event):
    """Base: which whistle, of which community."""

    number: int
    community: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("community", "unit", self.community)


@dataclass(frozen=True, kw_only=True)
class WhistleRaised(WhistleEvent):
    """A community whistled; whether units are called at once, `level` tells."""

    name = "whistle.raised"
    kind: str
    urgency: str
    level: str
    street: int
    units: tuple[int, ...]
    matter: str = ""

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("street", "unit", self.street)


@dataclass(frozen=True, kw_only=True)
class UnitsCalled(WhistleEvent):
    """Units are to come to the place."""

    name = "whistle.units_called"
    units: tuple[int, ...]
    arrive_due_at: datetime
    answer_due_at: datetime

    def recipients(self) -> Iterable[Recipient]:
        for unit in self.units:
            yield Recipient("called_unit", "unit", unit)


@dataclass(frozen=True, kw_only=True)
class WhistleReturned(WhistleEvent):
    """The street office left it with the community."""

    name = "whistle.returned"


@dataclass(frozen=True, kw_only=True)
class DirectingMissed(WhistleEvent):
    """The street office let its time pass."""

    name = "whistle.directing_missed"
    street: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("street", "unit", self.street)


@dataclass(frozen=True, kw_only=True)
class WhistleWithdrawn(WhistleEvent):
    name = "whistle.withdrawn"
    units: tuple[int, ...]

    def recipients(self) -> Iterable[Recipient]:
        for unit in self.units:
            yield Recipient("called_unit", "unit", unit)


@dataclass(frozen=True, kw_only=True)
class CallEvent(WhistleEvent):
    """Base: something about one called unit."""

    unit: int


@dataclass(frozen=True, kw_only=True)
class ToCalledUnit(CallEvent):
    """Base: the called unit is told."""

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("called_unit", "unit", self.unit)


@dataclass(frozen=True, kw_only=True)
class UnitArrived(CallEvent):
    """Somebody of the unit signed in at the place. Which place they were at exactly is not kept."""

    name = "whistle.unit_arrived"
    proof: str
    minutes_late: int


@dataclass(frozen=True, kw_only=True)
class ArrivalMissed(ToCalledUnit):
    name = "whistle.arrival_missed"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class AnswerMissed(ToCalledUnit):
    name = "whistle.answer_missed"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanMissed(ToCalledUnit):
    name = "whistle.plan_missed"
    planned_on: date


@dataclass(frozen=True, kw_only=True)
class UnitSolved(CallEvent):
    name = "whistle.unit_solved"


@dataclass(frozen=True, kw_only=True)
class UnitPlanned(CallEvent):
    name = "whistle.unit_planned"
    planned_on: date
    is_put_off: bool


@dataclass(frozen=True, kw_only=True)
class UnitObjected(CallEvent):
    name = "whistle.unit_objected"
    street: int

    def recipients(self) -> Iterable[Recipient]:
        yield Recipient("street", "unit", self.street)


@dataclass(frozen=True, kw_only=True)
class ObjectionDecided(ToCalledUnit):
    name = "whistle.objection_decided"
    upheld: bool


@dataclass(frozen=True, kw_only=True)
class UnitRated(ToCalledUnit):
    name = "whistle.unit_rated"
    resolved: str
    satisfied: str


@dataclass(frozen=True, kw_only=True)
class CalledAgain(ToCalledUnit):
    """The community finds it unsolved: the unit is called to the place once more."""

    name = "whistle.unit_recalled"
    arrive_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallReviewed(CallEvent):
    """The unit said whether the call was right."""

    name = "whistle.call_reviewed"
    fitting: str


@dataclass(frozen=True, kw_only=True)
class WhistleAnswered(WhistleEvent):
    """Every unit has answered."""

    name = "whistle.answered"


@dataclass(frozen=True, kw_only=True)
class WhistleReopened(WhistleEvent):
    """Not every unit has answered any more."""

    name = "whistle.reopened"


@dataclass(frozen=True, kw_only=True)
class WhistleClosed(WhistleEvent):
    name = "whistle.closed"
    is_rated: bool
