"""The two pools as they stand today: what is frozen for a draw."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Max

from linli.entities.policies import State
from linli.entities.queries.entities import entities_in
from linli.inspections.models import CreditGrade, Inspector, Visit
from linli.inspections.rules import Task

BATCH = 20_000


def targets_of(task: Task, area_code: str, *, ungraded: str) -> Iterator[dict[str, Any]]:
    """Return the first pool: bodies at work that the task is about. Three queries, however many there are."""
    grades = dict(CreditGrade.objects.values_list("code", "grade").iterator(BATCH))
    last = _last_visits(task.code)
    rows = entities_in(area_code, kinds=task.kinds, trades=task.trades).filter(state=State.ACTIVE)
    values = rows.values_list("code", "area_code", "unit__code").order_by()
    for code, area, keeper in values.iterator(BATCH):
        row = {"id": code, "grade": grades.get(code, ungraded), "area": area}
        if keeper:
            row["keeper"] = keeper
        if code in last:
            row["last"] = last[code].isoformat()
        yield row


def _last_visits(task: str) -> dict[str, date]:
    rows = Visit.objects.filter(task=task, visited_on__isnull=False).values_list("target")
    return dict(rows.annotate(last=Max("visited_on")).order_by())


def inspectors_of(departments: Collection[str], area_code: str) -> list[dict[str, Any]]:
    """Return the second pool: inspectors of these departments in an area and below. One query. No names."""
    rows = Inspector.objects.filter(
        is_active=True, department__in=departments, area_code__startswith=area_code.rstrip("0")
    ).select_related("unit")
    return [
        {"id": row.code, "department": row.department, "unit": row.unit.code, "area": row.keeps_away}
        for row in rows.order_by("code")
    ]
