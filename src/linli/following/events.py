"""What followers of an area are told. Who follows what is nobody's business: it never enters the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.journal.events import Event, Recipient


@dataclass(frozen=True, kw_only=True)
class AreaEvent(Event):
    """Base: which area, and which accounts are told."""

    area: str
    name_of_area: str
    followers: tuple[int, ...] = ()
    """Told, and not written down."""

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name != "followers"}

    def recipients(self) -> Iterable[Recipient]:
        for account in self.followers:
            yield Recipient("follower", "account", account)


@dataclass(frozen=True, kw_only=True)
class WeekCounted(AreaEvent):
    """Figures of a week, as the public may read them; None: too small to be shown."""

    name = "area.week_counted"
    first_on: date
    last_on: date
    reported: int | None
    solved: int | None
    still_open: int | None


@dataclass(frozen=True, kw_only=True)
class ProposalInArea(AreaEvent):
    """A community there put a proposal before everybody."""

    name = "area.proposal_noticed"


@dataclass(frozen=True, kw_only=True)
class DecisionInArea(AreaEvent):
    """A community there decided one."""

    name = "area.proposal_decided"
