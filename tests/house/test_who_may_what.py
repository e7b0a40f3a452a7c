"""Every role, against every page and operation, for matters near and far: as the table of roles says, and no more.

What is expected comes from the city's table of roles and from `sees` below, which says the rule a second time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple

import mapbox_vector_tile
import pytest
from django.db import transaction
from django.test import Client
from test_strangers import all_routes

from linli.areas.policies.tiles import tile_at
from linli.community.actions import deliberations, sharing
from linli.community.actions.meetings import NewMeeting, convene
from linli.community.actions.whistles import NewWhistle, blow
from linli.community.models import Call, Whistle
from linli.community.policies import CALL_VERBS, WHISTLE_VERBS, CallVerb, Urgency, WhistleVerb
from linli.community.policies import Side as CommunitySide
from linli.core.actor import SYSTEM
from linli.letters import actions as letter_actions
from linli.letters.api import STEPS as LETTER_STEPS
from linli.letters.policies import VERBS as LETTER_VERBS
from linli.letters.policies import LetterKind, Side
from linli.letters.policies import Verb as LetterVerb
from linli.letters.testing import sample_facts, set_rules_of_letters
from linli.matters.forms import FORMS
from linli.matters.models import Matter
from linli.matters.policies import VERBS, Verb
from linli.matters.testing import INSIDE, SmallCity, make_city
from linli.people.policies import NEVER_GIVEN, Permission, Role
from linli.people.testing import CITY, HILLSIDE, RIVERSIDE, VILLAGE, make_cast, value_of_rule
from linli.supervision import actions as supervision
from linli.supervision.api import WORDS_ONLY
from linli.supervision.policies import HAZARD_VERBS, LISTING_VERBS, Gravity, ListingLevel
from linli.web.api import api

pytestmark = pytest.mark.django_db
OTHER_VILLAGE, OTHER_STREET, FAR_VILLAGE = "990102001002", "990102002001", "990103001001"


class Post(NamedTuple):
    """Where a role was given."""

    unit: str
    area: str
    units: frozenset[str]
    """The unit and those below it."""


POSTS = {
    "village": Post("village", VILLAGE, frozenset({"village"})),
    "county": Post("riverside", "", frozenset({"riverside", "street", "village"})),
    "city": Post(
        "city", "", frozenset({"city", "hotline", "housing", "riverside", "street", "village", "hillside"})
    ),
}
LAND = {"village": VILLAGE, "county": "990102", "city": "9901"}
"""The area of each post's unit, without its zeros."""
ROLES: Mapping[str, Any] = value_of_rule("roles")["roles"]


class Case(NamedTuple):
    """A matter: where, whose, and registered by whom."""

    area: str
    unit: str
    by: str = ""


CASES = {
    "own village": Case(VILLAGE, "village", "mediator@village"),
    "other village": Case(OTHER_VILLAGE, "street"),
    "own county": Case(OTHER_STREET, "housing", "recorder@county"),
    "other county": Case(FAR_VILLAGE, "hillside", "mediator@county"),
    "whole city": Case(CITY, "hotline", "mediator@city"),
    "other county, handed to us": Case(FAR_VILLAGE, "village", "intake_clerk@county"),
}


def sees(who: str, case: Case, permission: str = "matter.view") -> bool:
    """Say the rule once more: whose work is it, and where?"""
    role, _, post = who.partition("@")
    if not post or permission not in ROLES[role]["permissions"]:
        return False
    reach = ROLES[role].get("reach", "own")
    land = POSTS[post].area or (LAND[post] if reach == "area" else "")
    if not case.area.startswith(land):
        return False
    own = case.by == who
    return own or reach == "area" or (reach == "unit" and case.unit in POSTS[post].units)


@dataclass
class Town:
    """The small city with somebody of each role at each post, and one matter of each case."""

    city: SmallCity
    codes: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def ask(self, who: str, method: str, address: str, body: Any = None) -> Any:
        """Return the answer; what it changed is undone."""
        more: dict[str, Any] = {"REMOTE_ADDR": next(ADDRESSES)}
        if address.startswith("/api/") and method != "get":
            more |= {"data": json.dumps(body or {}), "content_type": "application/json"}
        elif method != "get":
            more["data"] = body or {}
        with undone():
            return getattr(self.clients[who], method)(address, **more)


ADDRESSES = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in count())
"""Nobody sends too fast: every request has an address of its own."""


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), undone():
        town = Town(make_city(make_cast()))
        patch.setattr("django.utils.timezone.now", lambda: town.city.now)
        set_rules_of_letters()
        people_of(town)
        matters_of(town)
        yield town
    patch.undo()


def people_of(town: Town) -> None:
    from linli.people.models import Account, Assignment

    since = (town.city.now - timedelta(days=3)).date()
    town.clients["anybody"] = Client(HTTP_ACCEPT_LANGUAGE="en")
    town.clients["stranger"] = logged_in(town.city.cast.accounts["stranger"])
    for role in ROLES:
        for name, post in POSTS.items():
            username = f"{role}-{name}".replace("_", ".")
            account = Account.objects.create(username=username, display_name=username, password="!")
            unit = town.city.cast.unit(post.unit)
            Assignment.objects.create(
                account=account, role=role, unit=unit, area_code=post.area, valid_from=since
            )
            town.clients[f"{role}@{name}"] = logged_in(account)
            town.city.cast.accounts[f"{role}@{name}"] = account  # type: ignore[index]


def logged_in(account: Any) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    client.get(
        "/"
    )  # the session notes the minute now: what a later request writes is undone, and written again
    return client


def matters_of(town: Town) -> None:
    for name, case in CASES.items():
        matter = town.city.file(text=f"这是一件{case.unit}的事")
        by = town.city.cast.accounts[case.by].pk if case.by else None
        unit = town.city.unit(case.unit)
        Matter.objects.filter(pk=matter.pk).update(area_code=case.area, lead_unit=unit, registered_by=by)
        town.codes[name] = matter.code
    proved = town.clients["requester"] = Client(HTTP_ACCEPT_LANGUAGE="en")
    answer = proved.post("/query/", {"code": town.codes["own county"], "proof": "1234"})
    assert answer.status_code == 302


STAFF = [f"{role}@{post}" for role in ROLES for post in POSTS]
OUTSIDE = ["anybody", "requester"]
EVERYBODY = [*OUTSIDE, "stranger", *STAFF]
AT_THE_COUNTY = [*OUTSIDE, "stranger", *(f"{role}@county" for role in ROLES)]


def test_the_table_names_every_role_that_can_be_given() -> None:
    assert set(ROLES) == {role.value for role in Role} - {role.value for role in NEVER_GIVEN}


def test_the_rule_is_not_the_same_for_everybody() -> None:
    """If the cases could not tell roles apart, the tests below would prove nothing."""
    patterns = {who: tuple(sees(who, case) for case in CASES.values()) for who in STAFF}
    assert len(set(patterns.values())) >= 8
    assert all(any(sees(who, case) for who in STAFF) for case in CASES.values())


# Lists


def codes_in(text: str, town: Town) -> set[str]:
    return {name for name, code in town.codes.items() if code in text}


@pytest.mark.parametrize("who", EVERYBODY)
def test_list_search_and_map_show_what_the_role_sees(town: Town, who: str) -> None:
    expected = {name for name, case in CASES.items() if sees(who, case)}
    for address in ("/api/v1/matters", "/api/v1/matters?open=false", "/api/v1/matters?q=这是一件"):
        answer = town.ask(who, "get", address)
        assert answer.status_code == (401 if who in OUTSIDE else 200), address
        assert codes_in(answer.content.decode(), town) == expected, address
    for address in ("/work/", "/work/?show=all", "/work/?q=这是一件"):
        answer = town.ask(who, "get", address)
        assert codes_in(answer.content.decode(), town) == expected, address
    x, y = tile_at(*INSIDE, 15)
    tile = town.ask(who, "get", f"/map/matters/15/{x}/{y}.mvt")
    shown = mapbox_vector_tile.decode(tile.content) if tile.status_code == 200 and tile.content else {}
    pins = {pin["properties"]["code"] for pin in shown.get("matters", {"features": []})["features"]}
    assert {name for name, code in town.codes.items() if code in pins} == expected


@pytest.mark.parametrize(
    "who", [who for who in STAFF if "matter.register" in ROLES[who.partition("@")[0]]["permissions"]]
)
def test_likely_doubles_are_proposed_from_what_the_role_sees(town: Town, who: str) -> None:
    seen = {name for name, case in CASES.items() if sees(who, case)}
    like = {"text": "这是一件village的事", "area": VILLAGE, "is_anonymous": True}
    answer = town.ask(who, "post", "/api/v1/matters/similar", like)
    assert answer.status_code == 200
    assert codes_in(answer.content.decode(), town) <= seen


@pytest.mark.parametrize("who", STAFF)
def test_a_search_for_the_code_itself_finds_no_more(town: Town, who: str) -> None:
    for name, case in CASES.items():
        answer = town.ask(who, "get", f"/api/v1/matters?open=false&q={town.codes[name]}")
        assert (town.codes[name] in answer.content.decode()) == sees(who, case), name


