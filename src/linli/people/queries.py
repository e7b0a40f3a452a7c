from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hmac import compare_digest

from django.db import connection
from django.db.models import Case, Max, Q, QuerySet, Value, When

from linli.areas.policies.codes import significant_prefix
from linli.core.actor import Actor, ActorKind
from linli.core.keys import derive, keyed_digest
from linli.core.time import city_day
from linli.people.errors import UnknownAccount, UnknownAssignment, UnknownProposal, UnknownUnit
from linli.people.models import Account, ApiKey, Assignment, Proposal, SecondFactor, Unit
from linli.people.policies import (
    CAREFUL_APPOINTMENTS,
    CAREFUL_WITH_CODES,
    STRICTEST,
    AppointmentsRule,
    Grant,
    Permission,
    Reach,
    Role,
    RoleRule,
    RolesRule,
    SecondFactorRule,
    SignInRule,
    Viewer,
    prefix_of_key,
)
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import in_force

KEY_PURPOSE = "people.api_key"
KEY_IS_FRESH = timedelta(seconds=30)
"""How long a process remembers a key: a revoked one dies within this time."""
MOST_KEYS = 5_000


def roles_on(day: date) -> RolesRule:
    """Return the city's roles on that day. Raises RuleMissing when the city has set none."""
    return in_force(RolesRule, day).value


def sign_in_on(day: date) -> SignInRule:
    """Return how log-ins are kept that day; the strictest where the city has set nothing."""
    try:
        return in_force(SignInRule, day).value
    except (RuleMissing, RuleExpired):
        return STRICTEST


def needs_second_pair(role: Role, account: int, by: Actor, day: date) -> bool:
    """Say whether somebody else has to agree before this account gets the role from `by`.

    So it is for the roles that the city names, and for whatever somebody would give themselves. Who installs the
    city at its own machine is asked no further.
    """
    if by.kind is not ActorKind.ACCOUNT:
        return False
    try:
        rule = in_force(AppointmentsRule, day).value
    except (RuleMissing, RuleExpired):
        rule = CAREFUL_APPOINTMENTS
    return by.account == account or role in rule.second_pair


# The second factor


def second_factor_on(day: date) -> SecondFactorRule:
    """Return who needs a second factor that day; nobody where the city has set nothing."""
    try:
        return in_force(SecondFactorRule, day).value
    except (RuleMissing, RuleExpired):
        return CAREFUL_WITH_CODES


def second_factor_of(account: Account) -> SecondFactor | None:
    """Return the authenticator that the account logs in with."""
    return SecondFactor.objects.filter(account=account, ended_at=None).first()


def must_have_second_factor(account: Account, now: datetime) -> bool:
    """Say whether one of the account's roles of today asks for a second factor."""
    day = city_day(now)
    asked = second_factor_on(day).roles
    return (
        bool(asked) and Assignment.objects.filter(in_force_on(day), account=account, role__in=asked).exists()
    )


# Units


@dataclass
class _Tree:
    """All units by path, as they stood at one edition of the tree."""

    edition: int
    paths: list[str]
    numbers: list[int]
    place: dict[int, int]
    below: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def subtree(self, unit: int) -> tuple[int, ...]:
        if unit not in self.below:
            first = self.place[unit]
            last = bisect_left(self.paths, self.paths[first][:-1] + chr(ord("/") + 1), first)
            self.below[unit] = tuple(sorted(self.numbers[first:last]))
        return self.below[unit]


_tree: _Tree | None = None


def _tree_at(edition: int) -> _Tree:
    """Return the tree as of an edition that was just read. One query when this process knows another."""
    global _tree
    tree = _tree
    if tree is None or tree.edition != edition:
        rows = sorted(Unit.objects.values_list("path", "pk"))
        numbers = [number for _path, number in rows]
        places = {number: place for place, number in enumerate(numbers)}
        tree = _tree = _Tree(edition, [path for path, _number in rows], numbers, places)
    return tree


