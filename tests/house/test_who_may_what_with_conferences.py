"""Every role at every post, against every door of a conference: who convenes it, who asked for it, who is invited.

Nobody sees one by rank. What is expected is said once more in `stands`, from the city's table of roles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from test_who_may_what import OUTSIDE, ROLES, STAFF, observed, people_of, undone
from test_who_may_what_with_disputes import UNIT, Town3, disputes_of, logged_in

from linli.conferences.actions.villagers import enrol
from linli.conferences.models import Conference, Villager
from linli.conferences.policies import VERBS, Status, Verb, Whose
from linli.core.actor import SYSTEM
from linli.matters.testing import make_city
from linli.people.testing import make_cast

pytestmark = pytest.mark.django_db
CASES = {
    "village": ("village", "mediator@county"),
    "riverside": ("city", "court_officer@village"),
    "hillside": ("", ""),
}
"""Centre that asked -> the unit that convenes, and who is invited. The last stays in its own county."""


@dataclass
class Town4(Town3):
    conferences: dict[str, Conference] = field(default_factory=dict)
    villagers: dict[str, Villager] = field(default_factory=dict)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town4]:
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), undone():
        town = Town4(make_city(make_cast()))
        patch.setattr("django.utils.timezone.now", lambda: town.city.now)
        people_of(town)
        town.clients["requester"] = logged_in(town.city.cast.accounts["stranger"])
        disputes_of(town)
        conferences_of(town)
        yield town
    patch.undo()


def conferences_of(town: Town4) -> None:
    from linli.conferences.rules import Climb
    from linli.core.time import city_day
    from linli.rulebook.queries import in_force

    edition = in_force(Climb, city_day(town.city.now)).edition
    for code, (convener, member) in CASES.items():
        asker = town.city.cast.unit(code)
        town.conferences[code] = Conference.objects.create(
            kind="joint",
            dispute=town.disputes[code],
            unit=town.city.cast.unit(convener or code),
            asked_by=asker,
            account_ids=[town.city.cast.accounts[member].pk] if member else [],
            status=Status.ASKED,
            edition=edition,
            question="怎样公平？",
            why="调解未成",
            due_at=town.city.now,
            asked_at=town.city.now,
        )
        town.villagers[code] = enrol(
            unit=asker,
            name="孙三",
            phone="",
            known_for="懂村规",
            elected_on=date(2025, 1, 1),
            until_on=date(2027, 1, 1),
            by=SYSTEM,
            now=town.city.now,
        )


def units(who: str, permission: str) -> set[str]:
    role, _, post = who.partition("@")
    may = bool(post) and permission in ROLES[role]["permissions"]
    return {UNIT[post]} if may and ROLES[role].get("reach", "own") != "own" else set()


def sees(who: str, code: str) -> bool:
    convener, member = CASES[code]
    role, _, post = who.partition("@")
    if not post or "conference.view" not in ROLES[role]["permissions"]:
        return False
    return who == member or bool(units(who, "conference.view") & {convener or code, code})


def stands(who: str, code: str, verb: Verb) -> bool:
    """Say the rule of a step once more."""
    convener, member = CASES[code]
    role, _, post = who.partition("@")
    rule = VERBS[verb]
    if not post or rule.permission.value not in ROLES[role]["permissions"]:
        return False
    if Whose.MEMBER in rule.whose and who == member:
        return True
    ours = {convener or code} if Whose.CONVENER in rule.whose else set()
    ours |= {code} if Whose.ASKER in rule.whose else set()
    keeps = Whose.MEMBER not in rule.whose or "conference.convene" in ROLES[role]["permissions"]
    return keeps and UNIT[post] in ours


def expected(who: str, code: str, verb: Verb | None = None) -> str:
    role, _, post = who.partition("@")
    if who in OUTSIDE and who != "requester":
        return "log in"
    if not post or "conference.view" not in ROLES[role]["permissions"]:
        return "not allowed"
    if not sees(who, code):
        return "hidden"
    return "allowed" if verb is None or stands(who, code, verb) else "not allowed"


def test_the_cases_tell_roles_apart() -> None:
    patterns = {who: tuple(sees(who, code) for code in CASES) for who in STAFF}
    assert len(set(patterns.values())) >= 4


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *STAFF])
def test_a_conference_opens_to_its_convener_its_asker_and_its_members(town: Town4, who: str) -> None:
    wrong = []
    listed = town.ask(who, "get", "/disputes/conferences/")
    for code, row in town.conferences.items():
        page = f"/disputes/conferences/{row.pk}/"
        for address in (page, f"{page}record.docx"):
            got = observed(town.ask(who, "get", address))
            if got != expected(who, code):
                wrong.append(f"{address} of {code}: {got} instead of {expected(who, code)}")
        shown = listed.status_code == 200 and page in listed.content.decode()
        if shown != (expected(who, code) == "allowed"):
            wrong.append(f"the list, {code}: {shown}")
    assert wrong == []


@pytest.mark.parametrize("who", ["stranger", *STAFF])
def test_each_step_is_taken_by_whose_it_is(town: Town4, who: str) -> None:
    wrong = []
    for code, row in town.conferences.items():
        # Who does not see it is turned away before any step is looked at: one step stands for all.
        for verb in Verb if sees(who, code) else [Verb.DECIDE]:
            answer = town.ask(who, "post", f"/disputes/conferences/{row.pk}/do/{verb.value}/", {})
            wanted = expected(who, code, verb)
            # Allowed, a step may still be impossible now, or its form incomplete.
            may = answer.status_code in (302, 409, 422)
            if may != (wanted == "allowed") and observed(answer) != wanted:
                wrong.append(f"{verb} of {code}: {answer.status_code} instead of {wanted}")
    assert wrong == []


@pytest.mark.parametrize("who", ["stranger", *STAFF])
def test_a_conference_is_asked_for_by_the_disputes_own_centre(town: Town4, who: str) -> None:
    role, _, post = who.partition("@")
    for code, dispute in town.disputes.items():
        answer = town.ask(who, "get", f"/disputes/conferences/new/review/?dispute={dispute.number}")
        ours = bool(post) and UNIT[post] == code and ROLES[role].get("reach", "own") != "own"
        may = ours and {"conference.convene", "dispute.view"} <= set(ROLES[role]["permissions"])
        # No session was held, or it begins higher up: whoever may ask is told so.
        assert (answer.status_code in (409, 422)) == may, (who, code, answer.status_code)


@pytest.mark.parametrize("who", ["stranger", *STAFF])
def test_a_roster_is_kept_by_its_own_village(town: Town4, who: str) -> None:
    for code, villager in town.villagers.items():
        answer = town.ask(who, "post", f"/disputes/conferences/villagers/{villager.pk}/leave/")
        assert (answer.status_code == 302) == (code in units(who, "conference.convene")), (who, code)


# Administrative cases and suggestions: the very units concerned


def redress_of(town: Town4) -> tuple[Any, Any]:
    """Return a case of the village's dispute examined at the county, and a suggestion of the county to the city."""
    from linli.redress.models import Case, Suggestion

    county, village = town.city.cast.unit("riverside"), town.city.cast.unit("village")
    now = town.city.now
    case = Case.objects.create(
        kind="reconsideration",
        dispute=town.disputes["village"],
        body=county,
        centre=village,
        respondent="某局",
        act="决定",
        learnt_on=now.date(),
        received_at=now,
        due_at=now,
    )
    suggestion = Suggestion.objects.create(
        matter="push_class",
        case=case,
        from_unit=county,
        to_unit=town.city.cast.unit("city"),
        subject="告知方式",
        words="统一",
        sent_at=now,
        reply_by=now.date(),
    )
    return case, suggestion


