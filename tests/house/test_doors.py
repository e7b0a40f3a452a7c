"""One door for each write: what changes rows stands in `actions`, and what knows the time stands at the edge."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from source import SOURCE, modules, tree

WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "raw",
}
MANAGERS = {"objects", "_base_manager", "_default_manager"}
WRITES_ELSEWHERE = {
    "intake/access.py": "a wrong answer counts although nothing may be done",
    "people/queries.py": "the day on which a key was last used, noted by the reading of it",
    "vault/queries.py": "a reading of personal data and its line in the log are one",
}
"""Module -> why it writes."""
FOREIGN_ROWS = {"people/actions/units.py": "thousands of units with their entries in two statements"}
"""Module -> why it makes rows of another app's table."""
EDGES = {"views", "templatetags", "api", "tasks", "cli", "middleware", "context", "programs", "warming"}
ASKS_THE_CLOCK = {
    "areas/queries/held.py": "places are held for today; a caller may name another day",
    "catalogue/queries/kinds.py": "kinds are held for today; a caller may name another day",
    "conferences/beside.py": "a part of another app's page: what waits is what waits now",
    "core/moments.py": "a template says “today” of a date",
    "warnings/beside.py": "a part of another app's page: what is alike is what is open now",
    "inspections/lists_cli.py": "commands, beside those of the draw",
}
NO_ROOM = {"bench", "demo", "testing"}
"""They play a city: they make rows and let time pass."""


def rooms(path: Path) -> set[str]:
    return {part.removesuffix(".py") for part in path.relative_to(SOURCE).parts}


def found(look: Callable[[ast.Module], Iterator[int]], allowed: set[str], known: dict[str, str]) -> list[str]:
    """Return places outside `allowed` rooms and `known` modules; a known module with nothing to find is one too."""
    hits: dict[str, list[int]] = {}
    for path in modules():
        if not rooms(path) & (allowed | NO_ROOM) and (lines := list(look(tree(path)))):
            hits[path.relative_to(SOURCE).as_posix()] = lines
    places = [f"{name}:{line}" for name, lines in hits.items() if name not in known for line in lines]
    return sorted(places) + [f"{name}: no longer, take it off the list" for name in known if name not in hits]


def calls(module: ast.Module) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def row_writes(module: ast.Module) -> Iterator[int]:
    """Yield lines that write rows: through a manager, or `row.save()` and `row.delete()`."""
    for call, name in calls(module):
        by_manager = name.attr in WRITES and any(
            isinstance(part, ast.Attribute) and part.attr in MANAGERS for part in ast.walk(name.value)
        )
        if by_manager or (name.attr in {"save", "delete"} and not call.args):
            yield call.lineno


def test_only_actions_write_rows() -> None:
    assert found(row_writes, {"actions"}, WRITES_ELSEWHERE) == []


def rows_of_others(path: Path) -> Iterator[int]:
    """Yield lines that make or write rows of a table of another app."""
    app = path.relative_to(SOURCE).parts[0]
    module = tree(path)
    foreign = {
        each.asname or each.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("linli.")
        for each in node.names
        if "models" in (node.module or "").split(".") and (node.module or "").split(".")[1] != app
    }
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        made = node.func if isinstance(node.func, ast.Name) else None
        if isinstance(node.func, ast.Name) and node.func.id == "new" and node.args:
            made = node.args[0] if isinstance(node.args[0], ast.Name) else None
        if made is not None and made.id in foreign:
            yield node.lineno
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            names = {part.id for part in ast.walk(node.func.value) if isinstance(part, ast.Name)}
            managers = {part.attr for part in ast.walk(node.func.value) if isinstance(part, ast.Attribute)}
            if names & foreign and managers & MANAGERS:
                yield node.lineno


def test_every_table_is_written_by_its_own_app() -> None:
    places = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in modules()
        if not rooms(path) & NO_ROOM and (lines := list(rows_of_others(path)))
    }
    assert places.keys() - FOREIGN_ROWS.keys() == set(), places
    assert FOREIGN_ROWS.keys() - places.keys() == set(), "no longer: take it off the list"


def clock_readings(module: ast.Module) -> Iterator[int]:
    for call, name in calls(module):
        if name.attr in {"now", "utcnow", "today", "localtime", "localdate"}:
            yield call.lineno


def test_the_clock_is_read_at_the_edge_only() -> None:
    assert found(clock_readings, EDGES, ASKS_THE_CLOCK) == []


def naive_readings(module: ast.Module) -> Iterator[int]:
    for call, name in calls(module):
        of = name.value.id if isinstance(name.value, ast.Name) else getattr(name.value, "attr", "")
        naive_now = name.attr == "now" and of == "datetime" and not (call.args or call.keywords)
        if (
            naive_now
            or name.attr in {"utcnow", "utcfromtimestamp"}
            or (name.attr == "today" and of == "date")
        ):
            yield call.lineno


def test_nothing_reads_a_time_without_a_zone() -> None:
    assert found(naive_readings, set(), {}) == []


def is_composed(query: ast.Call) -> bool:
    """Say whether the driver puts it together, with every name and value quoted: `sql.SQL(…).format(…)`."""
    made = getattr(query.func, "value", None)
    return isinstance(made, ast.Call) and getattr(made.func, "attr", "") == "SQL"


def pasted_queries(module: ast.Module) -> Iterator[int]:
    """Yield lines that hand the database a query put together from values."""
    for call, name in calls(module):
        if name.attr in {"execute", "executemany", "raw", "extra"} and call.args:
            query = call.args[0]
            formatted = isinstance(query, ast.Call) and getattr(query.func, "attr", "") in {"format", "join"}
            formatted = formatted and not is_composed(query)
            if isinstance(query, (ast.JoinedStr, ast.BinOp)) or formatted:
                yield call.lineno


def test_no_query_is_pasted_together() -> None:
    assert found(pasted_queries, set(), {}) == []


@pytest.mark.parametrize(
    ("look", "finds", "spares"),
    [
        (row_writes, "Row.objects.filter(a=1).update(b=2)", "digest.update(b)"),
        (row_writes, "row.save(update_fields=['a'])", "picture.save(target, 'PNG')"),
        (row_writes, "type(row)._base_manager.create(a=1)", "Row.objects.filter(a=1)"),
        (clock_readings, "timezone.now()", "city.now"),
        (naive_readings, "datetime.now()", "datetime.now(UTC)"),
        (naive_readings, "datetime.datetime.utcnow()", "timezone.now()"),
        (pasted_queries, "cursor.execute(f'SELECT {x}')", "cursor.execute('SELECT %s', [x])"),
        (pasted_queries, "cursor.execute('SELECT ' + x)", "cursor.execute(SQL, [x])"),
        (pasted_queries, "cursor.execute('SELECT {}'.format(x))", "cursor.execute(statement.sql, values)"),
        (pasted_queries, "cursor.execute(SQL.format(x))", "cursor.execute(sql.SQL('SELECT {}').format(x))"),
    ],
)
def test_the_searches_find_what_they_are_for(look, finds, spares) -> None:
    assert list(look(ast.parse(finds))) == [1]
    assert list(look(ast.parse(spares))) == []