def unit_and_below(unit: int) -> tuple[int, ...]:
    """Return the numbers of a unit and of all units below it, closed ones too. One query, rarely two."""
    edition = Unit.objects.aggregate(edition=Max("tree_edition"))["edition"]
    return _tree_at(edition).subtree(unit)


def unit_coded(code: str) -> Unit:
    """Raises UnknownUnit."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise UnknownUnit(code=code)
    return unit


MOST_SIGNS = 30
"""So long a short form may be; what is longer is a name."""


def called(words: str) -> Q:
    """Return the condition for units of this code, or whose name has these signs in this order: 城管局 is 城市管理局.

    No sign: all.
    """
    signs = [re.escape(sign) for sign in words if not sign.isspace()]
    name = Q(name__contains=words) if len(signs) > MOST_SIGNS else Q(name__regex=".*".join(signs))
    return Q(code=words) | name


def nearest_to(words: str) -> Case:
    """Return the order in which names that hold the words as they stand come first."""
    return Case(When(name__contains=words, then=Value(0)), default=Value(1))


def names_by_code(codes: Collection[str]) -> dict[str, str]:
    """Return the names of units. One query."""
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))


def units_numbered(numbers: Collection[int]) -> dict[int, Unit]:
    """Return units by their numbers. One query."""
    return Unit.objects.in_bulk(numbers)


def account_named(username: str) -> Account:
    """Raises UnknownAccount."""
    account = Account.objects.filter(username=username).first()
    if account is None:
        raise UnknownAccount(username=username)
    return account


# Grants


def in_force_on(day: date) -> Q:
    """Assignments that hold on a day in the city."""
    return Q(ended_at=None, valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))


HELD = """
    SELECT held.role, held.unit_id, unit.area_code, held.area_code, (SELECT max(tree_edition) FROM people_unit)
    FROM people_assignment AS held
    JOIN people_account AS account ON account.id = held.account_id AND account.is_active
    LEFT JOIN people_unit AS unit ON unit.id = held.unit_id
    WHERE held.account_id = %(account)s AND held.ended_at IS NULL AND held.valid_from <= %(day)s
      AND (held.valid_until IS NULL OR held.valid_until >= %(day)s) AND unit.is_active IS NOT FALSE
    ORDER BY held.id
