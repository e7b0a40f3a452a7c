from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.actor import SYSTEM
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.people.actions import UnitsLoaded, add_unit, load_units
from linli.people.errors import UnitRefused, UnknownUnit
from linli.people.models import Unit
from linli.people.policies import UnitKind, UnitRow, faults_of, in_tree_order, paths_of
from linli.people.queries import MOST_SIGNS, called, nearest_to, unit_and_below, unit_coded
from linli.people.testing import CITY, NOW, STREET


def row(code, parent="", name="单位", kind="other", area_code=CITY):
    return UnitRow(code, name, kind, parent, area_code)


TREE = [row("leaf", "branch"), row("branch", "root"), row("root"), row("other")]


def load(rows):
    return load_units(rows, by=SYSTEM, now=NOW)


def paths():
    return dict(Unit.objects.values_list("code", "path"))


def test_a_list_may_name_children_before_their_parents(db):
    assert load(TREE) == UnitsLoaded(added=4, changed=0)
    assert paths() == {
        "leaf": "root/branch/leaf/",
        "branch": "root/branch/",
        "root": "root/",
        "other": "other/",
    }


def test_loading_twice_changes_nothing(db):
    load(TREE)
    entries = Entry.objects.count()
    assert load(TREE) == UnitsLoaded(0, 0)
    assert Entry.objects.count() == entries


def test_only_what_differs_is_changed(db):
    load(TREE)
    assert load([row("leaf", "branch", name="新名")]) == UnitsLoaded(0, 1)
    assert unit_coded("leaf").name == "新名"
    assert not verify().broken


def test_a_moved_unit_takes_those_below_along(db):
    load(TREE)
    load([row("branch", "other")])
    assert paths()["leaf"] == "other/branch/leaf/"
    assert len(unit_and_below(unit_coded("other").pk)) == 3
    assert len(unit_and_below(unit_coded("root").pk)) == 1


def test_two_units_may_change_places(db):
    load([row("a"), row("b", "a")])
    load([row("a", "b"), row("b")])
    assert paths() == {"a": "b/a/", "b": "b/"}


def test_a_code_that_begins_like_another_is_not_below_it(db):
    load([row("a"), row("ab"), row("a-b"), row("a.b"), row("x", "a")])
    assert len(unit_and_below(unit_coded("a").pk)) == 2


def test_each_unit_has_its_first_entry(db):
    load(TREE)
    assert Entry.objects.filter(event="unit.added").count() == 4
    assert not verify().broken


def test_loading_costs_the_same_for_few_and_many(db, django_assert_max_num_queries):
    load([row("root")])
    with django_assert_max_num_queries(12):
        load([row(f"unit-{number}", "root") for number in range(300)])


@pytest.mark.parametrize(
    "bad",
    [
        row(""),
        row("has space"),
        row("has/slash"),
        row("编码"),
        row("x" * 61),
        row("x", name=""),
        row("x", name="名" * 101),
        row("x", kind="ministry"),
        row("x", area_code="9901"),
        row("x", area_code="0" * 12),
        row("x", parent="nowhere"),
        row("x", parent="x"),
    ],
)
def test_it_refuses_a_unit_that_does_not_hold_and_keeps_nothing(db, bad):
    with pytest.raises(UnitRefused):
        load([row("good"), bad])
    assert not Unit.objects.exists()


def test_it_refuses_a_circle(db):
    load(TREE)
    with pytest.raises(UnitRefused):
        load([row("root", "leaf")])
    assert paths()["root"] == "root/"


def test_it_refuses_the_same_code_twice(db):
    with pytest.raises(UnitRefused):
        load([row("a"), row("a")])


def test_it_refuses_to_add_what_is_there(db):
    load(TREE)
    with pytest.raises(UnitRefused):
        add_unit(code="root", name="x", kind=UnitKind.OTHER, area_code=STREET, by=SYSTEM, now=NOW)


def test_there_is_no_unit_of_that_code(db):
    with pytest.raises(UnknownUnit):
        unit_coded("nowhere")


@st.composite
def trees(draw):
    count = draw(st.integers(1, 12))
    codes = draw(st.permutations([f"u{number}" for number in range(count)]))
    parents = ["", *(draw(st.sampled_from(["", *codes[:place]])) for place in range(1, count))]
    return draw(st.permutations([row(code, parent) for code, parent in zip(codes, parents, strict=True)]))


@given(trees())
def test_below_means_the_path_begins_with_it(rows):
    if any(faults_of(rows, {})):  # deeper than allowed
        return
    tree = {each.code: each for each in rows}
    found = paths_of(tree)
    for each in rows:
        assert found[each.code] == (found[each.parent] if each.parent else "") + each.code + "/"
    order = [each.code for each in in_tree_order(rows, found)]
    assert all(order.index(each.parent) < order.index(each.code) for each in rows if each.parent)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("城管局", ["county", "city"]),
        ("棠林 城管", ["county"]),
        ("城市管理局", ["county", "city"]),
        ("管城", []),
        ("住建局", ["housing"]),
        ("housing", ["housing"]),
        (".*", []),
        ("(", []),
        ("城" * (MOST_SIGNS + 1), []),
        (" ", ["county", "city", "housing"]),
    ],
)
def test_a_unit_is_called_by_signs_of_its_name_in_their_order(db, words, codes):
    load(
        [
            row("county", name="棠林区城市管理局"),
            row("city", name="安和市城市管理局"),
            row("housing", name="安和市住房和城乡建设局"),
        ]
    )
    assert set(Unit.objects.filter(called(words)).values_list("code", flat=True)) == set(codes)


def test_a_name_that_holds_the_words_comes_first(db):
    load([row("a", name="城市管理局"), row("b", name="棠林城管队")])
    found = Unit.objects.filter(called("城管")).order_by(nearest_to("城管"), "code")
    assert [each.code for each in found] == ["b", "a"]
