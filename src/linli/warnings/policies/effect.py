"""Whether an action helped: the change at its place against the change elsewhere, with how sure that is.

Difference in differences on the logarithm of weekly counts. What would have come without the action is what came
before, times the change that other places had in the same kind and the same weeks. The variance is that of counts
(Poisson), widened by how much the weeks scatter (quasi-Poisson), never narrowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from statistics import fmean, variance
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from scipy.special import stdtrit


class Verdict(TextChoices):
    HELPED = "helped", _("fewer than elsewhere: it helped")
    UNCLEAR = "unclear", _("no difference that chance would not bring")
    WORSE = "worse", _("more than elsewhere")
    TOO_FEW = "too_few", _("too few matters or weeks to tell")


@dataclass(frozen=True)
class Weeks:
    """Counts of whole weeks before and after; None where nobody counted."""

    before: Sequence[int | None]
    after: Sequence[int | None]


@dataclass(frozen=True)
class Effect:
    """What was measured. Shares: -0.4 is two fifths fewer than without the action."""

    verdict: Verdict
    here_before: float
    """Matters a week."""
    here_after: float
    there_before: float
    there_after: float
    weeks_before: int
    weeks_after: int
    expected: float | None = None
    """Matters a week at the place, had it gone as elsewhere."""
    change: float | None = None
    low: float | None = None
    high: float | None = None
    places: int = 0
    """Compared with."""

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"verdict": self.verdict.value}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Effect:
        return cls(**data | {"verdict": Verdict(data["verdict"])})


def effect_of(
    here: Weeks, there: Weeks, *, least_before: int, least_weeks: int, confidence: float, places: int = 0
) -> Effect:
    """Return the effect of what was done between `before` and `after`, here against there."""
    groups = [_known(each) for each in (here.before, here.after, there.before, there.after)]
    means = [fmean(each) if each else 0.0 for each in groups]
    told: dict[str, Any] = {
        "here_before": means[0],
        "here_after": means[1],
        "there_before": means[2],
        "there_after": means[3],
        "weeks_before": len(groups[0]),
        "weeks_after": len(groups[1]),
        "places": places,
    }
    few = any(len(each) < least_weeks for each in groups)
    if few or sum(groups[0]) < least_before or sum(groups[2]) < least_before:
        return Effect(Verdict.TOO_FEW, **told)
    # Half a matter is added to each sum, so that a place where nothing came any more has an effect as well.
    rates = [(sum(each) + 0.5) / len(each) for each in groups]
    middle = log(rates[1] / rates[0]) - log(rates[3] / rates[2])
    spread = sqrt(
        sum(
            _dispersion(one, other) * (1 / (sum(one) + 0.5) + 1 / (sum(other) + 0.5))
            for one, other in ((groups[0], groups[1]), (groups[2], groups[3]))
        )
    )
    # Few weeks tell little of how much they scatter: Student's distribution widens the interval for that.
    freedom = max(2, sum(len(each) for each in groups[:2]) - 2)
    reach = float(stdtrit(freedom, (1 + confidence) / 2)) * spread
    low, high = (exp(middle + sign * reach) - 1 for sign in (-1, 1))
    expected = rates[0] * rates[3] / rates[2]
    return Effect(_verdict(low, high), **told, expected=expected, change=exp(middle) - 1, low=low, high=high)


def _known(counts: Sequence[int | None]) -> list[int]:
    return [each for each in counts if each is not None]


def _dispersion(before: list[int], after: list[int]) -> float:
    """Return how many times more the weeks scatter about the mean of their phase than counts do; at least 1."""
    found = [
        (variance(each) / fmean(each), len(each) - 1)
        for each in (before, after)
        if len(each) > 1 and sum(each) > 0
    ]
    freedom = sum(weight for _value, weight in found)
    return max(1.0, sum(value * weight for value, weight in found) / freedom) if freedom else 1.0


def _verdict(low: float, high: float) -> Verdict:
    if high < 0:
        return Verdict.HELPED
    return Verdict.WORSE if low > 0 else Verdict.UNCLEAR
