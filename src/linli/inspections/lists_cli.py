"""`linli inspections`: the grades of the month and the city's full list of exemptions, from sheets."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import typer
from django.utils import timezone

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.inspections.actions.pools import load_grades
from linli.inspections.errors import ListUnfit
from linli.inspections.policies.sheets import exemptions_in
from linli.inspections.rules import ExemptionList
from linli.rulebook.actions import set_rule
from linli.rulebook.queries import in_force

app = typer.Typer(help="Lists of random inspection, from sheets.", no_args_is_help=True)
FILE = typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV in UTF-8.")
ON = typer.Option(None, "--on", formats=["%Y-%m-%d"], help="Day of publication; empty: today.")
SINCE = typer.Option(..., "--from", formats=["%Y-%m-%d"], help="First day of the list.")
CHECK = typer.Option(False, "--check", help="Store nothing.")


@app.callback()
def inspections() -> None:
    """Lists of random inspection."""


@app.command()
def grades(file: Path = FILE, on: datetime | None = ON) -> None:
    """Take over the credit grades of bodies: code and grade in two columns. All rows or none. Exit 1: refused."""
    rows = [(row[0], row[1]) for row in _rows(file) if len(row) > 1]
    try:
        count = load_grades(rows, published_on=on.date() if on else city_day(timezone.now()))
    except Refusal as refusal:
        raise _refused(refusal) from None
    typer.echo(f"{count}")


@app.command()
def exemptions(file: Path = FILE, since: datetime = SINCE, check: bool = CHECK) -> None:
    """Set the list: number, department, matter, basis, kind, days, conditions, measures. Exit 1: refused."""
    now = timezone.now()
    try:
        months = in_force(ExemptionList, city_day(now)).value.first_within_months
    except Refusal:
        months = 12
    value = {"first_within_months": months, "items": exemptions_in(_rows(file))}
    try:
        rule = ExemptionList.model_validate(value)
    except ValueError as error:
        raise _refused(ListUnfit(why=str(error)[:600])) from None
    if not check:
        set_rule(ExemptionList.key, value, since.date(), by=SYSTEM, now=now)
    typer.echo(f"{len(rule.items)}")


def _rows(file: Path) -> list[list[str]]:
    """Return the rows below the heading."""
    rows = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    return [row for row in rows if any(cell.strip() for cell in row)][1:]


def _refused(refusal: Refusal) -> typer.Exit:
    typer.echo(f"{refusal} [{refusal.code}]", err=True)
    return typer.Exit(1)
