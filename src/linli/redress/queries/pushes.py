from __future__ import annotations

from linli.redress.models import Case
from linli.redress.policies import PUSHES, Matter, Status


def pushes_made(case: Case) -> set[Matter]:
    """Return which of the three pushes stand. One query."""
    rows = case.pushes.filter(matter__in=PUSHES).exclude(status=Status.WITHDRAWN)
    return {Matter(each) for each in rows.values_list("matter", flat=True)}