# One matter


def expected_status(who: str, case: Case, permissions: tuple[str, ...], *, page: bool) -> str:
    """Return `log in`, `hidden`, `not allowed` or `allowed`."""
    if who in OUTSIDE:
        return "log in"
    role = who.partition("@")[0]
    if page and "matter.view" not in ROLES.get(role, {}).get("permissions", ()):
        return "not allowed"  # told at the door of the workbench, whichever matter was asked for
    if not sees(who, case):
        return "hidden"
    return "allowed" if any(sees(who, case, each) for each in permissions) else "not allowed"


def observed(answer: Any) -> str:
    if answer.status_code == 401 or (answer.status_code == 302 and answer["Location"].startswith("/login/")):
        return "log in"
    if answer.status_code == 403 and answer.headers.get("Content-Type", "").startswith("text/html"):
        return "log in" if "Please log in first" in answer.content.decode() else "not allowed"
    known = {403: "not allowed", 404: "hidden"}
    assert answer.status_code < 500, answer.content.decode()[:500]
    if answer.status_code == 404 and answer.headers["Content-Type"] == "application/problem+json":
        code = answer.json()["code"]
        return "hidden" if code.endswith("not_found") and not code.startswith("api.") else "allowed"
    return known.get(answer.status_code, "allowed")


class Door(NamedTuple):
    """A page or operation about one matter, and which permissions open it."""

    method: str
    route: str
    permissions: tuple[str, ...] = ("matter.view",)
    body: Callable[[str], Any] = lambda code: {}
    posts: tuple[str, ...] = ("county",)
    """From which posts each role tries it."""
    cases: tuple[str, ...] = ("own county", "other county", "other county, handed to us")

    @property
    def is_page(self) -> bool:
        return not self.route.startswith("api/")

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


GIVEN: Mapping[str, Any] = {
    "kind": "street.litter",
    "reason": "other",
    "words": "写清楚的理由",
    "unit": 1,
    "reached": True,
    "upheld": True,
    "granted": True,
    "passed": True,
    "unit_at_fault": True,
    "review_on": "2026-04-10",
    "result": "已经清运完毕",
    "text": "您反映的事已经办好",
    "contacted": "yes",
    "resolved": "yes",
    "satisfied": "satisfied",
}


def body_of(verb: Verb) -> Callable[[str], Any]:
    """Return a body in which nothing is wrong: who may not must hear so, and not that a field is missing."""

    def make(code: str) -> dict[str, Any]:
        fields = FORMS[verb].model_fields
        return {
            name: code if name == "into" else GIVEN[name] for name in fields if fields[name].is_required()
        }

    return make


def doors() -> Iterator[Door]:
    yield Door("get", "work/<str:code>/", cases=tuple(CASES))
    yield Door("get", "api/v1/matters/<code>", posts=tuple(POSTS), cases=tuple(CASES))
    for part in ("history", "verbs"):
        yield Door("get", f"api/v1/matters/<code>/{part}", cases=tuple(CASES))
    for verb in Verb:
        rule = VERBS[verb]
        permissions = tuple(each.value for each in (rule.permission, rule.or_permission) if each)
        yield Door("post", f"work/<str:code>/do/{verb.value}/", permissions)
        if rule.permission:
            yield Door(
                "post", f"api/v1/matters/<code>/{verb.value.replace('_', '-')}", permissions, body_of(verb)
            )
    adds = ("matter.handle", "matter.verify", "matter.triage")
    yield Door("post", "work/<str:code>/files/", adds)
    yield Door("post", "work/<str:code>/here/")
    yield Door("post", "work/<str:code>/dossier.pdf")
    yield Door("get", "desk/steps/<str:code>/duty/")
    yield Door("post", "desk/steps/<str:code>/undo/", ("matter.triage", "matter.dispatch"))


def desk_doors() -> Iterator[Door]:
    """The desk's ways to a verb: one line of the inbox, and words kept for it."""
    yield Door("get", "desk/steps/<str:code>/triage/", ("matter.triage",))
    for verb in (Verb.ACCEPT, Verb.DISPATCH, Verb.VERIFY, Verb.REPLY):
        permission = VERBS[verb].permission
        assert permission is not None
        for method in ("get", "post"):
            yield Door(method, f"desk/steps/<str:code>/{verb.value}/", (permission.value,))
        yield Door("post", f"work/<str:code>/drafts/{verb.value}/", (permission.value,))


