"""A list and a page never disagree: the database's filter and the pure rule, over many grants and rows."""

from __future__ import annotations

import random
from datetime import date
from itertools import product

import pytest

from linli.people.access import Grant, Permission, Reach, Role, Viewer, visible_q, work_of
from linli.people.models import Assignment
from linli.people.testing import CITY, HILLSIDE, RIVERSIDE, STREET, VILLAGE

VIEW = Permission.MATTER_VIEW
COLUMNS = {"unit_fields": ["unit_id"], "area_field": "area_code", "own_fields": ["account_id", "granted_by"]}
"""Assignments stand in for work: they have accounts, a unit that may be missing, and an area."""
ACCOUNTS = ("owner", "colleague", "other_clerk")
PREFIXES = ("", "99", "9901", "990102", "990102001", "990102001001", "990103")


@pytest.fixture
def rows(cast):
    Assignment.objects.all().delete()
    units = (*cast.units.values(), None)
    places = (CITY, RIVERSIDE, STREET, VILLAGE, HILLSIDE)
    accounts = [cast.accounts[name] for name in ACCOUNTS]
    Assignment.objects.bulk_create(
        Assignment(
            account=account, granted_by=other, unit=unit, area_code=place, role="handler", valid_from=date.min
        )
        for account, unit, place, other in product(accounts, units, places, (None, accounts[0].pk))
    )
    return list(Assignment.objects.order_by("pk"))


def seen_in_list(viewer):
    found = Assignment.objects.filter(visible_q(viewer, VIEW, **COLUMNS)).values_list("pk", flat=True)
    assert len(found) == len(set(found))
    return set(found)


def seen_one_by_one(viewer, rows):
    return {row.pk for row in rows if viewer.may_see(VIEW, work_of(row, **COLUMNS))}


def grants(cast):
    unit_sets = [
        (),
        *[tuple(sorted(u.pk for u in cast.units.values() if code in u.path)) for code in cast.units],
    ]
    permissions = (frozenset({VIEW}), frozenset({VIEW, Permission.MATTER_HANDLE}), frozenset())
    return [
        Grant(Role.HANDLER, permitted, reach, units, prefix)
        for permitted, reach, units, prefix in product(permissions, Reach, unit_sets, PREFIXES)
    ]


def test_each_grant_alone_shows_the_same_in_a_list_and_one_by_one(cast, rows):
    for grant, name in product(grants(cast), ("owner", "stranger")):
        viewer = Viewer(cast.accounts[name].pk, (grant,))
        assert seen_in_list(viewer) == seen_one_by_one(viewer, rows), grant


def test_several_grants_show_what_each_shows(cast, rows):
    chance, every = random.Random(20260310), grants(cast)
    for _turn in range(150):
        some = tuple(chance.sample(every, k=chance.randint(2, 4)))
        viewer = Viewer(cast.accounts[chance.choice(ACCOUNTS)].pk, some)
        seen = seen_in_list(viewer)
        assert seen == seen_one_by_one(viewer, rows)
        assert seen == set().union(*(seen_in_list(Viewer(viewer.account_id, (each,))) for each in some))


def test_everybody_of_the_cast_sees_the_same_in_a_list_and_one_by_one(cast, rows):
    viewers = [cast.viewer(name) for name in (*cast.accounts, "citizen")]
    for viewer in viewers:
        assert seen_in_list(viewer) == seen_one_by_one(viewer, rows)


def test_a_wider_reach_never_shows_less(cast, rows):
    units = tuple(unit.pk for unit in cast.units.values())[:3]
    permitted = frozenset({VIEW})
    for prefix in PREFIXES:
        own, unit, area = (
            seen_in_list(Viewer(cast.owner.pk, (Grant(Role.HANDLER, permitted, reach, units, prefix),)))
            for reach in Reach
        )
        assert own <= unit <= area


def test_nothing_granted_shows_nothing(cast, rows):
    assert rows
    assert seen_in_list(Viewer(cast.owner.pk, ())) == set()


def test_nobody_sees_own_work_of_nobody(cast, rows):
    anybody = Viewer(None, (Grant(Role.HANDLER, frozenset({VIEW}), Reach.OWN),))
    assert seen_in_list(anybody) == seen_one_by_one(anybody, rows) == set()


def test_array_columns_are_named_with_their_lookup(cast):
    viewer = Viewer(7, (Grant(Role.HANDLER, frozenset({VIEW}), Reach.UNIT, (1, 2), "9901"),))
    q = visible_q(viewer, VIEW, unit_fields=["units__overlap"], area_field="area", own_fields=["by__overlap"])
    assert "('units__overlap', [1, 2])" in str(q)
    assert "('by__overlap', [7])" in str(q)
