"""Sheets become matters: once each, the rest in when one row is nonsense."""

from __future__ import annotations

import gzip
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.intake.actions import importing
from linli.intake.actions.importing import Imported, import_messages
from linli.intake.errors import HeaderMissing, SheetEmpty, SheetMissing, SheetTooLarge, SheetUnreadable
from linli.intake.models import Submission
from linli.intake.policies.import_map import ImportMap
from linli.intake.tests.sheets import HEADER, MAP, changed, row, workbook
from linli.journal.queries import verify
from linli.matters.models import Matter
from linli.matters.testing import GRID, RIVERSIDE, SmallCity
from linli.vault.queries import matches_phone_tail


def bring_in(city: SmallCity, path: Path, plan: dict[str, Any] = MAP, **more: Any) -> Imported:
    return import_messages(path, ImportMap.model_validate(plan), by=SYSTEM, now=city.now, **more)


def codes(result: Imported) -> list[tuple[int, str]]:
    return [(each.row, each.why.code) for each in result.refusals]


def totals(result: Imported) -> tuple[int, int, int, int]:
    return result.rows, result.registered, result.already, result.refused


def test_a_row_becomes_a_matter_with_its_own_time_and_its_clock_from_now(
    city: SmallCity, tmp_path: Path
) -> None:
    bring_in(city, workbook(tmp_path / "台账.xlsx", [HEADER, row()]))
    matter = Matter.objects.get()
    assert (matter.text, matter.grid_code, matter.channel) == ("河东街道树荫路路灯不亮", GRID, "02")
    assert matter.reported_at == datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC)
    assert matter.registered_at == city.now
    assert matter.next_due_at is not None
    assert matter.next_due_at > city.now
    assert matter.requester is not None
    assert matches_phone_tail(matter.requester, "1234")
    assert verify().broken == []


def test_run_again_it_registers_nothing(city: SmallCity, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row(), row(编号="W-2")])
    assert totals(bring_in(city, path)) == (2, 2, 0, 0)
    city.later(days=1)
    assert totals(bring_in(city, path)) == (2, 0, 2, 0)
    assert Matter.objects.count() == 2


def test_it_names_each_row_of_nonsense_as_the_sheet_numbers_it_and_takes_the_rest(
    city: SmallCity, tmp_path: Path
) -> None:
    rows = [
        ("临河区十二月热线台账",),
        (),
        HEADER,
        row(),
        row(编号="W-2", 反映内容=""),
        row(编号="W-3", 登记时间="去年夏天"),
        row(编号="W-4", 经度=514.31),
        row(编号="W-5", 经度="", 纬度="", 区县="火星区"),
        row(编号="W-6", 联系电话="打不通"),
        row(编号="W-7", 登记时间="2091-01-01"),
        row(编号="W-8", 纬度=""),
        row(编号="W-9", 登记时间="1919-05-04"),
        row(编号="W-11", 经度="东边"),
        (),
        row(编号="W-12"),
        (),
    ]
    result = bring_in(city, workbook(tmp_path / "a.xlsx", rows))
    assert codes(result) == [
        (5, "intake.no_words"),
        (6, "intake.bad_date"),
        (7, "areas.impossible_coordinate"),
        (8, "intake.place_unclear"),
        (9, "vault.phone_invalid"),
        (10, "matters.reported_in_the_future"),
        (11, "intake.half_a_position"),
        (12, "intake.too_long_ago"),
        (13, "intake.bad_number"),
    ]
    assert totals(result) == (11, 2, 0, 9)
    assert Matter.objects.count() == Submission.objects.count() == 2


def test_every_refusal_speaks_both_languages(city: SmallCity, tmp_path: Path) -> None:
    result = bring_in(city, workbook(tmp_path / "a.xlsx", [HEADER, row(反映内容="")]))
    why = result.refusals[0].why
    assert why.in_language("en") == "The row says nothing: its text is blank."
    assert why.in_language("zh-hans") != why.in_language("en")


def test_a_row_whose_words_changed_leaves_the_matter_as_it_is(city: SmallCity, tmp_path: Path) -> None:
    bring_in(city, workbook(tmp_path / "a.xlsx", [HEADER, row()]))
    result = bring_in(city, workbook(tmp_path / "b.xlsx", [HEADER, row(反映内容="别的事情")]))
    assert codes(result) == [(2, "intake.row_changed")]
    assert Matter.objects.get().text == "河东街道树荫路路灯不亮"


def test_the_same_number_twice_in_one_sheet_makes_one_matter(city: SmallCity, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row(), row(), row(反映内容="别的")])
    result = bring_in(city, path)
    assert totals(result) == (3, 1, 1, 1)
    assert codes(result) == [(4, "intake.row_changed")]


