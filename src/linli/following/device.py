"""Areas that somebody without an account follows: kept in a cookie of their own, so that nobody knows who they are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.areas.queries import area_named
from linli.areas.queries.tree import AreaView
from linli.core.errors import Refusal
from linli.following.errors import TooManyFollowed

COOKIE = "areas"
A_YEAR = 365 * 24 * 3600
MOST = 10


def followed_here(request: HttpRequest) -> list[AreaView]:
    """Return what this device follows, in the order it began. From memory; what is no area is passed over."""
    return [area for code in _codes(request)[:MOST] if (area := _area(code))]


def follow_here(request: HttpRequest, response: HttpResponse, area: AreaView) -> None:
    """Raises TooManyFollowed."""
    codes = [each.code for each in followed_here(request)]
    if area.code not in codes and len(codes) >= MOST:
        raise TooManyFollowed(most=MOST)
    _keep(response, list(dict.fromkeys([*codes, area.code])))


def stop_here(request: HttpRequest, response: HttpResponse, area_code: str) -> None:
    _keep(response, [each.code for each in followed_here(request) if each.code != area_code])


def _codes(request: HttpRequest) -> list[str]:
    return list(dict.fromkeys(request.COOKIES.get(COOKIE, "").split(".")))


def _area(code: str) -> AreaView | None:
    try:
        return area_named(code)
    except Refusal:
        return None


def _keep(response: HttpResponse, codes: list[str]) -> None:
    if not codes:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, ".".join(codes), max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
