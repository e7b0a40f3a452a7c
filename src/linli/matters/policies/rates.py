"""The rates of a unit: how well it answered what it was given. Units are rated, never people.

No rate falls because more people complain: each is a share of what was due, and nothing due gives no figure at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from pydantic import Field, model_validator

from linli.matters.policies.life import Resolved, Satisfied
from linli.rulebook.policies import Rule, RulePart, rule

PLACES = Decimal("0.0001")
POINTS = Decimal("0.01")
ONE = Decimal(1)


class CompositeWeights(RulePart):
    """What each of the three rates weighs in the score."""

    response: Decimal = Field(ge=0)
    resolution: Decimal = Field(ge=0)
    satisfaction: Decimal = Field(ge=0)

    @model_validator(mode="after")
    def _are_a_whole(self) -> CompositeWeights:
        if self.response + self.resolution + self.satisfaction != ONE:
            raise ValueError("the three weights make 1 together")
        return self


@rule
class RateWeights(Rule):
    """What an answer of a requester counts."""

    key: ClassVar[str] = "matters.rates"

    partly_resolved: Decimal = Field(ge=0, le=1)
    satisfied: dict[Satisfied, Decimal]
    composite: CompositeWeights

    @model_validator(mode="after")
    def _names_each_answer(self) -> RateWeights:
        missing = set(Satisfied) - set(self.satisfied)
        if missing:
            raise ValueError(f"no weight for {', '.join(sorted(missing))}")
        return self


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What happened in a period, counted. Matters left out of the rates and joined ones are not in it."""

    contacts_due: int = 0
    contacts_in_time: int = 0
    results_due: int = 0
    results_in_time: int = 0
    results_in_time_strictly: int = 0
    """Without the extensions that were granted."""
    results_due_and_closed: int = 0
    closed: int = 0
    closed_after_rework: int = 0
    closed_after_reopening: int = 0
    asked: int = 0
    """Closed matters with a requester who could be asked."""
    resolved: int = 0
    partly_resolved: int = 0
    unresolved: int = 0
    satisfied: tuple[tuple[Satisfied, int], ...] = ()
    received: int = 0
    """Orders that came to the unit as leading unit."""
    sent_back: int = 0
    dispatched: int = 0
    """Orders that the unit itself sent out."""
    wrongly_dispatched: int = 0

    @property
    def answered(self) -> int:
        return self.resolved + self.partly_resolved + self.unresolved


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Shares between 0 and 1 with four places; None where nothing was due."""

    response: Decimal | None
    resolution: Decimal | None
    satisfaction: Decimal | None
    contact: Decimal | None
    """Requesters who were reached in the follow-up."""
    on_time: Decimal | None
    on_time_strict: Decimal | None
    closure: Decimal | None
    returns: Decimal | None
    rework: Decimal | None
    reopening: Decimal | None
    dispatch_accuracy: Decimal | None
    score: Decimal | None
    """0 to 100 with two places; None while one of the three rates is."""


def rates(counts: Counts, weights: RateWeights) -> Rates:
    response = share(counts.contacts_in_time, counts.contacts_due)
    resolution = share(counts.resolved + weights.partly_resolved * counts.partly_resolved, counts.answered)
    worth = sum((weights.satisfied[answer] * count for answer, count in counts.satisfied), Decimal(0))
    satisfaction = share(worth, sum(count for _answer, count in counts.satisfied))
    wrong = share(counts.wrongly_dispatched, counts.dispatched)
    return Rates(
        response=response,
        resolution=resolution,
        satisfaction=satisfaction,
        contact=share(counts.answered, counts.asked),
        on_time=share(counts.results_in_time, counts.results_due),
        on_time_strict=share(counts.results_in_time_strictly, counts.results_due),
        closure=share(counts.results_due_and_closed, counts.results_due),
        returns=share(counts.sent_back, counts.received),
        rework=share(counts.closed_after_rework, counts.closed),
        reopening=share(counts.closed_after_reopening, counts.closed),
        dispatch_accuracy=None if wrong is None else ONE - wrong,
        score=score(response, resolution, satisfaction, weights.composite),
    )


def share(part: Decimal | int, whole: int) -> Decimal | None:
    """Return part ÷ whole, None when there is nothing to divide by: never 100 % of nothing."""
    return (Decimal(part) / whole).quantize(PLACES, ROUND_HALF_UP) if whole else None


def score(
    response: Decimal | None,
    resolution: Decimal | None,
    satisfaction: Decimal | None,
    weights: CompositeWeights,
) -> Decimal | None:
    """Return the composite score; 0.98, 0.90 and 0.92 weighed 30, 35 and 35 give 93.10."""
    if response is None or resolution is None or satisfaction is None:
        return None
    sum_ = weights.response * response + weights.resolution * resolution + weights.satisfaction * satisfaction
    return (100 * sum_).quantize(POINTS, ROUND_HALF_UP)


RESOLVED_COUNTS: dict[Resolved, str] = {
    Resolved.YES: "resolved",
    Resolved.PARTLY: "partly_resolved",
    Resolved.NO: "unresolved",
}
"""Answer -> where it is counted."""
