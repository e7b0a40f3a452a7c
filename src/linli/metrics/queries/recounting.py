"""Whether a bulletin still says what it said: its figures made again from the months it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.letters.policies import digest_of
from linli.metrics.errors import MonthNotFrozen
from linli.metrics.models import Bulletin
from linli.metrics.policies.bulletins import Cycle, Period
from linli.metrics.queries.bulletins import Counted, cells, rule_of


@dataclass(frozen=True)
class Recounted:
    is_intact: bool
    """Whether what was kept, and the letter, are what was written."""
    is_same: bool
    """Whether the frozen months, or for a week the tables, still say it."""
    months: tuple[str, ...]
    """The months it was made of; a week has none."""


def recounted(bulletin: Bulletin, now: datetime) -> Recounted:
    """Return how a bulletin stands to its source. Two queries, and two for each slice of a week."""
    kept = Counted.of_data(bulletin.sums)
    letter = bulletin.letter
    is_whole = letter is None or not letter.digest or digest_of(letter.content) == letter.digest
    period = Period(Cycle(bulletin.cycle), bulletin.first, bulletin.last)
    rule = rule_of(bulletin)
    months = tuple(f"{month:%Y-%m}" for month in period.months())
    try:
        again = cells(rule.ranked, period, now)[rule.ranked]
    except MonthNotFrozen:
        return Recounted(is_whole and kept.digest == bulletin.digest, False, months)
    is_same = all(again.get(key) == sums for key, sums in kept.now.items())
    return Recounted(is_whole and kept.digest == bulletin.digest, is_same, months)
