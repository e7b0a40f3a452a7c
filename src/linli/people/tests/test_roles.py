from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from linli.areas.models import Area
from linli.core.actor import SYSTEM
from linli.journal.queries import entries_of, verify
from linli.people.actions import close_unit, create_account, end_account, end_role, grant_role
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
    UnitClosed,
    UnknownRole,
)
from linli.people.models import Assignment
from linli.people.policies import INCOMPATIBLE, NEVER_GIVEN, Permission, Role, incompatible_with
from linli.people.testing import NOW, STREET, set_rules_of_people, value_of_rule
from linli.rulebook.actions import set_rule


def give(cast, role, **more):
    return grant_role(account=cast.stranger, role=role, **{"by": SYSTEM, "now": cast.now, **more})


@pytest.mark.parametrize("pair", [sorted(pair) for pair in INCOMPATIBLE])
def test_it_refuses_roles_that_do_not_go_together(cast, pair):
    first, second = pair
    give(cast, first)
    with pytest.raises(RolesIncompatible):
        give(cast, second)


@pytest.mark.parametrize("pair", [sorted(pair) for pair in INCOMPATIBLE])
def test_order_makes_no_difference(pair):
    one, other = pair
    assert incompatible_with(one, {other}) == other
    assert incompatible_with(other, {one}) == one


def test_what_ended_no_longer_stands_in_the_way(cast):
    end_role(assignment=give(cast, Role.SYSTEM_ADMIN), by=SYSTEM, now=cast.now)
    assert give(cast, Role.AUDITOR).role == Role.AUDITOR


def test_one_after_the_other_goes_together_but_not_on_one_day(cast):
    last = date(2026, 3, 31)
    give(cast, Role.SYSTEM_ADMIN, valid_until=last)
    with pytest.raises(RolesIncompatible):
        give(cast, Role.AUDITOR, valid_from=last)
    assert give(cast, Role.AUDITOR, valid_from=last + timedelta(days=1))


def test_a_role_to_come_stands_in_the_way_of_one_without_end(cast):
    give(cast, Role.AUDITOR, valid_from=date(2027, 1, 1))
    with pytest.raises(RolesIncompatible):
        give(cast, Role.SYSTEM_ADMIN)


@pytest.mark.parametrize("role", sorted(NEVER_GIVEN))
def test_it_refuses_roles_that_need_no_account(cast, role):
    with pytest.raises(RoleNeedsNoAccount):
        give(cast, role)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.GRID_WORKER, Role.DISPATCHER, Role.CITY_LEADER])
def test_it_refuses_a_role_without_its_place(cast, role):
    with pytest.raises(RoleNeedsPlace):
        give(cast, role)


def test_a_role_for_a_unit_is_not_given_for_an_area_alone(cast):
    with pytest.raises(RoleNeedsPlace):
        give(cast, Role.HANDLER, area_code=STREET)


def test_a_role_for_an_area_needs_no_unit(cast):
    give(cast, Role.DISPATCHER, area_code=STREET)
    assert cast.viewer("stranger").grants[0].area_prefix == "990102001"


@pytest.mark.parametrize(
    "code", ["9901", "0" * 12, "99010200100x", "9901020010011", "９９０１０２００１０００"]
)
def test_it_refuses_an_area_code_that_is_none(cast, code):
    with pytest.raises(AreaCodeNotPlain):
        give(cast, Role.DISPATCHER, area_code=code)


def test_it_refuses_an_area_that_the_city_does_not_have(cast, city):
    with pytest.raises(NoSuchArea, match="990199000000"):
        give(cast, Role.DISPATCHER, area_code="990199000000")
    give(cast, Role.DISPATCHER, area_code=STREET)


def test_it_refuses_an_area_that_is_gone(cast, city):
    Area.objects.filter(code=STREET).update(valid_to=cast.now.date())
    with pytest.raises(NoSuchArea):
        give(cast, Role.DISPATCHER, area_code=STREET)


def test_it_refuses_a_closed_unit(cast):
    close_unit(unit=cast.unit("street"), by=SYSTEM, now=cast.now)
    with pytest.raises(UnitClosed):
        give(cast, Role.HANDLER, unit=cast.unit("street"))


def test_it_refuses_an_ended_account(cast):
    end_account(account=cast.stranger, by=SYSTEM, now=cast.now)
    with pytest.raises(AccountEndedAlready):
        give(cast, Role.AUDITOR)


def test_it_refuses_days_out_of_order(cast):
    with pytest.raises(DaysOutOfOrder):
        give(cast, Role.AUDITOR, valid_from=date(2026, 4, 1), valid_until=date(2026, 3, 31))


def test_it_refuses_what_is_held_already(cast):
    give(cast, Role.HANDLER, unit=cast.unit("street"))
    with pytest.raises(RoleHeldAlready):
        give(cast, Role.HANDLER, unit=cast.unit("street"))
    assert give(cast, Role.HANDLER, unit=cast.unit("hillside"))


def test_it_refuses_a_role_the_city_does_not_use(cast):
    value = value_of_rule("roles")
    del value["roles"]["mediator"]
    set_rule("people.roles", value, date(2026, 3, 1), by=SYSTEM, now=cast.now)
    with pytest.raises(UnknownRole):
        give(cast, Role.MEDIATOR)


def test_it_refuses_to_end_a_role_twice(cast):
    assignment = give(cast, Role.AUDITOR)
    end_role(assignment=assignment, by=SYSTEM, now=cast.now)
    with pytest.raises(AssignmentEnded):
        end_role(assignment=assignment, by=SYSTEM, now=cast.now)


def test_the_journal_keeps_what_was_given_and_ended(cast):
    assignment = give(cast, Role.HANDLER, unit=cast.unit("street"))
    end_role(assignment=assignment, by=SYSTEM, now=cast.now)
    granted, ended = entries_of(assignment)
    assert (granted.event, ended.event) == ("role.granted", "role.ended")
    assert granted.facts["account"] == cast.stranger.pk
    assert not verify().broken


def test_no_role_of_the_city_breaks_the_separation():
    roles = {Role(name): set(rule["permissions"]) for name, rule in value_of_rule("roles")["roles"].items()}
    for name in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.PRIVACY_OFFICER):
        assert not {each for each in roles[name] if each.startswith("matter.")}, name
    assert (
        "personal_data.read" not in roles[Role.CITY_LEADER] | roles[Role.SUPERVISOR] | roles[Role.DISPATCHER]
    )
    assert not roles[Role.SYSTEM_ADMIN] & {"role.grant", "audit.read", "rulebook.edit"}
    assert set(roles) == set(Role) - NEVER_GIVEN
    assert set().union(*roles.values()) == set(Permission)


@pytest.mark.django_db(transaction=True)
def test_two_incompatible_roles_given_at_the_same_moment_are_not_both_held():
    set_rules_of_people()
    account = create_account(username="busy", display_name="busy", password=None, by=SYSTEM, now=NOW)
    start, refused = threading.Barrier(2), []

    def grant(role):
        try:
            start.wait()
            grant_role(account=account, role=role, by=SYSTEM, now=NOW)
        except RolesIncompatible as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=grant, args=(role,)) for role in (Role.SYSTEM_ADMIN, Role.AUDITOR)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Assignment.objects.filter(account=account).count() == 1
