"""The definitions themselves: each as its rule page works it out, and the grammar around them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import duckdb
import ibis
import pytest

from linli.core.testing import CHECKOUT
from linli.matters.policies.rates import RateWeights
from linli.metrics.errors import TooManyDimensions, UnknownDimension, UnknownIndicator, WindowBackwards
from linli.metrics.policies import counting
from linli.metrics.policies.grammar import check_window, definition_of, dimensions_of
from linli.metrics.policies.indicators import INDICATORS, Dimension, Shape
from linli.metrics.policies.measures import MEASURES
from linli.metrics.queries.answering import Figure, kept_back
from linli.people.testing import value_of_rule

PAGE = (CHECKOUT / "docs" / "rules" / "indicators.md").read_text()
EXAMPLES = re.findall(r"^\| `(\w+)` \| (.+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)


def weights() -> RateWeights:
    return RateWeights(**value_of_rule("matters-rates"))


def test_every_indicator_has_a_worked_example() -> None:
    assert [name for name, _counted, _figure in EXAMPLES] == list(INDICATORS)


@pytest.mark.parametrize(("name", "counted", "figure"), EXAMPLES)
def test_the_worked_example_of_the_rule_page(name: str, counted: str, figure: str) -> None:
    if INDICATORS[name].shape is Shape.MEDIAN:
        minutes = [int(each) for each in counted.removeprefix("minutes ").split()]
        lines = ibis.table({"minutes": "int64", "n": "int64"}, name="lines")
        words = ibis.to_sql(counting.middles(lines, (), 4), dialect="duckdb")
        with duckdb.connect() as engine:
            engine.execute(f"CREATE TABLE lines AS SELECT unnest({minutes}) AS minutes, 1 AS n")
            assert engine.execute(words).fetchall() == [(int(figure), len(minutes))]
        return
    sums = Counter({each.split()[0]: int(each.split()[1]) for each in counted.split(", ")})
    assert set(sums) <= set(MEASURES)
    assert INDICATORS[name].value(sums, weights()) == Decimal(figure)


@pytest.mark.parametrize(
    "name", [each for each in INDICATORS if INDICATORS[each].shape in (Shape.SHARE, Shape.SCORE)]
)
def test_nothing_due_gives_no_figure(name: str) -> None:
    assert INDICATORS[name].value(Counter(), weights()) is None


def test_every_measure_counts_with_its_own_conditions() -> None:
    tables = counting.fact_tables()
    for measure in MEASURES.values():
        amount = measure.amount(tables[measure.dataset])
        assert amount.type().is_boolean() or amount.type().is_integer()


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(UnknownIndicator):
        definition_of("petitions_per_person")
    with pytest.raises(UnknownDimension):
        dimensions_of(INDICATORS["opened"], ("requester",))
    with pytest.raises(UnknownDimension):
        dimensions_of(INDICATORS["mediation_success_rate"], ("kind",))
    with pytest.raises(TooManyDimensions):
        dimensions_of(INDICATORS["opened"], ("area", "kind", "unit"))
    with pytest.raises(WindowBackwards):
        check_window(date(2026, 3, 2), date(2026, 3, 1))


def test_no_dimension_is_a_person() -> None:
    assert {each.value for each in Dimension} == {"area", "kind", "unit", "channel", "day", "month"}


def test_small_cells_are_kept_back_and_what_would_give_them_away() -> None:
    figures = [
        Figure((key,), Decimal(n), Decimal(n), n) for key, n in (("a", 3), ("b", 9), ("c", 50), ("d", 0))
    ]
    assert [each.is_few for each in kept_back(figures)] == [True, True, False, False]
    assert kept_back([Figure((), Decimal(1), Decimal(1), 1)])[0].value is None