def test_rows_without_a_number_are_known_by_their_words_and_counted(city: SmallCity, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [HEADER, row(编号=""), row(编号=""), row(编号="", 反映内容="路面塌陷")]
    )
    assert totals(bring_in(city, path)) == (3, 3, 0, 0)
    assert totals(bring_in(city, path)) == (3, 0, 3, 0)


def test_after_a_crash_the_next_run_brings_the_rest(
    city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    path = workbook(tmp_path / "a.xlsx", [HEADER, *(row(编号=f"W-{each}") for each in range(7))])

    def crash(done: int, height: int | None) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(city, path, on_rows=crash)
    assert Matter.objects.count() == 4
    assert totals(bring_in(city, path)) == (7, 3, 4, 0)


def test_what_the_database_refuses_does_not_undo_the_batch(city: SmallCity, tmp_path: Path) -> None:
    plan = changed(kind={"columns": ["类别"], "optional": True}, place={"columns": ["地点"]})
    head = (*HEADER, "地点")
    path = workbook(tmp_path / "a.xlsx", [head, (*row(), "甲"), (*row(编号="W-2"), "乙")])
    from linli.matters.models import MatterText

    real = importing.draft_of

    def unfit(report: Any, **more: Any) -> Any:
        made = real(report, **more)
        if report.place == "甲":
            made.draft.matter.tier = "x" * 99
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "draft_of", unfit)
        patch.setattr("linli.intake.actions.submitting.draft_of", unfit)
        result = bring_in(city, path, plan)
    assert codes(result) == [(2, "intake.row_not_stored")]
    assert MatterText.objects.count() == Matter.objects.count() == 1


def test_somebody_importing_the_same_sheet_at_the_same_time_makes_no_second_matter(
    city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row(), row(编号="W-2")])
    bring_in(city, path)
    monkeypatch.setattr(importing._Batches, "_known_among", lambda self, keys: {})
    assert totals(bring_in(city, path)) == (2, 0, 2, 0)
    assert Matter.objects.count() == 2


def test_a_check_says_what_would_happen_and_stores_nothing(city: SmallCity, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row(), row(), row(编号="W-2", 经度=999)])
    result = bring_in(city, path, dry=True)
    assert totals(result) == (3, 1, 1, 1)
    assert not Matter.objects.exists()
    assert totals(bring_in(city, path)) == totals(result)


def test_names_of_columns_may_stand_in_cells_merged_downwards(city: SmallCity, tmp_path: Path) -> None:
    upper = ("编号", "反映内容", "登记时间", "区县", "联系方式", "位置", "")
    lower = ("", "", "", "", "联系电话", "经度", "纬度")
    assert totals(bring_in(city, workbook(tmp_path / "a.xlsx", [("台账",), upper, lower, row()]))) == (
        1,
        1,
        0,
        0,
    )


def test_a_date_cell_is_local_time_of_the_maps_zone(city: SmallCity, tmp_path: Path) -> None:
    cell = datetime(2019, 2, 28, 11, 25)  # noqa: DTZ001
    bring_in(city, workbook(tmp_path / "a.xlsx", [HEADER, row(登记时间=cell)]))
    assert Matter.objects.get().reported_at == datetime(2019, 2, 28, 3, 25, tzinfo=UTC)


def test_a_formula_counts_with_what_it_came_to(city: SmallCity, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row(反映内容='=CONCATENATE("a","b")')], formulas=True)
    result = bring_in(city, path)
    assert "CONCATENATE" not in "".join(Matter.objects.values_list("text", flat=True))
    assert result.rows == 1


def test_a_district_is_found_by_its_name(city: SmallCity, tmp_path: Path) -> None:
    bring_in(city, workbook(tmp_path / "a.xlsx", [HEADER, row(经度="", 纬度="")]))
    assert Matter.objects.get().area_code == RIVERSIDE


def test_a_place_of_another_register_has_its_code_in_the_map(city: SmallCity, tmp_path: Path) -> None:
    area = {"columns": ["反映内容"], "values": {"河东": RIVERSIDE, "河": "990100000000"}, "inside": True}
    bring_in(city, workbook(tmp_path / "a.xlsx", [HEADER, row(经度="", 纬度="")]), changed(area=area))
    assert Matter.objects.get().area_code == RIVERSIDE


def test_words_that_the_map_does_not_translate_are_refused(city: SmallCity, tmp_path: Path) -> None:
    plan = changed(channel={"columns": ["区县"], "values": {"电话": "hotline"}})
    assert codes(bring_in(city, workbook(tmp_path / "a.xlsx", [HEADER, row()]), plan)) == [
        (2, "intake.unknown_value")
    ]


