"""A city's plan as data: 60 measures in 225 tasks, loaded once, the same when loaded again."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from linli.core.actor import SYSTEM
from linli.core.testing import CHECKOUT
from linli.people.actions import load_units
from linli.people.models import Unit
from linli.people.packs import rows_of
from linli.people.testing import value_of_rule
from linli.rulebook.actions import set_rule
from linli.rulebook.packs import Pack
from linli.targets import packs
from linli.targets.errors import PackRowRefused
from linli.targets.models import Measure, Plan, Task
from linli.targets.tests.plans import Office

ANHE = CHECKOUT / "cities" / "anhe"


@pytest.fixture
def anhe(office: Office) -> Office:
    """The office with all of Anhe's units."""
    rows = [each[1] for each in rows_of(Pack.at(ANHE)) if isinstance(each, tuple)]
    load_units(rows, by=SYSTEM, now=office.city.now)
    Unit.objects.filter(code="housing").update(is_active=False)  # the cast's own, of the same name
    set_rule(
        "targets.sheets", value_of_rule("targets-sheets"), date(2024, 1, 1), by=SYSTEM, now=office.city.now
    )
    return office


def load(office: Office, folder: Path = ANHE) -> list[str]:
    changes = packs.load(Pack.at(folder), by=SYSTEM, now=office.city.now, progress=lambda *_told: None)
    return [f"{each.kind.value} {each.what} {each.detail}".strip() for each in changes]


def copy_of_anhe(tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    shutil.copytree(ANHE / "targets", folder / "targets")
    shutil.copy(ANHE / "city.yaml", folder)
    return folder


def test_anhes_plan_has_60_measures_and_225_tasks_and_is_in_force(anhe: Office) -> None:
    assert load(anhe) == ["added plan-2026"]
    assert (Measure.objects.count(), Task.objects.count()) == (60, 225)
    assert (Plan.objects.get().status, Plan.objects.get().phases.count()) == ("adopted", 3)
    assert load(anhe) == []
    assert list(packs.diff(Pack.at(ANHE))) == []


def test_a_changed_row_changes_one_task(anhe: Office, tmp_path: Path) -> None:
    load(anhe)
    folder = copy_of_anhe(tmp_path)
    sheet = folder / "targets" / "plan-2026.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("试行方言接线席", "试行方言和手语接线席"), "utf-8")
    assert [each.detail for each in packs.diff(Pack.at(folder))] == ["+0 ~1"]
    assert load(anhe, folder) == ["changed plan-2026 +0 ~1"]


def test_a_row_that_cannot_be_read_stops_the_loading_and_is_named(anhe: Office, tmp_path: Path) -> None:
    folder = copy_of_anhe(tmp_path)
    sheet = folder / "targets" / "plan-2026.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("安和市信访局", "无名局"), "utf-8")
    with pytest.raises(PackRowRefused, match="无名局"):
        load(anhe, folder)
    assert Plan.objects.count() == 0


def test_a_plan_without_its_sheet_is_a_fault(tmp_path: Path) -> None:
    folder = copy_of_anhe(tmp_path)
    (folder / "targets" / "plan-2026.csv").unlink()
    assert [fault.why.code for fault in packs.check(Pack.at(folder))] == ["targets.pack_sheet_missing"]
