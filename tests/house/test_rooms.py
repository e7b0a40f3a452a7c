"""Each room holds what its name says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from source import SOURCE, modules, shown, tree

NO_ROOMS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "common",
    "misc",
    "shared",
    "managers",
}
MOST_LINES = 400
LONG_FOR_A_REASON: dict[str, str] = {
    "src/linli/inspections/policies/verify_draw.py": "a stranger runs it as one file, with nothing beside it",
}
"""Path -> why it is one piece."""
MAY_WRITE_STATUS = {"actions", "tests", "bench", "demo"}


def is_in(path: Path, rooms: set[str]) -> bool:
    return bool(rooms & {part.removesuffix(".py") for part in path.relative_to(SOURCE).parts})


def test_no_room_is_called_by_a_word_that_says_nothing() -> None:
    assert [shown(path) for path in modules(tests=True) if is_in(path, NO_ROOMS)] == []


def test_no_module_is_longer_than_one_can_read() -> None:
    long = {shown(path) for path in modules() if len(path.read_text("utf-8").splitlines()) > MOST_LINES}
    assert sorted(long - LONG_FOR_A_REASON.keys()) == []
    assert sorted(LONG_FOR_A_REASON.keys() - long) == [], "no longer long: take it off the list"


def test_only_actions_set_a_status() -> None:
    found = [
        f"{shown(path)}:{line}"
        for path in modules()
        if not is_in(path, MAY_WRITE_STATUS)
        for line in status_writes(tree(path))
    ]
    assert found == []


def status_writes(module: ast.Module) -> Iterator[int]:
    """Yield lines that set a status: on an object, in an update, or in a record's changes."""
    for node in ast.walk(module):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            yield from (
                node.lineno for each in targets if isinstance(each, ast.Attribute) and each.attr == "status"
            )
        if isinstance(node, ast.Call):
            yield from _status_in_call(node)


def _status_in_call(call: ast.Call) -> Iterator[int]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "update":
        yield from (call.lineno for word in call.keywords if word.arg == "status")
    for word in call.keywords:
        if word.arg == "changes" and isinstance(word.value, ast.Dict):
            yield from (call.lineno for key in word.value.keys if getattr(key, "value", None) == "status")


def test_the_search_for_status_writes_finds_each_way() -> None:
    ways = ("row.status = 1", "rows.update(status=1)", "record(e, changes={'status': 1})")
    assert all(list(status_writes(ast.parse(way))) == [1] for way in ways)
    assert list(status_writes(ast.parse("x = answer.status; send({'status': 'ok'})"))) == []


def test_nothing_prints() -> None:
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert found == []


def test_nobody_asks_the_clock_in_a_rule_or_an_action() -> None:
    """`now` is read once at the edge and passed in."""
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in modules()
        if is_in(path, {"policies", "actions"})
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today", "localtime", "localdate"}
    ]
    assert found == []


def test_only_faces_know_requests() -> None:
    """HTTP belongs to views and the API; import-linter cannot name a part of Django."""
    faceless = {"policies", "models", "actions", "queries", "events", "errors", "tasks"}
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in modules()
        if is_in(path, faceless)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.http", "django.shortcuts"))
    ]
    assert found == []


def test_rules_know_no_database() -> None:
    """A list of choices is allowed: it is words, not rows."""
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in modules()
        if is_in(path, {"policies"})
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.db")
        and {each.name for each in node.names} - {"TextChoices", "IntegerChoices"}
    ]
    assert found == []
