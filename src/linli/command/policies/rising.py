from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from linli.command.policies.rules import Rising


@dataclass(frozen=True, slots=True)
class Rise:
    """A kind of which more comes in than usual."""

    kind: str
    count: int
    usual: Fraction
    """How many came in as many days before, on average."""


def rising(recent: Mapping[str, int], before: Mapping[str, int], rule: Rising) -> tuple[Rise, ...]:
    """Return the kinds that rise, the one with the most above its usual number first; equals by code.

    `recent` counts the last `rule.days`, `before` the `rule.before_days` ahead of them. A kind that never came
    before rises as soon as it comes often enough.
    """
    part = Fraction(rule.days, rule.before_days)
    all_ = [Rise(kind, count, before.get(kind, 0) * part) for kind, count in recent.items()]
    found = [
        each for each in all_ if each.count >= rule.least and each.count >= each.usual * Fraction(rule.factor)
    ]
    found.sort(key=lambda each: (each.usual - each.count, each.kind))
    return tuple(found[: rule.shown])
