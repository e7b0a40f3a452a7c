from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args, get_origin

import typer
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from linli.core.config import Config

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"
HEAD = """# Settings

Made by `linli settings --write` from `linli.core.config`; do not edit by hand.

Everything an operator sets is an environment variable. Nonsense is refused at start-up, with the name of the
variable. What a *city* sets (limits, lists, weights, texts) is no setting but a dated entry of the rulebook.

| variable | accepts | default | meaning |
|---|---|---|---|
"""


def command(
    write: bool = typer.Option(False, "--write", help="Write the page docs/reference/settings.md instead."),
) -> None:
    """Print every setting with its default and meaning."""
    if not write:
        typer.echo(page(), nl=False)
        return
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the reference page."""
    return HEAD + "".join(_line(name, field) for name, field in Config.model_fields.items())


def _line(name: str, field: FieldInfo) -> str:
    cells = (f"`LINLI_{name.upper()}`", _accepts(field), _default(field), field.description or "")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _accepts(field: FieldInfo) -> str:
    kind = next((each for each in get_args(field.annotation) if each is not type(None)), field.annotation)
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(field.annotation))
    names = {"bool": "`true` or `false`", "int": "whole number", "Path": "folder", "SecretStr": "secret text"}
    return names.get(
        getattr(kind, "__name__", ""), "list" if get_origin(field.annotation) is list else "text"
    )


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "the user's data folder"
    if field.default in (None, "", PydanticUndefined):
        return "empty"
    if isinstance(field.default, list):
        return f"`{','.join(field.default)}`"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
