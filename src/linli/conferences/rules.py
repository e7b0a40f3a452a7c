"""What a city sets for its conferences: who convenes and sits in each, how many must come, and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from linli.calendars.policies import LimitField
from linli.conferences.errors import StepListedTwice
from linli.conferences.policies import CLIMB, Kind
from linli.disputes.policies import Tier
from linli.people.policies import UnitKind
from linli.rulebook.policies import Name, Rule, RulePart, rule


class Post(RulePart):
    """A seat that must be filled: the three of “3+X”, for instance."""

    code: str = Field(pattern=r"^[a-z_]{2,20}$")
    name: Name
    unit_kinds: tuple[UnitKind, ...] = ()
    """Somebody of one of these; empty: anybody fit for it, named in words."""


class StepRule(RulePart):
    kind: Kind
    level: Literal["village", "township", "county", "city"]
    """Of the unit that convenes it."""
    conveners: tuple[UnitKind, ...] = Field(min_length=1)
    posts: tuple[Post, ...] = ()
    """Fixed seats; whoever else is needed (the X) is invited with a reason."""
    least: int = Field(ge=2)
    most: int = Field(ge=3, le=40)
    least_units: int = Field(default=1, ge=1)
    """A panel is of several fields, so of several units."""
    is_odd: bool = False
    quorum_percent: int = Field(ge=50, le=100)
    support_percent: int = Field(default=50, ge=50, le=99)
    """More than this part of those present carries an opinion."""
    hears_sides: bool = False
    takes_villagers: bool = False
    notice: LimitField
    """Between an invitation and the meeting, at least."""
    approve_within: LimitField
    hold_within: LimitField
    """From the day on which it was convened."""
    decide_within: LimitField
    most_postponements: int = Field(default=2, ge=0)


@rule
class Climb(Rule):
    """The steps of the climb and the joint panel."""

    key: ClassVar[str] = "conferences.climb"

    steps: tuple[StepRule, ...] = Field(min_length=1)
    begins: Mapping[Tier, Kind] = {}
    """Where disputes of a tier begin; without an entry: at the bottom."""
    most_task_days: int = Field(default=90, ge=1)

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len({each.kind for each in self.steps}) != len(self.steps):
            raise ValueError(StepListedTwice())
        return self

    @cached_property
    def by_kind(self) -> dict[Kind, StepRule]:
        return {each.kind: each for each in self.steps}

    def first_for(self, tier: str) -> Kind:
        listed = [kind for kind in CLIMB if kind in self.by_kind]
        return self.begins.get(Tier(tier), listed[0] if listed else CLIMB[0])
