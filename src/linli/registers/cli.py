from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from django.utils import timezone
from django.utils.translation import gettext

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.people.queries import unit_coded
from linli.registers.actions.importing import Imported, import_sheet, read_sheet
from linli.registers.actions.sweeping import clear_ended
from linli.registers.actions.sweeping import remind as remind_units
from linli.registers.errors import DeclarationUnreadable, NotADeclaration, RegisterUnsaid
from linli.registers.policies.declaration import Declaration
from linli.registers.queries.declared import declared, register_named
from linli.rulebook.packs.documents import Document, read_documents
from linli.rulebook.packs.faults import Fault
from linli.rulebook.packs.rules import Declared, declared_in

app = typer.Typer(help="Registers that a city declares: check, import, remind.", no_args_is_help=True)
FILE = typer.Argument(
    exists=True, dir_okay=False, readable=True, help="Declaration (.yaml) or sheet (.xlsx, .xls, .csv)."
)
REGISTER = typer.Option("", "--register", help="Code of the register a sheet belongs to.")
DECLARATION = typer.Option(
    None, "--declaration", exists=True, dir_okay=False, help="A declaration that the city has not loaded yet."
)
AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")
YAML, SHEETS = {".yaml", ".yml"}, {".xlsx", ".xls", ".csv", ".xlsm", ".ods", ".gz"}


@app.callback()
def registers() -> None:
    """Registers."""


@app.command()
def check(
    file: Path = FILE,
    register: str = REGISTER,
    declaration: Path | None = DECLARATION,
    as_json: bool = AS_JSON,
) -> None:
    """Say what is wrong with a declaration or a sheet, each fault with its place; store nothing. Exit 1: faults."""
    try:
        if file.suffix.lower() in YAML:
            _say_of_declaration(file, as_json)
        elif file.suffix.lower() in SHEETS:
            _say_of_sheet(file, register, declaration, as_json)
        else:
            raise DeclarationUnreadable(file=file.name)
    except Refusal as refusal:
        _refused(file, refusal, as_json)


def faults_of(file: Path) -> Iterator[Declared | Fault]:
    """Yield the declarations of a file, and what is wrong with it."""
    for document in read_documents(file.name, file.read_bytes()):
        if not isinstance(document, Document):
            yield document
            continue
        for found in declared_in(document):
            if isinstance(found, Declared) and not issubclass(found.rule, Declaration):
                yield document.fault(NotADeclaration(key=found.rule.key), "key")
            else:
                yield found


def _say_of_declaration(file: Path, as_json: bool) -> None:
    found = list(faults_of(file))
    faults = [each for each in found if isinstance(each, Fault)]
    names = [each.rule.key for each in found if isinstance(each, Declared)]
    if as_json:
        _print(file=str(file), registers=names, faults=[each.as_dict() for each in faults])
    else:
        for each in faults:
            typer.echo(f"{each} [{each.why.code}]")
        typer.echo(_closing(len(faults)))
    raise typer.Exit(1 if faults else 0)


def _closing(faults: int) -> str:
    return gettext("Faults: %(count)s.") % {"count": faults} if faults else gettext("Nothing is wrong.")


def _say_of_sheet(file: Path, code: str, declaration: Path | None, as_json: bool) -> None:
    now = timezone.now()
    result = read_sheet(file, _declaration(code, declaration, now), on=now)
    _tell(file, result, as_json)
    raise typer.Exit(1 if result.refusals else 0)


def _declaration(code: str, file: Path | None, now: datetime) -> Declaration:
    if file is not None:
        found = [each.value for each in faults_of(file) if isinstance(each, Declared)]
        matching = [
            each for each in found if isinstance(each, Declaration) and (not code or each.code == code)
        ]
        if matching:
            return matching[-1]
    if not code:
        known = "、".join(each.value.code for each in declared(city_day(now))) or "—"
        raise RegisterUnsaid(known=known)
    return register_named(code, city_day(now)).value


def _tell(file: Path, result: Imported, as_json: bool) -> None:
    if as_json:
        _print(file=str(file), **as_document(result))
        return
    for each in result.refusals:
        typer.echo(f"{file.name}:{each.row}: {each.field}: {each.why} [{each.why.code}]")
    told = gettext(
        "%(rows)s rows, %(created)s new, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused."
    )
    counts = {name: getattr(result, name) for name in ("rows", "created", "changed", "unchanged", "refused")}
    typer.echo(told % counts)


def as_document(result: Imported) -> dict[str, Any]:
    return {
        "rows": result.rows,
        "created": result.created,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "faults": [
            {
                "row": each.row,
                "field": each.field,
                "code": each.why.code,
                "zh": each.why.in_language("zh-hans"),
                "en": each.why.in_language("en"),
            }
            for each in result.refusals
        ],
    }


def _refused(file: Path, refusal: Refusal, as_json: bool) -> None:
    if as_json:
        said = {"zh": refusal.in_language("zh-hans"), "en": refusal.in_language("en")}
        _print(file=str(file), faults=[{"row": 0, "field": "", "code": refusal.code, **said}])
    else:
        typer.echo(f"{file.name}: {refusal} [{refusal.code}]", err=True)
    raise typer.Exit(1) from None


def _print(**document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False))


@app.command(name="import")
def import_command(
    file: Path = FILE,
    register: str = typer.Option(..., "--register", help="Code of the register."),
    unit: str = typer.Option(..., "--unit", help="Code of the unit that keeps new records."),
    as_json: bool = AS_JSON,
) -> None:
    """Read a sheet into a register. Refused rows are named and left out. Exit 1 when any is refused."""
    now = timezone.now()
    try:
        keeper = unit_coded(unit)
        result = import_sheet(
            file,
            register_named(register, city_day(now)),
            place=lambda area: keeper,
            may_change=lambda row: True,
            by=SYSTEM,
            now=now,
        )
    except Refusal as refusal:
        _refused(file, refusal, as_json)
        return
    _tell(file, result, as_json)
    raise typer.Exit(1 if result.refusals else 0)


@app.command()
def sweep(as_json: bool = AS_JSON) -> None:
    """Send the reminders that are due and empty records taken off long ago, as the worker does."""
    now = timezone.now()
    counts = {"reminded": remind_units(by=SYSTEM, now=now), "cleared": clear_ended(by=SYSTEM, now=now)}
    typer.echo(json.dumps(counts) if as_json else str(counts))
