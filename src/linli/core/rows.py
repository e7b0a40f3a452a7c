"""Writing new rows of several tables in one round trip."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, models


@cache
def _statement(model: type[models.Model], has_key: bool) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    """Return the INSERT of a model and its columns, without the key where PostgreSQL is to give a number."""
    columns = tuple(field for field in model._meta.concrete_fields if has_key or not field.primary_key)
    names = ", ".join(f'"{field.column}"' for field in columns)
    places = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})', columns  # noqa: S608


def _values(row: models.Model, columns: tuple[models.Field[Any, Any], ...]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in columns]


def insert(rows: Iterable[models.Model]) -> None:
    """Insert rows in the order given, all in one round trip, each statement prepared once for a connection.

    Rows get no number back: give those that need one a `NumberSource` number first. Signals are not sent.
    Raises what the first failing row raises.
    """
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.connection.pipeline(),
        connection.connection.cursor() as cursor,
    ):
        for row in rows:
            sql, columns = _statement(type(row), row.pk is not None)
            cursor.execute(sql, _values(row, columns), prepare=True)
            row._state.adding = False
            row._state.db = "default"