DOORS = list(doors())
FILE_OF_NOBODY = 999_999_999
ELSEWHERE = {
    **dict.fromkeys(
        (
            "registers/",
            "registers/<slug:code>/",
            "registers/<slug:code>/<int:number>/",
            "registers/<slug:code>/<int:number>/do/<str:verb>/",
            "registers/<slug:code>/<int:number>/edit/",
            "registers/<slug:code>/<int:number>/files/<int:file>/",
            "registers/<slug:code>/about/",
            "registers/<slug:code>/carry/",
            "registers/<slug:code>/export/<str:form>/",
            "registers/<slug:code>/import/",
            "registers/<slug:code>/map/",
            "registers/<slug:code>/new/",
            "registers/<slug:code>/template/",
            "assessments/",
            "assessments/<int:number>/",
            "assessments/<int:number>/<slug:what>.<slug:form>",
            "assessments/<int:number>/add/<slug:part>/",
            "assessments/<int:number>/do/<slug:verb>/",
            "assessments/new/",
            "publications/",
            "publications/<int:number>/",
            "publications/<int:number>/do/<slug:verb>/",
            "publications/comments/",
            "publications/comments/<int:number>/",
            "publications/complaints/",
            "publications/complaints/<int:number>/",
            "publications/complaints/<int:number>/do/<slug:verb>/",
            "publications/new/",
        ),
        "test_who_may_what_with_ledgers",
    ),
    **dict.fromkeys(
        (
            "warnings/issues/<int:number>/",
            "warnings/issues/<int:number>/<slug:verb>/",
            "warnings/issues/<int:number>/join/",
            "warnings/issues/<int:number>/matters.xlsx",
            "warnings/issues/<int:number>/put/<slug:way>/<slug:code>/",
        ),
        "warnings/tests/test_hot_issues.py",
    ),
    **dict.fromkeys(
        ("warnings/alike/<slug:code>/", "warnings/alike/<slug:code>/near/"),
        "warnings/tests/test_alike_matters.py",
    ),
    "warnings/replies/<slug:code>/": "warnings/tests/test_replies_advice.py",
    **dict.fromkeys(
        ("warnings/<int:number>/", "warnings/<int:number>/do/<slug:verb>/"),
        "warnings/tests/test_early_pages.py",
    ),
    **dict.fromkeys(
        ("causes/<int:number>/", "causes/<int:number>/do/<slug:verb>/"),
        "warnings/tests/test_causes_actions.py",
    ),
    "begin/": "web/tests/test_begin.py",
    "work/<str:code>/contact/": "test_the_requesters_data_is_read_by_whoever_works_on_it",
    "work/<str:code>/files/<int:number>/": "test_files_are_fetched_through_the_matter",
    "work/<str:code>/do/<str:verb>/": "each verb by itself",
    "work/<str:code>/drafts/<str:verb>/": "test_the_desk_opens_steps_as_the_matters_page_does",
    "desk/steps/<str:code>/<str:name>/": "test_the_desk_opens_steps_as_the_matters_page_does",
    "desk/filters/<int:number>/forget/": "one's own only: workbench/tests/test_steps.py",
    **dict.fromkeys(
        (
            *(
                "administration/",
                "administration/units/<str:code>/",
                "administration/units/<str:code>/close/",
            ),
            *("administration/rules/<str:key>/", "administration/rules/<str:key>/set/"),
            *("administration/kinds/<str:code>/", "administration/kinds/<str:code>/end/"),
            "administration/calendars/<int:year>/",
        ),
        "administration/tests/test_pages.py",
    ),
    **dict.fromkeys(
        (
            *("administration/people/", "administration/people/<str:username>/"),
            *(f"administration/people/<str:username>/{each}/" for each in ("end", "password", "give")),
            "administration/postings/<int:number>/",
            *(f"administration/postings/<int:number>/{each}/" for each in ("end", "last-day", "move")),
            *("administration/proposals/<int:number>/", "administration/roles/<str:role>/"),
            *(
                "administration/texts/replies/<str:code>/",
                "administration/texts/letters/<str:kind>/<str:name>/",
            ),
            "administration/texts/notices/<str:event>/<str:audience>/<str:channel>/",
            "administration/rules/<str:key>/take-back/",
            *("administration/collection/", "administration/collection/<int:number>/"),
            "administration/collection/<int:number>/admit/",
            "administration/collection/<int:number>/items/<str:code>/",
            "administration/collection/<int:number>/do/<str:name>/",
        ),
        "administration/tests/test_people.py",
    ),
    **dict.fromkeys(
        (
            *("ratings/review/", "ratings/schemes/<str:code>/", "ratings/schemes/<str:code>/export/"),
            *("ratings/runs/<int:number>/", "ratings/runs/<int:number>/do/<str:verb>/"),
            *("ratings/labels/<int:number>/", "ratings/labels/<int:number>/do/<str:verb>/"),
            "ratings/bodies/<str:code>/",
        ),
        "ratings/tests/test_pages.py",
    ),
    "ratings/bodies/<str:code>/facts/end/": "ratings/tests/test_facts.py",
    **dict.fromkeys(
        (
            *("bodies/<str:code>/", "bodies/refreshes/", "bodies/refreshes/<int:number>/"),
            *("bodies/refreshes/<int:number>/do/<str:verb>/", "bodies/asks/<int:number>/answer/"),
            "bodies/refreshes/<int:number>/refused.xlsx",
        ),
        "entities/tests/test_pages.py",
    ),
    **dict.fromkeys(
        (
            *("targets/plans/<int:plan>/", "targets/plans/<int:plan>/board/"),
            *("targets/plans/<int:plan>/export/<str:form>/", "targets/plans/<int:plan>/do/<str:verb>/"),
            *("targets/tasks/<int:task>/", "targets/tasks/<int:task>/do/<str:verb>/"),
            "targets/tasks/<int:task>/files/<int:number>/",
            *("targets/duties/<int:duty>/", "targets/duties/<int:duty>/files/<int:number>/"),
            *("targets/appraisals/<int:appraisal>/", "targets/appraisals/<int:appraisal>/publish/"),
            *("targets/sheets/<int:sheet>/", "targets/sheets/<int:sheet>/do/<str:verb>/"),
        ),
        "test_who_may_what_with_targets",
    ),
    **dict.fromkeys(
        (
            *("inspections/plans/<int:plan>/", "inspections/plans/<int:plan>/do/<str:verb>/"),
            *("inspections/draws/<int:draw>/", "inspections/draws/<int:draw>/do/<str:verb>/"),
            *("inspections/visits/<int:visit>/", "inspections/visits/<int:visit>/do/<str:verb>/"),
            "inspections/visits/<int:visit>/files/<int:number>/",
            *("inspections/pool/", "inspections/ties/", "inspections/plans/new/"),
            *("exemptions/", "exemptions/new/<str:item>/", "exemptions/<int:exemption>/"),
            "exemptions/<int:exemption>/do/<str:verb>/",
            "exemptions/<int:exemption>/files/<int:number>/",
        ),
        "test_who_may_what_with_inspections",
    ),
    **dict.fromkeys(
        (
            *(
                "command/",
                "command/<str:code>/",
                "command/<str:code>/live/",
                "command/<str:code>/<str:figure>/",
            ),
            *("command/wall/", "command/wall/<str:code>/", "command/wall/<str:code>/live/"),
            *("command/wall/<str:code>/start/", "command/wall/stop/"),
        ),
        "test_figures_of_a_place_open_to_who_sees_all_its_matters",
    ),
    **dict.fromkeys(
        (
            *("figures/", "figures/catalogue/", "figures/months/", "figures/months/<str:month>/"),
            *("figures/<str:name>/", "figures/<str:name>/list/"),
        ),
        "test_indicators_open_to_who_sees_all_work_they_count",
    ),
    **dict.fromkeys(
        (
            *("figures/bulletins/", "figures/bulletins/<int:number>/"),
            *(
                "figures/bulletins/<int:number>/remark/",
                "figures/bulletins/<int:number>/with-remarks.<str:form>",
            ),
            *("figures/bulletins/<int:number>/publish/", "figures/bulletins/<int:number>/take-back/"),
            "figures/bulletins/<int:number>/remarks/<int:remark>/answer/",
        ),
        "test_bulletins_open_to_who_reads_letters",
    ),
    **dict.fromkeys(
        (
            *("disputes/<str:number>/", "disputes/<str:number>/do/<str:verb>/"),
            *("disputes/<str:number>/sides/<int:party>/", "disputes/<str:number>/files/<int:file>/"),
            *("disputes/<str:number>/forms/<str:form>/<str:ending>/", "disputes/<str:number>/dossier/"),
            "disputes/<str:number>/evidence/",
            *("disputes/<str:number>/claim/", "disputes/<str:number>/claim/reckon/"),
            *("disputes/<str:number>/claim/statement.pdf", "dispute/<str:number>/statement/"),
            "disputes/referrals/<int:number>/do/<str:verb>/",
            "disputes/rosters/mediators/<int:number>/leave/",
            *(
                "disputes/inbox/courts/<int:number>/<str:verb>/",
                "disputes/inbox/committees/<int:number>/<str:verb>/",
            ),
            *("dispute/<str:number>/", "dispute/<str:number>/do/<str:verb>/"),
        ),
        "test_who_may_what_with_disputes",
    ),
    **dict.fromkeys(
        (
            *("disputes/conferences/<int:number>/", "disputes/conferences/<int:number>/do/<str:verb>/"),
            "disputes/conferences/<int:number>/record.<str:ending>",
            "disputes/conferences/new/<str:kind>/",
            "disputes/conferences/villagers/<int:number>/leave/",
            *(
                "redress/cases/new/",
                "redress/cases/<int:number>/",
                "redress/cases/<int:number>/do/<str:verb>/",
            ),
            *("redress/suggestions/<int:number>/", "redress/suggestions/<int:number>/do/<str:verb>/"),
        ),
        "test_who_may_what_with_conferences",
    ),
    **dict.fromkeys(
        (
            *("booking/<str:code>/", "booking/<str:code>/<str:verb>/"),
            *("counter/<str:code>/", "counter/<str:code>/<str:verb>/"),
        ),
        "test_who_may_what_with_stations",
    ),
    **dict.fromkeys(
        ("areas/<str:code>/follow/", "areas/<str:code>/unfollow/"),
        "following: test_who_has_no_account_follows_on_the_device_and_has_the_feed",
    ),
    "notices/log/<int:number>/again/": "test_notices_are_looked_after_by_who_runs_them",
    "notices/templates/<str:event>/<str:audience>/<str:channel>/": "test_notices_are_looked_after_by_who_runs_them",
    "letters/<int:number>/": "test_letters_open_to_both_sides_and_drafts_to_one",
    "letters/<int:number>/letter.<str:form>": "test_letters_open_to_both_sides_and_drafts_to_one",
    "letters/<int:number>/files/<int:file>/": "test_letters_open_to_both_sides_and_drafts_to_one",
    "letters/<int:number>/do/<str:verb>/": "test_a_letters_steps_are_taken_for_the_very_unit",
    "whistles/<int:number>/": "test_a_whistle_opens_to_who_blew_it_directs_it_or_is_called",
    "whistles/<int:number>/code/": "test_the_code_is_shown_to_the_community_alone",
    "whistles/<int:number>/do/<str:verb>/": "test_a_whistles_steps_are_taken_for_its_own_side",
    "whistles/<int:number>/<int:unit>/": "test_a_whistle_opens_to_who_blew_it_directs_it_or_is_called",
    "whistles/<int:number>/<int:unit>/do/<str:verb>/": "test_a_calls_steps_are_taken_for_its_own_side",
    "meetings/<int:number>/": "test_a_meeting_opens_to_who_convenes_it_or_is_invited",
    "meetings/<int:number>/<int:place>/do/<str:verb>/": "test_a_meetings_steps_are_taken_for_its_own_side",
    "deliberations/<int:number>/do/<str:verb>/": "test_public_records_are_changed_by_their_own_units_alone",
    "sharing/<int:number>/do/<str:verb>/": "test_public_records_are_changed_by_their_own_units_alone",
    "sharing/resources/<int:number>/": "test_public_records_are_changed_by_their_own_units_alone",
    "sharing/resources/<int:number>/end/": "test_public_records_are_changed_by_their_own_units_alone",
    "supervision/matters/<str:code>/": "test_what_is_supervised_is_seen_by_whose_and_where",
    "supervision/lists/<int:number>/files/<int:file>/": "test_what_is_supervised_is_seen_by_whose_and_where",
    "supervision/hazards/<int:number>/files/<int:file>/": "test_what_is_supervised_is_seen_by_whose_and_where",
    "supervision/lists/<int:number>/": "test_what_is_supervised_is_seen_by_whose_and_where",
    "supervision/hazards/<int:number>/": "test_what_is_supervised_is_seen_by_whose_and_where",
    "supervision/ladders/<int:number>/reason/": "test_steps_of_supervision_ask_for_their_permission",
    "supervision/lists/<int:number>/do/<str:verb>/": "test_steps_of_supervision_ask_for_their_permission",
    "supervision/hazards/<int:number>/do/<str:verb>/": "test_steps_of_supervision_ask_for_their_permission",
    "query/<str:code>/": "test_the_requesters_pages_ask_for_the_proof",
    "query/<str:code>/data/": "test_the_requesters_pages_ask_for_the_proof",
    "query/<str:code>/data/<str:what>/": "test_the_requesters_pages_ask_for_the_proof",
    "query/<str:code>/<str:verb>/": "test_the_requesters_pages_ask_for_the_proof",
    "query/<str:code>/files/<int:number>/": "test_the_requesters_pages_ask_for_the_proof",
}
"""Route of one matter -> where it is tried instead."""


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_door_of_a_matter_opens_to_whom_it_should(town: Town, door: Door) -> None:
    wrong = []
    for who in [*OUTSIDE, "stranger", *(f"{role}@{post}" for post in door.posts for role in ROLES)]:
        sees_any = "matter.view" in ROLES.get(who.partition("@")[0], {}).get("permissions", ())
        for name in door.cases if sees_any else door.cases[:1]:
            case, code = CASES[name], town.codes[name]
            address = "/" + re.sub(r"<(str:)?code>", code, door.route)
            expected = expected_status(who, case, door.permissions, page=door.is_page)
            got = observed(town.ask(who, door.method, address, door.body(code)))
            if got != expected:
                wrong.append(f"{who}, {name}: {got} instead of {expected}")
    assert wrong == []


