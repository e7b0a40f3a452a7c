"""What becomes of each matter of the demo: drawn by lot, after a first few that show each thing once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from random import Random
from typing import TypeVar

from linli.matters.policies import Channel, Satisfied, Status

Lot = TypeVar("Lot")


class Door(Enum):
    """How the first look ends."""

    ACCEPT = "accept"
    SLIP = "slip"
    """Taken on, taken back, taken on."""
    DECLINE = "decline"
    REDIRECT = "redirect"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    ON_SPOT = "on_spot"


class Detour(Enum):
    """What comes between a unit's beginning and its end."""

    NOTE = "note"
    EXTENDED = "extended"
    NOT_EXTENDED = "not_extended"
    SUSPENDED = "suspended"
    DEFERRED = "deferred"
    TRANSFER = "transfer"
    CO_UNIT = "co_unit"
    INFORMATION = "information"
    WITHDRAW = "withdraw"
    LEFT_OUT = "left_out"
    """Of the rates."""
    CONTESTED = "contested"
    COUNTED_AGAIN = "counted_again"


class SentBack(Enum):
    """Whether a unit sends it back, and what is decided."""

    NO = "no"
    UPHELD = "upheld"
    UPHELD_TO_TRIAGE = "upheld_to_triage"
    REFUSED = "refused"
    TWICE = "twice"


class Asked(Enum):
    """How the requester's opinion comes in."""

    BY_CALL = "by_call"
    BY_REQUESTER = "by_requester"
    UNREACHED = "unreached"


class Pace(Enum):
    QUICK = (0.02, 0.35)
    USUAL = (0.1, 0.85)
    SLOW = (0.9, 1.9)

    @property
    def shares(self) -> tuple[float, float]:
        """Part of each limit that passes, from and to; above 1 it is late."""
        return self.value


@dataclass(frozen=True)
class Script:
    """One matter's course, decided before it begins."""

    channel: Channel = Channel.HOTLINE
    is_anonymous: bool = False
    door: Door = Door.ACCEPT
    objects: bool = False
    """To being turned away or joined."""
    is_unmerged: bool = False
    sent_back: SentBack = SentBack.NO
    detours: tuple[Detour, ...] = ()
    fails_check: bool = False
    asked: Asked = Asked.BY_CALL
    satisfied: Satisfied = Satisfied.SATISFIED
    is_unit_at_fault: bool = True
    """What the supervisor decides of an unhappy answer."""
    is_reopened: bool = False
    is_archived: bool = True
    pace: Pace = Pace.USUAL
    stops_in: Status | None = None
    """It comes in shortly before the end and is left in this state."""


A, S = Asked, Satisfied
UNHAPPY = replace(Script(), satisfied=S.UNSATISFIED, pace=Pace.QUICK)
SHOWN_ONCE: tuple[Script, ...] = (
    Script(door=Door.DECLINE, channel=Channel.WEB, objects=True),
    Script(door=Door.DECLINE, channel=Channel.LETTER),
    Script(door=Door.REDIRECT),
    Script(door=Door.REDIRECT, channel=Channel.CHAT, objects=True),
    Script(door=Door.MERGE),
    Script(door=Door.MERGE, objects=True),
    Script(door=Door.MERGE, is_unmerged=True),
    Script(door=Door.WITHDRAW, channel=Channel.WEB),
    Script(door=Door.ON_SPOT, channel=Channel.GRID, pace=Pace.QUICK),
    Script(door=Door.ON_SPOT, channel=Channel.GRID, fails_check=True, pace=Pace.QUICK),
    *(Script(sent_back=each, pace=Pace.QUICK) for each in SentBack if each is not SentBack.NO),
    *(Script(detours=(each,), pace=Pace.QUICK) for each in Detour),
    Script(detours=(Detour.SUSPENDED,), stops_in=Status.SUSPENDED),
    Script(fails_check=True, pace=Pace.QUICK),
    Script(asked=A.UNREACHED, pace=Pace.QUICK),
    Script(asked=A.BY_REQUESTER, satisfied=S.VERY, channel=Channel.WEB, pace=Pace.QUICK, is_reopened=True),
    UNHAPPY,
    replace(UNHAPPY, is_unit_at_fault=False),
    replace(UNHAPPY, satisfied=S.VERY_UNSATISFIED, asked=A.BY_REQUESTER),
    Script(satisfied=S.FAIRLY, pace=Pace.QUICK),
    Script(pace=Pace.SLOW),
    Script(channel=Channel.BOX, is_anonymous=True, pace=Pace.QUICK),
    Script(channel=Channel.STATION),
    Script(channel=Channel.POINT),
    Script(channel=Channel.OPEN311, is_anonymous=True, pace=Pace.QUICK),
    Script(channel=Channel.API),
    Script(channel=Channel.SHEET),
    Script(door=Door.SLIP, pace=Pace.QUICK),
)
"""Each verb, each state and each rating occurs in these already."""

