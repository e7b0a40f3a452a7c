from __future__ import annotations

import pytest

from linli.core.actor import SYSTEM
from linli.core.testing import CHECKOUT
from linli.people.models import Unit
from linli.people.packs import FILE, check, diff, load
from linli.people.testing import NOW
from linli.rulebook.packs import ChangeKind, Pack

HEADING = "code,name,kind,parent,area_code\n"
GOOD = (
    HEADING + "root,安和市人民政府,government,,990100000000\nleaf,河东街道,street_office,root,990102001000\n"
)


@pytest.fixture
def pack(tmp_path):
    """Make a pack whose list of units is `text`."""

    def make(text):
        (tmp_path / "city.yaml").touch()
        (tmp_path / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
        return Pack.at(tmp_path)

    return make


def faults(pack):
    return [(fault.line, fault.why.code) for fault in check(pack)]


def loaded(pack):
    return [
        (change.kind, change.what) for change in load(pack, by=SYSTEM, now=NOW, progress=lambda *_facts: None)
    ]


def test_units_are_loaded_once(db, pack):
    assert loaded(pack(GOOD)) == [(ChangeKind.ADDED, "root"), (ChangeKind.ADDED, "leaf")]
    assert loaded(pack(GOOD)) == []
    assert Unit.objects.get(code="leaf").path == "root/leaf/"


def test_a_difference_is_named_before_it_is_loaded(db, pack):
    loaded(pack(GOOD))
    changed = pack(GOOD.replace("河东街道", "河西街道"))
    (change,) = diff(changed)
    assert (change.kind, change.detail) == (ChangeKind.CHANGED, "name: 河东街道 → 河西街道")
    assert loaded(changed) == [(ChangeKind.CHANGED, "leaf")]


def test_what_the_list_no_longer_names_stays_and_is_reported(db, pack):
    loaded(pack(GOOD))
    shorter = pack("\n".join(GOOD.splitlines()[:2]))
    (change,) = diff(shorter)
    assert (change.kind, change.what) == (ChangeKind.ONLY_IN_CITY, "leaf")
    assert loaded(shorter) == []
    assert Unit.objects.count() == 2


def test_a_pack_without_units_is_fine(db, tmp_path):
    (tmp_path / "city.yaml").touch()
    pack = Pack.at(tmp_path)
    assert (list(check(pack)), list(diff(pack)), loaded(pack)) == ([], [], [])


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(pack):
    assert faults(pack(("\ufeff" + GOOD).replace("\n", "\r\n"))) == []


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (GOOD.encode("gbk"), 1, "people.unit_columns_wrong"),
        ("", 1, "people.unit_columns_wrong"),
        ("name,code\n", 1, "people.unit_columns_wrong"),
        (GOOD + "x,只有两列\n", 4, "people.unit_columns_wrong"),
        (GOOD + "leaf,又一个,other,,990100000000\n", 3, "people.unit_refused"),
        (GOOD + "x,名,ministry,,990100000000\n", 4, "people.unit_refused"),
        (GOOD + "x,名,other,nowhere,990100000000\n", 4, "people.unit_refused"),
        (GOOD + "x,名,other,,9901\n", 4, "people.unit_refused"),
    ],
)
def test_a_fault_has_its_line(pack, text, line, code):
    assert faults(pack(text)) == [(line, code)]


def test_the_units_of_anhe_are_without_fault():
    pack = Pack.at(CHECKOUT / "cities" / "anhe")
    assert faults(pack) == []


def test_all_units_of_anhe_load_in_a_few_statements(db, django_assert_max_num_queries):
    pack = Pack.at(CHECKOUT / "cities" / "anhe")
    with django_assert_max_num_queries(20):
        changes = loaded(pack)
    assert Unit.objects.count() == len(changes) > 1000
