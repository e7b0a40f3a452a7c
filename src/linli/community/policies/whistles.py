"""The life of a whistle and of each call it makes: states, verbs, who may, and what is small or big.

`WHISTLE_VERBS` and `CALL_VERBS` are the whole process; pages and tests are made from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.people.policies import Permission


class WhistleStatus(TextChoices):
    AT_STREET = "at_street", _("Before the street office")
    CALLED = "called", _("Units are called")
    ANSWERED = "answered", _("All have answered")
    CLOSED = "closed", _("Closed")
    RETURNED = "returned", _("Stays in the community")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CallStatus(TextChoices):
    """How far one called unit has come."""

    CALLED = "called", _("Called")
    ON_SITE = "on_site", _("On site")
    PLANNED = "planned", _("Planned with a date")
    SOLVED = "solved", _("Solved")
    OBJECTED = "objected", _("Says it is not its duty")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("No longer needed")


class Urgency(TextChoices):
    EMERGENCY = "emergency", _("Emergency")
    URGENT = "urgent", _("Urgent")
    ORDINARY = "ordinary", _("Ordinary")


class Level(TextChoices):
    """Who deals with a kind of demand: small things in the community, big ones on the street."""

    COMMUNITY = "community", _("The community itself")
    UNITS = "units", _("Units, called by the community")
    STREET = "street", _("Units, called through the street office")


class Proof(TextChoices):
    """By what a sign-in at the place is believed."""

    CODE = "code", _("the code shown at the place")
    POSITION = "position", _("the position at the moment of signing in")
    BOTH = "both", _("code and position")


class Fitting(TextChoices):
    """What a called unit thinks of having been called. It is said of the whistle, and counted for nobody."""

    RIGHT = "right", _("It was right to call us")
    UNCLEAR = "unclear", _("The demand was not clear")
    NOT_OURS = "not_ours", _("It was for somebody else")


class Side(TextChoices):
    CALLER = "caller", _("the community that whistled")
    STREET = "street", _("the street office")
    UNIT = "unit", _("the unit that was called")
    CONVENER = "convener", _("the unit that convenes")
    OWNER = "owner", _("the unit that answers for it")
    LEADER = "leader", _("the community that leads it")
    LISTER = "lister", _("the community that listed it")
    HELPER = "helper", _("the unit that took it on")


class WhistleVerb(TextChoices):
    SEND_OUT = "send_out", _("Call the units")
    RETURN = "return", _("Leave it with the community")
    CALL_UNIT = "call_unit", _("Call one more unit")
    WITHDRAW = "withdraw", _("Withdraw the whistle")


class CallVerb(TextChoices):
    ARRIVE = "arrive", _("Sign in on site")
    SOLVE = "solve", _("Report it solved")
    PLAN = "plan", _("State a plan with a date")
    OBJECT = "object", _("Say that it is not our duty")
    DECIDE = "decide", _("Decide on the objection")
    RATE = "rate", _("Rate the unit")
    REVIEW_CALLER = "review_caller", _("Say whether the call was right")


@dataclass(frozen=True)
class VerbRule:
    """In which states a verb may be used, where it leads (empty: the state stays), who may and for which side."""

    start: frozenset[str]
    to: frozenset[str]
    permission: Permission
    side: Side


def _rule(start: set[str], to: set[str], permission: Permission, side: Side) -> VerbRule:
    return VerbRule(frozenset(start), frozenset(to), permission, side)


W, C, P = WhistleStatus, CallStatus, Permission
WHISTLE_VERBS: dict[WhistleVerb, VerbRule] = {
    WhistleVerb.SEND_OUT: _rule({W.AT_STREET}, {W.CALLED}, P.WHISTLE_DIRECT, Side.STREET),
    WhistleVerb.RETURN: _rule({W.AT_STREET}, {W.RETURNED}, P.WHISTLE_DIRECT, Side.STREET),
    # On site it often shows whose pipe it is: then that unit is called as well.
    WhistleVerb.CALL_UNIT: _rule({W.CALLED, W.ANSWERED}, {W.CALLED}, P.WHISTLE_BLOW, Side.CALLER),
    WhistleVerb.WITHDRAW: _rule({W.AT_STREET, W.CALLED}, {W.WITHDRAWN}, P.WHISTLE_BLOW, Side.CALLER),
}
CALL_VERBS: dict[CallVerb, VerbRule] = {
    CallVerb.ARRIVE: _rule({C.CALLED}, {C.ON_SITE}, P.WHISTLE_ANSWER, Side.UNIT),
    CallVerb.SOLVE: _rule({C.ON_SITE, C.PLANNED}, {C.SOLVED}, P.WHISTLE_ANSWER, Side.UNIT),
    CallVerb.PLAN: _rule({C.ON_SITE, C.PLANNED}, {C.PLANNED}, P.WHISTLE_ANSWER, Side.UNIT),
    CallVerb.OBJECT: _rule({C.CALLED, C.ON_SITE}, {C.OBJECTED}, P.WHISTLE_ANSWER, Side.UNIT),
    CallVerb.DECIDE: _rule({C.OBJECTED}, {C.RELEASED, C.CALLED, C.ON_SITE}, P.WHISTLE_DIRECT, Side.STREET),
    # Not solved in the community's eyes: the unit is called to the place once more.
    CallVerb.RATE: _rule({C.SOLVED}, {C.SOLVED, C.CALLED}, P.WHISTLE_BLOW, Side.CALLER),
    CallVerb.REVIEW_CALLER: _rule({C.PLANNED, C.SOLVED, C.RELEASED}, set(), P.WHISTLE_ANSWER, Side.UNIT),
}
ENDED = frozenset({W.CLOSED, W.RETURNED, W.WITHDRAWN})
ANSWERED = frozenset({C.PLANNED, C.SOLVED, C.RELEASED, C.CANCELLED})
"""The unit has said what it has to say for now."""
NOT_THERE = frozenset({C.CALLED})
AT_WORK = frozenset({C.CALLED, C.ON_SITE, C.PLANNED, C.OBJECTED})


@dataclass(frozen=True, slots=True)
class CallStanding:
    """What the whistle must know of one call."""

    status: CallStatus
    is_rated: bool
    due_at: datetime | None


def standing_of(calls: Iterable[CallStanding]) -> WhistleStatus:
    """Return the state of a whistle whose units are called: open until all have answered and were rated.

    A plan is an answer, but the whistle stays open until it is carried out and rated. A whistle whose units were all
    released has been answered, and is closed.
    """
    all_calls = list(calls)
    done = [call for call in all_calls if call.status in (C.RELEASED, C.CANCELLED) or call.is_rated]
    if len(done) == len(all_calls):
        return W.CLOSED
    return W.ANSWERED if all(call.status in ANSWERED for call in all_calls) else W.CALLED


def next_due(calls: Iterable[CallStanding]) -> datetime | None:
    """Return the instant at which the first of the calls runs out of time; None: no clock runs."""
    return min((call.due_at for call in calls if call.due_at is not None), default=None)


def level_of(
    own: Level, urgency: Urgency, *, units: int, households: int, many_units: int, many_households: int
) -> Level:
    """Return who deals with a demand: `own` is the level of its kind.

    An emergency waits for nobody: units are called at once, whatever the kind. Otherwise what needs many units or
    touches many households goes through the street office, even when its kind is the community's own.
    """
    if urgency is Urgency.EMERGENCY:
        return Level.UNITS
    if units >= many_units or households >= many_households:
        return Level.STREET
    return own


METRES_PER_DEGREE = 111_320.0


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance on the ground, good to 1 % over some kilometres. CGCS2000 degrees."""
    east = (other_lon - lon) * cos(radians((lat + other_lat) / 2))
    return hypot(east, other_lat - lat) * METRES_PER_DEGREE


def proof_given(
    code_fits: bool, metres: float | None, *, needed: Proof | None, within_metres: int
) -> Proof | None:
    """Return by what a sign-in is believed; None: it is not. `needed` None: either is enough.

    `metres` is None where no position was sent, or the place has none.
    """
    near = metres is not None and metres <= within_metres
    if code_fits and near:
        return Proof.BOTH
    if code_fits and needed in (None, Proof.CODE):
        return Proof.CODE
    return Proof.POSITION if near and needed in (None, Proof.POSITION) else None