@pytest.mark.parametrize("door", list(desk_doors()), ids=str)
def test_the_desk_opens_steps_as_the_matters_page_does(town: Town, door: Door) -> None:
    test_each_door_of_a_matter_opens_to_whom_it_should(town, door)


def test_a_matter_that_is_not_there_looks_like_one_that_is_hidden(town: Town) -> None:
    hidden, missing = town.codes["other county"], "9901032026031002000000"
    for route in ("work/{}/", "api/v1/matters/{}", "api/v1/matters/{}/history", "api/v1/matters/{}/verbs"):
        one, other = (
            town.ask("dispatcher@county", "get", "/" + route.format(each)) for each in (hidden, missing)
        )
        assert one.status_code == other.status_code == 404
        assert told(one, hidden) == told(other, missing)


def told(answer: Any, code: str) -> str:
    """Return the answer without what differs each time."""
    text = answer.content.decode().replace(code, "…")
    return re.sub(
        r'(csrfmiddlewaretoken" value|csrf-token" content|nonce|X-CSRFToken&quot;: &quot;)=?"?[\w+/=-]+',
        "",
        text,
    )


@pytest.mark.parametrize("who", AT_THE_COUNTY)
def test_the_requesters_data_is_read_by_whoever_works_on_it(town: Town, who: str) -> None:
    for name, case in CASES.items():
        role, _, post = who.partition("@")
        permissions = ROLES.get(role, {}).get("permissions", ())
        handles = "matter.handle" in permissions and case.unit in POSTS[post].units
        expected = expected_status(who, case, ("personal_data.read",), page=True)
        if expected == "not allowed" and handles and sees(who, case):
            expected = "allowed"
        answer = town.ask(
            who, "post", f"/work/{town.codes[name]}/contact/", {"field": "phone", "purpose": "回访"}
        )
        assert observed(answer) == expected, name
        assert ("19900001234" in answer.content.decode()) == (expected == "allowed"), name


def test_the_unit_of_one_role_and_the_area_of_another_are_never_combined(town: Town) -> None:
    """Sees the whole city as a leader, reads personal data as a handler of the village: not of the city's matters."""
    from linli.people.models import Account, Assignment

    with undone():
        account = Account.objects.create(username="two.roles", display_name="两职", password="!")
        since = (town.city.now - timedelta(days=3)).date()
        cast = town.city.cast
        Assignment.objects.create(
            account=account, role="city_leader", unit=cast.unit("city"), valid_from=since
        )
        Assignment.objects.create(
            account=account, role="handler", unit=cast.unit("village"), valid_from=since
        )
        town.clients["both"] = logged_in(account)
        asked = {"field": "phone", "purpose": "回访"}
        for name, case in CASES.items():
            page = f"/work/{town.codes[name]}/"
            assert observed(town.ask("both", "get", page)) == "allowed"
            mine = "allowed" if case.unit == "village" else "not allowed"
            assert observed(town.ask("both", "post", f"{page}contact/", asked)) == mine, name
            assert observed(town.ask("both", "post", f"{page}do/reply/", {"text": "好了"})) == mine, name


@pytest.mark.parametrize("who", AT_THE_COUNTY)
def test_files_are_fetched_through_the_matter(town: Town, who: str) -> None:
    """A file that is not there is hidden like a matter that is; who may not come to the workbench hears that."""
    for name, case in CASES.items():
        answer = town.ask(who, "get", f"/work/{town.codes[name]}/files/{FILE_OF_NOBODY}/")
        expected = expected_status(who, case, ("matter.view",), page=True)
        assert observed(answer) == ("hidden" if expected == "allowed" else expected), name


@pytest.mark.parametrize("who", ["anybody", "stranger", "city_leader@city", "handler@county", "requester"])
def test_the_requesters_pages_ask_for_the_proof(town: Town, who: str) -> None:
    """A log-in of the city opens nobody's own page, and a proof opens one's own matter only."""
    for name, code in town.codes.items():
        proved = who == "requester" and name == "own county"
        page = town.ask(who, "get", f"/query/{code}/")
        assert (page.status_code == 200) == proved, name
        assert ("这是一件" in page.content.decode()) == proved, name
        assert town.ask(who, "get", f"/query/{code}/files/{FILE_OF_NOBODY}/").status_code != 200
        assert (town.ask(who, "get", f"/query/{code}/data/").status_code == 200) == proved, name
        for what in ("copy", "correct", "erase"):
            wanted = {
                "proof": "0000",
                "name": "李四",
                "sure": "on",
            }  # and even with a proof, more is asked for
            refused = town.ask(who, "post", f"/query/{code}/data/{what}/", wanted).status_code
            assert refused in (404, 429), (name, what)
        for verb in Verb if proved else (Verb.RATE, Verb.WITHDRAW, Verb.CLOSE):
            given = {name: value for name, value in GIVEN.items() if isinstance(value, str)}
            answer = town.ask(
                who, "post", f"/query/{code}/{verb.value}/", {**given, "sure": "on", "seen": ""}
            )
            assert proved or answer.status_code in (403, 404, 422), verb
            if proved and not VERBS[verb].by_requester:
                assert answer.status_code in (403, 409, 422), verb


# Letters


class Sent(NamedTuple):
    """A letter: from where, to whom, and whether it is out."""

    issuer: str
    addressee: str
    is_out: bool


LETTERS = {
    "down": Sent("city", "village", True),
    "up": Sent("riverside", "city", True),
    "elsewhere": Sent("city", "hillside", True),
    "draft": Sent("city", "village", False),
    "own draft": Sent("riverside", "village", False),
}
AREA_OF = {"city": CITY, "riverside": RIVERSIDE, "village": VILLAGE, "hillside": HILLSIDE}


def sees_letter(who: str, letter: Sent, permission: str = "letter.view") -> bool:
    """Say the rule once more: an issued letter is seen by both sides, a draft by the issuer's."""
    role, _, post = who.partition("@")
    if not post or permission not in ROLES[role]["permissions"]:
        return False
    reach = ROLES[role].get("reach", "own")
    land = POSTS[post].area or (LAND[post] if reach == "area" else "")
    sides = [letter.issuer, *([letter.addressee] if letter.is_out else [])]
    near = [side for side in sides if AREA_OF[side].startswith(land)]
    return bool(near) and (
        reach == "area" or (reach == "unit" and bool(POSTS[post].units.intersection(near)))
    )


@pytest.fixture(scope="module")
def letters(town: Town) -> Mapping[str, int]:
    """Letters of each case, by number."""
    kind, unit, now = LetterKind.SUPERVISION_ORDER, town.city.cast.unit, town.city.now
    made = {}
    for name, case in LETTERS.items():
        sides = {"issuer": unit(case.issuer), "addressee": unit(case.addressee)}
        told = {"kind": kind, "facts": {**sample_facts(kind), "subject": f"试验{name}"}, **sides}
        if case.is_out:
            (letter,) = letter_actions.issue_directly(
                drafts=[letter_actions.Draft(**told)], by=SYSTEM, now=now
            )
        else:
            letter = letter_actions.draft(**told, by=SYSTEM, now=now)
        made[name] = letter.pk
    return made


POSTED = [f"{role}@{post}" for role in ROLES for post in ("village", "county", "city")]


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_letters_open_to_both_sides_and_drafts_to_one(
    town: Town, letters: Mapping[str, int], who: str
) -> None:
    shown = town.ask(who, "get", "/letters/?box=all").content.decode()
    for name, number in letters.items():
        may_come = "letter.view" in ROLES.get(who.partition("@")[0], {}).get("permissions", ())
        sees_it = sees_letter(who, LETTERS[name])
        expected = "log in" if who in OUTSIDE else "not allowed" if not may_come else "hidden"
        for page in ("", "letter.docx"):
            answer = town.ask(who, "get", f"/letters/{number}/{page}")
            assert observed(answer) == ("allowed" if sees_it else expected), (name, page)
        file = town.ask(who, "get", f"/letters/{number}/files/{FILE_OF_NOBODY}/")
        assert observed(file) == ("hidden" if sees_it else expected), name
        assert (f"试验{name}的" in shown) == sees_it, name


