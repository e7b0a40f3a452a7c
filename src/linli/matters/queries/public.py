"""What anybody may know of an area's matters: numbers, none of them small, and never a matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import children
from linli.matters.models import OPEN_MATTERS, Matter
from linli.matters.models.matter import ARCHIVABLE
from linli.matters.policies import Status
from linli.matters.policies.small_cells import shown, shown_cells

LAST = timedelta(days=30)
KEPT_SECONDS = 600
"""Figures stand still for ten minutes: nobody watches them change with a single report."""
TOP = "."
"""What separates the levels of a kind."""


@dataclass(frozen=True)
class Cell:
    """Two counts; None where one is too small to be shown."""

    open: int | None
    solved: int | None


@dataclass(frozen=True)
class AreaFigures:
    """What is open now and was solved in the last thirty days. Confidential matters are not counted."""

    whole: Cell
    by_kind: dict[str, Cell]
    """Top kinds by their code; empty for what has none yet."""
    by_area: dict[str, Cell]
    """Areas one level below, by code; those without any matter too."""


def area_figures(area_code: str, now: datetime) -> AreaFigures:
    """Return an area's figures. Two queries every ten minutes, else none. Raises BadCode."""
    key = f"matters.public.{significant_prefix(area_code)}"
    found: AreaFigures | None = cache.get(key)
    if found is None:
        found = _figures(area_code, now)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _figures(area_code: str, now: datetime) -> AreaFigures:
    below = [area.code for area in children(area_code)]
    length = len(significant_prefix(below[0])) if below else len(area_code)
    everything = Matter.objects.filter(
        area_code__startswith=significant_prefix(area_code), is_confidential=False
    )
    now_open = _counted(everything.filter(OPEN_MATTERS), length)
    solved = _counted(
        everything.filter(
            status__in=sorted(ARCHIVABLE), closed_at__gte=now - LAST, closed_at__lte=now
        ).filter(status=Status.CLOSED),
        length,
    )
    return AreaFigures(
        Cell(shown(now_open.total()), shown(solved.total())),
        _cells(_by_kind(now_open), _by_kind(solved)),
        _cells(_by_area(now_open, below, length), _by_area(solved, below, length)),
    )


def _counted(rows: QuerySet[Matter], length: int) -> Counter[tuple[str, str]]:
    """Count by the code of the area below and by kind."""
    grouped = rows.annotate(below=Substr("area_code", 1, length)).values_list("below", "kind_code")
    return Counter(
        {(below, kind): count for below, kind, count in grouped.annotate(count=Count("pk")).order_by()}
    )


def _by_kind(counts: Counter[tuple[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_area, kind), count in counts.items():
        found[kind.split(TOP)[0]] += count
    return found


def _by_area(counts: Counter[tuple[str, str]], below: list[str], length: int) -> Counter[str]:
    found = Counter(dict.fromkeys(below, 0))
    codes = {code[:length]: code for code in below}
    for (area, _kind), count in counts.items():
        if area in codes:
            found[codes[area]] += count
    return found


def _cells(now_open: Counter[str], solved: Counter[str]) -> dict[str, Cell]:
    keys = sorted(now_open.keys() | solved.keys())
    opened = shown_cells({key: now_open[key] for key in keys})
    done = shown_cells({key: solved[key] for key in keys})
    return {key: Cell(opened[key], done[key]) for key in keys}
