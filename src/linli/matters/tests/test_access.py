"""Lists ask the database, pages ask one row: they may never disagree."""

import pytest

from linli.matters.access import get_matter_for, may, visible
from linli.matters.errors import MatterNotFound
from linli.matters.models import Matter
from linli.matters.queries import Filters, work_list
from linli.matters.testing import SmallCity
from linli.people.policies import Permission
from linli.people.testing import PEOPLE


def some_matters(city: SmallCity) -> list[Matter]:
    """Matters nobody has, the street has, the housing bureau has, and one where the street assists."""
    nobodys, elsewhere = city.file(), city.file(point=None, area="990103000000")
    streets = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    housings = city.do("dispatcher", "accept", city.file(by="grid_worker"), kind="street.lamp")
    assisted = city.do("dispatcher", "accept", city.file(), kind="street.lamp")
    city.do("dispatcher", "add_co_unit", assisted, unit=city.unit("street"), words="请协助")
    return [nobodys, elsewhere, streets, housings, assisted]


@pytest.mark.parametrize("who", [*PEOPLE, "citizen"])
def test_the_list_and_the_row_agree_for_every_permission(city: SmallCity, who: str) -> None:
    matters, viewer = some_matters(city), city.viewer(who)
    for permission in Permission:
        listed = set(visible(viewer, permission).values_list("pk", flat=True))
        assert {each.pk for each in matters if may(viewer, each, permission)} == listed, permission


@pytest.mark.parametrize("who", [*PEOPLE, "citizen"])
def test_a_list_made_of_parts_holds_what_is_visible_and_each_once(city: SmallCity, who: str) -> None:
    some_matters(city)
    viewer = city.viewer(who)
    wanted = sorted(visible(viewer).values_list("pk", flat=True))
    for filters in (Filters(), Filters(is_open=False)):
        assert sorted(each.pk for each in work_list(viewer, filters).rows) == wanted


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("who", ["owner", "dispatcher", "grid_worker"])
def test_pages_follow_each_other_without_gap_or_repeat(city: SmallCity, who: str, is_open: bool) -> None:
    some_matters(city)
    viewer, filters = city.viewer(who), Filters(is_open=is_open)
    whole = [each.pk for each in work_list(viewer, filters).rows]
    turned, cursor = [], ""
    for _page in range(len(whole) + 1):
        page = work_list(viewer, filters, cursor=cursor, size=1)
        turned += [each.pk for each in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert turned == whole


def test_a_page_is_one_query_for_units_too(city: SmallCity, django_assert_num_queries) -> None:
    some_matters(city)
    viewer = city.viewer("owner")
    with django_assert_num_queries(1):
        work_list(viewer, Filters(account=viewer.account_id, units=(city.unit("street"),)))


def test_an_assisting_unit_is_let_in_and_a_stranger_is_not(city: SmallCity) -> None:
    *_others, assisted = some_matters(city)
    assert get_matter_for(city.viewer("owner"), assisted.code) == assisted
    with pytest.raises(MatterNotFound):
        get_matter_for(city.viewer("stranger"), assisted.code)


def test_a_dispatcher_is_let_in_with_one_query(city: SmallCity, django_assert_num_queries) -> None:
    matter, viewer = city.file(), city.viewer("dispatcher")
    with django_assert_num_queries(1):
        get_matter_for(viewer, matter.code, Permission.MATTER_DISPATCH)