@pytest.mark.parametrize("verb", list(LetterVerb))
def test_a_letters_steps_are_taken_for_the_very_unit(
    town: Town, letters: Mapping[str, int], verb: LetterVerb
) -> None:
    rule = LETTER_VERBS[verb]
    for who in [*OUTSIDE, "stranger", *POSTED]:
        role, _, post = who.partition("@")
        for name, number in letters.items():
            case = LETTERS[name]
            own = case.addressee if rule.side is Side.ADDRESSEE else case.issuer
            seen = sees_letter(who, case)
            held = rule.permission.value in ROLES.get(role, {}).get("permissions", ())
            answer = town.ask(who, "post", f"/letters/{number}/do/{verb.value}/", {"seen": "-1"})
            may_take = seen and held and POSTS[post].unit == own
            assert (answer.status_code in (409, 422)) == may_take, (who, name, answer.status_code)


# Whistles


class Blown(NamedTuple):
    """A whistle: by whom, under which street office, and who is called."""

    caller: str
    street: str
    called: str


WHISTLES = {
    "own village": Blown("village", "street", "housing"),
    "elsewhere, we are called": Blown("hillside", "city", "village"),
    "elsewhere": Blown("hillside", "city", "hotline"),
}
LAND_OF = {"village": VILLAGE, "hillside": HILLSIDE}
POSTED = [f"{role}@{post}" for role in ROLES for post in POSTS]


@pytest.fixture(scope="module")
def whistles(town: Town) -> Mapping[str, int]:
    """Whistles of each case, by number."""
    unit, now = town.city.cast.unit, town.city.now
    made = {
        name: blow(
            NewWhistle(
                kind="hazard",
                urgency=Urgency.URGENT,
                subject=f"试吹{name}",
                demand="请到场",
                why_not_alone="社区没有人手",
                place="路口",
                units=[unit(case.called).pk],
            ),
            unit=unit("street"),
            by=SYSTEM,
            now=now,
        ).pk
        for name, case in WHISTLES.items()
    }
    for name, number in made.items():
        caller, street, called = (unit(each) for each in WHISTLES[name])
        sides = {"unit": caller, "street": street, "unit_ids": sorted({caller.pk, street.pk, called.pk})}
        Whistle.objects.filter(pk=number).update(**sides, area_code=LAND_OF[WHISTLES[name].caller])
    return made


def holds(who: str, permission: str) -> bool:
    return permission in ROLES.get(who.partition("@")[0], {}).get("permissions", ())


def sees_whistle(who: str, case: Blown) -> bool:
    """Say the rule once more: an area's people read its whistles, a unit's those that it has a part in."""
    role, _, post = who.partition("@")
    if not post or not holds(who, "whistle.view"):
        return False
    reach = ROLES[role].get("reach", "own")
    land = POSTS[post].area or (LAND[post] if reach == "area" else "")
    near = LAND_OF[case.caller].startswith(land)
    return near and (reach == "area" or (reach == "unit" and bool(POSTS[post].units & set(case))))


def whistle_answer(who: str, case: Blown, *, side: str, permission: str) -> str:
    if who in OUTSIDE:
        return "log in"
    if not holds(who, "whistle.view"):
        return "not allowed"
    if not sees_whistle(who, case):
        return "hidden"
    post = POSTS[who.partition("@")[2]]
    return "allowed" if holds(who, permission) and side == post.unit else "not allowed"


def side_of(side: CommunitySide, case: Blown) -> str:
    return {
        CommunitySide.CALLER: case.caller,
        CommunitySide.STREET: case.street,
        CommunitySide.UNIT: case.called,
    }[side]


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_whistle_opens_to_who_blew_it_directs_it_or_is_called(
    town: Town, whistles: Mapping[str, int], who: str
) -> None:
    board = town.ask(who, "get", "/whistles/?show=all").content.decode()
    for name, number in whistles.items():
        case = WHISTLES[name]
        called = town.city.unit(case.called)
        seen = sees_whistle(who, case)
        expected = "allowed" if seen else whistle_answer(who, case, side="", permission="")
        for page in (f"/whistles/{number}/", f"/whistles/{number}/{called}/"):
            assert observed(town.ask(who, "get", page)) == expected, name
        assert (f"试吹{name}<" in board) == seen, name


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_the_code_is_shown_to_the_community_alone(town: Town, whistles: Mapping[str, int], who: str) -> None:
    for name, number in whistles.items():
        case = WHISTLES[name]
        answer = observed(town.ask(who, "get", f"/whistles/{number}/code/"))
        expected = whistle_answer(who, case, side=case.caller, permission="whistle.blow")
        if expected == "hidden" and not holds(who, "whistle.blow"):
            expected = "not allowed"  # told at the door
        assert answer == expected, name


@pytest.mark.parametrize("verb", list(WhistleVerb))
def test_a_whistles_steps_are_taken_for_its_own_side(
    town: Town, whistles: Mapping[str, int], verb: WhistleVerb
) -> None:
    rule = WHISTLE_VERBS[verb]
    for who in [*OUTSIDE, "stranger", *POSTED]:
        for name, number in whistles.items():
            case = WHISTLES[name]
            answer = town.ask(who, "post", f"/whistles/{number}/do/{verb.value}/")
            expected = whistle_answer(who, case, side=side_of(rule.side, case), permission=rule.permission)
            assert observed(answer) == expected, (who, name)


@pytest.mark.parametrize("verb", list(CallVerb))
def test_a_calls_steps_are_taken_for_its_own_side(
    town: Town, whistles: Mapping[str, int], verb: CallVerb
) -> None:
    rule = CALL_VERBS[verb]
    for who in [*OUTSIDE, "stranger", *POSTED]:
        for name, number in whistles.items():
            case = WHISTLES[name]
            called = town.city.unit(case.called)
            answer = town.ask(who, "post", f"/whistles/{number}/{called}/do/{verb.value}/")
            expected = whistle_answer(who, case, side=side_of(rule.side, case), permission=rule.permission)
            assert observed(answer) == expected, (who, name)
    assert Call.objects.count() == len(whistles)


# Meetings, and what everybody reads


@pytest.fixture(scope="module")
def meetings(town: Town) -> Mapping[str, int]:
    """Meetings that the county convenes with the village's people, and that others convene elsewhere."""
    unit, now = town.city.cast.unit, town.city.now
    made = {}
    for name, (convener, invited) in {
        "near": ("riverside", "village"),
        "far": ("hillside", "hotline"),
    }.items():
        new = NewMeeting(
            subject=f"试会{name}",
            place="二楼",
            starts_at=now + timedelta(days=3),
            units=[unit(invited).pk],
            demands=["路灯"],
            representatives=2,
        )
        made[name] = convene(new, unit=unit(convener), by=SYSTEM, now=now).pk
    return made


MEETINGS = {
    "near": (RIVERSIDE, {"riverside", "village"}, "riverside"),
    "far": (HILLSIDE, {"hillside", "hotline"}, "hillside"),
}


def sees_meeting(who: str, name: str) -> bool:
    role, _, post = who.partition("@")
    if not post or not holds(who, "meeting.view"):
        return False
    area, units, _convener = MEETINGS[name]
    reach = ROLES[role].get("reach", "own")
    land = POSTS[post].area or (LAND[post] if reach == "area" else "")
    return area.startswith(land) and (
        reach == "area" or (reach == "unit" and bool(POSTS[post].units & units))
    )


def meeting_answer(who: str, name: str, permission: str) -> str:
    if who in OUTSIDE:
        return "log in"
    if not holds(who, "meeting.view"):
        return "not allowed"
    if not sees_meeting(who, name):
        return "hidden"
    own = MEETINGS[name][2] == POSTS[who.partition("@")[2]].unit
    return "allowed" if not permission or (holds(who, permission) and own) else "not allowed"


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_meeting_opens_to_who_convenes_it_or_is_invited(
    town: Town, meetings: Mapping[str, int], who: str
) -> None:
    shown = town.ask(who, "get", "/meetings/").content.decode()
    for name, number in meetings.items():
        answer = town.ask(who, "get", f"/meetings/{number}/")
        assert observed(answer) == meeting_answer(who, name, ""), name
        assert (f"试会{name}<" in shown) == sees_meeting(who, name), name


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_meetings_steps_are_taken_for_its_own_side(
    town: Town, meetings: Mapping[str, int], who: str
) -> None:
    """The answer's task is nobody's yet: what only its owner may do, the convener's people may not either."""
    for name, number in meetings.items():
        for step in ("0/do/hold", "0/do/cancel", "1/do/answer"):
            answer = town.ask(who, "post", f"/meetings/{number}/{step}/")
            assert observed(answer) == meeting_answer(who, name, "meeting.convene"), (name, step)


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_public_records_are_changed_by_their_own_units_alone(town: Town, who: str) -> None:
    unit, now = town.city.cast.unit, town.city.now
    near, day = POSTS.get(who.partition("@")[2]), now.date() + timedelta(days=9)
    told = {"unit": unit("village"), "by": SYSTEM, "now": now}
    with undone():
        talk = deliberations.propose(topic="路", proposal="拓宽", households=9, **told)
        need = sharing.list_need(kind="room", title="场地", details="周六", needed_by=day, **told)
        offer = sharing.offer(kind="room", title="会议室", until_on=day, **told)
        own = near is not None and near.unit == "village"
        doors = [
            *((f"/deliberations/{talk.pk}/do/{verb}/", "deliberation.lead") for verb in ("hear", "withdraw")),
            (f"/sharing/{need.pk}/do/withdraw/", "need.list"),
            (f"/sharing/resources/{offer.pk}/end/", "resource.offer"),
        ]
        for address, permission in doors:
            expected = "allowed" if own and holds(who, permission) else "not allowed"
            got = observed(town.ask(who, "post", address))
            assert got == ("log in" if who in OUTSIDE else expected), address
        claims = observed(town.ask(who, "post", f"/sharing/{need.pk}/do/claim/"))
        expected = "allowed" if holds(who, "resource.offer") else "not allowed"
        assert claims == ("log in" if who in OUTSIDE else expected)


