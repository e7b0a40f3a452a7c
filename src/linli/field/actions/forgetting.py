from __future__ import annotations

from datetime import datetime, timedelta

from linli.core.time import city_day
from linli.field.models import Sending
from linli.field.rules import Rounds
from linli.rulebook.queries import in_force

BATCH = 5000


def forget_keys(*, now: datetime) -> int:
    """Delete keys older than the city keeps them; return how many. Twice is once. Reports stay single all the same."""
    days = in_force(Rounds, city_day(now)).value.remember_days
    old = Sending.objects.filter(received_at__lt=now - timedelta(days=days)).order_by("received_at")
    total = 0
    while numbers := list(old.values_list("pk", flat=True)[:BATCH]):
        Sending.objects.filter(pk__in=numbers).delete()
        total += len(numbers)
    return total
