from __future__ import annotations

import json
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer
from django.utils import timezone
from django.utils.translation import gettext

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.people.access import SYSTEM_VIEWER, Viewer, viewer_of
from linli.people.policies import Permission
from linli.people.queries import account_named
from linli.targets.access import get_plan_for, require_import, visible_plans
from linli.targets.actions.importing import Heading, Imported, import_plan
from linli.targets.actions.nudging import nudge
from linli.targets.actions.obligations import set_obligations
from linli.targets.actions.plans import adopt as adopt_plan
from linli.targets.errors import PlanNotFound
from linli.targets.exports import FORMS, write_plan
from linli.targets.models import Plan

app = typer.Typer(
    help="Plans of measures and tasks: from a sheet, to a sheet, into force.", no_args_is_help=True
)

FILE = typer.Argument(exists=True, dir_okay=False, readable=True, help="Spreadsheet (xlsx, xls) or CSV.")
AS = typer.Option("", "--as", help="Account that answers for it; empty: the system.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")
CODE = typer.Argument(help="Code of the plan.")
DAY = ["%Y-%m-%d"]
FIRST = typer.Option(None, "--from", formats=DAY, help="First day of a new plan.")
LAST = typer.Option(None, "--until", formats=DAY, help="Last day of a new plan.")
DECIDED = typer.Option(None, formats=DAY, help="Day of the decision; empty: today.")
TARGET = typer.Argument(dir_okay=False, help="File to write: .xlsx or .csv.")
SHOWN = 20


@app.callback()
def targets() -> None:
    """Target plans."""


@app.command(name="import")
def import_command(
    file: Path = FILE,
    as_json: bool = AS_JSON,
    check: bool = typer.Option(False, "--check", help="Store nothing; say what would happen."),
    code: str = typer.Option(
        "", "--plan", help="Code of the plan; empty: the sheet's title, else the file's name."
    ),
    name: str = typer.Option("", help="Name of a new plan; empty: the sheet's title."),
    issuer: str = typer.Option(
        "", "--unit", help="Unit that issues a new plan; empty: as the rulebook says."
    ),
    first: datetime | None = FIRST,
    last: datetime | None = LAST,
    account: str = AS,
) -> None:
    """Read a sheet into a plan: every row, or none and the reasons. Again changes nothing. Exit 1: refused."""
    heading = Heading(code, name, issuer, first.date() if first else None, last.date() if last else None)
    try:
        viewer = _viewer(account)
        result = import_plan(
            file,
            heading,
            by=_by(viewer),
            now=timezone.now(),
            dry=check,
            may_write=lambda plan, unit: require_import(viewer, plan, unit),
        )
    except Refusal as refusal:
        _refused(refusal, as_json)
    if as_json:
        typer.echo(json.dumps(as_document(result), ensure_ascii=False))
    else:
        _tell(result, dry=check)
    raise typer.Exit(1 if result.refusals else 0)


def as_document(result: Imported) -> dict[str, Any]:
    return {
        "rows": result.rows,
        "measures": result.measures,
        "tasks": result.tasks,
        "created": result.created,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "refusals": [
            {"row": each.row, "code": each.why.code, "reason": str(each.why)} for each in result.refusals
        ],
    }


def _refused(refusal: Refusal, as_json: bool) -> None:
    """Say why the whole file was refused; as a document it is a refusal of row 0."""
    if as_json:
        document = dict.fromkeys(
            ("rows", "measures", "tasks", "created", "changed", "unchanged", "refused"), 0
        )
        why = [{"row": 0, "code": refusal.code, "reason": str(refusal)}]
        typer.echo(json.dumps({**document, "refusals": why}, ensure_ascii=False))
    typer.echo(f"{refusal} [{refusal.code}]", err=True)
    raise typer.Exit(1)


def _tell(result: Imported, *, dry: bool) -> None:
    head = gettext("What this would change:") if dry else gettext("Read:")
    sentence = gettext(
        "%(rows)s rows, %(measures)s measures, %(created)s new, %(changed)s changed, %(unchanged)s unchanged, "
        "%(refused)s refused."
    )
    facts = {
        name: getattr(result, name)
        for name in ("rows", "measures", "created", "changed", "unchanged", "refused")
    }
    typer.echo(f"{head} {sentence % facts}")
    for each in result.refusals[:SHOWN]:
        typer.echo(f"  {each.row}: {each.why} [{each.why.code}]")
    if len(result.refusals) > SHOWN:
        typer.echo(f"  … {len(result.refusals) - SHOWN}")
    if result.refusals:
        typer.echo(gettext("Nothing was stored."))
    for change in [each for each in result.changes if each.columns != ("new",)][:SHOWN]:
        typer.echo(f"  {change.row}: {change.task}: {', '.join(change.columns)}")
    if result.absent:
        typer.echo(
            gettext("Not in the sheet, and kept: %(tasks)s") % {"tasks": "、".join(result.absent[:SHOWN])}
        )


@app.command()
def adopt(
    code: str = CODE,
    on: datetime | None = DECIDED,
    account: str = AS,
) -> None:
    """Put a plan into force and give its tasks to their units."""
    try:
        viewer = _viewer(account)
        plan = get_plan_for(viewer, _plan(viewer, code).pk, Permission.TARGET_PLAN)
        adopt_plan(plan=plan, by=_by(viewer), now=timezone.now(), on=_day(on))
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{plan.name}: {plan.adopted_on}")


@app.command()
def export(
    code: str = CODE,
    to: Path = TARGET,
    account: str = AS,
) -> None:
    """Write a plan as the sheet that offices use; reading it again changes nothing."""
    form = to.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise typer.BadParameter(", ".join(f".{each}" for each in FORMS))
    try:
        viewer = _viewer(account)
        content = write_plan(viewer, _plan(viewer, code), form, now=timezone.now())
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    with tempfile.NamedTemporaryFile(dir=to.parent, delete=False) as draft:
        draft.write(content)
    Path(draft.name).replace(to)
    typer.echo(str(to))


@app.command()
def sweep(as_json: bool = AS_JSON) -> None:
    """Write down the regular duties of today's periods and send the reminders that are due, as the worker does."""
    now = timezone.now()
    try:
        counts = {"obligations": set_obligations(by=SYSTEM, now=now), "told": nudge(by=SYSTEM, now=now)}
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(counts) if as_json else str(counts))


def _viewer(account: str) -> Viewer:
    return viewer_of(account_named(account), timezone.now()) if account else SYSTEM_VIEWER


def _by(viewer: Viewer) -> Any:
    return SYSTEM if viewer is SYSTEM_VIEWER else viewer.actor_for(Permission.TARGET_PLAN)


def _plan(viewer: Viewer, code: str) -> Plan:
    plan = visible_plans(viewer).filter(code=code).first()
    if plan is None:
        raise PlanNotFound
    return plan


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
