from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.people.access import ANONYMOUS, SYSTEM_VIEWER, Permission, Reach, require, viewer_of
from linli.people.actions import close_unit, create_account, end_account, end_role, grant_role
from linli.people.errors import LogInFirst, NotAllowed
from linli.people.policies import Role

VIEW = Permission.MATTER_VIEW


def test_a_handler_reaches_the_unit_and_those_below(cast):
    (grant,) = cast.viewer("owner").grants
    below = sorted(cast.unit(code).pk for code in ("street", "village"))
    assert (grant.role, grant.reach, grant.area_prefix) == (Role.HANDLER, Reach.UNIT, "")
    assert list(grant.unit_ids) == below


def test_a_dispatcher_of_a_district_reaches_its_area_only(cast):
    (grant,) = cast.viewer("district_dispatcher").grants
    assert (grant.reach, grant.area_prefix) == (Reach.AREA, "990102")


def test_a_viewer_costs_one_query(cast, django_assert_num_queries):
    viewer_of(cast.owner, cast.now)
    with django_assert_num_queries(1):
        viewer = viewer_of(cast.owner, cast.now)
    assert viewer.may(Permission.MATTER_HANDLE)
