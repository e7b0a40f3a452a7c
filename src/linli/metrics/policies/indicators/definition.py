"""What an indicator is: what it divides by what, by what it can be asked, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.errors import Sentence
from linli.matters.policies.rates import ONE, RateWeights, score, share

Weight = Callable[[Any], Decimal]
"""Asks the city's rule, or nothing, what one case counts."""
Sums = Mapping[str, int]
"""Measure -> how many."""


class Grain(TextChoices):
    """What one unit of counting is."""

    MATTER = "matter", _("matters")
    EVENT = "event", _("events")
    PROMISE = "promise", _("promises with a day")
    OPEN = "open", _("what is open at the end of a day")


class Shape(Enum):
    COUNT = "count"
    SHARE = "share"
    SCORE = "score"
    MEDIAN = "median"
    """In minutes; of an even number the lower of the two in the middle, so that it is a time that occurred."""


class Dimension(TextChoices):
    """What a figure can be asked by. There are no others, and none of them is a person."""

    AREA = "area", _("area below")
    KIND = "kind", _("kind of matter")
    UNIT = "unit", _("unit")
    CHANNEL = "channel", _("channel")
    DAY = "day", _("day")
    MONTH = "month", pgettext_lazy("dimension", "month")


ALL = frozenset(Dimension)
WITHOUT_KIND = ALL - {Dimension.KIND, Dimension.CHANNEL}


USUAL = _("Matters left out by a decision, and matters joined with another, do not count.")


@dataclass(frozen=True)
class Part:
    """A measure and what each of it counts."""

    measure: str
    weight: Weight = field(default=lambda rule: ONE)


@dataclass(frozen=True)
class Indicator:
    name: str
    label: Sentence
    sentence: Sentence
    numerator: tuple[Part, ...]
    denominator: tuple[str, ...] = ()
    """Measures that are added up; empty: it is a count."""
    counts: Sentence = ""
    """The numerator in words."""
    of: Sentence = ""
    """The denominator in words."""
    grain: Grain = Grain.MATTER
    shape: Shape = Shape.SHARE
    is_complement: bool = False
    """One minus the share."""
    dimensions: frozenset[Dimension] = ALL
    rule: type[RateWeights] | None = None
    """The rulebook entry with its weights; its edition stands beside each figure."""
    excludes: Sentence = USUAL
    more_is_better: bool | None = True
    """None: neither is better in itself."""
    scored: tuple[Indicator, ...] = ()
    """Of a score: response, resolved and satisfied."""

    @property
    def measures(self) -> tuple[str, ...]:
        return (*(part.measure for part in self.numerator), *self.denominator)

    def value(self, sums: Sums, rule: RateWeights | None) -> Decimal | None:
        """Return the figure, None where nothing was due: never 100 % of nothing."""
        if self.shape is Shape.SCORE:
            response, resolved, satisfied = (each.value(sums, rule) for each in self.scored)
            return score(response, resolved, satisfied, _weights(rule).composite)
        top = self.top(sums, rule)
        if self.shape is Shape.COUNT:
            return top
        found = share(top, self.bottom(sums))
        return ONE - found if found is not None and self.is_complement else found

    def top(self, sums: Sums, rule: RateWeights | None) -> Decimal:
        weights = rule if self.rule is None else _weights(rule)
        return sum((part.weight(weights) * sums[part.measure] for part in self.numerator), Decimal(0))

    def bottom(self, sums: Sums) -> int:
        """Return how many cases the figure rests on."""
        if self.shape is Shape.SCORE:
            return min(each.bottom(sums) for each in self.scored)
        if not self.denominator:
            return int(self.top(sums, None))
        return sum(sums[name] for name in self.denominator)


def _weights(rule: RateWeights | None) -> RateWeights:
    if rule is None:
        raise ValueError("this figure needs the weights of an edition")
    return rule


def count_of(name: str, label: Sentence, sentence: Sentence, measure: str, **more: object) -> Indicator:
    return Indicator(
        name,
        label,
        sentence,
        (Part(measure),),
        shape=Shape.COUNT,
        more_is_better=None,
        **more,  # type: ignore[arg-type]
    )


def share_of(
    name: str, label: Sentence, counts: Sentence, of: Sentence, top: str, bottom: str, **more: object
) -> Indicator:
    sentence = more.pop("sentence", "")
    return Indicator(name, label, sentence, (Part(top),), (bottom,), counts, of, **more)  # type: ignore[arg-type]
