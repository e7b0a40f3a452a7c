"""Sums over facts as Ibis expressions: the same for PostgreSQL, DuckDB and Spark. No data is touched here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

import ibis

from linli.metrics.policies.datasets import DATASETS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import Dimension
from linli.metrics.policies.measures import MEASURES, Expression, Measure, Table, sources_of

CELL = ("on", "area", "kind", "unit", "channel")
"""What a sum can be asked by."""
Tables = Mapping[str, Table]
STRETCH = 60
"""Minutes that are looked at together where a median is sought."""


def fact_tables() -> dict[str, Table]:
    """Return the tables of the fact schema without any data: an engine binds them by name."""
    return {each.name: ibis.table(dict(each.columns), name=each.name) for each in DATASETS.values()}


def counted(tables: Tables, names: Iterable[str], keys: Iterable[str] = CELL) -> Table:
    """Return a table with one line for each combination of `keys` that counts, and a sum for each measure."""
    wanted, by = [each for each in MEASURES if each in set(names)], list(keys)
    parts = [
        _pass(tables[dataset], on, unit, measures, wanted, by)
        for (dataset, on, unit), measures in sources_of(wanted).items()
    ]
    whole = reduce(lambda one, other: one.union(other), parts)
    if len(parts) == 1:
        return whole
    return whole.group_by(by).aggregate(**{name: whole[name].sum().cast("int64") for name in wanted})


def _pass(
    table: Table, on: str, unit: str, measures: list[Measure], wanted: list[str], by: list[str]
) -> Table:
    rows = table.filter(table[on].notnull())
    own = {"on": rows[on], "unit": rows[unit]}
    mine = {each.name: each for each in measures}
    lines = rows.select(
        **{key: own[key] if key in own else rows[key] for key in by},
        **{name: number(mine[name].amount(rows)) for name in mine},
    )
    # Most events count nothing: they are left out before anything is grouped.
    lines = lines.filter(reduce(lambda one, other: one | other, [lines[name] != 0 for name in mine]))
    sums = lines.group_by(by).aggregate(**{name: lines[name].sum().cast("int64") for name in mine})
    nothing = ibis.literal(0, "int64")
    return sums.select(*by, **{name: sums[name] if name in mine else nothing for name in wanted})


def number(amount: Expression) -> Expression:
    return amount.ifelse(1, 0).cast("int64") if amount.type().is_boolean() else amount.cast("int64")


# Answers


def narrowed(cells: Table, question: Question) -> Table:
    """Return the lines that a question is about."""
    found = cells.filter(cells.on <= question.last)
    if not question.is_snapshot:
        found = found.filter(found.on >= question.first)
    if question.prefix:
        found = found.filter(found.area.startswith(question.prefix))
    if question.units:
        found = found.filter(found.unit.isin(sorted(question.units)))
    if question.kind:
        found = found.filter((found.kind == question.kind) | found.kind.startswith(f"{question.kind}."))
    if question.channel:
        found = found.filter(found.channel == question.channel)
    return found


def summed(cells: Table, question: Question, measures: Iterable[str] = ()) -> Table:
    """Return one line for each value asked by, in order, with sums: of the indicator's measures, or of others."""
    names = measures or question.definition.measures
    return grouped(narrowed(cells, question), question.by, question.area_level, names)


def grouped(rows: Table, by: tuple[Dimension, ...], level: int, measures: Iterable[str]) -> Table:
    names = sorted(set(measures))
    if not by:
        return rows.aggregate(**{name: rows[name].sum().fill_null(0).cast("int64") for name in names})
    keys = {each.value: _key(rows, each, level) for each in by}
    lines = rows.select(**keys, **{name: rows[name] for name in names})
    sums = lines.group_by(list(keys)).aggregate(**{name: lines[name].sum().cast("int64") for name in names})
    # A rollup has lines for what other figures count; here they would say nothing.
    something = reduce(lambda one, other: one | other, [sums[name] != 0 for name in names])
    return sums.filter(something).order_by(list(keys))


def medians(times: Table, question: Question) -> Table:
    """Return the lower median of minutes for each value asked by, and of how many (`cases`)."""
    return middles(narrowed(times, question), question.by, question.area_level)


def middles(rows: Table, by: tuple[Dimension, ...], level: int) -> Table:
    """Return medians from lines with a time each and how often it occurred (`n`).

    Made from histograms in whole numbers alone, so that it is the same on every engine: first the stretch in which the
    middle lies, then the minute. Of all minutes together there are almost as many as lines.
    """
    keys = {each.value: _key(rows, each, level) for each in by}
    names = list(keys)
    lines = rows.select(**keys, minutes=rows.minutes, stretch=rows.minutes // STRETCH, n=rows.n)
    coarse = lines.group_by([*names, "stretch"]).aggregate(n=lines.n.sum().cast("int64"))
    whole = ibis.window(group_by=names or None)
    steps = coarse.mutate(upto=_upto(coarse, names, "stretch"), cases=coarse.n.sum().over(whole))
    reached = steps.filter(steps.upto * 2 >= steps.cases)
    middle = {
        "stretch": reached.stretch.min(),
        "below": (reached.upto - reached.n).min().cast("int64"),
        "cases": reached.cases.max().cast("int64"),
    }
    found = reached.group_by(names).aggregate(**middle) if names else reached.aggregate(**middle)
    inside = lines.join(found, [*names, "stretch"])
    fine = inside.group_by([*names, "minutes"]).aggregate(
        n=inside.n.sum().cast("int64"), below=inside.below.max(), cases=inside.cases.max()
    )
    steps = fine.mutate(upto=_upto(fine, names, "minutes") + fine.below)
    reached = steps.filter(steps.upto * 2 >= steps.cases)
    sought = {"minutes": reached.minutes.min().cast("int64"), "cases": reached.cases.max().cast("int64")}
    return (
        reached.group_by(names).aggregate(**sought).order_by(names) if names else reached.aggregate(**sought)
    )


def _upto(bars: Table, names: list[str], order: str) -> Expression:
    return bars.n.sum().over(ibis.cumulative_window(group_by=names or None, order_by=order))


def times(tables: Tables, keys: Iterable[str] = CELL) -> Table:
    """Return how often each handling time occurred, by cell. A matter counts on the day on which it was closed."""
    rows = tables["matters"]
    rows = rows.filter(rows.counts & rows.closed_on.notnull() & rows.minutes.notnull())
    lines = rows.select(
        on=rows.closed_on, **{key: rows[key] for key in keys if key != "on"}, minutes=rows.minutes
    )
    return lines.group_by([*keys, "minutes"]).aggregate(n=lines.count())


def _key(rows: Table, dimension: Dimension, level: int) -> Expression:
    match dimension:
        case Dimension.AREA:
            return rows.area.left(level)
        case Dimension.DAY:
            return rows.on
        case Dimension.MONTH:
            return rows.on.truncate("M").cast("date")
        case _:
            return rows[dimension.value]
