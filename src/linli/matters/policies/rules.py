"""The numbers and lists a city sets for its matters: dated entries of the rulebook."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from linli.calendars.policies import LimitField
from linli.catalogue.policies.kinds import Tier
from linli.matters.policies.life import Step
from linli.rulebook.policies import Rule, RulePart, rule


class TierLimits(RulePart):
    """How long each step may take for one tier of matters."""

    steps: dict[Step, LimitField]
    extension: LimitField | None = None
    """Longest extension that may be granted; None: none."""
    extensions: int = Field(default=0, ge=0, le=3)
    return_within: LimitField | None = None
    """How long after receipt a unit may send a matter back; None: as long as it has not begun."""


@rule
class MatterLimits(Rule):
    """Time limits of the loop."""

    key: ClassVar[str] = "matters.limits"

    tiers: dict[Tier, TierLimits]
    rework_share: Decimal = Field(gt=0, le=1)
    """Part of the original limit that a rework gets."""
    reworks: int = Field(ge=0)
    """How often a dissatisfied answer may lead to rework."""
    follow_up_attempts: int = Field(ge=1)
    reopen_within_days: int = Field(ge=1)
    returns_by_dispatcher: int = Field(ge=0)
    """Returns that an ordinary dispatcher decides; further ones need the review desk."""
    take_back_minutes: int = Field(default=10, ge=0, le=120)
    """How long whoever accepted or dispatched a matter may take that step back; 0: never."""

    @model_validator(mode="after")
    def _is_complete(self) -> MatterLimits:
        for tier in Tier:
            missing = set(Step) - set(self.tiers[tier].steps) if tier in self.tiers else set(Step)
            if missing:
                raise ValueError(f"tier {tier}: no limit for {', '.join(sorted(missing))}")
        return self


class Reason(RulePart):
    """A reason a clerk may choose."""

    code: str = Field(pattern=r"^[a-z_]{2,30}$")
    zh: str
    en: str


@rule
class MatterReasons(Rule):
    """The reasons that may be given, each with the words a requester reads."""

    key: ClassVar[str] = "matters.reasons"

    decline: tuple[Reason, ...]
    redirect: tuple[Reason, ...]
    request_return: tuple[Reason, ...]
    request_extension: tuple[Reason, ...]
    suspend: tuple[Reason, ...]
    defer: tuple[Reason, ...]
    exclude: tuple[Reason, ...] = ()
    """Why a matter may be left out of the rates. It is said of the matter, never of the person."""


@rule
class MatterKeeping(Rule):
    """How long matters stay as they are after they have ended."""

    key: ClassVar[str] = "matters.keeping"

    archive_after_days: int = Field(ge=1)
    """Days after the end; never before the requester's time to open it again is over."""
    anonymise_after_days: int = Field(ge=1)
    """Days after the end until all that could point to a person is erased."""


@rule
class MatterAutomation(Rule):
    """What the city lets its rules do by themselves. A person can always undo it."""

    key: ClassVar[str] = "matters.automation"

    accept: Literal["never", "kind_given"] = "never"
    """`kind_given`: a matter filed with a kind is taken on at once."""
    dispatch: Literal["never", "certain_duty"] = "never"
    """`certain_duty`: an accepted matter goes to its unit where the dispatch duty is certain."""
    close: Literal["never", "when_satisfied"] = "never"
    """`when_satisfied`: a matter whose requester is content is closed with the rating."""
