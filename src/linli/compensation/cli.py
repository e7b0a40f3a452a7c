from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from django.db import DatabaseError

from linli.compensation.errors import CaseRefused
from linli.compensation.queries import Shelf, compute_document, shelf_of_city
from linli.compensation.reading import SCHEMA
from linli.compensation.rendering.forms import written
from linli.compensation.rendering.text import text_of
from linli.compensation.report import as_document
from linli.compensation.statement import statement_of
from linli.core.errors import Refusal
from linli.core.postgres import ClusterFailed

app = typer.Typer(help="Compensation after road accidents.", no_args_is_help=True)

FILE = typer.Argument(exists=True, dir_okay=False, readable=True, help="Case as JSON.")
OUT = typer.Option(..., dir_okay=False, help="File to write: .pdf, .docx or .txt.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")


@app.callback()
def compensation() -> None:
    """Compute what is owed after a road accident. Nothing is stored."""


@app.command(name="compute")
def compute_command(file: Path = FILE, as_json: bool = AS_JSON) -> None:
    """Print every item, bucket, payer and total of one case, with the steps. Exit 1 when it is refused."""
    try:
        case, result = compute_document(file.read_bytes(), _shelf)
    except Refusal as refusal:
        _refused(refusal, as_json)
    told = _json(as_document(result, case)) if as_json else text_of(statement_of(result, case))
    typer.echo(told, nl=as_json)


@app.command()
def statement(
    file: Path = FILE,
    out: Path = OUT,
) -> None:
    """Write the statement of one case, with every step."""
    try:
        case, result = compute_document(file.read_bytes(), _shelf)
        made = statement_of(result, case)
        out.write_bytes(written(made, out.suffix))
    except Refusal as refusal:
        _refused(refusal, as_json=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a case."""
    typer.echo(SCHEMA.read_text("utf-8"), nl=False)


def _shelf() -> Shelf:
    """Return the city's rulebook; without a database the law of the country is enough for a case with figures."""
    try:
        return shelf_of_city()
    except (DatabaseError, ClusterFailed):
        return Shelf()


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _refused(refusal: Refusal, as_json: bool) -> None:
    if as_json:
        typer.echo(_json({"refused": as_refusal(refusal)}))
    else:
        typer.echo(str(refusal), err=True)
    raise typer.Exit(1)


def as_refusal(refusal: Refusal) -> dict[str, Any]:
    if isinstance(refusal, CaseRefused):
        return refusal.as_dict()
    return {
        "code": refusal.code,
        "field": "",
        "zh": refusal.in_language("zh-hans"),
        "en": refusal.in_language("en"),
    }
