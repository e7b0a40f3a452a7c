from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from linli.disputes.events.mediation import DisputeEvent
from linli.journal.events import Recipient


@dataclass(frozen=True, kw_only=True)
class CommitteeAsked(DisputeEvent):
    """Another committee is asked to mediate together."""

    name: ClassVar[str] = "disputes.committee_asked"
    committee: str
    asked_unit: int

    def recipients(self) -> Iterable[Recipient]:
        yield from super().recipients()
        yield Recipient("receiver", "unit", self.asked_unit)


@dataclass(frozen=True, kw_only=True)
class CommitteeJoined(DisputeEvent):
    name: ClassVar[str] = "disputes.committee_joined"
    committee: str


@dataclass(frozen=True, kw_only=True)
class CommitteeDeclined(DisputeEvent):
    name: ClassVar[str] = "disputes.committee_declined"
    committee: str
