from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from linli.areas.queries import is_known
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.people.errors import (
    AccountEndedAlready,
    AreaCodeNotPlain,
    AssignmentEnded,
    DaysOutOfOrder,
    NoSuchArea,
    RoleHeldAlready,
    RoleNeedsNoAccount,
    RoleNeedsPlace,
    RolesIncompatible,
    SecondPairNeeded,
    UnitClosed,
    UnknownRole,
)
from linli.people.events import RoleEnded, RoleGranted
from linli.people.models import Account, Assignment, Unit
from linli.people.policies import NEVER_GIVEN, Reach, Role, incompatible_with, is_area_code
from linli.people.queries import forget_keys_of, needs_second_pair, roles_on


@transaction.atomic
def grant_role(
    *,
    account: Account,
    role: Role,
    unit: Unit | None = None,
    area_code: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    by: Actor,
    now: datetime,
    proposed_by: int | None = None,
) -> Assignment:
    """Give an account a role: for a unit and the units below it, in an area, from a day (today) to a day.

    Both days are included. Two grants to one account wait for each other, so that no pair of incompatible
    roles slips through. `proposed_by` is the other account where the role needs a second pair of eyes; see
    `postings`. Raises SecondPairNeeded and what `check_grant` raises.
    """
    start = valid_from or city_day(now)
    if proposed_by in (None, by.account) and needs_second_pair(role, account.pk, by, start):
        raise SecondPairNeeded(role=role.label)
    check_grant(account, role, unit, area_code, start, valid_until)
    assignment = Assignment(
        account=account,
        role=role.value,
        unit=unit,
        area_code=area_code,
        valid_from=start,
        valid_until=valid_until,
        granted_by=by.account,
    )
    event = RoleGranted(account.pk, role, unit.pk if unit else None, area_code, start, valid_until)
    record(event, subject=assignment, by=by, now=now)
    return assignment


def end_role(*, assignment: Assignment, by: Actor, now: datetime) -> None:
    """End an assignment at once. Raises AssignmentEnded."""
    if assignment.ended_at is not None:
        raise AssignmentEnded
    event = RoleEnded(assignment.account_id, Role(assignment.role))
    record(event, subject=assignment, by=by, now=now, changes={"ended_at": now})
    forget_keys_of(assignment.account_id)


def check_grant(
    account: Account,
    role: Role,
    unit: Unit | None,
    area_code: str,
    start: date,
    valid_until: date | None,
    *,
    beside: Assignment | None = None,
) -> None:
    """Look whether the account may get the role; it stays locked until the end of the transaction.

    Raises DaysOutOfOrder, AccountEndedAlready, RoleNeedsNoAccount, UnknownRole, UnitClosed, AreaCodeNotPlain,
    NoSuchArea, RoleNeedsPlace, RolesIncompatible, RoleHeldAlready. Nothing is compared with `beside`.
    """
    if valid_until is not None and valid_until < start:
        raise DaysOutOfOrder(valid_from=start, valid_until=valid_until)
    locked = Account.objects.select_for_update().get(pk=account.pk)
    if not locked.is_active:
        raise AccountEndedAlready(username=locked.username)
    _check_place(role, unit, area_code, start)
    held = _held_within(account, start, valid_until)
    _check_held(account, role, unit, area_code, held.exclude(pk=beside.pk) if beside else held)


def _check_place(role: Role, unit: Unit | None, area_code: str, on: date) -> None:
    if role in NEVER_GIVEN:
        raise RoleNeedsNoAccount(role=role.label)
    rule = roles_on(on).roles.get(role)
    if rule is None:
        raise UnknownRole(role=role.label, on=on)
    if unit is not None and not unit.is_active:
        raise UnitClosed(unit=unit.name)
    if area_code and not is_area_code(area_code):
        raise AreaCodeNotPlain(area_code=area_code[:20])
    if area_code and not is_known(area_code, on):
        raise NoSuchArea(area_code=area_code, on=on)
    if unit is None and (rule.reach is Reach.UNIT or (rule.reach is Reach.AREA and not area_code)):
        raise RoleNeedsPlace(role=role.label)


def _held_within(account: Account, start: date, end: date | None) -> QuerySet[Assignment]:
    """Return what the account holds on any day from `start` to `end`."""
    held = Assignment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=start), account=account, ended_at=None
    )
    return held if end is None else held.filter(valid_from__lte=end)


def _check_held(
    account: Account, role: Role, unit: Unit | None, area_code: str, held: QuerySet[Assignment]
) -> None:
    rows = list(held)
    other = incompatible_with(role, {Role(row.role) for row in rows})
    if other is not None:
        raise RolesIncompatible(role=role.label, other=other.label)
    place = (role.value, unit.pk if unit else None, area_code)
    if any((row.role, row.unit_id, row.area_code) == place for row in rows):
        raise RoleHeldAlready(username=account.username, role=role.label)
