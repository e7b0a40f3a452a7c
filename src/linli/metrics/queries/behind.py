"""The matters that a figure counts: the same definition, asked for its matters instead of their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

import ibis

from linli.matters.access import visible
from linli.matters.models import Matter
from linli.matters.queries import LISTED
from linli.metrics.engines.duck import LakeReader
from linli.metrics.engines.source import Source, day_before
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import OF_MATTERS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import Indicator
from linli.metrics.policies.measures import MEASURES, Measure, Table
from linli.people.access import Viewer

SIZE = 30


@dataclass(frozen=True)
class Behind:
    rows: list[Matter]
    next: int | None
    """Number of the last one shown, where more follow."""


def has_list(indicator: Indicator) -> bool:
    return all(MEASURES[name].dataset in OF_MATTERS for name in indicator.measures)


def behind(
    viewer: Viewer, question: Question, source: Source, *, whole: bool, before: int | None, size: int = SIZE
) -> Behind:
    """Return the matters counted, newest first; `whole`: those the figure is a share of.

    Two queries, one of a lake that was asked the same before.

    They are read where the figure was, so that both are of one moment.
    """
    definition = question.definition
    top = {part.measure: part.weight(None) for part in definition.numerator} if question.is_snapshot else {}
    names = definition.denominator if whole and definition.denominator else _top(definition)
    asked = replace(question, last=min(question.last, day_before(source.at)), by=())

    def read() -> list[int]:
        found = source.rows(lambda facts: _numbers(facts, names, top, asked, before, size + 1), asked)
        return [row["matter"] for row in found]

    key = ("behind", asked, names, before, size)
    numbers = source.remembered(key, read) if isinstance(source, LakeReader) else read()
    listed = visible(viewer).filter(pk__in=numbers[:size]).select_related("lead_unit").only(*LISTED)
    rows = {each.pk: each for each in listed}
    shown = [rows[number] for number in numbers[:size] if number in rows]
    return Behind(shown, numbers[size - 1] if len(numbers) > size else None)


def _top(definition: Indicator) -> tuple[str, ...]:
    return tuple(part.measure for part in definition.numerator)


def _numbers(
    facts: counting.Tables,
    names: Iterable[str],
    weights: Mapping[str, object],
    question: Question,
    before: int | None,
    size: int,
) -> Table:
    parts = [_matters(facts, MEASURES[name], weights.get(name), question) for name in dict.fromkeys(names)]
    lines = reduce(lambda one, other: one.union(other), parts)
    counted = lines.group_by("matter").aggregate(times=lines.times.sum())
    found = counted.filter(counted.times > 0)
    if before is not None:
        found = found.filter(found.matter < before)
    return found.select("matter").order_by(ibis.desc("matter")).limit(size)


def _matters(facts: counting.Tables, measure: Measure, weight: object, question: Question) -> Table:
    table = facts[measure.dataset]
    rows = table.filter(table[measure.on].notnull())
    times = counting.number(measure.amount(rows)) * (-1 if weight == -1 else 1)
    lines = rows.select(
        matter=rows.matter,
        on=rows[measure.on],
        area=rows.area,
        kind=rows.kind,
        unit=rows[measure.unit],
        channel=rows.channel,
        times=times,
    )
    found = counting.narrowed(lines, question)
    return found.filter(found.times != 0).select("matter", "times")
