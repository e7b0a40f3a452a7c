"""From sums to figures: weights of the edition in force, nothing from nothing, no small cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linli.matters.policies.rates import RateWeights
from linli.matters.policies.small_cells import shown_cells
from linli.metrics.engines.duck import LakeReader
from linli.metrics.engines.source import Row, Source, day_before
from linli.metrics.errors import WindowAcrossEditions
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import Dimension, Indicator, Shape
from linli.rulebook.queries import InForce, in_force, timeline

Keys = tuple[Any, ...]


@dataclass(frozen=True)
class Figure:
    """One figure, and what it rests on."""

    keys: Keys
    """A value for each dimension asked by: digits of an area, code of a kind, number of a unit, channel, day."""
    value: Decimal | None
    """Share between 0 and 1, count, score or minutes; None: nothing was due, or too little to be told."""
    top: Decimal | None
    bottom: int | None
    is_few: bool = False
    """Kept back: fewer than five cases, or what would give such a cell away."""


@dataclass(frozen=True)
class Answer:
    question: Question
    figures: tuple[Figure, ...]
    editions: tuple[int, ...]
    """Editions of the rulebook entry with the weights; none: no weights are needed."""
    source: str
    until: date
    """Last day that was over, and so can count."""

    @property
    def figure(self) -> Figure:
        """The only one, where nothing is asked by."""
        return self.figures[0]


def answer(question: Question, source: Source) -> Answer:
    """Return the figures a question asks for. One query, none of a lake that was asked the same before.

    Raises WindowAcrossEditions, RuleMissing.
    """
    weights, until = _Weights(question), day_before(source.at)
    if isinstance(source, LakeReader):
        figures = source.remembered((question, weights.editions), lambda: _figures(question, source, weights))
    else:
        figures = _figures(question, source, weights)
    return Answer(question, figures, weights.editions, source.name, until)


def _figures(question: Question, source: Source, weights: _Weights) -> tuple[Figure, ...]:
    asked = replace(question, last=min(question.last, day_before(source.at)))
    definition = question.definition
    if definition.shape is Shape.MEDIAN:
        found = [_median(row, asked) for row in source.medians(asked)]
        if not found and not asked.by:
            found = [Figure((), None, None, 0)]
    else:
        rows = source.sums(asked)
        if asked.is_snapshot and Dimension.DAY in asked.by:
            rows = _running(rows, asked)
        found = [_figure(definition, row, asked, weights) for row in rows]
    return tuple(kept_back(found))


def _keys(row: Row, question: Question) -> Keys:
    return tuple(row[each.value] for each in question.by)


def _figure(definition: Indicator, row: Row, question: Question, weights: _Weights) -> Figure:
    keys = _keys(row, question)
    rule = weights.of(keys)
    return Figure(keys, definition.value(row, rule), definition.top(row, rule), definition.bottom(row))


def _median(row: Row, question: Question) -> Figure:
    minutes = row["minutes"]
    value = None if minutes is None else Decimal(minutes)
    return Figure(_keys(row, question), value, value, row["cases"] or 0)


def kept_back(figures: list[Figure]) -> list[Figure]:
    """Return the figures with those left empty that rest on one to four cases, or would give such a one away."""
    cells = shown_cells({place: each.bottom or 0 for place, each in enumerate(figures)})
    return [
        Figure(each.keys, None, None, None, is_few=True) if cells[place] is None else each
        for place, each in enumerate(figures)
    ]


class _Weights:
    """The editions of the weights that apply in a window. Raises WindowAcrossEditions where one figure needs two."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.is_needed = question.definition.rule is not None
        self.by_month = Dimension.MONTH in question.by
        self.by_day = Dimension.DAY in question.by
        self._known: dict[date, InForce[RateWeights]] = {}
        changes = self._changes() if self.is_needed else []
        for change in changes:
            if not (self.by_day or (self.by_month and change.day == 1)):
                raise WindowAcrossEditions(indicator=question.definition.label, on=change.isoformat())

    def _changes(self) -> list[date]:
        first, last = self.question.first, self.question.last
        return [each.valid_from for each in timeline(RateWeights) if first < each.valid_from <= last]

    @property
    def editions(self) -> tuple[int, ...]:
        if not self.is_needed:
            return ()
        days = [self.question.first, *self._changes()]
        return tuple(dict.fromkeys(self._in_force(day).edition for day in days))

    def of(self, keys: Keys) -> RateWeights | None:
        if not self.is_needed:
            return None
        day = next((key for key in keys if isinstance(key, date)), self.question.first)
        return self._in_force(max(day, self.question.first)).value

    def _in_force(self, day: date) -> InForce[RateWeights]:
        """Return what applied on a day, looked up once for all figures of a table."""
        if day not in self._known:
            self._known[day] = in_force(RateWeights, day)
        return self._known[day]


def _running(rows: list[Row], question: Question) -> list[Row]:
    """Turn changes of each day into what is open at its end, for the days of the window.

    A day without a change is as the one before it. Only days from the first to the last are returned.
    """
    names = question.definition.measures
    others = [each.value for each in question.by if each is not Dimension.DAY]
    changes: dict[Keys, dict[date, Row]] = {}
    for row in rows:
        changes.setdefault(tuple(row[each] for each in others), {})[row["day"]] = row
    made = []
    for group, by_day in changes.items():
        now = {name: sum(row[name] for day, row in by_day.items() if day < question.first) for name in names}
        day = question.first
        while day <= question.last:
            now = {name: now[name] + (by_day[day][name] if day in by_day else 0) for name in names}
            made.append({**dict(zip(others, group, strict=True)), "day": day, **now})
            day += timedelta(days=1)
    return made
