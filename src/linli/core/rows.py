"""Making new rows cheaply, and writing rows of several tables in one round trip."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from itertools import chain
from operator import itemgetter
from types import NoneType
from typing import Any, TypeVar

import orjson
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
    models.DateTimeField,
    models.BinaryField,
    models.ForeignKey,
)
"""Fields whose Python value is what the driver takes; others are asked to prepare it."""

AS_TEXT: dict[type, Callable[[Any], Any]] = {
    str: str,
    NoneType: lambda _: None,
    int: str,
    float: str,
    bool: str,
    datetime: datetime.isoformat,
    bytes: lambda value: "\\x" + value.hex(),
}
"""How a value goes to the server: as text of no declared type, as None does.

The driver would declare types, and each mixture of them and of None would be a statement of its own to prepare.
"""

M = TypeVar("M", bound=models.Model)


@cache
def _blank(model: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """Return a model's defaults by attribute: those that are values, and those that are made anew for each row."""
    fields = model._meta.concrete_fields
    made = {
        field.attname: field.default for field in fields if field.has_default() and callable(field.default)
    }
    return {each.attname: each.get_default() for each in fields if each.attname not in made}, tuple(
        made.items()
    )


def new(model: type[M], **columns: Any) -> M:
    """Return an unsaved row. Like calling the model, at a fifth of the cost; columns by attribute: `matter_id`.

    Raises TypeError for a column that the model does not have.
    """
    blank, made = _blank(model)
    row = model.__new__(model)
    values = row.__dict__
    values["_state"] = ModelState()
    values.update(blank)
    for name, make in made:
        values[name] = make()
    known = len(values)
    values.update(columns)
    if len(values) != known:
        raise TypeError(
            f"{model.__name__} has no {', '.join(columns.keys() - {*blank, *(name for name, _ in made)})}"
        )
    return row


def stored(model: type[M], columns: dict[str, Any], **related: models.Model | None) -> M:
    """Return a row of the database from columns somebody read. Like `from_db`, at a fifth of the cost.

    Columns by attribute, which become the row's own; what is missing is read when it is asked for. `related` rows by
    field.
    """
    row = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    columns["_state"] = state
    row.__dict__ = columns
    if related:
        state.fields_cache = related
    return row


TOGETHER = 16
"""Rows of one statement at most."""


@dataclass(frozen=True)
class _Columns:
    """The columns of a model that its INSERT names, and how its parameters are read off a row."""

    table: str
    names: tuple[str, ...]
    plain: Callable[[dict[str, Any]], tuple[Any, ...]]
    json: tuple[tuple[int, str], ...]
    """Places of the parameters that go as JSON, and the attributes they come from."""
    prepared: tuple[tuple[int, models.Field[Any, Any]], ...]
    """Places of the parameters that their field has to prepare."""

    def parameters(self, row: models.Model, database: BaseDatabaseWrapper) -> list[Any]:
        given = self.plain(row.__dict__)
        values = [AS_TEXT.get(type(value), _parameter)(value) for value in given]
        for place, name in self.json:
            value = row.__dict__[name]
            values[place] = None if value is None else orjson.dumps(value).decode()
        for place, field in self.prepared:
            values[place] = field.get_db_prep_save(field.pre_save(row, add=True), database)
        return values

    def insert_from(self, first: int, count: int) -> str:
        """Return the INSERT of `count` rows whose parameters are numbered from `first`."""
        width = len(self.names)
        names = ", ".join(f'"{name}"' for name in self.names)
        starts = range(first, first + count * width, width)
        rows = ", ".join("(" + ", ".join(f"${start + n}" for n in range(width)) + ")" for start in starts)
        return f'INSERT INTO "{self.table}" ({names}) VALUES {rows}'  # noqa: S608


def _parameter(value: Any) -> Any:
    """Return what the driver takes: of an Enum its value, not its name."""
    return str(value.value) if isinstance(value, Enum) else value


@cache
def _columns(model: type[models.Model], has_key: bool) -> _Columns:
    """Return a model's columns, without the key where PostgreSQL is to give a number."""
    fields = tuple(field for field in model._meta.concrete_fields if has_key or not field.primary_key)
    return _Columns(
        model._meta.db_table,
        tuple(str(field.column) for field in fields),
        itemgetter(*(field.attname for field in fields)),
        tuple((place, field.attname) for place, field in enumerate(fields) if _is_json(field)),
        tuple(
            (place, field)
            for place, field in enumerate(fields)
            if not isinstance(field, PLAIN) and not _is_json(field)
        ),
    )


