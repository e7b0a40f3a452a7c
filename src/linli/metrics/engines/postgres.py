"""The fact schema over the city's own tables: always as it is now, for what is small or must be new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import ibis
from django.conf import settings
from django.db import connection

from linli.matters.policies import OPEN
from linli.matters.queries.rates import NEVER_CLOSED
from linli.metrics.engines.source import Build, Row, plain
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import DATASETS, OF_MATTERS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.measures import Table

TEXTS = Path(__file__).parents[1] / "sql"
_DAY = re.compile(r"\{day:([^}]*)\}")


@cache
def fact_sql(dataset: str) -> str:
    """Return the SELECT that makes a table of facts, with `{span}` where it is narrowed."""
    zone = str(settings.LINLI.city_zone).replace("'", "")
    text = _DAY.sub(rf"(\1 AT TIME ZONE '{zone}')::date", (TEXTS / f"{dataset}.sql").read_text())
    never = ", ".join(f"'{each.value}'" for each in NEVER_CLOSED)
    text = text.replace("{archived}", f"m.status = 'archived' AND m.status_before NOT IN ({never})")
    return text.replace("{open}", ", ".join(f"'{each.value}'" for each in sorted(OPEN)))


def narrowed_sql(dataset: str, span: str) -> str:
    return fact_sql(dataset).replace("{span}", span)


@dataclass(frozen=True)
class Tables:
    """The city's own tables, at `at`."""

    at: datetime
    name: str = "tables"

    def sums(self, question: Question) -> list[Row]:
        names = question.definition.measures
        return self.rows(lambda tables: counting.summed(counting.counted(tables, names), question), question)

    def medians(self, question: Question) -> list[Row]:
        return self.rows(lambda tables: counting.medians(counting.times(tables), question), question)

    def rows(self, build: Build, question: Question | None = None) -> list[Row]:
        tables = counting.fact_tables()
        return run(build(tables), question)


def run(expression: Table, question: Question | None) -> list[Row]:
    """Run an expression over the fact tables in the open transaction. One query."""
    used = [name for name in DATASETS if _is_used(expression, name)]
    facts = ", ".join(f"{name} AS ({narrowed_sql(name, _span(name, question))})" for name in used)
    words = f"WITH {facts} SELECT * FROM ({ibis.to_sql(expression, dialect='postgres')}) answer"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(words)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, map(plain, row), strict=True)) for row in cursor.fetchall()]


def _is_used(expression: Table, name: str) -> bool:
    return any(node.name == name for node in expression.op().find(ibis.expr.operations.UnboundTable))


def _span(dataset: str, question: Question | None) -> str:
    """Return a condition that keeps out what a question cannot count. All of it is digits that we checked."""
    if question is None:
        return "true"
    area = f"area_code LIKE '{int(question.prefix)}%'" if question.prefix else "true"
    if dataset not in OF_MATTERS:
        return area.replace("area_code", "area")
    return f"m.registered_at < '{_end(question.last)}' AND {area.replace('area_code', 'm.area_code')}"


def _end(day: date) -> str:
    """Nothing that counts on a day came in two days later, whatever the zone."""
    return (day + timedelta(days=2)).isoformat()
