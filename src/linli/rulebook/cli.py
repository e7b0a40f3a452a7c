from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.rulebook.packs import Change, ChangeKind, Fault, Pack, check_pack, diff_pack
from linli.rulebook.packs.actions import load_pack

app = typer.Typer(help="City packs: a city as a folder of data.")
Folder = Annotated[Path, typer.Argument(help="Folder of the city pack, with city.yaml in it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
KINDS: dict[ChangeKind, str | Promise] = {
    ChangeKind.ADDED: gettext_lazy("added"),
    ChangeKind.CHANGED: gettext_lazy("changed"),
    ChangeKind.ENDED: gettext_lazy("ended"),
    ChangeKind.ONLY_IN_CITY: gettext_lazy("only in the city"),
}


@app.callback()
def city() -> None:
    """Check, compare and load a city pack."""


@app.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Say what is wrong with a pack, with file and line. Reads no table. Exit 1 when anything is."""
    pack = _opened(folder, as_json)
    faults = check_pack(pack)
    if as_json:
        _print_json(pack=str(folder), faults=[fault.as_dict() for fault in faults])
    else:
        _show_faults(faults)
    raise typer.Exit(1 if faults else 0)


@app.command()
def diff(folder: Folder, as_json: AsJson = False) -> None:
    """Show what loading a pack would change, and what only the city has. Changes nothing."""
    pack = _sound(folder, as_json)
    _show_changes(diff_pack(pack), as_json)


@app.command()
def load(folder: Folder, as_json: AsJson = False) -> None:
    """Make the city as the pack says: all of it or nothing. Loading it again changes nothing."""
    pack = _sound(folder, as_json)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, disable=as_json, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def progress(part: str, done: int, total: int) -> None:
            if part not in tasks:
                tasks[part] = bars.add_task(part, total=total)
            bars.update(tasks[part], completed=done, total=total)

        changes = load_pack(pack, by=SYSTEM, now=datetime.now(UTC), progress=progress)
    _show_changes(changes, as_json)


def _opened(folder: Path, as_json: bool) -> Pack:
    try:
        return Pack.at(folder)
    except Refusal as refusal:
        fault = Fault(".", 1, refusal)
        if as_json:
            _print_json(pack=str(folder), faults=[fault.as_dict()])
        else:
            typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal


def _sound(folder: Path, as_json: bool) -> Pack:
    """Return the pack when nothing is wrong with it; otherwise show the faults and end."""
    pack = _opened(folder, as_json)
    faults = check_pack(pack)
    if not faults:
        return pack
    if as_json:
        _print_json(pack=str(folder), faults=[fault.as_dict() for fault in faults])
    else:
        _show_faults(faults)
    raise typer.Exit(1)


def _print_json(**document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False))


def _show_faults(faults: Sequence[Fault]) -> None:
    for fault in faults:
        typer.echo(f"{fault} [{fault.why.code}]")
    if faults:
        told = ngettext("%(count)d fault.", "%(count)d faults.", len(faults)) % {"count": len(faults)}
        typer.echo(told)
    else:
        typer.echo(gettext("Nothing is wrong with this city pack."))


def _show_changes(changes: Sequence[Change], as_json: bool) -> None:
    if as_json:
        _print_json(changes=[change.as_dict() for change in changes])
        return
    if changes:
        table = Table(gettext("part"), gettext("change"), gettext("what"), gettext("difference"))
        for change in changes:
            table.add_row(change.part, str(KINDS[change.kind]), change.what, change.detail)
        Console().print(table)
    made = sum(change.kind is not ChangeKind.ONLY_IN_CITY for change in changes)
    typer.echo(ngettext("%(count)d difference.", "%(count)d differences.", made) % {"count": made})