def of_unit(who: str, permission: str, codes: set[str]) -> bool:
    return bool(units(who, permission) & codes)


@pytest.mark.parametrize("who", [*OUTSIDE, "stranger", *STAFF])
def test_cases_and_suggestions_open_to_the_very_units_concerned(town: Town4, who: str) -> None:
    with undone():
        case, suggestion = redress_of(town)
        doors = {
            f"/redress/cases/{case.pk}/": (
                {"riverside", "village"},
                {"accept": {"riverside"}, "withdraw": {"riverside", "village"}},
            ),
            f"/redress/suggestions/{suggestion.pk}/": (
                {"riverside", "city"},
                {"answer": {"city"}, "take_back": {"riverside"}},
            ),
        }
        for page, (seen_by, steps) in doors.items():
            sees_it = of_unit(who, "redress.view", seen_by)
            assert (observed(town.ask(who, "get", page)) == "allowed") == sees_it, page
            for verb, whose in steps.items():
                answer = town.ask(who, "post", f"{page}do/{verb}/", {"words": ""})
                may = answer.status_code in (302, 409, 422) and observed(answer) == "allowed"
                assert may == of_unit(who, "redress.handle", whose), (page, verb)
        new = town.ask(who, "get", f"/redress/cases/new/?dispute={town.disputes['village'].number}")
        role = who.partition("@")[0]
        may = of_unit(who, "redress.handle", {"village"}) and "dispute.view" in ROLES[role]["permissions"]
        assert (observed(new) == "allowed") == may
