"""Months as they were frozen, as they are now, and why these differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Count

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import city_code
from linli.core.time import city_day
from linli.disputes.models import Dispute
from linli.journal.models import Entry
from linli.matters.models import Matter
from linli.matters.queries.rates import midnight
from linli.metrics.engines.postgres import Tables
from linli.metrics.errors import MonthNotFrozen, MonthNotOver
from linli.metrics.models import FrozenMonth
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import OF_MATTERS
from linli.metrics.policies.frozen import (
    MINUTES,
    Cells,
    Difference,
    Slice,
    differences,
    digest_of,
    month_of,
    next_month,
)
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import Dimension
from linli.metrics.policies.measures import MEASURES, Table
from linli.ratings.models import AreaCount, Label, Run
from linli.supervision.models import Climb, Ladder
from linli.targets.models import Task

ASKED_BY = {
    Slice.WHOLE: (),
    Slice.COUNTY: (Dimension.AREA,),
    Slice.TOWN: (Dimension.AREA,),
    Slice.KIND: (Dimension.KIND,),
    Slice.UNIT: (Dimension.UNIT,),
}
MOST_MATTERS = 50_000
"""Behind one difference; of more, the first so many explain it."""


def require_over(month: date, now: datetime) -> tuple[date, date]:
    """Return the first and last day of a month that is over. Raises MonthNotOver."""
    first, last = month_of(month)
    if last >= city_day(now):
        raise MonthNotOver(month=f"{first:%Y-%m}", on=next_month(first).isoformat())
    return first, last


def cells_of(month: date, *, now: datetime) -> Cells:
    """Return all sums of a month as the tables say now. Six queries, whatever the number of matters."""
    return cells_between(*month_of(month), Slice, now=now)


def cells_between(first: date, last: date, slices: Iterable[Slice], *, now: datetime) -> Cells:
    """Return the sums of a period as the tables say now: one query, and one for the medians of each slice."""
    tables, slices = Tables(now), tuple(slices)
    found = _sums(tables, first, last, slices)
    for slice_ in slices:
        question = _question(slice_, first, last)
        for row in tables.medians(question):
            if row["cases"]:
                found.setdefault((slice_.value, _key(row, question)), {})[MINUTES] = row["minutes"]
    return found


def _sums(
    tables: Tables, first: date, last: date, slices: tuple[Slice, ...]
) -> dict[tuple[str, str], dict[str, int]]:
    """Count once by township, kind and unit, and add that up: all history is gone through for it."""
    finest = (Dimension.AREA, Dimension.KIND, Dimension.UNIT)
    question = _of_towns(Question("handling_time", first, last, finest, significant_prefix(city_code())))
    asked = [(each.value, _question(each, first, last)) for each in slices]
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in tables.rows(partial(_all_sums, question), question):
        sums = {name: row[name] for name in MEASURES if row[name]}
        for name, slice_ in asked:
            place = {**row, "area": row["area"][: slice_.area_level]}
            found.setdefault((name, _key(place, slice_)), Counter()).update(sums)
    return {
        cell: kept for cell, sums in found.items() if (kept := {name: n for name, n in sums.items() if n})
    }


def _question(slice_: Slice, first: date, last: date) -> Question:
    prefix = significant_prefix(city_code())
    # The level below a county is asked for by counties' length, without a place of its own.
    asked = Question("handling_time", first, last, ASKED_BY[slice_], prefix)
    return _of_towns(asked) if slice_ is Slice.TOWN else asked


class _Towns(Question):
    """The same question with townships told apart across the whole city."""

    @property
    def area_level(self) -> int:
        return 9


def _of_towns(question: Question) -> Question:
    return _Towns(question.indicator, question.first, question.last, question.by, question.prefix)


def _all_sums(question: Question, facts: counting.Tables) -> Table:
    cells = counting.counted(facts, MEASURES, ("on", "area", "kind", "unit"))
    return counting.summed(cells, question, MEASURES)


def _key(row: dict[str, object], question: Question) -> str:
    return "".join(str(row[each.value]) for each in question.by)


@dataclass(frozen=True)
class Explained:
    """A difference, and what happened since to the matters it counts."""

    difference: Difference
    because: dict[str, int]
    """Event -> how often; empty: nothing that is on record explains it."""


@dataclass(frozen=True)
class Verified:
    month: date
    is_intact: bool
    """Whether the frozen sums are still what was frozen."""
    found: tuple[Explained, ...]

    @property
    def is_clean(self) -> bool:
        return self.is_intact and all(each.because for each in self.found)


def frozen_month(month: date) -> FrozenMonth:
    """Raises MonthNotFrozen."""
    found = FrozenMonth.objects.filter(month=month.replace(day=1)).first()
    if found is None:
        raise MonthNotFrozen(month=f"{month:%Y-%m}")
    return found


def frozen_cells(frozen: FrozenMonth) -> Cells:
    rows = frozen.cells.values_list("slice", "key", "sums")
    return {(slice_, key): sums for slice_, key, sums in rows}


def is_intact(frozen: FrozenMonth, cells: Cells | None = None) -> bool:
    """Say whether the kept sums are still what was frozen. One query."""
    kept = frozen_cells(frozen) if cells is None else cells
    named = {name for sums in kept.values() for name in sums}
    return digest_of(kept) == frozen.digest and named <= {*frozen.measures, MINUTES}


def verified(frozen: FrozenMonth, *, now: datetime) -> Verified:
    """Compute a frozen month again and say what is different, and why. Only what was counted then is compared."""
    was = frozen_cells(frozen)
    counted = MEASURES.keys() & frozen.measures
    found = differences(was, cells_of(frozen.month, now=now), counted)
    known: dict[tuple[str, str, str], dict[str, int]] = {}
    for each in found:
        if (cell := _cell(each)) not in known:
            known[cell] = why(each, frozen)
    explained = tuple(Explained(each, known[_cell(each)]) for each in found)
    return Verified(frozen.month, is_intact(frozen, was), explained)


def _cell(difference: Difference) -> tuple[str, str, str]:
    """Return what explains a difference: all sums of matters in one cell have the same reasons."""
    other = difference.measure.rpartition("_")[0]
    return difference.slice, difference.key, other if other in OTHERS else ""


def why(difference: Difference, frozen: FrozenMonth) -> dict[str, int]:
    """Count what was written since about that which stands, or stood, in the cell: event -> how often."""
    kind, subjects = _subjects_of(difference, frozen)
    since = Entry.objects.filter(subject_kind=kind, subject_id__in=subjects, at__gt=frozen.frozen_at)
    return dict(Counter(dict(since.values_list("event").annotate(times=Count("pk")).order_by("event"))))


@dataclass(frozen=True)
class Other:
    """What is counted beside matters: rows with an area and a unit, and whose chain tells what happened to them."""

    rows: type[models.Model]
    unit: str
    """Column of `rows` with the unit; empty: it counts for none."""
    subject: type[models.Model]
    number: str = "pk"
    """Column of `rows` with the number of the subject."""


_DISPUTE = Other(Dispute, "centre", Dispute)
OTHERS: Mapping[str, Other] = {
    "mediation": _DISPUTE,
    "performance": _DISPUTE,
    "confirmation": _DISPUTE,
    "supervision": Other(Climb, "unit", Ladder, "ladder_id"),
    "target": Other(Task, "owner", Task),
    "appeal": Other(Label, "", Label),
    "rated": Other(AreaCount, "", Run, "run_id"),
}


def _subjects_of(difference: Difference, frozen: FrozenMonth) -> tuple[str, Any]:
    """Return the kind and the numbers of the subjects in the cell."""
    other = OTHERS.get(difference.measure.rpartition("_")[0])
    if other is None:
        return Matter._meta.label_lower, _matters_of(difference, frozen)
    where: dict[str, Any] = {}
    if difference.slice in (Slice.COUNTY, Slice.TOWN):
        where = {"area_code__startswith": difference.key}
    elif difference.slice == Slice.UNIT and other.unit:
        where = {other.unit: int(difference.key)}
    return other.subject._meta.label_lower, other.rows._default_manager.filter(**where).values(other.number)


def _matters_of(difference: Difference, frozen: FrozenMonth) -> list[int]:
    """Return the matters of the cell's area, kind or unit that something was written about since.

    One that moved to another place, kind or unit is found by where it is now, so its old cell looks at all.
    """
    name = "closed" if difference.measure == MINUTES else difference.measure
    measure = MEASURES[name]
    assert measure.dataset in OF_MATTERS
    changed = Entry.objects.filter(subject_kind=Matter._meta.label_lower, at__gt=frozen.frozen_at)
    changed = changed.order_by("subject_id").distinct()
    after = midnight(next_month(frozen.month))
    rows = Matter.objects.filter(pk__in=changed.values("subject_id"), registered_at__lt=after)
    inside = rows.filter(**_inside(difference))
    return list((inside if inside.exists() else rows).values_list("pk", flat=True)[:MOST_MATTERS])


def _inside(difference: Difference) -> dict[str, Any]:
    match Slice(difference.slice):
        case Slice.COUNTY | Slice.TOWN:
            return {"area_code__startswith": difference.key}
        case Slice.KIND:
            return {"kind_code": difference.key}
        case Slice.UNIT:
            return {"orders__unit": int(difference.key)}
        case _:
            return {}
