"""What a city sets for its disputes: dated entries of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from linli.calendars.policies import LimitField
from linli.disputes.errors import CategoryTwice, RouteTwice
from linli.disputes.policies import OFFERED, Route, Tier
from linli.people.policies import UnitKind
from linli.rulebook.policies import Name, Rule, RulePart, rule


@rule
class DisputeLimits(Rule):
    """How long each step of a mediation may take, and when people are reminded."""

    key: ClassVar[str] = "disputes.limits"

    consent: LimitField
    """For all sides to answer whether they want mediation."""
    mediation: LimitField
    """From acceptance."""
    extension: LimitField
    """Once more, when all sides agree."""
    most_extensions: int = Field(default=2, ge=0, le=12)
    referral_answer: LimitField
    """For a receiver to take over or hand back."""
    remind_before: tuple[int, ...] = Field(min_length=1)
    """Days before a term is due on which the side that owes it is reminded; 0 is the day itself."""
    follow_up_within: LimitField
    """After everything was performed."""


class RouteAdvice(RulePart):
    """One lawful route, as the party is told of it."""

    route: Route
    time: Name
    cost: Name
    effect: Name
    law: str
    not_for: tuple[str, ...] = ()
    """Categories to which it is not open."""
    only_for: tuple[str, ...] = ()
    """Categories to which alone it is open; empty: all."""

    def is_open_to(self, category: str) -> bool:
        return category not in self.not_for and (not self.only_for or category in self.only_for)


@rule
class Routes(Rule):
    """The lawful routes, each with its time, cost and effect."""

    key: ClassVar[str] = "disputes.routes"

    routes: tuple[RouteAdvice, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if sorted(each.route for each in self.routes) != sorted(OFFERED):
            raise ValueError(RouteTwice())
        return self

    def open_to(self, category: str) -> list[RouteAdvice]:
        return [each for each in self.routes if each.is_open_to(category)]


class Category(RulePart):
    code: str = Field(pattern=r"^[0-9]{2}$")
    name: Name


@rule
class Categories(Rule):
    """What disputes are about, in the city's statistics."""

    key: ClassVar[str] = "disputes.categories"

    categories: tuple[Category, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(self.by_code) != len(self.categories):
            raise ValueError(CategoryTwice())
        return self

    @cached_property
    def by_code(self) -> dict[str, Category]:
        return {each.code: each for each in self.categories}


@rule
class Centres(Rule):
    """Which units receive disputes, where each tier begins, and whom a dispute may be handed to."""

    key: ClassVar[str] = "disputes.centres"

    unit_kinds: tuple[UnitKind, ...] = Field(min_length=1)
    tiers: Mapping[Tier, Literal["village", "township", "county", "city"]]
    receivers: Mapping[Route, tuple[UnitKind, ...]]
    """Units of the city that a route may be handed to; routes without any go to a body outside."""
    file_number: str = "（{year}）{committee}人调字第{serial}号"
    agreement_number: str = "（{year}）{committee}人调协字第{serial}号"
    least_members: int = Field(default=3, ge=3)
    most_members: int = Field(default=9, le=9)
    term_years: int = Field(default=3, ge=1, le=3)


@rule
class ConfirmationRule(Rule):
    """The days of judicial confirmation."""

    key: ClassVar[str] = "disputes.confirmation"

    window_days: int = Field(default=30, ge=1)
    warn_days_before: tuple[int, ...] = (7, 3)
    accept_days: int = Field(default=3, ge=1)
    decide_days: int = Field(default=15, ge=1)
    objection_days: int = Field(default=15, ge=1)
    law: str


@rule
class ClaimDesk(Rule):
    """The road-traffic claim desk."""

    key: ClassVar[str] = "disputes.claims"

    categories: tuple[str, ...] = Field(min_length=1)
    """What disputes are about for which the desk is open."""
    pay_within_days: int = Field(ge=0, le=30)
    """Days after a promise by which the money comes; 0: the same day."""
