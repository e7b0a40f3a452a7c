"""What a city sets for its bulletins: who is put beside whom, by which figures, and the sentences around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from linli.calendars.policies import LimitField
from linli.core.errors import Refusal
from linli.letters.policies.templating import check
from linli.metrics.errors import (
    BulletinCannotShow,
    BulletinIndicatorUnknown,
    BulletinMustRequire,
    BulletinNotJudged,
    BulletinSentence,
    BulletinWithoutTarget,
)
from linli.metrics.policies.bulletins import Cycle, When
from linli.metrics.policies.frozen import Slice
from linli.metrics.policies.indicators import INDICATORS, Grain, Shape
from linli.people.policies import UnitKind
from linli.rulebook.policies import Name, Rule, RulePart, rule

JUDGED = frozenset({When.FIRST, When.LAST, When.ON_TARGET, When.OFF_TARGET})
"""What is good or bad: never said of how many people complain."""
TOLD = frozenset({"name", "names", "count", "value", "before", "change", "target", "period"})
"""What a sentence may name."""


class BulletinText(RulePart):
    """A sentence, and when it stands there."""

    of: str
    """Name of an indicator."""
    when: When = When.ALWAYS
    ranked: bool = False
    """About those that are ranked; else about all together."""
    text: str = Field(min_length=1, max_length=500)


class BulletinRule(RulePart):
    """One bulletin."""

    name: Name
    cycle: Cycle
    issuer: str = Field(min_length=1)
    """Code of the unit that issues it."""
    letter: str = "ranking"
    """Which text of `letters.bulletin`."""
    subject: str = Field(min_length=1, max_length=100)
    scope: str = Field(min_length=1, max_length=100)
    basis: tuple[str, ...] = ()
    ranked: Slice
    unit_kinds: frozenset[UnitKind] = frozenset()
    """Where units are ranked: only of these kinds; empty: all that have figures."""
    voices: frozenset[UnitKind] = frozenset()
    """Where places are ranked: units of these kinds speak for their place."""
    rank_by: str
    columns: tuple[str, ...] = Field(min_length=1, max_length=8)
    trend: str
    targets: dict[str, Decimal] = Field(default_factory=dict)
    remark_within: LimitField
    """For comments and objections of those that are ranked, from issue."""
    progress: tuple[BulletinText, ...] = Field(min_length=1)
    good: tuple[BulletinText, ...] = ()
    problems: tuple[BulletinText, ...] = ()
    requirements: tuple[BulletinText, ...] = Field(min_length=1)
    is_drafted_by_itself: bool = True
    """Drafted when its period is over. It is always a person who looks at it and issues it."""

    @property
    def texts(self) -> Iterator[BulletinText]:
        for part in (self.progress, self.good, self.problems, self.requirements):
            yield from part

    @property
    def indicators(self) -> tuple[str, ...]:
        """Return every figure it needs, each once."""
        named = (*self.columns, self.rank_by, self.trend, *self.targets, *(each.of for each in self.texts))
        return tuple(dict.fromkeys(named))

    @model_validator(mode="after")
    def _can_be_made(self) -> Self:
        for name in self.indicators:
            self._check_indicator(name)
        if INDICATORS[self.rank_by].more_is_better is None:
            raise ValueError(BulletinNotJudged(indicator=self.rank_by))
        if self.ranked in (Slice.WHOLE, Slice.KIND):
            raise ValueError(BulletinCannotShow(indicator=self.ranked.label))
        for each in self.texts:
            _check_text(each, self.targets)
        if not any(each.when is When.ALWAYS for each in self.requirements):
            raise ValueError(BulletinMustRequire())
        return self

    def _check_indicator(self, name: str) -> None:
        """Sums of several months say neither medians nor what is open; no unit is told by kind."""
        if name not in INDICATORS:
            raise ValueError(BulletinIndicatorUnknown(indicator=name))
        found = INDICATORS[name]
        is_median = found.shape is Shape.MEDIAN
        if found.grain is Grain.OPEN or (is_median and self.cycle is not Cycle.MONTHLY):
            raise ValueError(BulletinCannotShow(indicator=found.label))


def _check_text(each: BulletinText, targets: Mapping[str, Any]) -> None:
    if each.when in JUDGED and INDICATORS[each.of].more_is_better is None:
        raise ValueError(BulletinNotJudged(indicator=each.of))
    if each.when in (When.ON_TARGET, When.OFF_TARGET) and each.of not in targets:
        raise ValueError(BulletinWithoutTarget(indicator=each.of))
    if each.when in (When.FIRST, When.LAST) and not each.ranked:
        raise ValueError(BulletinCannotShow(indicator=each.when.label))
    try:
        check(each.text, TOLD)
    except Refusal as refusal:
        raise ValueError(BulletinSentence(text=each.text[:20], why=str(refusal))) from refusal


@rule
class BulletinRules(Rule):
    """The bulletins of a city, by name."""

    key: ClassVar[str] = "metrics.bulletins"

    bulletins: dict[str, BulletinRule] = Field(min_length=1)
