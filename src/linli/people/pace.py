"""Token buckets in the process: whoever sends faster than the city allows waits.

Each process counts by itself, so the city as a whole takes as many times the rate as it has processes. That costs
no query and no lock between processes, and a process that starts anew forgets.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil
from time import monotonic

from django.http import HttpRequest

from linli.core.time import city_day
from linli.people.errors import TooFast
from linli.people.policies.rates import CAREFUL, RequestRates
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force

__all__ = ["TooFast", "forget", "spend", "stranger"]

MOST_BUCKETS = 20_000
LOOK_AGAIN_SECONDS = 5.0


class _Bucket:
    """What one sender may still send now. A full bucket holds a minute's worth."""

    __slots__ = ("held", "per_second", "read_at", "size")

    def __init__(self, per_minute: int | None, at: float) -> None:
        self.read_at = at
        self.size = float(per_minute or 0)
        self.per_second = self.size / 60
        self.held = self.size


_buckets: dict[str, _Bucket] = {}
_rates: tuple[float, RequestRates] = (float("-inf"), CAREFUL)


def stranger(request: HttpRequest) -> str:
    """Return whom to count a request to that comes without a valid key: its network address."""
    return f"from:{request.META.get('REMOTE_ADDR', '')}"


def spend(who: str, *, now: datetime) -> None:
    """Count one request of `key:<prefix>` or `from:<address>`. Raises TooFast with the seconds to wait.

    Some microseconds; the rule is read again every five seconds.
    """
    at = monotonic()
    rates = _rates_at(at, now)
    per_minute = rates.per_minute(who)
    if per_minute is None:
        return
    bucket = _buckets.get(who)
    if bucket is None or bucket.size != per_minute:
        bucket = _new_bucket(who, per_minute, at)
    bucket.held = min(bucket.size, bucket.held + (at - bucket.read_at) * bucket.per_second)
    bucket.read_at = at
    if bucket.held < 1:
        raise TooFast(seconds=max(1, ceil((1 - bucket.held) / bucket.per_second)))
    bucket.held -= 1


def _rates_at(at: float, now: datetime) -> RequestRates:
    global _rates
    if at - _rates[0] >= LOOK_AGAIN_SECONDS:
        try:
            rates = in_force(RequestRates, city_day(now)).value
        except (RuleMissing, RuleExpired):
            rates = CAREFUL
        _rates = (at, rates)
    return _rates[1]


def _new_bucket(who: str, per_minute: int, at: float) -> _Bucket:
    if len(_buckets) >= MOST_BUCKETS:
        _drop_full(at)
    bucket = _buckets[who] = _Bucket(per_minute, at)
    return bucket


def _drop_full(at: float) -> None:
    """Forget who has not sent for a minute: their buckets are full. If all are busy, forget everybody."""
    for who, bucket in list(_buckets.items()):
        if at - bucket.read_at >= 60:
            _buckets.pop(who, None)
    if len(_buckets) >= MOST_BUCKETS:
        _buckets.clear()


def forget() -> None:
    """Begin anew: after the rule changed in this process, and between tests."""
    global _rates
    _buckets.clear()
    _rates = (float("-inf"), CAREFUL)