"""
"""Asked with every request of somebody logged in: building it anew would cost more than running it."""


def grants_of(account: int, now: datetime) -> tuple[Grant, ...]:
    """Return what an account was granted, as of `now`. One query while the tree of units stays as it is.

    An ended account, an ended, expired or future assignment, a closed unit and a role that the city does not
    use give nothing.
    """
    day = city_day(now)
    roles = roles_on(day).roles
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"account": account, "day": day})
        rows = cursor.fetchall()
    found = (_grant(roles[Role(role)], Role(role), *rest) for role, *rest in rows if role in roles)
    return tuple(dict.fromkeys(found))


def _grant(
    rule: RoleRule, role: Role, unit: int | None, unit_area: str | None, area: str, edition: int
) -> Grant:
    """A whole area's work is never reached without saying which area: then only one's own is."""
    where = area or (unit_area or "" if rule.reach is Reach.AREA else "")
    return Grant(
        role=role,
        permissions=frozenset(rule.permissions),
        reach=rule.reach if where or rule.reach is not Reach.AREA else Reach.OWN,
        unit_ids=() if unit is None else _tree_at(edition).subtree(unit),
        area_prefix=significant_prefix(where) if where else "",
        unit_id=unit,
    )


def assignments_on(day: date) -> QuerySet[Assignment]:
    """Return the assignments that hold on a day in the city, by account, with account and unit."""
    held = Assignment.objects.filter(in_force_on(day), account__is_active=True)
    return held.select_related("account", "unit").order_by("account__username", "pk")


def assignment_numbered(number: int) -> Assignment:
    """Raises UnknownAssignment."""
    assignment = Assignment.objects.filter(pk=number).first()
    if assignment is None:
        raise UnknownAssignment(number=number)
    return assignment


def postings_of(account: Account) -> list[Assignment]:
    """Return all roles the account has, had and will have, the newest first, with their units. One query."""
    return list(account.assignments.select_related("unit").order_by("-valid_from", "-pk"))


def accounts_found(words: str, most: int) -> list[Account]:
    """Return accounts by name or user name, those that ended last. One query."""
    rows = Account.objects.order_by("-is_active", "username")
    if words:
        rows = rows.filter(Q(username__contains=words.lower()) | Q(display_name__contains=words))
    return list(rows[:most])


def held_by(accounts: Collection[int], day: date) -> dict[int, list[Assignment]]:
    """Return the roles that accounts hold on a day, with their units. One query."""
    held: dict[int, list[Assignment]] = {number: [] for number in accounts}
    rows = Assignment.objects.filter(in_force_on(day), account__in=held).select_related("unit").order_by("pk")
    for row in rows:
        held[row.account_id].append(row)
    return held


def holders_of(roles: Collection[Role], day: date) -> dict[Role, list[str]]:
    """Return the names of those who hold each role on a day, each once, in order. One query."""
    held = Assignment.objects.filter(in_force_on(day), role__in=roles, account__is_active=True)
    names = held.order_by("account__display_name").values_list("role", "account__display_name", "account_id")
    found: dict[Role, list[str]] = {role: [] for role in roles}
    for role, name, _account in names.distinct():
        found[Role(role)].append(name)
    return found


def open_proposals(account: Account | None = None) -> list[Proposal]:
    """Return what waits for a second person, the oldest first; of everybody, or for one account. One query."""
    rows = Proposal.objects.filter(outcome="").select_related("account", "unit").order_by("pk")
    return list(rows if account is None else rows.filter(account=account))


def proposal_numbered(number: int) -> Proposal:
    """Raises UnknownProposal."""
    proposal = Proposal.objects.filter(pk=number).select_related("account", "unit").first()
    if proposal is None:
        raise UnknownProposal(number=number)
    return proposal


# API keys


@dataclass(slots=True)
class _Known:
    """A key as this process last read it."""

    digest: bytes
    suite: str
    viewer: Viewer
    expires_at: datetime
    read_at: datetime
    number: int
    day_to_note: date | None
    """Day of use that is not in the database yet."""


_keys: dict[str, _Known] = {}


def viewer_of_key(raw: str, now: datetime) -> Viewer | None:
    """Return who comes with this key, None when it is not, or no longer, one of ours.

    No query while the process remembers the key, which it does for 30 seconds; otherwise two, and a third on
    the first use of a day.
    """
    prefix = prefix_of_key(raw)
    known = _known_key(prefix, now) if prefix else None
    if known is None:
        return None
    digest = keyed_digest(known.suite, derive(KEY_PURPOSE), raw.encode())
    if not compare_digest(digest, known.digest) or now >= known.expires_at:
        return None
    if known.day_to_note is not None:
        ApiKey.objects.filter(pk=known.number).update(last_used_on=known.day_to_note)
        known.day_to_note = None
    return known.viewer


def _known_key(prefix: str, now: datetime) -> _Known | None:
    known = _keys.get(prefix)
    if known is not None and timedelta(0) <= now - known.read_at < KEY_IS_FRESH:
        return known
    forget_key(prefix)
    row = ApiKey.objects.filter(prefix=prefix, revoked_at=None, account__is_active=True).first()
    if row is None:
        return None
    account = Viewer(row.account_id, grants_of(row.account_id, now))
    viewer = account.limited_to([Permission(each) for each in row.permissions], row.pk)
    day = city_day(now)
    to_note = day if row.last_used_on is None or row.last_used_on < day else None
    if len(_keys) >= MOST_KEYS:
        _keys.clear()
    known = _keys[prefix] = _Known(bytes(row.digest), row.suite, viewer, row.expires_at, now, row.pk, to_note)
    return known


def forget_key(prefix: str) -> None:
    _keys.pop(prefix, None)


def forget_keys_of(account: int) -> None:
    """Read the keys of an account again when they are next used in this process."""
    for prefix in [prefix for prefix, known in list(_keys.items()) if known.viewer.account_id == account]:
        forget_key(prefix)
