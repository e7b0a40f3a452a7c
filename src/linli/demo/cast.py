"""Brings the people of Anhe into the database, and knows who acts for which unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.areas.models import Area
from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.demo import people
from linli.demo.log_ins import password
from linli.demo.people import Person
from linli.people.access import Viewer, viewer_of
from linli.people.actions import change_password, create_account, grant_role
from linli.people.models import Account, Unit
from linli.people.policies import Permission, Role

COMMUNITIES_WITH_WORKERS = 8
COMMITTEE_KINDS = ("residents_committee", "villagers_committee")
TOWNSHIP_KINDS = ("street_office", "township_government")


@dataclass(frozen=True)
class Cast:
    """Everybody who acts, with what they may do; their grants stay the same while the demo is played."""

    viewers: dict[str, Viewer]
    handlers: dict[int, str]
    """Unit -> username of whoever works for it: of the unit itself or the nearest one above."""
    heads: dict[int, str]
    workers: dict[str, str]
    """Area code of a community -> its grid worker."""

    committees: frozenset[int]
    """They are given nothing that their own list does not name."""

    def exact_units(self) -> list[int]:
        """Return units that have a handler of their own and may be given anything, in order."""
        units = (
            grant.unit_id
            for viewer in self.viewers.values()
            for grant in viewer.grants_for(Permission.MATTER_HANDLE)
            if grant.role is Role.HANDLER
        )
        return sorted({unit for unit in units if unit is not None} - self.committees)

    def verifier(self, area: str) -> str:
        return "hecha-tanglin" if area.startswith(people.COUNTY[:6]) else "hecha"


def everybody() -> list[Person]:
    """Return the people with log-ins, then their colleagues. Two queries."""
    units = list(
        Unit.objects.filter(is_active=True).order_by("code").values_list("code", "name", "kind", "path")
    )
    known = {code for code, *_rest in units}
    cast = [
        each
        for each in (*people.PEOPLE, *people.INSPECTORS)
        if all(not post.unit or post.unit in known for post in each.posts)
    ]
    cast += people.grid_workers(_communities())
    taken = {(post.role, post.unit) for each in cast for post in each.posts}
    responsible = [
        (code, name) for code, name, kind, path in units if path.count("/") == 1 or kind in TOWNSHIP_KINDS
    ]
    held = {post.unit for each in cast for post in each.posts if post.role is Role.HANDLER}
    more = [(code, name) for code, name, *_rest in units if code in held and (code, name) not in responsible]
    return [*cast, *people.colleagues([*responsible, *more], taken)]


def _communities() -> list[tuple[str, str, str]]:
    """Return the first communities of the featured street as area code, unit code and name."""
    begin = people.STREET[:9]
    rows = (
        Area.objects.filter(code__startswith=begin, valid_to=None)
        .exclude(code=begin + "000")
        .order_by("code")
    )
    names = dict(rows.values_list("code", "name")[:COMMUNITIES_WITH_WORKERS])
    units = Unit.objects.filter(area_code__in=names, kind="residents_committee").order_by("area_code")
    return [(area, code, names[area]) for area, code in units.values_list("area_code", "code")]


def make_cast(*, since: datetime, now: datetime) -> Cast:
    """Open an account for everybody who has none, as of `since`, and give those with a log-in their password."""
    present = everybody()
    accounts = {
        each.username: each for each in Account.objects.filter(username__in=[p.username for p in present])
    }
    for person in present:
        if person.username not in accounts:
            accounts[person.username] = _employ(person, since=since, now=now)
    return cast_of(accounts.values(), now)


def _employ(person: Person, *, since: datetime, now: datetime) -> Account:
    account = create_account(
        username=person.username,
        display_name=person.name,
        password=None,
        by=SYSTEM,
        now=since,
        must_change_password=False,
    )
    for post in person.posts:
        unit = Unit.objects.get(code=post.unit) if post.unit else None
        grant_role(account=account, role=post.role, unit=unit, area_code=post.area, by=SYSTEM, now=since)
    if person.has_log_in:
        change_password(
            account=account, password=password(), by=Actor(ActorKind.ACCOUNT, account.pk), now=now
        )
    return account


def cast_of(accounts: Iterable[Account], now: datetime) -> Cast:
    """Return who acts for what. A query for each account."""
    viewers = {each.username: viewer_of(each, now) for each in accounts}
    workers = {
        grant.area_prefix.ljust(12, "0"): name
        for name, viewer in viewers.items()
        for grant in viewer.grants
        if grant.role is Role.GRID_WORKER
    }
    committees = Unit.objects.filter(kind__in=COMMITTEE_KINDS).values_list("pk", flat=True)
    handlers, heads = _acting(viewers, Role.HANDLER), _acting(viewers, Role.UNIT_HEAD)
    return Cast(viewers, handlers, heads, workers, frozenset(committees))


def _acting(viewers: dict[str, Viewer], role: Role) -> dict[int, str]:
    """Return for each unit who acts in this role for the fewest units besides it."""
    nearest: dict[int, tuple[int, str]] = {}
    for name, viewer in viewers.items():
        for grant in viewer.grants:
            if grant.role is role:
                for unit in grant.unit_ids:
                    nearest[unit] = min(nearest.get(unit, (10**9, "")), (len(grant.unit_ids), name))
    return {unit: name for unit, (_size, name) in nearest.items()}


def log_ins() -> list[tuple[str, str]]:
    """Return username and name of the people with a log-in who have an account, in the order of the cast."""
    wanted = [each.username for each in everybody() if each.has_log_in]
    names = dict(
        Account.objects.filter(username__in=wanted, is_active=True).values_list("username", "display_name")
    )
    return [(username, names[username]) for username in wanted if username in names]
