"""A scheme becomes one statement. Only what the grammar of schemes can say is ever put into it, all of it as literals.

The measure is `policies.judging`: the statement gives the same points, totals, steps and evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from psycopg import sql

from linli.ratings.policies.scheme import MOST_POINTS, Dimension, FactUse, Scheme


@dataclass(frozen=True)
class Frame:
    """What is frozen for a run."""

    scheme: Scheme
    numbers: Mapping[str, int]
    """Kind of fact -> its short number; a kind that was never recorded has none."""
    first_on: date
    last_on: date
    clock: int


NOTHING, NEVER = sql.SQL(""), sql.SQL("NULL::smallint")
WHOLE = sql.SQL(
    """
    SELECT {run}::bigint AS run_id, e.id AS entity_id, s.step, {was} AS was, s.total, s.points,
           coalesce(g.inputs, 0) AS inputs, coalesce(g.evidence, '{{}}'::bigint[]) AS evidence {also}
      FROM {population}
      LEFT JOIN (
        SELECT f.entity_id, array_agg(f.id) AS evidence,
               bit_xor(hashint8extended(f.id, (f.kind_id::bigint << 48)
                       # ((f.happened_on - date '2000-01-01')::bigint << 32) # f.value::bigint)) AS inputs,
               {sums}
          FROM ratings_fact f
         WHERE f.id <= {clock} AND (f.ended IS NULL OR f.ended > {clock}) AND ({counted}) {touched}
         GROUP BY f.entity_id
      ) g ON g.entity_id = e.id
      {joined}
     CROSS JOIN LATERAL (SELECT {totals}) t
     CROSS JOIN LATERAL (SELECT t.total, t.points, {step} AS step) s
    """
)


def statement(
    frame: Frame,
    *,
    run: int,
    population: sql.Composable,
    was: sql.Composable = NEVER,
    joined: sql.Composable = NOTHING,
    touched: sql.Composable = NOTHING,
    also: sql.Composable = NOTHING,
) -> sql.Composed:
    """Return the SELECT that rates `population`, a FROM item called `e` with a column `id`; `also`: columns more."""
    scheme = frame.scheme
    sums = [each for dimension in scheme.dimensions for use in dimension.facts for each in _sums(use, frame)]
    return WHOLE.format(
        run=sql.Literal(run),
        was=was,
        population=population,
        sums=sql.SQL(", ").join(sums),
        clock=sql.Literal(frame.clock),
        counted=_counted(frame),
        touched=touched,
        joined=joined,
        also=also,
        totals=_totals(scheme),
        step=_step(scheme),
    )


def _column(use: FactUse, what: str) -> sql.Identifier:
    return sql.Identifier(f"{use.kind}_{what}")


def _sums(use: FactUse, frame: Frame) -> list[sql.Composed]:
    """Return what is counted of one kind: how many, and for values their sum."""
    number = sql.Literal(frame.numbers.get(use.kind, 0))
    count = sql.SQL("count(*) FILTER (WHERE f.kind_id = {}) AS {}").format(number, _column(use, "n"))
    if use.by == "count":
        return [count]
    total = sql.SQL("sum(f.value) FILTER (WHERE f.kind_id = {}) AS {}").format(number, _column(use, "sum"))
    return [count, total]


def _counted(frame: Frame) -> sql.Composed:
    """Return which facts count: of the scheme's kinds, not after the period and not too long before its end."""
    by_day: dict[date, list[int]] = {}
    for use in frame.scheme.uses:
        if use.kind in frame.numbers:
            first = use.first_day(frame.first_on, frame.last_on)
            by_day.setdefault(first, []).append(frame.numbers[use.kind])
    parts = [
        sql.SQL("(f.kind_id = ANY({}::smallint[]) AND f.happened_on BETWEEN {} AND {})").format(
            sql.Literal(kinds), sql.Literal(first), sql.Literal(frame.last_on)
        )
        for first, kinds in by_day.items()
    ]
    return sql.SQL(" OR ").join(parts) if parts else sql.SQL("false").format()


def _totals(scheme: Scheme) -> sql.Composed:
    points = [_points(dimension) for dimension in scheme.dimensions]
    array = sql.SQL("ARRAY[{}]::integer[]").format(sql.SQL(", ").join(points))
    if scheme.counts == "unmet":
        unmet = [
            sql.SQL("({} >= {})::integer").format(found, sql.Literal(dimension.unmet_from))
            for dimension, found in zip(scheme.dimensions, points, strict=True)
        ]
        return sql.SQL("({})::integer AS total, {} AS points").format(sql.SQL(" + ").join(unmet), array)
    return sql.SQL("({})::integer AS total, {} AS points").format(sql.SQL(" + ").join(points), array)


def _points(dimension: Dimension) -> sql.Composed:
    none = sql.SQL(" AND ").join(
        sql.SQL("coalesce(g.{}, 0) = 0").format(_column(use, "n")) for use in dimension.facts
    )
    found = sql.SQL(" + ").join(map(_points_for, dimension.facts))
    return sql.SQL("(CASE WHEN {} THEN {} ELSE least({}, {}) END)").format(
        none, sql.Literal(dimension.without), sql.Literal(dimension.at_most), found
    )


def _points_for(use: FactUse) -> sql.Composed:
    count, total = _column(use, "n"), _column(use, "sum")
    points = sql.Literal(use.points)
    if use.by == "count":
        found = sql.SQL("{} * g.{}").format(points, count)
    elif use.by == "sum":
        found = sql.SQL("{} * g.{}").format(points, total)
    else:
        found = sql.SQL("{} * g.{} / nullif(100 * g.{}, 0)").format(points, total, count)
    most = sql.Literal(min(use.at_most, MOST_POINTS))
    # Without facts there is no sum, and `least` would pass over it.
    return sql.SQL("least({}, coalesce({}, 0))").format(most, found)


def _step(scheme: Scheme) -> sql.Composed:
    cases = [
        sql.SQL("WHEN t.total <= {} THEN {}").format(sql.Literal(step.last), sql.Literal(place))
        for place, step in enumerate(scheme.steps)
        if step.last is not None
    ]
    last = sql.Literal(len(scheme.steps) - 1)
    if not cases:
        return sql.SQL("{}::smallint").format(last)
    return sql.SQL("(CASE {} ELSE {} END)::smallint").format(sql.SQL(" ").join(cases), last)
