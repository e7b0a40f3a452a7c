from __future__ import annotations

import json
from pathlib import Path

import typer
from django.utils.translation import override

app = typer.Typer(help="The programming interface.", no_args_is_help=True)
CHECKOUT = Path(__file__).parents[3]
DOCUMENT = CHECKOUT / "docs" / "reference" / "openapi.json"
PATH = typer.Option(DOCUMENT, help="The file.")


@app.callback()
def interface() -> None:
    """Write down what the programming interface offers."""


@app.command()
def document(
    write: bool = typer.Option(False, "--write", help="Write it to the file."),
    check: bool = typer.Option(
        False, "--check", help="Exit 1 when the file says something else than the code."
    ),
    path: Path = PATH,
) -> None:
    """Print the OpenAPI document, write it, or compare it with the file in the repository."""
    made = openapi()
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made)
    elif check:
        if not path.is_file() or path.read_text() != made:
            typer.echo(f"{path}: differs from the code; run `linli api document --write`", err=True)
            raise typer.Exit(1)
    else:
        typer.echo(made, nl=False)


def openapi() -> str:
    """Return the document in English, keys in a fixed order, so that a change of the contract shows in review."""
    from linli.web.api import api

    with override("en"):
        return (
            json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True, default=str)
            + "\n"
        )
