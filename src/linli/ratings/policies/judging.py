"""What a scheme makes of the facts about one body, step by step: slow, plain, and the measure of the fast way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.ratings.policies.scheme import MOST_POINTS, Dimension, FactUse, Scheme


@dataclass(frozen=True, slots=True)
class CountedFact:
    """A fact as far as it counts: what kind, when, how much."""

    number: int
    kind: str
    happened_on: date
    value: int = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    points: tuple[int, ...]
    """Of each dimension, in the scheme's order."""
    total: int
    """Dimensions unmet, or points, as the scheme counts."""
    step: int
    evidence: tuple[int, ...]
    """Numbers of the facts that counted, smallest first."""


def judge(scheme: Scheme, facts: Sequence[CountedFact], *, first_on: date, last_on: date) -> Judgement:
    """Return what the facts amount to in a period, both days included."""
    evidence: list[int] = []
    points = []
    for dimension in scheme.dimensions:
        counted = {
            use.kind: [
                each for each in facts if each.kind == use.kind and _is_within(each, use, first_on, last_on)
            ]
            for use in dimension.facts
        }
        evidence += [each.number for found in counted.values() for each in found]
        points.append(_points_of(dimension, counted))
    total = sum(points)
    if scheme.counts == "unmet":
        total = sum(
            is_unmet(dimension, found) for dimension, found in zip(scheme.dimensions, points, strict=True)
        )
    return Judgement(tuple(points), total, scheme.step_at(total), tuple(sorted(evidence)))


def is_unmet(dimension: Dimension, points: int) -> bool:
    return dimension.unmet_from is not None and points >= dimension.unmet_from


def _is_within(fact: CountedFact, use: FactUse, first_on: date, last_on: date) -> bool:
    return use.first_day(first_on, last_on) <= fact.happened_on <= last_on


def _points_of(dimension: Dimension, counted: dict[str, list[CountedFact]]) -> int:
    if not any(counted.values()):
        return dimension.without
    found = sum(min(use.at_most, points_for(use, counted[use.kind])) for use in dimension.facts)
    return min(dimension.at_most, found)


def points_for(use: FactUse, facts: Sequence[CountedFact]) -> int:
    """Return the points of one kind of fact before its ceiling; a mean is cut to whole points."""
    if not facts:
        return 0
    if use.by == "count":
        found = use.points * len(facts)
    else:
        found = use.points * sum(each.value for each in facts)
        if use.by == "mean":
            found //= 100 * len(facts)
    return min(MOST_POINTS, found)
