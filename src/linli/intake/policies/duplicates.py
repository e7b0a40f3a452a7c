"""How alike two reports are, and why. No tables; the numbers are the city's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians, sqrt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.intake.rules import DuplicateRule

METRES_PER_DEGREE = 111_320
SKETCHED = 200
"""Characters of a text that the first, coarse comparison reads."""
ROUNDED_TO = 50
"""Residents read distances in steps of so many metres."""


@dataclass(frozen=True)
class Because:
    """One reason for a proposal, in words."""

    sentence: Sentence
    facts: Mapping[str, Any]

    def in_language(self, language: str) -> str:
        with translation.override(language):
            return str(self)

    def __str__(self) -> str:
        return str(self.sentence) % self.facts


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What of a report, or of a matter, is compared."""

    words: str
    kind: str = ""
    label: str = ""
    """What the classifier takes it for."""
    area: str = ""
    grid: str = ""
    lon: float | None = None
    """Degrees, CGCS2000."""
    lat: float | None = None


@dataclass(frozen=True)
class Likeness:
    score: float
    """Between 0 and 1."""
    metres: int | None
    reasons: tuple[Because, ...]


def metres_between(one: Traits, other: Traits) -> float | None:
    """Return the distance on the ground, None where a point is missing. Good to a percent over some kilometres."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    east = (one.lon - other.lon) * cos(radians(one.lat))
    return hypot(east, one.lat - other.lat) * METRES_PER_DEGREE


def nearness(one: Traits, other: Traits, rule: DuplicateRule) -> float:
    """Return 1 for the same spot, 0 beyond the rule's distance; without points what sharing a grid or area counts."""
    metres = metres_between(one, other)
    if metres is not None:
        return max(0.0, 1 - metres / rule.metres)
    if one.grid and one.grid == other.grid:
        return float(rule.same_grid)
    return float(rule.same_area) if one.area and one.area == other.area else 0.0


def kinship(one: Traits, other: Traits) -> float:
    """Return 1 for the same kind, or the same label where a kind is missing; half for kinds of one family."""
    if one.kind and other.kind:
        family = one.kind.rpartition(".")[0]
        return (
            1.0
            if one.kind == other.kind
            else 0.5
            if family and family == other.kind.rpartition(".")[0]
            else 0.0
        )
    return 1.0 if one.label and one.label == other.label else 0.0


def sketch(words: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of neighbouring characters at the beginning of a text: what the coarse comparison needs."""
    return frozenset(pairwise(sign for sign in words[:SKETCHED] if sign.isalnum()))


def overlap(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    return len(one & other) / sqrt(len(one) * len(other)) if one and other else 0.0


def likeness(one: Traits, other: Traits, words: float, rule: DuplicateRule, days: int) -> Likeness | None:
    """Return how alike two reports are, `words` being how alike their texts are; None below the rule's thresholds."""
    near, kind = nearness(one, other, rule), kinship(one, other)
    weights = rule.weights
    score = float(weights.words) * words + float(weights.near) * near + float(weights.kind) * kind
    if words < rule.least_words or score < rule.least:
        return None
    metres = metres_between(one, other)
    return Likeness(
        score, None if metres is None else round(metres), tuple(_reasons(one, other, words, metres, days))
    )


def _reasons(one: Traits, other: Traits, words: float, metres: float | None, days: int) -> list[Because]:
    reasons = [Because(_("%(percent)s %% of the words are alike"), {"percent": round(words * 100)})]
    if metres is not None:
        reasons.append(Because(_("about %(metres)s metres away"), {"metres": rounded(metres)}))
    elif one.grid and one.grid == other.grid:
        reasons.append(Because(_("in the same grid"), {}))
    elif one.area and one.area == other.area:
        reasons.append(Because(_("in the same area"), {}))
    if kinship(one, other) == 1:
        reasons.append(Because(_("of the same kind"), {}))
    reasons.append(
        Because(_("reported %(days)s days ago"), {"days": days}) if days else Because(_("reported today"), {})
    )
    return reasons


def rounded(metres: float) -> int:
    return max(ROUNDED_TO, round(metres / ROUNDED_TO) * ROUNDED_TO)