# What is supervised


class Watched(NamedTuple):
    """A listed problem and a hazard: where, and whose to solve."""

    area: str
    owner: str


WATCHED = {
    "ours": Watched(VILLAGE, "village"),
    "in the county, of another": Watched(OTHER_STREET, "housing"),
    "elsewhere": Watched(FAR_VILLAGE, "hillside"),
}


def watches(who: str, case: Watched, permission: str = "supervision.view") -> bool:
    """Say the rule once more: whose is it to solve, and where?"""
    role, _, post = who.partition("@")
    if not post or permission not in ROLES[role]["permissions"]:
        return False
    reach = ROLES[role].get("reach", "own")
    land = POSTS[post].area or (LAND[post] if reach == "area" else "")
    ours = reach == "area" or (reach == "unit" and case.owner in POSTS[post].units)
    return ours and case.area.startswith(land)


@pytest.fixture(scope="module")
def watched(town: Town) -> Mapping[str, tuple[int, int]]:
    """A listed problem and a hazard of each case, by number."""
    made = {}
    now = town.city.now
    for name, case in WATCHED.items():
        told = {"place": "集市北门", "area_code": case.area, "owner": town.city.cast.unit(case.owner)}
        words = {"title": f"占道{name}", "grounds": "多次反映", "target": "畅通"}
        listing = supervision.propose(**told, **words, level=ListingLevel.COUNTY, by=SYSTEM, now=now)
        hazard = supervision.find(
            **told, sector="fire_safety", gravity=Gravity.ORDINARY, what="堵塞", by=SYSTEM, now=now
        )
        made[name] = (listing.pk, hazard.pk)
    return made


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_supervised_is_seen_by_whose_and_where(
    town: Town, watched: Mapping[str, tuple[int, int]], who: str
) -> None:
    may_come = "supervision.view" in ROLES.get(who.partition("@")[0], {}).get("permissions", ())
    listed = town.ask(who, "get", "/supervision/lists/").content.decode()
    for name, (listing, hazard) in watched.items():
        sees_it = watches(who, WATCHED[name])
        otherwise = "log in" if who in OUTSIDE else "not allowed" if not may_come else "hidden"
        for address in (f"/supervision/lists/{listing}/", f"/supervision/hazards/{hazard}/"):
            assert observed(town.ask(who, "get", address)) == ("allowed" if sees_it else otherwise), name
            assert town.ask(who, "get", f"{address}files/0/").status_code in (302, 401, 403, 404)
        assert (f"占道{name}<" in listed) == sees_it, name
    for name, case in CASES.items():
        answer = observed(town.ask(who, "get", f"/supervision/matters/{town.codes[name]}/"))
        assert (answer == "allowed") == (may_come and sees(who, case)), name


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_steps_of_supervision_ask_for_their_permission(
    town: Town, watched: Mapping[str, tuple[int, int]], who: str
) -> None:
    tables: tuple[tuple[str, Any], ...] = (("lists", LISTING_VERBS), ("hazards", HAZARD_VERBS))
    for name, numbers in watched.items():
        case = WATCHED[name]
        for number, (kind, table) in zip(numbers, tables, strict=True):
            for verb, step in table.items():
                answer = town.ask(who, "post", f"/supervision/{kind}/{number}/do/{verb.value}/", {})
                seen = watches(who, case)
                may_try = seen and watches(who, case, step.permission.value)
                if not may_try:
                    assert answer.status_code in ((302, 401, 403) if not seen else (403,)) + (404,), verb
                else:
                    assert answer.status_code in (302, 403, 409, 422), verb
    assert town.ask(who, "post", "/supervision/ladders/0/reason/", {}).status_code in (302, 401, 403, 404)


# Notices


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_notices_are_looked_after_by_who_runs_them(town: Town, who: str) -> None:
    role, _, post = who.partition("@")
    may = bool(post) and "notice.manage" in ROLES[role]["permissions"]
    seen = town.ask(who, "get", "/notices/templates/matter.registered/requester/sms/").status_code
    assert (seen == 200) == may
    sent = town.ask(who, "post", "/notices/log/0/again/").status_code
    assert sent == 404 if may else sent in (302, 401, 403)


# Figures of places

PLACES = {"village": VILLAGE, "county": RIVERSIDE, "other county": HILLSIDE, "city": CITY}


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_figures_of_a_place_open_to_who_sees_all_its_matters(town: Town, who: str) -> None:
    role, _, post = who.partition("@")
    sees_areas = (
        bool(post) and ROLES[role].get("reach") == "area" and "matter.view" in ROLES[role]["permissions"]
    )
    for code in PLACES.values():
        may = sees_areas and code.startswith(LAND[post])
        for address in (f"{code}/", f"{code}/live/", f"{code}/late/", f"wall/{code}/", f"wall/{code}/live/"):
            answer = town.ask(who, "get", f"/command/{address}").status_code
            assert (answer == 200) == may, address
        answer = town.ask(who, "post", f"/command/wall/{code}/start/")
        assert (answer.status_code == 302 and "/wall/" in answer.url) == may
    began = town.ask(who, "get", "/command/")
    assert (began.status_code == 302 and "login" not in began.url) == sees_areas


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_indicators_open_to_who_sees_all_work_they_count(town: Town, who: str) -> None:
    role, _, post = who.partition("@")
    views = bool(post) and "matter.view" in ROLES[role]["permissions"]
    sees_areas = views and ROLES[role].get("reach") == "area"
    for code in PLACES.values():
        may = sees_areas and code.startswith(LAND[post])
        for address in ("/figures/opened/", "/figures/opened/list/", "/api/v1/figures/opened"):
            assert (town.ask(who, "get", f"{address}?place={code}").status_code == 200) == may, address
    assert (town.ask(who, "get", "/figures/catalogue/").status_code == 200) == views
    assert (town.ask(who, "get", "/api/v1/figures").status_code == 200) == views
    has_own = sees_areas or (views and ROLES[role].get("reach") == "unit")
    assert (town.ask(who, "get", "/figures/").status_code == 200) == has_own
    whole = sees_areas and CITY.startswith(LAND[post])
    assert (town.ask(who, "get", "/figures/months/").status_code == 200) == whole
    assert (town.ask(who, "get", "/figures/months/2020-01/").status_code == 404) or not whole


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_bulletins_open_to_who_reads_letters(town: Town, who: str) -> None:
    role, _, post = who.partition("@")
    reads = bool(post) and "letter.view" in ROLES[role]["permissions"]
    drafts = bool(post) and "letter.draft" in ROLES[role]["permissions"]
    assert (town.ask(who, "get", "/figures/bulletins/").status_code == 200) == reads
    missing = town.ask(who, "get", "/figures/bulletins/0/").status_code
    assert missing == 404 if reads else missing in (302, 401, 403)
    for address in ("0/remark/", "0/remarks/0/answer/", "0/publish/", "0/take-back/"):
        sent = town.ask(who, "post", f"/figures/bulletins/{address}").status_code
        assert sent == 404 if reads else sent in (302, 401, 403)
    sent = town.ask(who, "post", "/figures/bulletins/").status_code
    assert sent == 422 if reads and drafts else sent in (302, 401, 403)


# Doors that are about no single matter

REGISTER = {"text": "路灯不亮", "area": VILLAGE, "is_anonymous": True}
RECEIVE = {"centre": "nowhere", "title": "院墙纠纷", "brief": "两家争执", "category": "02", "sides": []}


class Gate(NamedTuple):
    method: str
    permission: str
    body: Any = None


