from __future__ import annotations

from linli.areas.policies.codes import level_of, significant_prefix
from linli.conferences.rules import StepRule
from linli.disputes.actions.registering import LEVELS
from linli.disputes.models import Dispute
from linli.people.models import Unit


def conveners_of(step: StepRule, dispute: Dispute) -> list[Unit]:
    """Return the units that may convene a step about a dispute: of its level, above its place. One query."""
    rows = Unit.objects.filter(kind__in=step.conveners, is_active=True).order_by("path")
    near = rows.filter(area_code__startswith=dispute.area_code[:4])
    return [each for each in near if convenes(each, step, dispute)]


def convenes(unit: Unit, step: StepRule, dispute: Dispute) -> bool:
    here = dispute.area_code.startswith(significant_prefix(unit.area_code))
    fits = unit.kind in step.conveners and LEVELS.get(level_of(unit.area_code)) == step.level
    return bool(unit.is_active and fits and here)
