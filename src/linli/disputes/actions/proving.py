"""How a side proves that a dispute is its own: the number, and the last four digits of its telephone."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.core.time import aware
from linli.disputes.errors import TooManyTries, WrongProof
from linli.disputes.models import Party, WrongAnswer
from linli.vault.queries import matches_phone_tail

MOST_TRIES = 5
WAIT = timedelta(minutes=15)


def prove(*, number: str, tail: str, now: datetime) -> Party:
    """Return the side. A missing dispute and wrong digits look the same. Raises WrongProof, TooManyTries."""
    number = number.strip().upper()[:20]
    if WrongAnswer.objects.filter(number=number, at__gt=aware(now) - WAIT).count() >= MOST_TRIES:
        raise TooManyTries(minutes=int(WAIT.total_seconds() // 60))
    rows = Party.objects.filter(dispute__number=number).select_related("record").order_by("place")
    found = [row for row in rows if matches_phone_tail(row.record, tail)]
    # Two sides with the same digits: neither is shown the other's page by them.
    if len({row.record_id for row in found}) != 1:
        WrongAnswer.objects.create(number=number or "-", at=aware(now))
        raise WrongProof
    return found[0]