GATES: dict[str, tuple[Gate, ...]] = {
    "warnings/": (Gate("get", "warning.view"),),
    "warnings/issues/": (Gate("get", "matter.view"),),
    "warnings/replies/": (Gate("get", "matter.view"),),
    "warnings/progress/": (Gate("get", "warning.view"),),
    "warnings/backtest/": (Gate("get", "warning.view"),),
    "causes/": (Gate("get", "warning.view"),),
    "causes/new/": (Gate("get", "warning.judge"), Gate("post", "warning.judge", {})),
    "work/": (Gate("get", "matter.view"),),
    "work/units/": (Gate("get", "matter.view"),),
    "desk/": (Gate("get", "matter.view"),),
    "desk/keys/": (Gate("get", "matter.view"),),
    "desk/filters/": (Gate("post", "matter.view"),),
    "desk/together/": (Gate("get", "matter.view"),),
    "desk/together/do/": (
        Gate("get", "matter.view"),
        Gate("post", "matter.view", {"verb": "accept", "code": "1"}),
    ),
    "metrics": (Gate("get", "system.watch"),),
    "operations/": (Gate("get", "system.watch"),),
    "administration/units/": (Gate("get", "account.manage"), Gate("post", "account.manage", {})),
    "administration/roles/": (Gate("get", "rulebook.edit"),),
    "administration/texts/": (Gate("get", "rulebook.edit"),),
    "administration/texts/replies/": (Gate("get", "rulebook.edit"), Gate("post", "rulebook.edit", {})),
    "administration/collection/new/": (Gate("get", "catalogue.edit"), Gate("post", "catalogue.edit", {})),
    "work/new/alike/": (Gate("post", "matter.register", {}),),
    "administration/limits/": (Gate("get", "rulebook.edit"), Gate("post", "rulebook.edit", {})),
    "administration/kinds/": (Gate("get", "catalogue.edit"),),
    "second-factor/reset/": (Gate("get", "account.manage"),),
    "notices/": (Gate("get", ""),),
    "notices/read/": (Gate("post", "", {}),),
    "notices/log/": (Gate("get", "notice.manage"),),
    "notices/templates/": (Gate("get", "notice.manage"),),
    "work/new/": (Gate("get", "matter.register"), Gate("post", "matter.register")),
    "map/matters/<int:z>/<int:x>/<int:y>.mvt": (Gate("get", "matter.view"),),
    "inspections/": (Gate("get", "inspection.view"),),
    "bodies/": (Gate("get", "entity.view"),),
    "bodies/asks/": (Gate("get", "service.answer"),),
    "ratings/": (Gate("get", "rating.view"),),
    "ratings/facts/": (Gate("get", "rating.record"), Gate("post", "rating.record")),
    "targets/": (Gate("get", "target.view"),),
    "targets/mine/": (Gate("get", "target.view"),),
    "targets/duties/": (Gate("get", "target.view"),),
    "targets/appraisals/": (Gate("get", "target.view"),),
    "targets/import/": (Gate("get", "target.plan"), Gate("post", "target.plan")),
    "disputes/": (Gate("get", "dispute.view"),),
    "disputes/mine/": (Gate("get", "dispute.view"),),
    "disputes/due/": (Gate("get", "dispute.view"),),
    "disputes/new/": (Gate("get", "dispute.receive"), Gate("post", "dispute.receive", {})),
    "disputes/inbox/": (Gate("get", "dispute.decide"),),
    "disputes/rosters/": (Gate("get", "dispute.decide"), Gate("post", "dispute.decide", {})),
    "disputes/conferences/": (Gate("get", "conference.view"),),
    "disputes/conferences/villagers/": (
        Gate("get", "conference.convene"),
        Gate("post", "conference.convene", {}),
    ),
    "redress/": (Gate("get", "redress.view"),),
    "redress/suggestions/new/": (Gate("get", "redress.handle"), Gate("post", "redress.handle", {})),
    "letters/": (Gate("get", "letter.view"),),
    "letters/new/": (Gate("get", "letter.draft"), Gate("post", "letter.draft", {})),
    "whistles/": (Gate("get", "whistle.view"),),
    "whistles/units/": (Gate("get", "whistle.view"),),
    "whistles/new/": (Gate("get", "whistle.blow"), Gate("post", "whistle.blow")),
    "meetings/": (Gate("get", "meeting.view"),),
    "meetings/new/": (Gate("get", "meeting.convene"), Gate("post", "meeting.convene")),
    "deliberations/new/": (Gate("get", "deliberation.lead"), Gate("post", "deliberation.lead")),
    "sharing/new/": (Gate("get", "need.list"), Gate("post", "need.list")),
    "sharing/resources/new/": (Gate("get", "resource.offer"), Gate("post", "resource.offer")),
    "supervision/": (Gate("get", "supervision.view"),),
    "supervision/lists/": (Gate("get", "supervision.view"),),
    "supervision/lists/new/": (Gate("get", "listing.propose"), Gate("post", "listing.propose", {})),
    "supervision/lists/batch/": (Gate("get", "listing.decide"), Gate("post", "listing.decide", {})),
    "supervision/campaigns/": (Gate("get", "supervision.view"),),
    "supervision/campaigns/new/": (Gate("get", "campaign.manage"), Gate("post", "campaign.manage", {})),
    "supervision/hazards/": (Gate("get", "supervision.view"),),
    "supervision/hazards/new/": (Gate("get", "hazard.record"), Gate("post", "hazard.record", {})),
    "counter/": (Gate("get", "station.serve"),),
    "field/": (Gate("get", "field.work"),),
    "field/checkpoints/": (Gate("get", "field.work"),),
    "api/v1/field/today": (Gate("get", "field.work"),),
    "api/v1/field/sendings": (Gate("post", "field.work"),),
    "api/v1/matters": (Gate("get", ""), Gate("post", "matter.register", REGISTER)),
    "api/v1/matters/similar": (Gate("post", "matter.register", REGISTER),),
    "api/v1/rates": (Gate("get", "matter.view"),),
    "api/v1/services": (Gate("get", ""),),
    "api/v1/stations": (Gate("get", ""),),
    "api/v1/bookings": (Gate("get", "station.serve"),),
    "api/v1/disputes": (Gate("get", "dispute.view"), Gate("post", "dispute.receive", RECEIVE)),
}
"""Route -> the permission it asks for; empty: a log-in is enough, and shows only what may be seen."""
OPEN = {
    "",
    "business/",
    "business/ask/",
    "business/complain/",
    "business/data.<slug:form>",
    "business/feed.atom",
    "committees/",
    "consult/",
    "consult/<str:slug>/",
    "consult/<str:slug>/code.svg",
    "consult/<str:slug>/thanks/",
    "inspected/",
    "inspected/<int:draw>/",
    "inspected/<int:draw>/<str:kind>.jsonl",
    "inspected/<int:draw>/commitment.json",
    "inspected/<int:draw>/result.json",
    "inspected/exemptions/",
    "inspected/results/",
    "inspected/statistics/",
    "inspected/verify_draw.py",
    "open/bulletins/",
    "open/bulletins/<int:number>/",
    "open/bulletins/<int:number>/bulletin.<str:form>",
    "open/registers/",
    "open/registers/<slug:code>.<str:form>",
    "open/registers/<slug:code>/",
    "projects/",
    "projects/<int:number>/",
    "projects/data.<slug:form>",
    "projects/feed.atom",
    "ratings/appeal/",
    "ratings/map/",
    "ratings/public/",
    "areas/",
    "areas/<str:code>/",
    "areas/<str:code>/feed/",
    "booking/",
    "compensation/",
    "compensation/case.json",
    "compensation/result/",
    "compensation/rules/",
    "compensation/statement<str:suffix>",
    "display/",
    "dispute/",
    "dispute/leave/",
    "field/app.webmanifest",
    "following/",
    "field/worker.js",
    "gallery/",
    "health/",
    "language/",
    "listed/",
    "login/",
    "login/code/",
    "login/second-factor/",
    "logout/",
    "open311/x",
    "ready/",
    "services/",
    "services/<str:code>/",
    "services/<str:service>/at/<str:station>/",
    "stations/",
    "stations/<str:code>/",
    "report/",
    "report/alike/",
    "report/map/",
    "report/pictures/",
    "report/places/",
    "report/pictures/<str:handle>/",
    "report/receipt/",
    "report/villages/",
    "privacy/",
    "query/",
    "query/leave/",
    "verify/",
    "verify/<str:code>/",
    "deliberations/",
    "deliberations/<int:number>/",
    "settled/",
    "sharing/",
    "sharing/resources/",
    "sharing/<int:number>/",
    "map/areas/<str:layer>/<int:z>/<int:x>/<int:y>.mvt",
    "api/v1/",
    "api/v1/openapi.json",
    "password/",
    "password/changed/",
    "warnings/algorithms/",
    "warnings/algorithms/<slug:name>/",
}
"""Routes that ask for no role; `test_strangers` says why each may be open."""
SAMPLES = {"z": "15", "x": "0", "y": "0"}
ASKED = {
    "desk/together/": "?verb=accept&code=1",
    "api/v1/rates": "?unit=village&from=2026-03-01&to=2026-03-31",
}


def gates() -> Iterator[tuple[str, Gate]]:
    return ((route, gate) for route, several in GATES.items() for gate in several)


