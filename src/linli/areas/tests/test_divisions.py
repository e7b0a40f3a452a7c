from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.areas.actions import load_divisions
from linli.areas.actions.divisions import LoadedDivisions
from linli.areas.errors import (
    BadCode,
    DoubleCode,
    EditionOutOfOrder,
    ParentMissing,
    UnknownArea,
)
from linli.areas.models import Area, AreaSuccession, Edition
from linli.areas.policies.codes import Level
from linli.areas.policies.editions import Division, Succession
from linli.areas.queries import ancestors, area_named, children, search, successors
from linli.core.actor import SYSTEM
from linli.journal.queries import entries_of, verify

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)

CITY = [
    Division("990000000000", "云川省"),
    Division("990100000000", "安和市"),
    Division("990121000000", "甲县"),
    Division("990121100000", "乙镇"),
    Division("990121100200", "丙村", "220"),
    Division("990121100201", "丁村", "220"),
    Division("990121101000", "戊镇"),
    Division("990121101200", "己村", "220"),
]


def load(
    divisions: Iterable[Division], on: date = FIRST, successions: Iterable[Succession] = ()
) -> LoadedDivisions:
    return load_divisions(divisions, on=on, source="test", by=SYSTEM, now=NOW, successions=successions)


def without(*codes: str) -> list[Division]:
    return [division for division in CITY if division.code not in codes]


def test_an_area_is_named_with_what_lies_above_it() -> None:
    load(CITY)
    village = area_named("990121100200")
    assert village.full_name == "安和市甲县乙镇丙村"
    assert village.level is Level.VILLAGE
    assert [each.name for each in ancestors(village.code)] == ["云川省", "安和市", "甲县", "乙镇"]


def test_the_areas_below_come_in_order_of_code() -> None:
    load(CITY)
    assert [each.name for each in children("990121000000")] == ["乙镇", "戊镇"]
    assert [each.name for each in children()] == ["云川省"]


def test_an_area_is_found_by_a_part_of_its_name_or_code() -> None:
    load(CITY)
    assert [each.name for each in search("村", within="990121100000")] == ["丙村", "丁村"]
    assert [each.name for each in search("镇", level=Level.TOWNSHIP)] == ["乙镇", "戊镇"]
    assert [each.name for each in search("990121101")] == ["戊镇", "己村"]


def test_an_unknown_area_is_refused() -> None:
    load(CITY)
    with pytest.raises(UnknownArea):
        area_named("990121100299")
    with pytest.raises(BadCode):
        area_named("丙村")


def test_names_are_answered_from_memory() -> None:
    load(CITY)
    area_named("990121100200")
    with CaptureQueriesContext(connection) as queries:
        area_named("990121100201")
        area_named("990121100201", FIRST)
        ancestors("990121100201")
        children("990121100000")
    assert len(queries) == 0


def test_loading_twice_changes_nothing() -> None:
    load(CITY)
    again = load(CITY)
    assert again.edition is None
    assert again.difference.is_empty
    assert Edition.objects.count() == 1
    assert Area.objects.count() == len(CITY)


def test_an_edition_is_in_the_journal() -> None:
    done = load(CITY)
    (entry,) = entries_of(Edition.objects.get(pk=done.edition))
    assert entry.event == "areas.divisions_loaded"
    assert entry.facts["new"] == len(CITY)
    assert verify().broken == []


def test_a_renamed_area_keeps_both_names_each_in_its_time() -> None:
    load(CITY)
    renamed = [*without("990121100200"), Division("990121100200", "丙新村", "220")]
    done = load(renamed, SECOND)
    assert [(old.name, new.name) for old, new in done.difference.changed] == [("丙村", "丙新村")]
    assert area_named("990121100200", date(2024, 12, 31)).name == "丙村"
    assert area_named("990121100200", SECOND).name == "丙新村"
    assert area_named("990121100200").full_name == "安和市甲县乙镇丙新村"


def test_old_records_are_named_by_the_names_of_their_time() -> None:
    load(CITY)
    load([*without("990121100000"), Division("990121100000", "乙新镇")], SECOND)
    assert area_named("990121100200", FIRST).full_name == "安和市甲县乙镇丙村"
    assert area_named("990121100200", SECOND).full_name == "安和市甲县乙新镇丙村"


def test_a_merged_village_goes_on_as_the_other_one() -> None:
    load(CITY)
    done = load(without("990121100201"), SECOND, [Succession("990121100201", "990121100200")])
    assert [each.name for each in done.difference.vanished] == ["丁村"]
    assert [each.name for each in successors("990121100201")] == ["丙村"]
    assert area_named("990121100201").valid_to == SECOND
    with pytest.raises(UnknownArea):
        area_named("990121100201", SECOND)
    assert [each.name for each in children("990121100000")] == ["丙村"]
    assert search("丁村") == []


def test_a_split_village_goes_on_as_several() -> None:
    load(CITY)
    parts = [Division("990121100202", "东丙村"), Division("990121100203", "西丙村")]
    heirs = [Succession("990121100200", part.code) for part in parts]
    load([*without("990121100200"), *parts], SECOND, heirs)
    assert [each.name for each in successors("990121100200")] == ["东丙村", "西丙村"]


