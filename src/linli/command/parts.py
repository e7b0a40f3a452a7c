"""What other parts of the house show on a command page. A new one is a line in `PARTS`; this app is above them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.core.time import city_day
from linli.matters.queries.figures import Place
from linli.people.access import Viewer
from linli.people.policies import Permission
from linli.targets.access import visible_plans, visible_tasks
from linli.targets.models import Plan
from linli.targets.policies import PlanStatus
from linli.targets.queries.plans import NONE, Progress, progress_of

PLANS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the page: asked for what this viewer may see of the place; nothing found is not shown."""

    name: str
    template: str
    find: Callable[[Viewer, Place, datetime], list[Any]]


@dataclass(frozen=True, slots=True)
class Block:
    name: str
    template: str
    found: list[Any]


@dataclass(frozen=True, slots=True)
class PlanLine:
    plan: Plan
    progress: Progress


def running_plans(viewer: Viewer, place: Place, now: datetime) -> list[PlanLine]:
    """Return the plans under way of the place or of those in it, newest first. Three queries at most."""
    if not viewer.may(Permission.TARGET_VIEW):
        return []
    plans = visible_plans(viewer).filter(status=PlanStatus.ADOPTED, area_code__startswith=place.prefix)
    rows = list(plans.select_related("issuer").order_by("-first_on", "name")[:PLANS_SHOWN])
    known = progress_of(visible_tasks(viewer).filter(plan__in=rows), city_day(now)) if rows else {}
    return [PlanLine(plan, known.get(plan.pk, NONE)) for plan in rows]


PARTS = (Part("plans", "command/parts/plans.html", running_plans),)


def blocks(viewer: Viewer, place: Place, now: datetime) -> list[Block]:
    found = (Block(part.name, part.template, part.find(viewer, place, now)) for part in PARTS)
    return [block for block in found if block.found]
