"""YAML of a city pack as plain data that knows its lines.

Only JSON's own types exist: text, numbers, true, false, null, lists and mappings. A date is text until a
rule reads it, `no` is text and not false, 14:00 is text and not 840, and nothing can construct an object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from linli.core.errors import Refusal
from linli.rulebook.packs.errors import FieldTwice, FileEmpty, NotUtf8, YamlAlias, YamlBroken, YamlTag
from linli.rulebook.packs.faults import Fault, Location, complaints

M = TypeVar("M", bound=BaseModel)
TAG = "tag:yaml.org,2002:"


class _PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Resolves what JSON knows; it is used to compose nodes and never to construct objects."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _name, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", list("tf")),
    ("int", r"-?(0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?", list("-0123456789")),
):
    _PlainLoader.add_implicit_resolver(TAG + _name, re.compile(f"^({_pattern})$"), _first)

READERS: Mapping[str, Callable[[str], Any]] = {
    TAG + "null": lambda _text: None,
    TAG + "bool": lambda text: text == "true",
    TAG + "int": int,
    TAG + "float": float,
    TAG + "str": str,
}


class _Wrong(Exception):
    """Carries a fault out of the walk."""

    def __init__(self, node: yaml.Node, why: Refusal) -> None:
        super().__init__(why.code)
        self.line, self.why = node.start_mark.line + 1, why


@dataclass(frozen=True)
class Document:
    """One YAML document of a pack."""

    file: str
    """Path inside the pack."""
    line: int
    data: Any
    lines: dict[Location, int] = field(repr=False)
    """Where each field and item begins, from 1."""

    def line_of(self, location: Location) -> int:
        """Return the line of a place in the data, or of the nearest place around it that is written."""
        for length in range(len(location), 0, -1):
            if location[:length] in self.lines:
                return self.lines[location[:length]]
        return self.line

    def fault(self, why: Refusal, *location: str | int) -> Fault:
        return Fault(self.file, self.line_of(location), why)

    def read(self, model: type[M], *location: str | int) -> M | list[Fault]:
        """Return the data, or the part of it at `location`, as `model`, or else what is wrong with it."""
        data = self.data
        for step in location:
            data = data[step]
        try:
            return model.model_validate(data)
        except ValidationError as error:
            return [self.fault(why, *location, *place) for place, why in complaints(error)]


def read_documents(file: str, content: bytes) -> Iterator[Document | Fault]:
    """Yield the documents of a file and its faults. After a fault of syntax nothing more of it is read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Fault(file, content.count(b"\n", 0, error.start) + 1, NotUtf8())
        return
    found = False
    try:
        for node in yaml.compose_all(text, Loader=_PlainLoader):
            found = True
            lines: dict[Location, int] = {}
            data = _plain(node, (), lines, set())
            yield Document(file, node.start_mark.line + 1, data, lines)
    except _Wrong as wrong:
        yield Fault(file, wrong.line, wrong.why)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
        yield Fault(file, mark.line + 1 if mark else 1, YamlBroken(problem=problem))
    else:
        if not found:
            yield Fault(file, 1, FileEmpty())


def _plain(node: yaml.Node, location: Location, lines: dict[Location, int], seen: set[int]) -> Any:
    if id(node) in seen:
        raise _Wrong(node, YamlAlias())
    seen.add(id(node))
    lines.setdefault(location, node.start_mark.line + 1)
    match node:
        case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
            return _mapping(node, location, lines, seen)
        case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
            return [_plain(item, (*location, place), lines, seen) for place, item in enumerate(node.value)]
        case yaml.ScalarNode() if node.tag in READERS:
            return READERS[node.tag](node.value)
    raise _Wrong(node, YamlTag(tag=node.tag))


def _mapping(node: yaml.MappingNode, location: Location, lines: dict[Location, int], seen: set[int]) -> Any:
    made: dict[str, Any] = {}
    for key_node, value in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _Wrong(key_node, YamlBroken(problem="a field's name must be text"))
        key = key_node.value
        if key in made:
            raise _Wrong(key_node, FieldTwice(field=key))
        lines[*location, key] = key_node.start_mark.line + 1
        made[key] = _plain(value, (*location, key), lines, seen)
    return made
