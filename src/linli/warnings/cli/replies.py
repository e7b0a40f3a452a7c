from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from linli.core.errors import Refusal

app = typer.Typer(help="Replies: do they answer, give grounds and say what comes next.", no_args_is_help=True)
FILE = typer.Argument(
    exists=True, dir_okay=False, readable=True, help="Spreadsheet or CSV: message_id, title, detail, reply."
)
PART = 0.5


@app.callback()
def replies() -> None:
    """Replies. The database is not needed."""


@app.command()
def check(
    file: Path = FILE, as_json: bool = typer.Option(False, "--json", help="Print one JSON document.")
) -> None:
    """Judge every reply of a sheet from its words: four scores from 0 to 1 each."""
    try:
        documents = list(_checked(file))
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(documents, ensure_ascii=False, allow_nan=False))
    else:
        _print(documents)


def _checked(file: Path) -> Iterator[dict[str, Any]]:
    from linli.warnings.cli.issues import local_limits
    from linli.warnings.replies.checks import check as judged
    from linli.warnings.replies.files import read_replies

    for each in read_replies(file, limits=local_limits()):
        found = judged(each.question, each.reply)
        yield {
            "message_id": each.id,
            "answers": round(found.answers, 4),
            "grounds": round(found.grounds, 4),
            "next_step": round(found.next_step, 4),
            "empty_formula": round(found.empty_formula, 4),
        }


@app.command()
def evaluate(
    file: Path = FILE, as_json: bool = typer.Option(False, "--json", help="Print one JSON document.")
) -> None:
    """Learn from labelled replies and measure on others, beside what length alone tells."""
    from linli.warnings.cli.issues import local_limits
    from linli.warnings.replies import figures
    from linli.warnings.replies.files import read_replies

    try:
        found = figures.evaluate(list(read_replies(file, limits=local_limits())))
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    else:
        _print_figures(found)


def _print_figures(found: dict[str, Any]) -> None:
    for name, groups in found.get("grounds", {}).get("groups", {}).items():
        table = Table(name, "F1", "95 %", "PR-AUC", "F1 - F1 of the better length", "95 %")
        for key, each in groups.items():
            more = each.get("better_than_length_by", {"f1": "", "interval": ""})
            cells = (each["f1"], each["interval"], each["pr_auc"], more["f1"], more["interval"])
            table.add_row(key, *map(str, cells))
        Console().print(table)
    Console().print(found.get("empty_formula") or found["grounds"]["model"])


def _print(documents: list[dict[str, Any]]) -> None:
    total = max(1, len(documents))
    table = Table(_("check"), _("replies"), _("share"))
    named = {"answers": _("answers"), "grounds": _("gives grounds"), "next_step": _("says what comes next")}
    for key, name in {**named, "empty_formula": _("empty formula")}.items():
        count = sum(each[key] >= PART for each in documents)
        table.add_row(str(name), f"{count:,}", f"{count / total:.1%}")
    Console().print(table)