@pytest.mark.parametrize(("route", "gate"), list(gates()), ids=lambda each: getattr(each, "method", each))
def test_each_gate_opens_to_the_roles_that_hold_its_permission(town: Town, route: str, gate: Gate) -> None:
    address = "/" + re.sub(r"<int:(\w)>", lambda found: SAMPLES[found[1]], route) + ASKED.get(route, "")
    for who in EVERYBODY:
        held = ROLES.get(who.partition("@")[0], {}).get("permissions", ())
        expected = "allowed" if not gate.permission or gate.permission in held else "not allowed"
        answer = observed(town.ask(who, gate.method, address, gate.body))
        assert answer == ("log in" if who in OUTSIDE else expected), who


# Programs

NUMBER = "<int:number>"
CALL = f"api/v1/whistles/{NUMBER}/calls/<unit>"
PROGRAM_READS = {
    "letters/": ("api/v1/letters",),
    f"letters/{NUMBER}/": (f"api/v1/letters/{NUMBER}", f"api/v1/letters/{NUMBER}/verbs"),
    "supervision/": ("api/v1/supervision/climbs",),
    "supervision/lists/": ("api/v1/supervision/listings",),
    f"supervision/lists/{NUMBER}/": (f"api/v1/supervision/listings/{NUMBER}",),
    "supervision/hazards/": ("api/v1/supervision/hazards",),
    "supervision/matters/<code>/": ("api/v1/supervision/matters/<code>",),
    "whistles/": ("api/v1/whistles",),
    f"whistles/{NUMBER}/": (f"api/v1/whistles/{NUMBER}",),
    "targets/": ("api/v1/targets/plans",),
}
"""Page -> operations that show the same, to the same people."""
PROGRAM_STEPS = {
    **{
        f"letters/{NUMBER}/do/{verb.value}/": f"api/v1/letters/{NUMBER}/{verb.value.replace('_', '-')}"
        for verb in LETTER_STEPS
    },
    **{
        f"supervision/lists/{NUMBER}/do/{verb}/": f"api/v1/supervision/listings/{NUMBER}/{verb}"
        for verb in ("report", *(each.value for each in WORDS_ONLY))
    },
    f"supervision/hazards/{NUMBER}/do/rectify/": f"api/v1/supervision/hazards/{NUMBER}/rectify",
    f"supervision/hazards/{NUMBER}/do/pass/": f"api/v1/supervision/hazards/{NUMBER}/recheck",
    **{
        f"whistles/{NUMBER}/<unit>/do/{verb}/": f"{CALL}/{verb}"
        for verb in ("arrive", "solve", "plan", "rate")
    },
}
"""Step on a page -> operation that takes the same, for the same people."""
PROGRAMS_ELSEWHERE = {
    ("get", "api/v1/figures"): "test_figures_of_a_place_open_to_who_sees_all_its_matters",
    ("get", "api/v1/figures/<indicator>"): "test_figures_of_a_place_open_to_who_sees_all_its_matters",
    ("get", "api/v1/stations/<code>/times"): "stations: open to every log-in",
    ("post", "api/v1/bookings"): "test_who_may_what_with_stations",
    ("post", "api/v1/bookings/<code>/result"): "test_who_may_what_with_stations",
    ("post", "api/v1/whistles"): "test_a_program_whistles_for_its_own_community",
    ("post", f"api/v1/supervision/ladders/{NUMBER}/reason"): "web: test_api_of_supervision",
    ("get", f"api/v1/targets/plans/{NUMBER}/tasks"): "test_who_may_what_with_targets",
    ("get", f"api/v1/targets/tasks/{NUMBER}"): "test_who_may_what_with_targets",
    ("get", "api/v1/disputes/<number>"): "test_who_may_what_with_disputes",
    **{
        ("post", f"api/v1/targets/tasks/{NUMBER}/{verb}"): "test_who_may_what_with_targets"
        for verb in ("report", "reach", "submit", "accept", "send-back")
    },
}
"""Operation -> where it is tried instead."""
SAID = {
    "words": "好",
    "share": 1,
    "is_put_right": True,
    "answer": "好",
    "on": "2026-04-01",
    "code": "000000",
    "resolved": "yes",
    "satisfied": "satisfied",
}


def program_operations() -> set[tuple[str, str]]:
    reads = {("get", each) for several in PROGRAM_READS.values() for each in several}
    return reads | {("post", each) for each in PROGRAM_STEPS.values()} | set(PROGRAMS_ELSEWHERE)


def numbers_of(
    route: str,
    letters: Mapping[str, int],
    watched: Mapping[str, tuple[int, int]],
    whistles: Mapping[str, int],
) -> list[tuple[int, str]]:
    """Return number and called unit of everything a route may be about."""
    if route.startswith("letters/"):
        return [(number, "") for number in letters.values()]
    if route.startswith("whistles/"):
        return [(number, WHISTLES[name].called) for name, number in whistles.items()]
    place = 1 if "hazards/" in route else 0
    return [(pair[place], "") for pair in watched.values()]


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_program_reads_what_the_page_shows(
    town: Town,
    letters: Mapping[str, int],
    watched: Mapping[str, tuple[int, int]],
    whistles: Mapping[str, int],
    who: str,
) -> None:
    for page, operations in PROGRAM_READS.items():
        places = (
            [str(each) for each, _ in numbers_of(page, letters, watched, whistles)]
            if NUMBER in page
            else [""]
        )
        for place in places:
            code = town.codes["own county"]
            fill = lambda route, at=place, code=code: "/" + route.replace(NUMBER, at).replace("<code>", code)  # noqa: E731
            expected = observed(town.ask(who, "get", fill(page)))
            for operation in operations:
                assert observed(town.ask(who, "get", fill(operation))) == expected, operation


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_program_takes_the_steps_that_the_page_takes(
    town: Town,
    letters: Mapping[str, int],
    watched: Mapping[str, tuple[int, int]],
    whistles: Mapping[str, int],
    who: str,
) -> None:
    for page, operation in PROGRAM_STEPS.items():
        for number, unit in numbers_of(page, letters, watched, whistles):
            ids = {NUMBER: str(number)}
            of_page, of_program = page, operation
            for name, value in ids.items():
                of_page, of_program = of_page.replace(name, value), of_program.replace(name, value)
            called = str(town.city.unit(unit)) if unit else ""
            code = town.city.cast.unit(unit).code if unit else ""
            page_answer = observed(
                town.ask(who, "post", "/" + of_page.replace("<unit>", called), {"seen": "-1"})
            )
            answer = observed(town.ask(who, "post", "/" + of_program.replace("<unit>", code), SAID))
            assert answer == page_answer, (operation, number)


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *POSTED])
def test_a_program_whistles_for_its_own_community(town: Town, who: str) -> None:
    words = dict.fromkeys(("subject", "demand", "why_not_alone", "place"), "井盖")
    body = {"unit": "village", "kind": "facilities", "urgency": "urgent", "call": ["housing"], **words}
    role, _, post = who.partition("@")
    may = "whistle.blow" in ROLES.get(role, {}).get("permissions", ()) and post == "village"
    expected = "allowed" if may else "log in" if who in OUTSIDE else "not allowed"
    assert observed(town.ask(who, "post", "/api/v1/whistles", body)) == expected


def test_every_route_is_somewhere_in_these_tables() -> None:
    """Whoever opens a new door says here who may pass."""
    tried = {door.route for door in DOORS} | set(ELSEWHERE) | set(GATES) | OPEN
    tried |= {route for _method, route in program_operations()}
    assert sorted(set(all_routes()) - tried) == []
    assert sorted(each for each in tried - set(all_routes()) if "/do/" not in each) == []


def test_every_operation_of_the_api_is_somewhere_in_these_tables() -> None:
    tried = {(door.method, "/" + door.route.replace("<code>", "{code}")) for door in DOORS}
    tried |= {(gate.method, f"/{route}") for route, gate in gates()}
    for method, route in program_operations():
        tried.add((method, "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)))
    described = api.get_openapi_schema()["paths"]
    assert sorted({(verb, path) for path, verbs in described.items() for verb in verbs} - tried) == []


def test_other_methods_than_the_described_are_not_taken(town: Town) -> None:
    described = api.get_openapi_schema()["paths"]
    for path, verbs in described.items():
        for method in {"get", "post", "put", "patch", "delete"} - set(verbs):
            address = path.replace("{code}", town.codes["own county"])
            answer = town.ask("dispatcher@city", method, address)
            assert answer.status_code in (404, 405), f"{method} {path}: {answer.status_code}"


def test_what_other_systems_read_needs_no_role_and_shows_the_same_to_all(town: Town) -> None:
    """A log-in of the city counts for nothing at the public's door."""
    answers = {who: town.ask(who, "get", "/open311/v2/requests.json").content for who in EVERYBODY[:12]}
    assert len(set(answers.values())) == 1


def test_every_permission_that_a_verb_needs_is_held_by_some_role() -> None:
    held = {each for rule in ROLES.values() for each in rule["permissions"]}
    needed = {rule.permission.value for rule in VERBS.values() if rule.permission}
    assert needed <= held
    assert held <= {each.value for each in Permission}


def test_the_posts_are_those_of_the_small_city() -> None:
    assert (RIVERSIDE, HILLSIDE) == ("990102000000", "990103000000")