def test_succession_is_followed_through_several_editions() -> None:
    load(CITY)
    second = [*without("990121100200"), Division("990121100205", "丙村")]
    load(second, SECOND)
    load(without("990121100200"), THIRD, [Succession("990121100205", "990121100201")])
    assert [each.code for each in successors("990121100200")] == ["990121100201"]
    assert [each.code for each in successors("990121101200")] == ["990121101200"]


def test_a_recoded_township_carries_its_villages_along() -> None:
    load(CITY)
    recoded = [
        *without("990121101000", "990121101200"),
        Division("990121001000", "戊镇"),
        Division("990121001200", "己村", "220"),
    ]
    done = load(recoded, SECOND)
    assert [(heir.old_code, heir.new_code) for heir in done.successions] == [
        ("990121101000", "990121001000"),
        ("990121101200", "990121001200"),
    ]
    assert AreaSuccession.objects.filter(is_inferred=True).count() == 2


def test_the_same_name_twice_is_no_ground_for_a_guess() -> None:
    load(CITY)
    twins = [Division("990121100210", "丙村"), Division("990121100211", "丙村")]
    done = load([*without("990121100200"), *twins], SECOND)
    assert done.successions == ()


def test_a_list_speaks_only_for_the_places_it_names() -> None:
    load(CITY)
    load([Division("990000000000", "云川省"), Division("990200000000", "邻市")], SECOND)
    assert area_named("990121100200", SECOND).name == "丙村"
    load([Division("990121101000", "戊镇")], THIRD)
    assert [each.name for each in children("990121101000")] == []
    assert len(children("990121100000")) == 2


def test_a_corrected_list_of_the_same_day_replaces_the_first() -> None:
    load(CITY)
    load([*without("990121100200"), Division("990121100206", "丙村")], SECOND)
    load(CITY, SECOND)
    assert successors("990121100200")[0].code == "990121100200"
    assert not Area.objects.filter(code="990121100206").exists()
    assert area_named("990121100200", SECOND).name == "丙村"
    assert AreaSuccession.objects.count() == 0


def test_an_edition_loaded_ahead_waits_for_its_day() -> None:
    load(CITY)
    load([*without("990121100200"), Division("990121100200", "丙新村")], date(2099, 1, 1))
    assert area_named("990121100200").name == "丙村"
    assert area_named("990121100200", date(2099, 1, 1)).name == "丙新村"
    assert [each.name for each in children("990121100000")] == ["丙村", "丁村"]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (Division("9901211002", "短"), BadCode),
        (Division("990121100200", "丙村"), DoubleCode),
        (Division("990121109200", "孤村"), ParentMissing),
    ],
)
def test_a_wrong_list_is_refused_as_a_whole(wrong: Division, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        load([*CITY, wrong])
    assert not Area.objects.exists()
    assert not Edition.objects.exists()


def test_it_refuses_to_leave_villages_without_their_township() -> None:
    load(CITY)
    with pytest.raises(ParentMissing):
        load(without("990121100000"), SECOND)


def test_it_refuses_an_edition_older_than_the_one_held() -> None:
    load(CITY, SECOND)
    with pytest.raises(EditionOutOfOrder):
        load(without("990121100201"), FIRST)


def test_it_refuses_a_succession_of_an_area_never_held() -> None:
    with pytest.raises(UnknownArea):
        load(CITY, successions=[Succession("990199000000", "990121000000")])


def rows_of(file: Path) -> list[Division]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [
            Division(row["code"], row["name"], row.get("urban_rural_class") or "")
            for row in csv.DictReader(lines)
        ]


@pytest.mark.real_data
def test_two_real_editions_follow_each_other(data_folder: Path) -> None:
    first = rows_of(data_folder / "divisions" / "divisions_2020_four_cities.csv.gz")
    second = rows_of(data_folder / "divisions" / "divisions_2021_shijiazhuang_tangshan.csv.gz")
    assert len(load(first, FIRST).difference.new) == 16_727
    assert load(first, FIRST).edition is None

    done = load(second, SECOND)
    held = {each.code: each for each in first if each.code[:4] in ("1301", "1302")}
    coming = {each.code: each for each in second}
    assert {each.code for each in done.difference.new} == coming.keys() - held.keys()
    assert {each.code for each in done.difference.vanished} == held.keys() - coming.keys()
    assert len(done.difference.changed) == sum(coming[code] != held[code] for code in coming.keys() & held)
    assert load(second, SECOND).edition is None

    in_force = Area.objects.filter(valid_to=None)
    assert in_force.filter(code__startswith="410").count() == sum(e.code[:3] == "410" for e in first)
    codes = set(in_force.values_list("code", flat=True))
    parents = set(in_force.exclude(parent_code="").values_list("parent_code", flat=True))
    assert parents <= codes
    heirs = AreaSuccession.objects.filter(is_inferred=True)
    assert all(heir.new_code in codes and heir.old_code not in codes for heir in heirs)
