"""Counting how often the algorithms of the register were right, by district and by family of kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from linli.areas.policies.codes import LENGTH
from linli.catalogue.queries import kinds
from linli.core.time import city_day
from linli.matters.models import Matter
from linli.matters.policies.small_cells import shown, shown_cells
from linli.warnings.models import AlgorithmFigure, HotIssue
from linli.warnings.policies.hot import HotStatus
from linli.warnings.policies.register import named
from linli.warnings.queries.algorithms import version_of

DAYS = 365
Counted = Iterable[tuple[str, str, bool, int]]
"""Area, kind, whether it was right, how many."""


@transaction.atomic
def count_algorithms(*, now: datetime) -> int:
    """Replace the figures of the register by those of the last year; return how many cells there are."""
    AlgorithmFigure.objects.all().delete()
    rows = [*_cells("classifier", _suggestions(now), now), *_cells("hot-issues", _issues(now), now)]
    AlgorithmFigure.objects.bulk_create(rows)
    return len(rows)


def _suggestions(now: datetime) -> Counted:
    """Count suggestions beside what people decided, set by set: the database hands back sums, no matter."""
    tree = kinds()
    rows = (
        Matter.objects.filter(registered_at__gte=now - timedelta(days=DAYS))
        .exclude(suggested_label="")
        .exclude(kind_code="")
        .values("area_code", "suggested_label", "kind_code")
        .annotate(matters=Count("pk"))
        .order_by()
    )
    meant: dict[str, frozenset[str]] = {}
    for row in rows.iterator():
        label = row["suggested_label"]
        if label not in meant:
            meant[label] = frozenset(kind.code for kind in tree.labelled(label))
        yield row["area_code"], row["kind_code"], row["kind_code"] in meant[label], row["matters"]


def _issues(now: datetime) -> Counted:
    decided = HotIssue.objects.filter(decided_at__gte=now - timedelta(days=DAYS)).exclude(decided_by=None)
    for area, kind, status in decided.values_list("area_code", "kind_code", "status"):
        yield area, kind, status != HotStatus.DISMISSED, 1


def _cells(slug: str, counted: Counted, now: datetime) -> list[AlgorithmFigure]:
    cases, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for area, kind, is_right, number in counted:
        district = area[:6].ljust(LENGTH, "0")
        for cell in (("", ""), (district, ""), *([("", kind.partition(".")[0])] if kind else [])):
            cases[cell] += number
            right[cell] += number if is_right else 0
    algorithm, on = named(slug), city_day(now)
    version = version_of(algorithm, on).version if algorithm else ""
    return [
        AlgorithmFigure(
            algorithm=slug,
            version=version[:40],
            area_code=area,
            kind=kind,
            cases=number,
            right=right[area, kind],
            counted_on=on,
        )
        for (area, kind), number in sorted(_kept(cases).items())
    ]


def _kept(cases: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the cells that may be kept: none that could tell about one matter, beside those of the whole city."""
    whole = shown(cases["", ""])
    districts = shown_cells(
        {cell: n for cell, n in cases.items() if cell[0]}, is_whole_shown=whole is not None
    )
    families = shown_cells(
        {cell: n for cell, n in cases.items() if cell[1]}, is_whole_shown=whole is not None
    )
    return {cell: n for cell, n in {("", ""): whole, **districts, **families}.items() if n}