def test_contacts_that_the_map_drops_are_never_stored(city: SmallCity, tmp_path: Path) -> None:
    bring_in(city, workbook(tmp_path / "a.xlsx", [HEADER, row(联系电话="不留")]), {**MAP, "contact": "drop"})
    assert Matter.objects.get().requester is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_are_read_in_any_common_form(
    city: SmallCity, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = [delimiter.join(HEADER), delimiter.join(map(str, row(反映内容='"路灯\n不亮"')))]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(["临河区台账", *lines, delimiter * 6, ""]).encode(encoding))
    assert totals(bring_in(city, path)) == (1, 1, 0, 0)
    assert Matter.objects.get().text == "路灯\n不亮"


def test_a_packed_text_file_is_unpacked(city: SmallCity, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(f"{','.join(HEADER)}\n{','.join(map(str, row()))}\n".encode()))
    assert totals(bring_in(city, path)) == (1, 1, 0, 0)


def test_a_text_longer_than_a_cell_can_be_is_refused(city: SmallCity, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(HEADER)}\n{','.join(map(str, row(反映内容='长' * 40_000)))}\n")
    assert codes(bring_in(city, path)) == [(2, "intake.text_too_long")]


def test_a_sheet_of_a_thousand_columns_is_read(city: SmallCity, tmp_path: Path) -> None:
    rows = [(*HEADER, *(f"备注{each}" for each in range(1000))), (*row(), *range(1000))]
    assert totals(bring_in(city, workbook(tmp_path / "a.xlsx", rows))) == (1, 1, 0, 0)


def refusal_of(city: SmallCity, path: Path, plan: dict[str, Any] = MAP) -> type[Refusal]:
    with pytest.raises(Refusal) as caught:
        bring_in(city, path, plan)
    assert not Matter.objects.exists()
    assert not Submission.objects.exists()
    return caught.type


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.xlsx", b"", SheetEmpty),
        ("a.csv", b"", SheetEmpty),
        ("a.csv", b"\n\n  \n", SheetEmpty),
        ("a.csv.gz", gzip.compress(b"", mtime=0), SheetEmpty),
        ("a.xlsx", b"\x00\x01garbage" * 99, SheetUnreadable),
        ("a.csv", b"\x00\x01garbage" * 99, SheetUnreadable),
        ("a.csv", b"\x81\xff\xff" * 99, SheetUnreadable),
        ("a.csv.gz", b"\x1f\x8bgarbage", SheetUnreadable),
        ("a.csv.gz", gzip.compress(b"a,b\n" * 999, mtime=0)[:-9], SheetUnreadable),
        ("a.xlsx", b"PK\x03\x04garbage" * 99, SheetUnreadable),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"garbage" * 99, SheetUnreadable),
        ("a.csv", "编号,登记时间\n1,2\n".encode(), HeaderMissing),
    ],
)
def test_it_refuses_a_file_that_is_no_sheet(
    city: SmallCity, tmp_path: Path, name: str, content: bytes, refusal: type[Refusal]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal_of(city, tmp_path / name) is refusal


def test_it_refuses_a_header_without_rows(city: SmallCity, tmp_path: Path) -> None:
    assert refusal_of(city, workbook(tmp_path / "a.xlsx", [HEADER])) is SheetEmpty


def test_it_refuses_a_sheet_that_is_not_there(city: SmallCity, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row()])
    assert refusal_of(city, path, {**MAP, "sheet": "二月"}) is SheetMissing


def test_it_names_the_columns_that_are_missing(city: SmallCity, tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing) as caught:
        bring_in(city, workbook(tmp_path / "a.xlsx", [("编号", "内容"), ("1", "路灯不亮")]))
    assert caught.value.facts["missing"] == "反映内容, 登记时间"


def with_entry(path: Path, name: str, content: bytes) -> Path:
    """Replace one part of a workbook."""
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for each, kept in parts.items():
            new.writestr(each, content if each == name else kept)
    return path


def test_it_does_not_unpack_a_bomb(city: SmallCity, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row()])
    with_entry(path, "xl/sharedStrings.xml", b" " * 450_000_000)
    assert path.stat().st_size < 1_000_000
    assert refusal_of(city, path) is SheetTooLarge


def test_it_does_not_lay_out_an_empty_sheet_with_one_cell_in_the_last_corner(
    city: SmallCity, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, row()])
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with_entry(path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", far))
    assert refusal_of(city, path) is SheetTooLarge


def test_a_packed_text_file_that_unpacks_too_far_is_refused(city: SmallCity, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(401):
            file.write(b" " * 1_000_000)
    assert refusal_of(city, path) is SheetTooLarge
