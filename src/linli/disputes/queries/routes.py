from __future__ import annotations

from datetime import datetime

from linli.core.time import city_day
from linli.disputes.models import Dispute
from linli.disputes.policies import Route
from linli.disputes.rules import RouteAdvice, Routes
from linli.rulebook.queries import in_force


def routes_for(dispute: Dispute, now: datetime) -> list[RouteAdvice]:
    """Return each lawful route that is open to this dispute, with its time, cost and effect."""
    return in_force(Routes, city_day(now)).value.open_to(dispute.category)


def routes_told(dispute: Dispute, now: datetime) -> tuple[str, ...]:
    """Return the routes that sides are told of when mediation ends without agreement (Mediation Law art. 26)."""
    return tuple(each.route.value for each in routes_for(dispute, now) if each.route is not Route.MEDIATION)