def _is_json(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.JSONField) and field.encoder is None


Table = tuple[type[models.Model], bool]
"""A table, and whether its rows bring their key."""


@cache
def _statement(shape: tuple[tuple[Table, int], ...]) -> bytes:
    """Return one statement that inserts so many rows of each table. Foreign keys are checked at its end."""
    parts, first = [], 1
    for table, count in shape:
        columns = _columns(*table)
        parts.append(columns.insert_from(first, count))
        first += len(columns.names) * count
    named = ", ".join(f"part_{number} AS ({sql})" for number, sql in enumerate(parts[:-1]))
    return f"WITH {named} {parts[-1]}".encode() if named else parts[-1].encode()


def insert(rows: Iterable[models.Model]) -> None:
    """Insert rows in one round trip. Up to TOGETHER of them are one statement: all or nothing by itself.

    Rows of one table are numbered in the order given. They get no number back: give those that need one a
    `NumberSource` number first. Signals are not sent. A foreign key may name a row of the same statement, wherever it
    stands there. Raises what the first row that fails raises.
    """
    waiting = list(rows)
    insert_groups(waiting[start : start + TOGETHER] for start in range(0, len(waiting), TOGETHER))


def insert_groups(groups: Iterable[Sequence[models.Model]]) -> None:
    """Insert groups of rows in one round trip, each group as one statement that is prepared once for a connection.

    For many groups of the same tables. More than one group is all or nothing only inside a transaction.
    """
    waiting = [group for group in groups if group]
    connection.ensure_connection()
    database = connections[connection.alias]
    driver: psycopg.Connection[Any] = database.connection
    at_once = driver.pipeline() if len(waiting) > 1 else nullcontext()
    with database.wrap_database_errors, _preparing(driver), at_once, psycopg.RawCursor(driver) as cursor:
        for group in waiting:
            _insert(group, cursor, database)


@contextmanager
def _preparing(driver: psycopg.Connection[Any]) -> Iterator[None]:
    """Let a statement be prepared that asks for it: Django has the driver prepare none, whatever it is asked."""
    driver.prepare_threshold = sys.maxsize
    try:
        yield
    finally:
        driver.prepare_threshold = None


def _insert(
    group: Sequence[models.Model], cursor: psycopg.RawCursor[Any], database: BaseDatabaseWrapper
) -> None:
    parts: dict[Table, list[models.Model]] = {}
    for row in group:
        parts.setdefault((type(row), row.pk is not None), []).append(row)
    found = (_columns(*table).parameters(row, database) for table, rows in parts.items() for row in rows)
    shape = tuple((table, len(rows)) for table, rows in parts.items())
    cursor.execute(_statement(shape), [*chain.from_iterable(found)], prepare=True)
    for row in group:
        row._state.adding = False
        row._state.db = database.alias


def copy(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table by COPY: for hundreds and more, at a third of the cost of `insert`.

    All or none, in the order given; they get no number back. Raises what the first row that fails raises.
    """
    if not rows:
        return
    columns = _columns(type(rows[0]), rows[0].pk is not None)
    names = ", ".join(f'"{name}"' for name in columns.names)
    connection.ensure_connection()
    database = connections[connection.alias]
    statement = f'COPY "{columns.table}" ({names}) FROM STDIN'
    with database.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as into:
        for row in rows:
            into.write_row(columns.parameters(row, database))
    for row in rows:
        row._state.adding, row._state.db = False, database.alias


def array(values: Iterable[Any]) -> str:
    """Return values as an array literal, for a parameter that the statement casts. At a tenth of the driver's cost."""
    return "{" + ",".join([IN_ARRAY.get(type(value), _item)(value) for value in values]) + "}"


def _item(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (bytes, memoryview)):
        return '"\\\\x' + value.hex() + '"'
    return str(value)


IN_ARRAY: dict[type, Callable[[Any], str]] = {
    int: str,
    NoneType: lambda _: "NULL",
    datetime: datetime.isoformat,
}
"""How values go into an array that are not text or bytes, and no Enum."""


def take_numbers(model: type[models.Model], count: int) -> list[int]:
    """Take numbers for so many new rows of a table, in one query."""
    key = model._meta.pk
    assert key is not None
    sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [model._meta.db_table, key.column, count])
        return [int(number) for (number,) in cursor.fetchall()]


def lock_until_committed(what: str) -> None:
    """Let nobody else who names the same thing go on until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
