"""A space-time scan: is there a place, with its neighbours, where the last weeks brought more than chance does?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
EULER = 0.5772156649


@dataclass(frozen=True)
class ScanRule:
    longest: int = 4
    """Weeks of the longest window; every window ends with the last week."""
    trials: int = 199
    """Shuffled cities that the strongest cluster is compared with."""
    seed: int = 1


@dataclass(frozen=True)
class Cluster:
    """A zone and a window that stand out."""

    zone: tuple[int, ...]
    """Places by their row."""
    weeks: int
    count: float
    expected: float
    strength: float
    """Logarithm of the likelihood ratio (Kulldorff, Poisson)."""
    chance: float
    """How often a city without any cluster shows one as strong."""


def zones_of(neighbours: Mapping[int, Sequence[int]], places: int) -> list[tuple[int, ...]]:
    """Return each place alone and each place with its neighbours; the same set once."""
    found: dict[tuple[int, ...], None] = {}
    for place in range(places):
        found[(place,)] = None
        found[tuple(sorted({place, *neighbours.get(place, ())}))] = None
    return list(found)


def scan(
    counts: Array, expected: Array, zones: Sequence[tuple[int, ...]], *, rule: ScanRule
) -> Cluster | None:
    """Return the strongest cluster of the last weeks; None when nothing is above what is expected.

    `counts` and `expected` are places x weeks and end with the week judged. Only the share of each place counts: a week
    that is high everywhere is no cluster.
    """
    known = np.isfinite(counts)
    seen = np.where(known, counts, 0.0)[:, -rule.longest :]
    awaited = np.where(known, np.maximum(expected, 1e-6), 0.0)[:, -rule.longest :]
    if not seen.sum():
        return None
    member = np.zeros((len(zones), len(seen)))
    for row, zone in enumerate(zones):
        member[row, list(zone)] = 1.0
    strengths = _strengths(member, seen, awaited)
    zone, week = divmod(int(strengths.argmax()), strengths.shape[1])
    if strengths[zone, week] <= 0:
        return None
    chance = _chance(float(strengths[zone, week]), member, seen, awaited, rule)
    span = int(seen.shape[1] - week)
    inside = list(zones[zone])
    scale = seen[:, week:].sum() / awaited[:, week:].sum()
    return Cluster(
        zone=zones[zone],
        weeks=span,
        count=float(seen[inside, week:].sum()),
        expected=float(awaited[inside, week:].sum() * scale),
        strength=float(strengths[zone, week]),
        chance=chance,
    )


def _strengths(member: Array, seen: Array, awaited: Array) -> Array:
    """Return zones x first weeks: the logarithm of the likelihood ratio, 0 where no more came than expected."""
    late_seen, late_awaited = (each[:, ::-1].cumsum(axis=1)[:, ::-1] for each in (seen, awaited))
    total = late_seen.sum(axis=0)
    share = np.where(late_awaited.sum(axis=0) > 0, total / np.maximum(late_awaited.sum(axis=0), 1e-12), 0.0)
    inside = member @ late_seen
    due = np.maximum(member @ late_awaited * share, 1e-9)
    outside, due_outside = total - inside, np.maximum(total - due, 1e-9)
    strength = _term(inside, due) + _term(outside, due_outside)
    return np.where(inside > due, strength, 0.0)


def _term(seen: Array, due: Array) -> Array:
    return np.where(seen > 0, seen * np.log(np.where(seen > 0, seen, 1.0) / due), 0.0)


def _chance(strength: float, member: Array, seen: Array, awaited: Array, rule: ScanRule) -> float:
    """Deal each week's cases anew by the places' expected shares; the tail is a Gumbel distribution's."""
    dealt = np.random.default_rng(rule.seed)
    shares = awaited / np.maximum(awaited.sum(axis=0), 1e-12)
    totals = np.rint(seen.sum(axis=0)).astype(int)
    highest = np.empty(rule.trials)
    for trial in range(rule.trials):
        columns = [
            dealt.multinomial(n, shares[:, week] / max(shares[:, week].sum(), 1e-12))
            for week, n in enumerate(totals)
        ]
        highest[trial] = _strengths(member, np.column_stack(columns).astype(float), awaited).max()
    scale = max(float(highest.std(ddof=1)) * 6**0.5 / np.pi, 1e-9)
    place = float(highest.mean()) - EULER * scale
    return float(-np.expm1(-np.exp(-(strength - place) / scale)))
