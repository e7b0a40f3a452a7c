"""The weighted sheet: risk points from answers and opinions. Pure: the same inputs give the same grade for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from linli.assessments.errors import AnswerMissing, AnswerUnknown
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import Grade

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Opinions:
    """How many people said what. Counts of answers, never who."""

    support: int = 0
    neutral: int = 0
    mild: int = 0
    some: int = 0
    strong: int = 0

    @property
    def total(self) -> int:
        return self.support + self.neutral + self.opposed

    @property
    def opposed(self) -> int:
        return self.mild + self.some + self.strong

    def __add__(self, other: Opinions) -> Opinions:
        return Opinions(**{name: value + getattr(other, name) for name, value in asdict(self).items()})


@dataclass(frozen=True)
class Graded:
    grade: Grade
    score: Decimal
    """Risk points of 100."""
    points: Mapping[str, Decimal]
    """By test; opinion is a part of controllability."""
    opposition: Decimal
    """Per cent of those asked."""
    reason: str
    """`opposed_most`, `opposed_many` or `score`: what made the grade."""


def graded(rule: AssessmentRule, answers: Mapping[str, str], opinions: Opinions) -> Graded:
    """Return the grade. Raises AnswerMissing, AnswerUnknown."""
    shares = {each.code: each.share for each in rule.levels}
    points: dict[str, Decimal] = {}
    for test in rule.tests:
        points[test.code] = sum((_points(item, answers, shares) for item in test.items), Decimal(0))
    points[rule.opinion.test] += _opinion(rule, opinions)
    score = sum(points.values(), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    share = Decimal(opinions.opposed) / opinions.total if opinions.total else Decimal(0)
    grade, reason = _grade(rule, score, share)
    rounded = {code: value.quantize(CENT, ROUND_HALF_UP) for code, value in points.items()}
    return Graded(grade, score, rounded, (share * 100).quantize(CENT, ROUND_HALF_UP), reason)


def _points(item: Any, answers: Mapping[str, str], shares: Mapping[str, Decimal]) -> Decimal:
    if item.code not in answers:
        raise AnswerMissing(item=item.name)
    if answers[item.code] not in shares:
        raise AnswerUnknown(item=item.name, value=answers[item.code])
    return Decimal(item.weight) * shares[answers[item.code]]


def _opinion(rule: AssessmentRule, opinions: Opinions) -> Decimal:
    """Weight times the share of those who oppose, each by how strongly. Nobody asked: the whole weight."""
    if not opinions.total:
        return Decimal(rule.opinion.weight)
    by = rule.opinion.intensity
    felt = opinions.mild * by.mild + opinions.some * by.some + opinions.strong * by.strong
    return Decimal(rule.opinion.weight) * felt / opinions.total


def _grade(rule: AssessmentRule, score: Decimal, opposed: Decimal) -> tuple[Grade, str]:
    """More than half opposed is high, a fifth to a half medium at least; otherwise the points decide."""
    by_score = (
        Grade.HIGH if score >= rule.high_from else Grade.MEDIUM if score >= rule.medium_from else Grade.LOW
    )
    if opposed > rule.opinion.high_above:
        return Grade.HIGH, "opposed_most"
    if opposed >= rule.opinion.medium_from and by_score is not Grade.HIGH:
        return Grade.MEDIUM, "opposed_many" if by_score is Grade.LOW else "score"
    return by_score, "score"
