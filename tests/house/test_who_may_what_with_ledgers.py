"""Every role, against every door of registers, assessments, published projects and complaints, near and far.

What is expected comes from the city's table of roles, and from the rule said once more in `holds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from test_who_may_what import LAND, POSTS, ROLES, STAFF, Town, logged_in, observed, people_of, undone
from test_who_may_what_with_targets import AREAS, OWNERS

from linli.assessments.actions import working
from linli.core.actor import SYSTEM
from linli.matters.testing import FIRST_DAY, make_city
from linli.people.testing import make_cast
from linli.publications.actions import complaints, projects
from linli.publications.models import Complaint
from linli.publications.policies.states import ProjectKind
from linli.registers.actions import records
from linli.registers.queries.declared import register_named
from linli.rulebook.actions import set_rule

pytestmark = pytest.mark.django_db
EVERYBODY = ["anybody", "stranger", *STAFF]
KEEPERS = {("handler", "city"), ("handler", "county"), ("unit_head", "county"), ("grid_lead", "village")}
LEVEL = {"village": "village", "county": "county", "city": "city"}
"""Level of the unit of each post."""
DECLARATION = {
    "name": {"zh": "样本台账", "en": "Sample"},
    "purpose": {"zh": "试用", "en": "To try"},
    "about": "place",
    "keepers": [{"role": role, "level": level} for role, level in sorted(KEEPERS)],
    "title": "what",
    "fields": [{"code": "what", "name": {"zh": "名称", "en": "What"}, "type": "text", "required": True}],
}


@dataclass
class Ledgers(Town):
    records: dict[str, int] = field(default_factory=dict)
    assessments: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    complaints: dict[str, int] = field(default_factory=dict)
    comments: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ledgers]:
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), undone():
        town = Ledgers(make_city(make_cast()))
        patch.setattr("django.utils.timezone.now", lambda: town.city.now)
        people_of(town)
        town.clients["requester"] = logged_in(town.city.cast.accounts["stranger"])
        set_rule("registers.sample", DECLARATION, FIRST_DAY, by=SYSTEM, now=town.city.now)
        for code in OWNERS:
            _of_unit(town, code)
        yield town
    patch.undo()


def _of_unit(town: Ledgers, code: str) -> None:
    unit, who = town.city.cast.unit(code), {"by": SYSTEM, "now": town.city.now}
    register = register_named("sample", FIRST_DAY)
    town.records[code] = records.enter(register=register, values={"what": "x"}, unit=unit, **who).pk
    road = {"title": "路", "kind": "roads", "brief": "x", "basis": "x"}
    town.assessments[code] = working.identify(**road, owner=unit, **who).pk
    columns = dict.fromkeys(
        ("title", "developer", "place", "situation", "path", "leader_post", "contact_office", "office_phone"),
        "某",
    )
    row = projects.publish(kind=ProjectKind.STALLED, unit=unit, batch=1, **columns, **who)
    town.projects[code] = row.pk
    town.comments[code] = projects.comment(row=row, words="好", now=town.city.now).pk
    said = {"kind": "other", "about": "x", "words": "x"}
    town.complaints[code] = complaints.complain(**said, unit=unit, now=town.city.now).pk


def permissions(who: str) -> set[str]:
    return set(ROLES.get(who.partition("@")[0], {}).get("permissions", ()))


def holds(who: str, permission: str, owner: str) -> bool:
    """Say the rule once more: does the role hold it, and does it reach this unit's work?"""
    role, _, post = who.partition("@")
    if not post or permission not in permissions(who):
        return False
    reach = ROLES[role].get("reach", "own")
    if not AREAS[owner].startswith(POSTS[post].area or (LAND[post] if reach == "area" else "")):
        return False
    return reach == "area" or (reach == "unit" and owner in POSTS[post].units)


def keeps(who: str, owner: str) -> bool:
    role, _, post = who.partition("@")
    return (role, LEVEL.get(post, "")) in KEEPERS and holds(who, "register.keep", owner)


