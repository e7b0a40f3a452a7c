from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.core.actor import REQUESTER, SYSTEM, Actor, ActorKind
from linli.people.access import ANONYMOUS, SYSTEM_VIEWER, Permission, Reach, Work, require, viewer_of
from linli.people.actions import add_unit, close_unit, end_account, end_role, grant_role
from linli.people.errors import LogInFirst, NotAllowed
from linli.people.models import Assignment
from linli.people.policies import Role, UnitKind
from linli.people.queries import unit_and_below
from linli.people.testing import CITY, HILLSIDE, STREET, VILLAGE


def test_a_handler_reaches_the_unit_and_those_below(cast):
    (grant,) = cast.viewer("owner").grants
    assert (grant.role, grant.reach, grant.area_prefix) == (Role.HANDLER, Reach.UNIT, "")
    assert grant.unit_ids == tuple(sorted(cast.unit(code).pk for code in ("street", "village")))


def test_a_dispatcher_of_a_district_reaches_its_area_only(cast):
    (grant,) = cast.viewer("district_dispatcher").grants
    assert (grant.reach, grant.area_prefix) == (Reach.AREA, "990102")


def test_a_viewer_costs_one_query(cast, django_assert_num_queries):
    viewer_of(cast.owner, cast.now)
    with django_assert_num_queries(1):
        viewer = viewer_of(cast.owner, cast.now)
    assert viewer.may(Permission.MATTER_HANDLE)


def test_a_stranger_may_do_nothing(cast):
    assert not any(cast.viewer("stranger").may(permission) for permission in Permission)


def test_the_system_may_do_everything_everywhere():
    work = Work(frozenset(), frozenset(), HILLSIDE)
    assert all(SYSTEM_VIEWER.may_see(permission, work) for permission in Permission)
    assert SYSTEM_VIEWER.actor == SYSTEM


def test_a_citizen_acts_as_the_requester(cast):
    assert cast.citizen is ANONYMOUS
    assert cast.citizen.actor == REQUESTER


def test_the_journal_names_the_role_that_gave_the_permission(cast):
    viewer = cast.viewer("other_clerk")
    unit = cast.unit("hillside").pk
    assert viewer.actor == Actor(ActorKind.ACCOUNT, cast.other_clerk.pk, unit, "intake_clerk")
    assert viewer.actor_for(Permission.MATTER_DISPATCH).role == "dispatcher"


def test_whoever_has_no_login_is_asked_to_log_in():
    with pytest.raises(LogInFirst):
        require(ANONYMOUS, Permission.MATTER_VIEW)


def test_whoever_has_no_such_role_is_told_so(cast):
    with pytest.raises(NotAllowed):
        require(cast.viewer("leader"), Permission.MATTER_HANDLE)
    require(cast.viewer("leader"), Permission.MATTER_VIEW)


def test_may_do_it_but_not_to_this_work(cast):
    elsewhere = Work(frozenset(), frozenset({cast.unit("hillside").pk}), HILLSIDE)
    with pytest.raises(NotAllowed):
        require(cast.viewer("owner"), Permission.MATTER_HANDLE, elsewhere)


@pytest.mark.parametrize(
    ("days_from", "days_until", "holds"),
    [
        (0, None, True),
        (0, 0, True),  # both days are included
        (-5, -1, False),
        (-5, 0, True),
        (1, None, False),
        (1, 5, False),
    ],
)
def test_an_assignment_gives_something_only_on_its_days(cast, days_from, days_until, holds):
    today = date(2026, 3, 10)
    until = None if days_until is None else today + timedelta(days=days_until)
    grant_role(
        account=cast.stranger,
        role=Role.HANDLER,
        unit=cast.unit("street"),
        valid_from=today + timedelta(days=days_from),
        valid_until=until,
        by=SYSTEM,
        now=cast.now,
    )
    assert cast.viewer("stranger").may(Permission.MATTER_HANDLE) is holds
    assert Assignment.objects.get(account=cast.stranger).holds_on(today) is holds


def test_days_are_the_days_of_the_city(cast):
    grant_role(
        account=cast.stranger,
        role=Role.HANDLER,
        unit=cast.unit("street"),
        valid_from=date(2026, 3, 11),
        by=SYSTEM,
        now=cast.now,
    )
    before_midnight = cast.now.replace(hour=15, minute=59)
    after_midnight = cast.now.replace(hour=16)
    assert not viewer_of(cast.stranger, before_midnight).grants
    assert viewer_of(cast.stranger, after_midnight).grants


def test_an_ended_assignment_gives_nothing_at_once(cast):
    end_role(assignment=cast.owner.assignments.get(), by=SYSTEM, now=cast.now)
    assert cast.viewer("owner").grants == ()


def test_an_ended_account_gives_nothing(cast):
    end_account(account=cast.owner, by=SYSTEM, now=cast.now)
    assert cast.viewer("owner").grants == ()


def test_a_closed_unit_gives_nothing_and_stays_visible_from_above(cast):
    close_unit(unit=cast.unit("street"), by=SYSTEM, now=cast.now)
    assert cast.viewer("owner").grants == ()
    assert cast.unit("street").pk in unit_and_below(cast.unit("riverside").pk)


def test_a_new_unit_is_below_at_once(cast):
    assert len(cast.viewer("owner").grants[0].unit_ids) == 2
    new = add_unit(
        code="new",
        name="新设社区",
        kind=UnitKind.RESIDENTS_COMMITTEE,
        parent=cast.unit("street"),
        area_code=STREET,
        by=SYSTEM,
        now=cast.now,
    )
    assert new.pk in cast.viewer("owner").grants[0].unit_ids


def test_a_role_the_city_no_longer_uses_gives_nothing(cast):
    from linli.people.testing import value_of_rule
    from linli.rulebook.actions import set_rule

    value = value_of_rule("roles")
    del value["roles"]["handler"]
    set_rule("people.roles", value, date(2026, 3, 1), by=SYSTEM, now=cast.now)
    assert cast.viewer("owner").grants == ()


def test_the_worked_example_of_the_page_is_true(cast):
    street, housing = cast.unit("street").pk, cast.unit("housing").pk
    zhou, qian = cast.viewer("owner"), cast.viewer("district_dispatcher")
    cases = [
        (Work(frozenset(), frozenset({street}), VILLAGE), True, True),
        (Work(frozenset(), frozenset({housing}), VILLAGE), False, True),
        (Work(frozenset(), frozenset({street}), HILLSIDE), True, False),
        (Work(frozenset({zhou.account_id}), frozenset(), HILLSIDE), True, False),
        (Work(frozenset(), frozenset(), CITY), False, False),
    ]
    for work, zhou_sees, qian_sees in cases:
        assert zhou.may_see(Permission.MATTER_VIEW, work) is zhou_sees
        assert qian.may_see(Permission.MATTER_VIEW, work) is qian_sees
