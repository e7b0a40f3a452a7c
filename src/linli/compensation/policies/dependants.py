"""Living expenses of dependants: year by year, with the cap of one year's consumption for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from linli.compensation.policies.standards import CapBasis


@dataclass(frozen=True, slots=True)
class Supported:
    """One dependant, ready to be counted."""

    label: str
    years: Fraction
    consumption: Fraction
    """One year's consumption, in yuan."""
    supporters: int

    @property
    def yearly(self) -> Fraction:
        return self.consumption / self.supporters


@dataclass(frozen=True, slots=True)
class Stretch:
    """Years in which the same dependants are supported."""

    since: Fraction
    until: Fraction
    labels: tuple[str, ...]
    wanted: Fraction
    """A year, before the cap, without the coefficient."""
    capped: Fraction
    """A year, as it counts, with the coefficient."""
    is_capped: bool

    @property
    def years(self) -> Fraction:
        return self.until - self.since

    @property
    def amount(self) -> Fraction:
        return self.years * self.capped


def stretches(people: Sequence[Supported], coefficient: Fraction, basis: CapBasis) -> list[Stretch]:
    """Return the years cut where somebody stops being supported. The order of `people` does not matter.

    The cap is one year's consumption; where people of different standards are supported, the highest. `before`
    compares it with the yearly sum itself, `after` with the sum times the coefficient.
    """
    ends = sorted({Fraction(0), *(each.years for each in people)})
    found = []
    for since, until in pairwise(ends):
        active = [each for each in people if each.years > since]
        wanted = sum((each.yearly for each in active), Fraction(0))
        cap = max(each.consumption for each in active)
        whole = wanted if basis == "before" else wanted * coefficient
        counted = min(whole, cap) * (coefficient if basis == "before" else 1)
        labels = tuple(each.label for each in active)
        found.append(Stretch(since, until, labels, wanted, counted, whole > cap))
    return found
