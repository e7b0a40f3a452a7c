"""A stranger is turned away everywhere but on a short list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from linli.people.pace import forget

OPEN = {
    "": "the first page for everybody",
    "areas/": "figures of the city for everybody, none of them small",
    "field/app.webmanifest": "the name and picture of an app",
    "field/worker.js": "a program that keeps the app on a device; it holds no data",
    "gallery/": "shows the parts of our pages with invented words",
    "display/": "changes only how pages look for the reader",
    "language/": "changes only the reader's own language",
    "ratings/appeal/": "whoever holds a notice may appeal; its two codes are asked for before anything is shown",
    "ratings/map/": "the same ratings on a map: villages and communities, nobody's home",
    "ratings/public/": "ratings of bodies and places in effect, by schemes that the city publishes",
    "privacy/": "the privacy notice is for everybody",
    "health/": "tells only whether the database answers",
    "ready/": "tells only whether database, tables and worker are there",
    "api/v1/openapi.json": "the contract is published",
    "login/": "where a stranger becomes somebody",
    "listed/": "the public list names places, problems and units, and nobody",
    "logout/": "does nothing for a stranger",
    "deliberations/": "what communities talk over is public",
    "deliberations/<int:number>/": "the record of a deliberation is public and names nobody",
    "following/": "what this device or account follows, and public figures",
    "services/": "the guide of the stations is for everybody",
    "stations/": "where the stations are is for everybody",
    "sharing/": "what communities need is public",
    "sharing/<int:number>/": "a need names a community and the unit that helps",
    "sharing/resources/": "what units offer is public",
    "committees/": "committees and studios of mediation: places and units, nobody's name",
    "settled/": "outcomes that all sides agreed to publish, without names, and no small figures",
    "warnings/algorithms/": "what the computer judges is public",
    "warnings/algorithms/<slug:name>/": "one of them; no cell of fewer than five",
    "password/changed/": "says only that it was changed",
    "projects/": "stalled projects are published for everybody to follow",
    "projects/feed.atom": "updates of what is published",
    "projects/data.<slug:form>": "what is published, as open data",
    "projects/<int:number>/": "a published project; a comment is masked and read before it is shown",
    "business/": "public answers, without who complained",
    "business/feed.atom": "public answers, without who complained",
    "business/data.<slug:form>": "public answers, without who complained",
    "business/complain/": "anybody may complain",
    "business/ask/": "asks for the number and the digits before it shows anything; see the tests of publications",
}
"""Route -> why anybody may see it."""
OPEN_BELOW: dict[str, str] = {
    "report/": "anybody may report a matter",
    "booking/": "asks for the number and digits that whoever booked knows; see the tests of stations",
    "services/": "the guide, and booking a time without an account; nothing about anybody is shown",
    "stations/": "the stations, with figures of ratings, none of them small",
    "query/": "asks for the case code and a proof before it shows anything; see the tests of intake",
    "areas/": "figures and the feed of an area for everybody, none of them small; following is kept on the device",
    "compensation/": "anybody may reckon; nothing is stored and nothing about anybody is shown",
    "inspected/": "draws, pools, results and figures of random inspection are public and name nobody",
    "dispute/": "asks for the number and digits that a side knows before it shows anything; see the tests of disputes",
    "consult/": "residents are asked without a name; see the tests of assessments",
    "open/bulletins/": "published bulletins, small figures kept back; others are not found, see the tests of metrics",
    "open/registers/": "fields that a declaration makes public, and no others; see the tests of registers",
    "verify/": "whoever holds a letter may check it; its code is asked for, and what it says is not shown",
    "map/areas/": "outlines of areas tell nothing about anybody",
}
"""Start of routes -> why anybody may see what lies below."""
METHODS = ("get", "post", "put", "patch", "delete")
TURNED_AWAY = {401, 403, 404, 405}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": str(UUID(int=1)), "path": "x/y"}


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + (
            str(each.pattern) if isinstance(each.pattern, RoutePattern) else readable(each.pattern)
        )
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route


def readable(pattern: RegexPattern) -> str:
    return re.sub(r"\(\?P<\w+>[^)]*\)", "x", str(pattern)).strip("^$").replace("\\", "")


def address(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "x"), route)


def all_routes() -> list[str]:
    return sorted(set(routes(get_resolver().url_patterns)))


def is_open(route: str) -> bool:
    return route in OPEN or any(route.startswith(start) for start in OPEN_BELOW)


@pytest.fixture(autouse=True)
def _nobody_was_too_fast() -> None:
    """All of these strangers have one address."""
    forget()


def test_there_is_something_to_look_at() -> None:
    assert "health/" in all_routes()


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in all_routes() if not is_open(route)])
def test_a_stranger_is_turned_away(route: str) -> None:
    client = Client(enforce_csrf_checks=False)
    for method in METHODS:
        answer = (
            getattr(client, method)(address(route), content_type="application/json")
            if method != "get"
            else client.get(address(route))
        )
        to_log_in = answer.status_code == 302 and answer["Location"].startswith(settings.LOGIN_URL)
        assert answer.status_code in TURNED_AWAY or to_log_in, (
            f"{method} {address(route)}: {answer.status_code}"
        )


def test_the_list_of_open_routes_names_only_routes_that_exist() -> None:
    assert set(OPEN) <= set(all_routes())
    assert all(any(route.startswith(start) for route in all_routes()) for start in OPEN_BELOW)
