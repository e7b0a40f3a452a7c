"""Who sees which letter: whose it is, crossed with where. Lists and pages agree."""

from __future__ import annotations

import pytest

from linli.letters.access import actor_for, get_letter_for, may, visible
from linli.letters.errors import LetterNotFound, NotPermitted
from linli.letters.models import Letter
from linli.letters.policies import VERBS, Verb
from linli.letters.queries import box
from linli.letters.testing import Office
from linli.people.policies import Permission
from linli.people.testing import PEOPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(office: Office) -> dict[str, Letter]:
    """Letters down, up, elsewhere and not yet out."""
    unit = office.cast.unit
    return {
        "draft": office.draft(),
        "to the street": office.issued(),
        "to another district": office.issued(addressee=unit("hillside")),
        "up from the street": office.issued("reply", issuer=unit("street"), addressee=unit("riverside")),
        "draft of the street": office.draft(
            "reply", issuer=unit("street"), addressee=unit("riverside"), by=office.by("owner", "street")
        ),
        "to many": office.issued("bulletin", addressee=None),
        "with a copy": office.issued(
            addressee=unit("hillside"), copy_units=(office.cast.unit("housing").pk,)
        ),
    }


SEEN = {
    "supervisor": {
        "draft",
        "to the street",
        "to another district",
        "up from the street",
        "draft of the street",
        "to many",
        "with a copy",
    },
    "owner": {"to the street", "up from the street", "draft of the street"},
    "handler": {"with a copy"},
    "other_clerk": {"to another district", "with a copy"},
    "district_dispatcher": {"to the street", "up from the street", "draft of the street"},
    "stranger": set(),
    "intake_clerk": set(),
    "grid_worker": set(),
    "admin": set(),
    "citizen": set(),
}


@pytest.mark.parametrize("who", SEEN)
def test_each_sees_what_the_role_gives(office: Office, letters: dict[str, Letter], who: str) -> None:
    viewer = office.cast.viewer(who)
    rows = set(visible(viewer).values_list("pk", flat=True))
    assert {name for name, letter in letters.items() if letter.pk in rows} == SEEN[who]


@pytest.mark.parametrize("who", [*PEOPLE, "citizen"])
def test_list_and_page_agree(office: Office, letters: dict[str, Letter], who: str) -> None:
    viewer = office.cast.viewer(who)
    for permission in (each for each in Permission if each.value.startswith("letter.")):
        rows = set(visible(viewer, permission).values_list("pk", flat=True))
        for letter in Letter.objects.all():
            assert may(viewer, letter, permission) == (letter.pk in rows), (permission, letter)


def test_what_is_hidden_looks_like_what_is_not_there(office: Office, letters: dict[str, Letter]) -> None:
    viewer = office.cast.viewer("owner")
    for number in (letters["draft"].pk, 10**9):
        with pytest.raises(LetterNotFound):
            get_letter_for(viewer, number)


def test_the_boxes_hold_what_came_in_and_what_went_out(office: Office, letters: dict[str, Letter]) -> None:
    viewer = office.cast.viewer("owner")
    assert box(viewer, "received").rows == [letters["to the street"]]
    assert box(viewer, "sent").rows == [letters["draft of the street"], letters["up from the street"]]


@pytest.mark.parametrize("who", SEEN)
def test_a_box_holds_all_that_is_visible(office: Office, letters: dict[str, Letter], who: str) -> None:
    viewer = office.cast.viewer(who)
    assert box(viewer, "all").rows == list(visible(viewer).order_by("-pk"))


@pytest.mark.parametrize("verb", list(Verb))
def test_a_step_is_taken_for_the_very_unit_whose_it_is(office: Office, verb: Verb) -> None:
    """A district's head does not answer for the street below, and no handler issues."""
    letter = office.issued()
    may_take = {
        who
        for who in PEOPLE
        if not isinstance(outcome := attempt(office, who, letter, verb), NotPermitted) and outcome is not None
    }
    on_the_street = {"owner", "colleague", "unit_head"}
    expected = on_the_street if VERBS[verb].permission is Permission.LETTER_ANSWER else {"supervisor"}
    assert may_take == expected


def attempt(office: Office, who: str, letter: Letter, verb: Verb):
    try:
        return actor_for(office.cast.viewer(who), letter, verb)
    except NotPermitted as refusal:
        return refusal
