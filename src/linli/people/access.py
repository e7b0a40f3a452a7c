"""What somebody may do and see. A list and a page ask the same grants, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest

from linli.people.errors import KeyNotAccepted, LogInFirst, NotAllowed
from linli.people.models import Account
from linli.people.policies import ANONYMOUS, SYSTEM_VIEWER, Grant, Permission, Reach, Role, Viewer, Work
from linli.people.queries import grants_of, viewer_of_key

__all__ = [
    "ANONYMOUS",
    "SYSTEM_VIEWER",
    "Grant",
    "Permission",
    "Reach",
    "Role",
    "Viewer",
    "Work",
    "require",
    "viewer_of",
    "viewer_of_request",
    "visible_q",
    "work_of",
]

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING
BEARER = "Bearer "


def viewer_of(account: Account, now: datetime) -> Viewer:
    """Return the account with its grants as of `now`. One query while the tree of units stays as it is."""
    return Viewer(account.pk, grants_of(account.pk, now))


def viewer_of_request(request: HttpRequest, now: datetime) -> Viewer:
    """Return who asks: the account that is logged in, the account of an API key, or anybody.

    Asked again for the same request it answers without a query. Raises KeyNotAccepted for a bearer key that
    is not ours: a program with a bad key should hear so rather than be taken for anybody.
    """
    known: Viewer | None = getattr(request, "_viewer", None)
    if known is None:
        known = _viewer_of_request(request, now)
        request._viewer = known  # type: ignore[attr-defined]
    return known


def _viewer_of_request(request: HttpRequest, now: datetime) -> Viewer:
    offered = request.headers.get("Authorization", "")
    if offered.startswith(BEARER):
        viewer = viewer_of_key(offered.removeprefix(BEARER), now)
        if viewer is None:
            raise KeyNotAccepted
        return viewer
    account = getattr(request, "user", None)
    return viewer_of(account, now) if isinstance(account, Account) else ANONYMOUS


def require(viewer: Viewer, permission: Permission, work: Work | None = None) -> None:
    """Raises LogInFirst or NotAllowed. Without `work`: that they may do it to anything at all."""
    if viewer.may(permission) if work is None else viewer.may_see(permission, work):
        return
    if viewer == ANONYMOUS:
        raise LogInFirst
    raise NotAllowed(what=permission.label)


def visible_q(
    viewer: Viewer,
    permission: Permission,
    *,
    unit_fields: Sequence[str] = (),
    area_field: str,
    own_fields: Sequence[str] = (),
) -> Q:
    """Return the filter for the rows to which the viewer may do this. Nothing granted matches nothing.

    `unit_fields` hold numbers of units, `own_fields` numbers of accounts, `area_field` a 12-digit code that
    is never empty. Name an array column with its lookup: `unit_ids__overlap`. A field across a to-many
    relation repeats rows: use an array or an Exists instead.
    """
    grants = viewer.grants_for(permission)
    parts = (_grant_q(grant, viewer.account_id, unit_fields, area_field, own_fields) for grant in grants)
    return reduce(or_, parts, NOTHING)


def _grant_q(
    grant: Grant, account: int | None, unit_fields: Sequence[str], area_field: str, own_fields: Sequence[str]
) -> Q:
    where = Q(**{f"{area_field}__startswith": grant.area_prefix}) if grant.area_prefix else EVERYTHING
    if grant.reach is Reach.AREA:
        return where
    whose = _any_of(own_fields, () if account is None else (account,))
    if grant.reach is Reach.UNIT:
        whose |= _any_of(unit_fields, grant.unit_ids)
    return whose & where


def _any_of(fields: Sequence[str], numbers: Collection[int]) -> Q:
    if not numbers:
        return NOTHING
    named = (field if field.endswith("__overlap") else f"{field}__in" for field in fields)
    return reduce(or_, (Q(**{field: list(numbers)}) for field in named), NOTHING)


def work_of(
    row: Model, *, unit_fields: Sequence[str] = (), area_field: str, own_fields: Sequence[str] = ()
) -> Work:
    """Return what `Viewer.may_see` asks of one row; the fields are named as for `visible_q`. No query."""
    return Work(_numbers(row, own_fields), _numbers(row, unit_fields), getattr(row, area_field))


def _numbers(row: Model, fields: Sequence[str]) -> frozenset[int]:
    found: set[int] = set()
    for field in fields:
        value: Any = getattr(row, field.removesuffix("__overlap"))
        found.update(value if isinstance(value, (list, tuple)) else () if value is None else (value,))
    return frozenset(found)