def door(who: str, enters: bool, *, sees: bool = True, may: bool = True) -> str:
    if who == "anybody":
        return "log in"
    if not enters:
        return "not allowed"
    if not sees:
        return "hidden"
    return "allowed" if may else "not allowed"


def check(town: Ledgers, method: str, address: str, who: str, expected: str) -> list[str]:
    got = observed(town.ask(who, method, address, {}))
    return [] if got == expected else [f"{who} {method} {address}: {got} instead of {expected}"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_door_of_a_register_opens_to_whom_it_should(town: Ledgers, who: str) -> None:
    enters, wrong = "register.view" in permissions(who), []
    any_keeper = any(keeps(who, owner) for owner in OWNERS)
    for part, may in (
        ("", True),
        ("about/", True),
        ("export/csv/", True),
        ("new/", any_keeper),
        ("import/", any_keeper),
    ):
        wrong += check(town, "get", f"/registers/sample/{part}", who, door(who, enters, may=may))
    for owner in OWNERS:
        sees, base = holds(who, "register.view", owner), f"/registers/sample/{town.records[owner]}/"
        wrong += check(town, "get", base, who, door(who, enters, sees=sees))
        for part in ("edit/", "do/review/", "do/end/"):
            wrong += check(
                town, "post", base + part, who, door(who, enters, sees=sees, may=keeps(who, owner))
            )
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_door_of_an_assessment_opens_to_whom_it_should(town: Ledgers, who: str) -> None:
    enters, wrong = "assessment.view" in permissions(who), []
    for owner in OWNERS:
        sees, base = holds(who, "assessment.view", owner), f"/assessments/{town.assessments[owner]}/"
        wrong += check(town, "get", base, who, door(who, enters, sees=sees))
        for part, permission in (("do/plan/", "prepare"), ("add/risk/", "prepare"), ("do/decide/", "decide")):
            may = holds(who, f"assessment.{permission}", owner)
            wrong += check(town, "post", base + part, who, door(who, enters, sees=sees, may=may))
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_door_of_what_is_published_opens_to_whom_it_should(town: Ledgers, who: str) -> None:
    held, wrong = permissions(who), []
    for owner in OWNERS:
        may = holds(who, "publication.keep", owner)
        base = f"/publications/{town.projects[owner]}/"
        for method, part in (("get", ""), ("post", "do/update/"), ("post", "do/task/")):
            wrong += check(town, method, base + part, who, door(who, "publication.keep" in held, may=may))
        sees = holds(who, "comment.moderate", owner)
        address = f"/publications/comments/{town.comments[owner]}/"
        wrong += check(town, "post", address, who, door(who, "comment.moderate" in held, sees=sees))
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_complaint_is_seen_by_who_names_handlers_elsewhere_and_by_nobody_else(
    town: Ledgers, who: str
) -> None:
    held, wrong = permissions(who), []
    enters = bool(held & {"complaint.assign", "complaint.handle"})
    own = POSTS[who.partition("@")[2]].unit if "@" in who else ""
    for owner in OWNERS:
        sees = holds(who, "complaint.assign", owner) and owner != own
        base = f"/publications/complaints/{town.complaints[owner]}/"
        wrong += check(town, "get", base, who, door(who, enters, sees=sees))
        for part, may in (("do/assign/", sees), ("do/answer/", False), ("do/reveal-phone/", False)):
            wrong += check(town, "post", base + part, who, door(who, enters, sees=sees, may=may))
    assert wrong == []


def test_nobody_who_is_named_reads_more_than_that_one(town: Ledgers) -> None:
    account = town.city.cast.accounts["handler@city"]
    with undone():
        Complaint.objects.filter(pk=town.complaints["hillside"]).update(handler_ids=[account.pk])
        client = town.clients["handler@city"]
        assert client.get(f"/publications/complaints/{town.complaints['hillside']}/").status_code == 200
        assert client.get(f"/publications/complaints/{town.complaints['riverside']}/").status_code == 404
