"""Scores of units: a tree of indicators, each leaf a share of its weight. Pure, so that anybody can recompute them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")
WHOLE = Decimal(100)


class Source(TextChoices):
    """Where the two numbers of an indicator come from. None of them counts people, complaints or petitions."""

    TASKS_ACCEPTED = "tasks_accepted", _("tasks accepted, of those due in the period")
    TASKS_ON_TIME = "tasks_on_time", _("tasks reported done in time and accepted, of those due in the period")
    MILESTONES_ON_TIME = "milestones_on_time", _("milestones reached in time, of those due in the period")
    PROBLEMS_ANSWERED = (
        "problems_answered",
        _("problems of others answered in time, of those due in the period"),
    )
    DUTIES_DONE = "duties_done", _("regular duties handed in, of those due in the period")
    DUTIES_ON_TIME = "duties_on_time", _("regular duties handed in on time, of those due in the period")
    CHECKED = "checked", _("what passed on the spot, of what was checked; entered by hand with a reason")


class AppraisalStatus(TextChoices):
    DRAFT = "draft", _("In preparation")
    PUBLISHED = "published", _("Published")


class ObjectionStatus(TextChoices):
    OPEN = "open", _("Not decided yet")
    UPHELD = "upheld", _("Upheld, the sheet was corrected")
    REJECTED = "rejected", _("Not upheld")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many. A denominator of zero says nothing about the unit."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError("a share lies between none and all")


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of a sheet's numbers."""

    points: Mapping[str, Decimal | None]
    """By leaf; None where nothing was due."""
    score: Decimal | None
    """Out of 100, over the weights to which anything was due; None: nothing was due at all."""


def leaf_points(weight: Decimal, share: Share | None) -> Decimal | None:
    if share is None or share.denominator == 0:
        return None
    points = weight * share.numerator / share.denominator
    return points.quantize(CENT, ROUND_HALF_UP)


def scored(weights: Mapping[str, Decimal], shares: Mapping[str, Share]) -> Scored:
    """Return points and score. Leaves without anything due are left out of the sum and of the whole."""
    points = {code: leaf_points(weight, shares.get(code)) for code, weight in weights.items()}
    counted = [code for code, value in points.items() if value is not None]
    whole = sum((weights[code] for code in counted), Decimal(0))
    if not whole:
        return Scored(points, None)
    reached = sum((value for value in points.values() if value is not None), Decimal(0))
    return Scored(points, (reached * WHOLE / whole).quantize(CENT, ROUND_HALF_UP))


def shares_in(inputs: Mapping[str, Mapping[str, int]]) -> dict[str, Share]:
    """Read the numbers as a sheet keeps them."""
    return {code: Share(each["numerator"], each["denominator"]) for code, each in inputs.items()}


def inputs_of(shares: Mapping[str, Share]) -> dict[str, dict[str, int]]:
    return {
        code: {"numerator": share.numerator, "denominator": share.denominator}
        for code, share in shares.items()
    }


def ranked(scores: Mapping[int, Decimal | None]) -> Iterator[tuple[int, int | None]]:
    """Yield unit and place, best first; equal scores share a place, and without a score there is none."""
    place, before = 0, None
    having = sorted(
        ((v, k) for k, v in scores.items() if v is not None), key=lambda each: (-each[0], each[1])
    )
    for count, (score, unit) in enumerate(having, start=1):
        if score != before:
            place, before = count, score
        yield unit, place
    yield from ((unit, None) for unit in sorted(scores) if scores[unit] is None)
