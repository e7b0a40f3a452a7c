"""Money without loss: whole cents in the arithmetic, exact fractions between, one rounding at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

HALF = Fraction(1, 2)


def cents(yuan: Fraction | Decimal | int) -> int:
    """Return an exact amount in yuan as whole cents, half a cent up."""
    return floor(Fraction(yuan) * 100 + HALF)


def yuan(amount: int) -> Decimal:
    """Return cents as yuan with two places."""
    return Decimal(amount).scaleb(-2)


def largest_remainder(total: int, parts: Sequence[Fraction]) -> list[int]:
    """Return `parts`, whose sum rounds to `total`, as whole cents whose sum is `total` exactly.

    Every part is rounded down; the cents that are left go to the largest remainders, among equal ones to the
    part that stands first. So the caller's order decides ties: who pays stands before who bears.
    """
    floors = [floor(part) for part in parts]
    left = total - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda place: (floors[place] - parts[place], place))
    for place in by_remainder[:left]:
        floors[place] += 1
    return floors


def in_proportion(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` cents in proportion to `weights`; nothing where all weights are 0."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    return largest_remainder(total, [Fraction(total * weight, whole) for weight in weights])


def one_after_another(total: int, most: Iterable[int]) -> list[int]:
    """Fill each up to its most, in order, until `total` cents are used up."""
    given = []
    for each in most:
        given.append(part := min(each, total))
        total -= part
    return given


def plain(value: Fraction | Decimal | int) -> str:
    """Return a number for a formula: 40000, 133333.33…, 0.3."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    hundredths = exact * 10000
    if hundredths.denominator == 1:
        return f"{Decimal(hundredths.numerator).scaleb(-4):f}".rstrip("0").rstrip(".")
    return f"{exact.numerator}/{exact.denominator}"
