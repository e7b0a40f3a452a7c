"""Templates of a city, filled in a sandbox: names, conditions, loops and a few filters, and nothing that computes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from linli.letters.errors import TemplateBroken, TemplateName, TemplateTooClever
from linli.letters.policies.document import FROM_FACTS
from linli.letters.policies.wording import count_in_chinese, day_in_chinese

ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
)
FILTERS = {"join", "length", "first", "last", "day", "chinese"}
TESTS = {"defined"}
OF_LOOP = {"index", "first", "last", "length"}


def shown(value: Any) -> Any:
    """Return a value as it goes into a letter. Its line breaks make paragraphs; it can write no markup."""
    if value is None:
        return ""
    if isinstance(value, date):
        return day_in_chinese(value)
    if isinstance(value, str):
        lines = (line.strip() for line in value.replace(FROM_FACTS, "").splitlines())
        return "\n".join(FROM_FACTS + line for line in lines if line)
    return value


def _joined(value: Collection[Any], between: str = "、") -> str:
    return between.join(str(each).strip().rstrip("。；;") for each in value)


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=shown
    )
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in ("length", "first", "last")}
    made.filters |= {"join": _joined, "day": day_in_chinese, "chinese": count_in_chinese}
    made.tests = {"defined": made.tests["defined"]}
    return made


ENVIRONMENT = _environment()


@lru_cache(maxsize=500)
def _compiled(text: str) -> Template:
    return ENVIRONMENT.from_string(text)


def check(text: str, known: Collection[str]) -> None:
    """Raises TemplateBroken, TemplateTooClever or TemplateName, each with the line within the text."""
    try:
        tree = ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        raise TemplateBroken(line=error.lineno, why=error.message or "") from error
    for node in tree.find_all(nodes.Node):
        _require_plain(node)
    unknown = find_undeclared_variables(tree) - set(known)
    if unknown:
        name = min(unknown)
        lines = [each.lineno for each in tree.find_all(nodes.Name) if each.name == name]
        raise TemplateName(line=min(lines, default=1), name=name, known=", ".join(sorted(known)))


def _require_plain(node: nodes.Node) -> None:
    if isinstance(node, nodes.Getattr):
        of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in OF_LOOP
        if not of_loop:
            raise TemplateTooClever(line=node.lineno, what=f".{node.attr}")
    elif isinstance(node, (nodes.Filter, nodes.Test)):
        if node.name not in FILTERS | TESTS:
            raise TemplateTooClever(line=node.lineno, what=node.name)
    elif isinstance(node, nodes.For):
        if node.recursive:
            raise TemplateTooClever(line=node.lineno, what="recursive")
    elif not isinstance(node, (*ALLOWED, nodes.Keyword)):
        raise TemplateTooClever(line=node.lineno, what=type(node).__name__)


def names_in(text: str) -> set[str]:
    """Return which names a sound template asks for."""
    return find_undeclared_variables(ENVIRONMENT.parse(text))


def filled(text: str, values: Mapping[str, Any]) -> str:
    """Return the template with its values. Raises TemplateBroken when a value does not fit its place."""
    try:
        return _compiled(text).render(values)
    except (TemplateError, TypeError, ValueError) as error:
        raise TemplateBroken(line=1, why=str(error)) from error
