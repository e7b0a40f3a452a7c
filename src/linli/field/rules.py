"""What a city sets for the rounds of its grids: a dated entry of the rulebook."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Self

from pydantic import Field, model_validator

from linli.field.errors import KindTwice
from linli.rulebook.policies import Name, Rule, RulePart, rule


class CheckpointKind(RulePart):
    """One sort of place: how often it is looked at, and what to look at."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Name
    every_days: int = Field(ge=1, le=366)
    look_at: tuple[Name, ...] = Field(min_length=1, max_length=8)
    reports: str = Field(default="", max_length=80)
    """Kind of matter that a fault is reported as; empty: whoever triages decides."""


@rule
class Rounds(Rule):
    """What is looked at on a round, and what a device may carry."""

    key: ClassVar[str] = "field.rounds"

    kinds: tuple[CheckpointKind, ...]
    matters_at_most: int = Field(ge=1, le=500)
    """Matters on today's list; the most urgent come first."""
    checkpoints_at_most: int = Field(ge=1, le=500)
    remember_days: int = Field(ge=30, le=1100)
    """How long the key of what was sent is known: a device that comes back later would send it anew."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[str] = set()
        for kind in self.kinds:
            if kind.code in seen:
                raise ValueError(KindTwice(code=kind.code))
            seen.add(kind.code)
        return self

    @cached_property
    def by_code(self) -> dict[str, CheckpointKind]:
        return {kind.code: kind for kind in self.kinds}
