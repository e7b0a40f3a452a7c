from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linli.core.actor import Actor
from linli.core.rows import lock_until_committed
from linli.core.time import aware
from linli.journal.actions import record
from linli.matters.policies.rates import RateWeights
from linli.metrics.errors import MonthFrozen
from linli.metrics.events import MonthFigured
from linli.metrics.models import FrozenCell, FrozenMonth
from linli.metrics.policies.frozen import digest_of
from linli.metrics.policies.measures import MEASURES
from linli.metrics.queries.frozen import cells_of, require_over
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force


@transaction.atomic
def freeze(*, month: date, by: Actor, now: datetime) -> FrozenMonth:
    """Keep the figures of a month as they stand now. Raises MonthNotOver, MonthFrozen."""
    first, last = require_over(month, now)
    lock_until_committed(f"metrics.freeze:{first}")
    if FrozenMonth.objects.filter(month=first).exists():
        raise MonthFrozen(month=f"{first:%Y-%m}")
    cells = cells_of(first, now=now)
    edition, digest = _edition(last), digest_of(cells)
    frozen = FrozenMonth(
        month=first, frozen_at=aware(now), edition=edition, digest=digest, measures=list(MEASURES)
    )
    record(MonthFigured(first, edition, digest, len(cells)), subject=frozen, by=by, now=now)
    rows = [FrozenCell(frozen=frozen, slice=each, key=key, sums=sums) for (each, key), sums in cells.items()]
    FrozenCell.objects.bulk_create(rows, batch_size=1_000)
    return frozen


def _edition(day: date) -> int | None:
    try:
        return in_force(RateWeights, day).edition
    except (RuleMissing, RuleExpired):
        return None
