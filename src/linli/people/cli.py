from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec

import typer
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.people import actions
from linli.people.errors import UnknownKey, UnknownPermission, UnknownRole
from linli.people.models import Account, ApiKey, Assignment
from linli.people.policies import Permission, Role, make_password
from linli.people.queries import account_named, assignment_numbered, assignments_on, unit_coded

app = typer.Typer(help="Who works for the city: accounts, roles, API keys.", no_args_is_help=True)

P = ParamSpec("P")
SINCE = typer.Option(None, "--from", formats=["%Y-%m-%d"], help="First day; today.")
UNTIL = typer.Option(None, formats=["%Y-%m-%d"], help="Last day; none.")
PERMISSIONS = typer.Option(..., help="May be given several times.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")


def says_why(command: Callable[P, None]) -> Callable[P, None]:
    """Let a refusal end the command with its sentence and code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            typer.echo(f"{refusal} [{refusal.code}]", err=True)
            raise typer.Exit(1) from None

    return run


@app.command("add-account")
@says_why
def add_account(
    username: str = typer.Argument(help="Name to log in with; small letters, digits, . _ -"),
    display_name: str = typer.Argument(help="Name that colleagues see."),
    without_password: bool = typer.Option(False, help="Nobody logs in with it: for programs with API keys."),
    ask: bool = typer.Option(False, help="Ask for the password instead of making one."),
    as_json: bool = AS_JSON,
) -> None:
    """Open an account. Its first password is printed once and must be changed at the first log-in."""
    password = None if without_password else _ask_password() if ask else make_password()
    account = actions.create_account(
        username=username, display_name=display_name, password=password, by=SYSTEM, now=timezone.now()
    )
    shown = None if ask else password
    _tell(as_json, {**_account(account), "password": shown}, f"{account.username} {shown or ''}".strip())


@app.command("end-account")
@says_why
def end_account(username: str) -> None:
    """End an account for good. Its sessions, roles and keys give nothing from now on."""
    actions.end_account(account=account_named(username), by=SYSTEM, now=timezone.now())


@app.command("set-password")
@says_why
def set_password(
    username: str, ask: bool = typer.Option(False, help="Ask for it instead of making one.")
) -> None:
    """Set a password for somebody who forgot it. It is printed once and must be changed at the next log-in."""
    password = _ask_password() if ask else make_password()
    actions.change_password(account=account_named(username), password=password, by=SYSTEM, now=timezone.now())
    if not ask:
        typer.echo(password)


@app.command("reset-second-factor")
@says_why
def reset_second_factor(username: str) -> None:
    """Take away a lost authenticator. Whoever must have one sets up another at the next log-in."""
    actions.end_second_factor(account=account_named(username), by=SYSTEM, now=timezone.now())


@app.command("grant")
@says_why
def grant(
    username: str,
    role: str = typer.Argument(help="One of: " + ", ".join(Role.values)),
    unit: str = typer.Option("", help="Code of the unit."),
    area: str = typer.Option("", help="12-digit code of the area."),
    since: datetime | None = SINCE,
    until: datetime | None = UNTIL,
    as_json: bool = AS_JSON,
) -> None:
    """Give an account a role for a unit, in an area, from a day to a day."""
    now = timezone.now()
    assignment = actions.grant_role(
        account=account_named(username),
        role=_role(role, city_day(now)),
        unit=unit_coded(unit) if unit else None,
        area_code=area,
        valid_from=since.date() if since else None,
        valid_until=until.date() if until else None,
        by=SYSTEM,
        now=now,
    )
    _tell(as_json, _assignment(assignment), f"#{assignment.pk}")


@app.command("end-grant")
@says_why
def end_grant(
    number: int = typer.Argument(help="Number of the assignment, as `linli people list` shows it."),
) -> None:
    """End a role at once."""
    actions.end_role(assignment=assignment_numbered(number), by=SYSTEM, now=timezone.now())


@app.command("issue-key")
@says_why
def issue_key(
    username: str = typer.Argument(help="Account that the program acts for."),
    label: str = typer.Argument(help="What the key is for."),
    permission: list[str] = PERMISSIONS,
    days: int = typer.Option(90, min=1, help="Days until it expires."),
    as_json: bool = AS_JSON,
) -> None:
    """Issue an API key. It is printed once and kept nowhere."""
    now = timezone.now()
    key, raw = actions.issue_api_key(
        account=account_named(username),
        label=label,
        permissions=[_permission(each) for each in permission],
        expires_at=now + timedelta(days=days),
        by=SYSTEM,
        now=now,
    )
    _tell(as_json, {**_key(key), "key": raw}, raw)


@app.command("revoke-key")
@says_why
def revoke_key(prefix: str = typer.Argument(help="The ten characters after linli_.")) -> None:
    """Revoke an API key: it is dead within 30 seconds."""
    key = ApiKey.objects.filter(prefix=prefix).first()
    if key is None:
        raise UnknownKey(prefix=prefix)
    actions.revoke_api_key(key=key, by=SYSTEM, now=timezone.now())


@app.command("list")
def list_command(as_json: bool = AS_JSON) -> None:
    """Show accounts with the roles they hold today, and the keys that live."""
    now = timezone.now()
    accounts = [_account(each) for each in Account.objects.filter(is_active=True).order_by("username")]
    roles = [_assignment(each) for each in assignments_on(city_day(now))]
    live = ApiKey.objects.filter(revoked_at=None, expires_at__gt=now).select_related("account")
    keys = [_key(each) for each in live.order_by("account__username", "pk")]
    if as_json:
        typer.echo(json.dumps({"accounts": accounts, "roles": roles, "keys": keys}, ensure_ascii=False))
        return
    for title, rows in (("Accounts", accounts), ("Roles", roles), ("API keys", keys)):
        _show(title, rows)


def _ask_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _role(name: str, on: date) -> Role:
    if name not in Role.values:
        raise UnknownRole(role=name, on=on)
    return Role(name)


def _permission(name: str) -> Permission:
    if name not in Permission.values:
        raise UnknownPermission(permission=name, known=", ".join(Permission.values))
    return Permission(name)


def _account(account: Account) -> dict[str, Any]:
    return {"username": account.username, "name": account.display_name}


def _assignment(assignment: Assignment) -> dict[str, Any]:
    return {
        "number": assignment.pk,
        "username": assignment.account.username,
        "role": assignment.role,
        "unit": assignment.unit.code if assignment.unit else None,
        "area": assignment.area_code or None,
        "from": assignment.valid_from.isoformat(),
        "until": assignment.valid_until.isoformat() if assignment.valid_until else None,
    }


def _key(key: ApiKey) -> dict[str, Any]:
    return {
        "prefix": key.prefix,
        "username": key.account.username,
        "label": key.label,
        "permissions": list(key.permissions),
        "expires_at": key.expires_at.isoformat(timespec="seconds"),
        "last_used_on": key.last_used_on.isoformat() if key.last_used_on else None,
    }


def _tell(as_json: bool, facts: dict[str, Any], line: str) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else line)


def _show(title: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    table = Table(*(rows[0] if rows else ()), title=f"{title} ({len(rows)})", title_justify="left")
    for row in rows:
        table.add_row(
            *(", ".join(cell) if isinstance(cell, list) else str(cell or "") for cell in row.values())
        )
    Console().print(table)
