"""The one form in which figures are asked for, by pages, programs and exports. Nothing else reaches the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.metrics.errors import (
    TooManyDimensions,
    UnknownDimension,
    UnknownIndicator,
    WindowBackwards,
    WindowTooLong,
)
from linli.metrics.policies.indicators import INDICATORS, Dimension, Grain, Indicator

MOST_DIMENSIONS = 2
MOST_YEARS = 12
LEVELS = (4, 6, 9, 12)
"""Digits of the code of a city, county, township and village that tell it from others of its level."""


@dataclass(frozen=True)
class Question:
    """Which figure, by what, of which days, where. Every value in it is a known one: `asked` makes sure."""

    indicator: str
    first: date
    last: date
    """Inclusive, as `first`; both are the city's days."""
    by: tuple[Dimension, ...] = ()
    prefix: str = ""
    """Digits of the place; empty: everything that the facts hold."""
    units: frozenset[int] = frozenset()
    """Only these; empty: all."""
    kind: str = ""
    """This kind and those below it."""
    channel: str = ""

    @property
    def definition(self) -> Indicator:
        return INDICATORS[self.indicator]

    @property
    def is_snapshot(self) -> bool:
        """Whether everything until the last day counts, whenever it began."""
        return self.definition.grain is Grain.OPEN

    @property
    def area_level(self) -> int:
        """Digits by which the areas below are told apart."""
        deeper = [each for each in LEVELS if each > len(self.prefix)]
        return deeper[0] if deeper else LEVELS[-1]


def definition_of(name: str) -> Indicator:
    if name not in INDICATORS:
        raise UnknownIndicator(indicator=name)
    return INDICATORS[name]


def dimensions_of(indicator: Indicator, names: tuple[str, ...]) -> tuple[Dimension, ...]:
    """Return what the figure is asked by. Raises UnknownDimension, TooManyDimensions."""
    if len(names) > MOST_DIMENSIONS or len(set(names)) < len(names):
        raise TooManyDimensions
    for name in names:
        if name not in indicator.dimensions:
            known = ", ".join(each.value for each in Dimension if each in indicator.dimensions)
            raise UnknownDimension(indicator=indicator.label, dimension=name, known=known)
    return tuple(Dimension(name) for name in names)


def check_window(first: date, last: date) -> None:
    if last < first:
        raise WindowBackwards(first=first.isoformat(), last=last.isoformat())
    if last.year - first.year > MOST_YEARS:
        raise WindowTooLong(years=MOST_YEARS)
