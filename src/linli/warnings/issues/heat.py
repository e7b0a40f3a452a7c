"""How hot an issue is: how many people, how much support, how alike, how close in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from linli.warnings.issues.messages import Message


@dataclass(frozen=True)
class HeatRule:
    """What counts for heat."""

    support_weight: float = 0.7
    """Of the logarithm of a message's likes, less its dislikes."""
    most_support: float = 10.0
    """Of one message: a thousand likes are as good as a million."""
    placeless: float = 0.6
    """What a group without a common place keeps of its heat."""
    spread_out: float = 0.6
    """What a group keeps whose messages are evenly spread over the years."""
    full_theme: float = 0.25
    """Mean share of the theme from which a group keeps all its heat."""
    close_days: int = 90
    growth_days: int = 30


@dataclass(frozen=True)
class Heat:
    value: float
    people: int
    """Writers, each once; those who are unknown count as different ones."""
    likes: int
    growth: float | None
    """Messages of the last days of the whole file over those of as many days before; None without any before."""
    unresolved: float | None
    """Share of those of which it is known; None when of none."""


def heat_of(
    members: Sequence[Message], *, placed: float, spoken: float, until: datetime | None, rule: HeatRule
) -> Heat:
    """Return the heat of a group.

    `placed` is the share of members that name the common place, `spoken` the mean share of the common theme they speak
    of: a street's unrelated matters share little, so they give little heat. `until` is the last moment that counts.
    """
    people = _people(members)
    support = sum(min(rule.most_support, log2(1 + max(0, each.likes - each.dislikes))) for each in members)
    together = rule.placeless + (1 - rule.placeless) * placed
    close = rule.spread_out + (1 - rule.spread_out) * _densest(members, rule)
    one_thing = min(1.0, spoken / rule.full_theme)
    supported = rule.support_weight * min(support, rule.most_support * people)
    value = (people + supported) * one_thing * together * close
    known = [each.unresolved for each in members if each.unresolved is not None]
    return Heat(
        value=value,
        people=people,
        likes=sum(each.likes for each in members),
        growth=_growth(members, until, rule),
        unresolved=sum(known) / len(known) if known else None,
    )


def _people(members: Sequence[Message]) -> int:
    affected: dict[str, int] = {}
    for number, each in enumerate(members):
        key = each.writer or f"\x00{number}"
        affected[key] = max(affected.get(key, 0), each.people)
    return sum(affected.values())


def _densest(members: Sequence[Message], rule: HeatRule) -> float:
    """Return the share of members in the densest stretch of `close_days`; 1 when no times are known."""
    times = sorted(each.at for each in members if each.at)
    if not times:
        return 1.0
    first = most = 0
    for last, at in enumerate(times):
        while at - times[first] > timedelta(days=rule.close_days):
            first += 1
        most = max(most, last - first + 1)
    return most / len(times)


def _growth(members: Sequence[Message], until: datetime | None, rule: HeatRule) -> float | None:
    if until is None:
        return None
    ages = [(until - each.at).days // rule.growth_days for each in members if each.at and each.at <= until]
    return ages.count(0) / ages.count(1) if ages.count(1) else None