LEFT_OPEN: tuple[Script, ...] = (
    *(Script(stops_in=each) for each in (Status.REGISTERED, Status.ACCEPTED, Status.DISPATCHED)),
    *(Script(stops_in=each) for each in (Status.ACKNOWLEDGED, Status.IN_PROGRESS)),
    *(Script(stops_in=each, pace=Pace.QUICK) for each in (Status.COMPLETED, Status.VERIFIED, Status.REPLIED)),
    replace(UNHAPPY, stops_in=Status.RATED),
    Script(stops_in=Status.RETURNED, sent_back=SentBack.UPHELD),
    Script(stops_in=Status.EXTENSION_PENDING, detours=(Detour.EXTENDED,), pace=Pace.QUICK),
    Script(stops_in=Status.SUSPENDED, detours=(Detour.SUSPENDED,)),
    Script(stops_in=Status.DEFERRED, detours=(Detour.DEFERRED,)),
    Script(stops_in=Status.REWORK, fails_check=True, pace=Pace.QUICK),
    Script(stops_in=Status.REOPENED, is_reopened=True, satisfied=S.VERY, pace=Pace.QUICK),
)
"""Every state in which a matter is open."""
CHANNELS = {
    Channel.HOTLINE: 46,
    Channel.WEB: 16,
    Channel.GRID: 14,
    Channel.CHAT: 7,
    Channel.STATION: 4,
    Channel.POINT: 3,
    Channel.BOX: 3,
    Channel.API: 2,
    Channel.OPEN311: 2,
    Channel.SHEET: 1,
    Channel.LETTER: 2,
}
DOORS = {Door.ACCEPT: 86, Door.DECLINE: 3, Door.REDIRECT: 3, Door.MERGE: 3, Door.WITHDRAW: 1, Door.ON_SPOT: 4}
SENT_BACK = {
    SentBack.NO: 92,
    SentBack.UPHELD: 4,
    SentBack.UPHELD_TO_TRIAGE: 1,
    SentBack.REFUSED: 2,
    SentBack.TWICE: 1,
}
DETOURS = {
    None: 68,
    Detour.NOTE: 12,
    Detour.EXTENDED: 4,
    Detour.NOT_EXTENDED: 2,
    Detour.SUSPENDED: 2,
    Detour.DEFERRED: 1,
    Detour.TRANSFER: 2,
    Detour.CO_UNIT: 4,
    Detour.INFORMATION: 4,
    Detour.WITHDRAW: 1,
}
ASKED = {A.BY_CALL: 66, A.BY_REQUESTER: 24, A.UNREACHED: 10}
RATINGS = {S.VERY: 34, S.SATISFIED: 42, S.FAIRLY: 14, S.UNSATISFIED: 7, S.VERY_UNSATISFIED: 3}
PACES = {Pace.QUICK: 30, Pace.USUAL: 62, Pace.SLOW: 8}


def scripts(count: int, seed: int) -> Iterator[Script]:
    """Yield `count` courses; about a twelfth of them end in a state chosen for them, the rest as time runs out."""
    chance = Random(seed)  # noqa: S311  (a story, not a secret)
    yield from SHOWN_ONCE[:count]
    for number in range(len(SHOWN_ONCE), count):
        if number < len(SHOWN_ONCE) + len(LEFT_OPEN) or chance.random() < 0.05:
            yield LEFT_OPEN[(number - len(SHOWN_ONCE)) % len(LEFT_OPEN)]
        else:
            yield drawn(chance)


def drawn(chance: Random) -> Script:
    channel = _one(CHANNELS, chance)
    door = _one(DOORS, chance)
    if door is Door.ON_SPOT:
        channel = Channel.GRID
    detour = _one(DETOURS, chance)
    return Script(
        channel=channel,
        is_anonymous=channel in (Channel.BOX, Channel.OPEN311, Channel.LETTER) and chance.random() < 0.6,
        door=door,
        objects=chance.random() < 0.25,
        is_unmerged=chance.random() < 0.1,
        sent_back=_one(SENT_BACK, chance),
        detours=(detour,) if detour else (),
        fails_check=chance.random() < 0.07,
        asked=_one(ASKED, chance),
        satisfied=_one(RATINGS, chance),
        is_unit_at_fault=chance.random() < 0.7,
        is_reopened=chance.random() < 0.03,
        is_archived=chance.random() < 0.9,
        pace=_one(PACES, chance),
    )


def _one(weights: Mapping[Lot, int], chance: Random) -> Lot:
    return chance.choices(list(weights), list(weights.values()))[0]
