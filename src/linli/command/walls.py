"""Screens on walls: let in once by somebody, they show figures for weeks without a log-in, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from linli.command.access import is_seen
from linli.command.errors import WallEnded
from linli.command.queries.board import rule_of
from linli.matters.queries.figures import Place
from linli.people.access import ANONYMOUS, Viewer, viewer_of, viewer_of_request
from linli.people.models import Account
from linli.people.policies import Permission

COOKIE = "wall"
PATH = "/command/wall/"
"""The browser sends the pass to no other page."""
SALT = "linli.command.wall"


def hang_up(response: HttpResponse, account: Account, *, is_secure: bool, now: datetime) -> None:
    """Give this browser a pass in the name of an account, for as long as the city's rule says.

    It ends before that with the account, its password or its role.
    """
    days = rule_of(now).wall_days
    holds = {"account": account.pk, "password": account.get_session_auth_hash(), "until": _until(now, days)}
    response.set_cookie(
        COOKIE,
        signing.dumps(holds, salt=SALT),
        max_age=days * 86_400,
        path=PATH,
        secure=is_secure,
        httponly=True,
        samesite="Strict",
    )


def _until(now: datetime, days: int) -> int:
    return int((now + timedelta(days=days)).timestamp())


def take_down(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def viewer_at_wall(request: HttpRequest, place: Place, now: datetime) -> Viewer:
    """Return who looks: whoever is logged in and sees the place, else in whose name the screen hangs.

    Raises WallEnded when a pass does not hold any more.
    """
    viewer = viewer_of_request(request, now)
    if is_seen(viewer, place) or COOKIE not in request.COOKIES:
        return viewer
    return _of_pass(request.COOKIES[COOKIE], now)


def _of_pass(given: str, now: datetime) -> Viewer:
    try:
        holds = signing.loads(given, salt=SALT)
    except signing.BadSignature:
        return ANONYMOUS
    account = Account.objects.filter(pk=holds["account"], is_active=True).first()
    held = account is not None and constant_time_compare(account.get_session_auth_hash(), holds["password"])
    if account is None or not held or now.timestamp() > holds["until"]:
        raise WallEnded
    viewer = viewer_of(account, now)
    kept = {Permission.MATTER_VIEW, Permission.TARGET_VIEW}
    return Viewer(
        viewer.account_id,
        tuple(grant for grant in viewer.grants if kept & grant.permissions),
        viewer.kind,
    )
