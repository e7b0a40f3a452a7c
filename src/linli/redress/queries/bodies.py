from __future__ import annotations

from linli.areas.policies.codes import significant_prefix
from linli.disputes.models import Dispute
from linli.people.models import Unit
from linli.redress.rules import Redress


def bodies_for(dispute: Dispute, rule: Redress) -> list[Unit]:
    """Return the bodies that may take a case from this place: of the county and of the city. One query."""
    rows = Unit.objects.filter(kind__in=rule.bodies, is_active=True).order_by("-area_code", "path")
    near = rows.filter(area_code__startswith=dispute.area_code[:4])
    return [each for each in near if dispute.area_code.startswith(significant_prefix(each.area_code))]
