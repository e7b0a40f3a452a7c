"""Pytest plug-in: the cast, a handful of people in a small city, for the tests of every app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

from linli.core.actor import SYSTEM
from linli.core.testing import CHECKOUT

if TYPE_CHECKING:
    from django.db.models import Model

    from linli.journal.events import Event
    from linli.journal.models import Subject
    from linli.people.models import Account, Unit
    from linli.people.policies import Viewer

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in the city."""
RULES = CHECKOUT / "cities" / "anhe" / "rules"

CITY, RIVERSIDE, HILLSIDE = "990100000000", "990102000000", "990103000000"
STREET, VILLAGE = "990102001000", "990102001001"
UNITS = (
    ("city", "安和市人民政府", "government", "", CITY),
    ("hotline", "安和市12345热线", "hotline_centre", "city", CITY),
    ("housing", "安和市住房和城乡建设局", "housing_bureau", "city", CITY),
    ("riverside", "临河区人民政府", "government", "city", RIVERSIDE),
    ("street", "临河区河东街道办事处", "street_office", "riverside", STREET),
    ("village", "河东街道柳树社区居委会", "residents_committee", "street", VILLAGE),
    ("hillside", "山前区人民政府", "government", "city", HILLSIDE),
)
PEOPLE: Mapping[str, tuple[tuple[str, str | None, str], ...]] = {
    "owner": (("handler", "street", ""),),
    "colleague": (("handler", "street", ""),),
    "handler": (("handler", "housing", ""),),
    "unit_head": (("unit_head", "street", ""),),
    "other_clerk": (("intake_clerk", "hillside", ""), ("dispatcher", "hillside", "")),
    "intake_clerk": (("intake_clerk", "hotline", ""),),
    "dispatcher": (("dispatcher", "hotline", ""),),
    "district_dispatcher": (("dispatcher", "riverside", ""),),
    "verifier": (("verifier", "riverside", ""),),
    "follow_up_clerk": (("follow_up_clerk", "hotline", ""),),
    "grid_worker": (("grid_worker", "village", VILLAGE),),
    "supervisor": (("supervisor", "city", ""),),
    "leader": (("city_leader", "city", ""),),
    "admin": (("system_admin", None, ""),),
    "security_admin": (("security_admin", None, ""),),
    "auditor": (("auditor", None, ""),),
    "privacy_officer": (("privacy_officer", None, ""),),
    "stranger": (),
}
"""Who -> roles, each with unit and area. The stranger has a log-in and no role."""


class CheapArgon2(Argon2PasswordHasher):
    """The hasher of a city, made cheap: for tests that set passwords, in `PASSWORD_HASHERS`."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@dataclass(frozen=True)
class Cast:
    """The people and units of the small city: `cast.owner`, `cast.viewer("owner")`, `cast.unit("street")`.

    The citizen who raises a matter has no account: `cast.citizen` is a viewer.
    """

    now: datetime
    accounts: Mapping[str, Account]
    units: Mapping[str, Unit]

    def __getattr__(self, name: str) -> Account:
        if name.startswith("_") or name not in self.accounts:
            raise AttributeError(name)
        return self.accounts[name]

    @property
    def citizen(self) -> Viewer:
        from linli.people.access import ANONYMOUS

        return ANONYMOUS

    def unit(self, code: str) -> Unit:
        return self.units[code]

    def viewer(self, name: str, now: datetime | None = None) -> Viewer:
        from linli.people.access import ANONYMOUS, viewer_of

        return ANONYMOUS if name == "citizen" else viewer_of(self.accounts[name], now or self.now)


def value_of_rule(name: str) -> Any:
    """Return the value of one of Anhe's rules: `roles` for the file `roles.yaml`."""
    return entries_of(RULES / f"{name}.yaml")[0]["value"]


def entries_of(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a file of Anhe's: a copy each time, of what a process reads once."""
    return deepcopy(_read(path))


@cache
def _read(path: Path) -> list[dict[str, Any]]:
    return list(yaml.load_all(path.read_text("utf-8"), Loader=yaml.CSafeLoader))


def set_rules_of_people(now: datetime = NOW) -> None:
    from linli.rulebook.actions import set_rule

    for name in ("roles", "sign_in"):
        set_rule(f"people.{name}", value_of_rule(name), date(2020, 1, 1), by=SYSTEM, now=now)


def make_cast(now: datetime = NOW) -> Cast:
    """Set the rules of people and bring everybody of the cast into the database, with their entries."""
    from linli.people.actions import load_units
    from linli.people.events import AccountCreated, RoleGranted
    from linli.people.models import Account, Assignment, Unit
    from linli.people.policies import Role, UnitRow

    set_rules_of_people(now)
    load_units([UnitRow(*row) for row in UNITS], by=SYSTEM, now=now)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[row[0] for row in UNITS])}
    accounts = {
        name: Account(username=name, display_name=name, password=make_password(None)) for name in PEOPLE
    }
    _write([(account, AccountCreated()) for account in accounts.values()], now)
    since = (now - timedelta(days=30)).date()
    held = []
    for name, roles in PEOPLE.items():
        for role, code, area_code in roles:
            unit = units[code] if code else None
            place = {"unit": unit, "area_code": area_code}
            assignment = Assignment(account=accounts[name], role=role, valid_from=since, **place)
            number = unit.pk if unit else None
            held.append(
                (assignment, RoleGranted(accounts[name].pk, Role(role), number, area_code, since, None))
            )
    _write(held, now)
    return Cast(now, accounts, units)


def find_cast(now: datetime = NOW) -> Cast | None:
    """Return the cast that somebody has made in this database, or None. Two queries."""
    from linli.people.models import Account, Unit

    accounts = {account.username: account for account in Account.objects.filter(username__in=PEOPLE)}
    if not accounts:
        return None
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[row[0] for row in UNITS])}
    return Cast(now, {name: accounts[name] for name in PEOPLE}, units)


def _write(pairs: Sequence[tuple[Subject, Event]], now: datetime) -> None:
    """Insert new rows with their first entries in one round trip: tests without the small city make the cast anew."""
    from django.db import connection

    from linli.core.rows import insert
    from linli.journal.actions import advance, make_entry

    table = pairs[0][0]._meta.db_table
    with connection.cursor() as cursor:
        take = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(take, [table, len(pairs)])
        numbers = [number for (number,) in cursor.fetchall()]
    rows: list[Model] = []
    for number, (subject, event) in zip(numbers, pairs, strict=True):
        subject.pk = number
        entry = make_entry(event, subject=subject, by=SYSTEM, now=now)
        advance(subject, entry)
        rows += [subject, entry]
    insert(rows)


@pytest.fixture
def cast(db: None) -> Cast:
    """Owner, colleague, clerk of another district, leader, stranger and the others, at `cast.now`."""
    return find_cast() or make_cast()
