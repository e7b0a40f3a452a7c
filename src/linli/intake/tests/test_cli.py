"""`linli import messages`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from linli.intake.cli import app
from linli.intake.tests.sheets import HEADER, MAP, row, workbook
from linli.matters.models import Matter
from linli.matters.testing import SmallCity


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    (tmp_path / "map.yaml").write_text(yaml.safe_dump(MAP, allow_unicode=True))
    return workbook(tmp_path / "台账.xlsx", [HEADER, row(), row(编号="W-2", 登记时间="=cmd|'x'")])


def run(sheet: Path, *options: str) -> Result:
    plan = str(sheet.with_name("map.yaml"))
    return CliRunner().invoke(app, ["messages", str(sheet), "--map", plan, *options])


def test_it_answers_with_one_document(city: SmallCity, sheet: Path) -> None:
    answer = json.loads(run(sheet, "--json").stdout)
    assert list(answer) == ["rows", "registered", "already", "refused", "refusals"]
    assert [answer[name] for name in ("rows", "registered", "already", "refused")] == [2, 1, 0, 1]
    (refusal,) = answer["refusals"]
    assert (refusal["row"], refusal["code"]) == (3, "intake.bad_date")
    assert "cmd" in refusal["reason"]


def test_it_lists_refused_rows_in_a_sheet_that_computes_nothing(city: SmallCity, sheet: Path) -> None:
    run(sheet)
    written = CalamineWorkbook.from_path(str(sheet.with_name("台账.xlsx.refused.xlsx")))
    rows = written.get_sheet_by_index(0).to_python()
    assert rows[1][:2] == [3.0, "intake.bad_date"]
    assert "=cmd" in str(rows[1][3])


def test_a_check_stores_nothing(city: SmallCity, sheet: Path) -> None:
    assert run(sheet, "--check").exit_code == 0
    assert not Matter.objects.exists()


def test_a_file_that_cannot_be_read_ends_it_with_the_reason(city: SmallCity, sheet: Path) -> None:
    sheet.write_bytes(b"garbage")
    result = run(sheet, "--json")
    assert result.exit_code == 1
    assert "intake.sheet_unreadable" in result.stderr


def test_an_account_needs_the_permission(city: SmallCity, sheet: Path) -> None:
    assert run(sheet, "--as", "intake_clerk").exit_code == 1
    assert not Matter.objects.exists()
    assert run(sheet, "--as", "admin").exit_code == 0
    assert Matter.objects.get().registered_by == city.cast.admin
