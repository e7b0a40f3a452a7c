"""Sheets of offices become plans: whole or not at all, and the same however often they are read."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from typer.testing import CliRunner

from linli.core.actor import SYSTEM
from linli.intake.errors import HeaderMissing, SheetEmpty
from linli.journal.queries import verify
from linli.matters.testing import make_city
from linli.people.testing import make_cast
from linli.targets.actions.importing import Heading, import_plan
from linli.targets.cli import app
from linli.targets.models import Dependency, Measure, Milestone, Plan, Task
from linli.targets.tests.plans import HEAD, ROWS, Office, write_csv, write_xlsx


def changed(row: int, **cells: Any) -> tuple[tuple[Any, ...], ...]:
    """Return the rows with some cells of one of them changed, by the names of columns."""
    rows = [list(each) for each in ROWS]
    for name, value in cells.items():
        rows[row][HEAD.index(name)] = value
    return tuple(tuple(each) for each in rows)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Plan, Measure, Task, Milestone, Dependency))


def test_a_sheet_becomes_measures_and_tasks(office: Office) -> None:
    result = office.read()
    assert (result.rows, result.measures, result.tasks, result.created, result.refused) == (3, 2, 3, 3, 0)
    task = office.task("1-2")
    assert (task.measure.name, task.owner.code, task.weight) == ("老旧小区治理", "street", 3)
    assert (task.starts_on, task.due_on) == (date(2026, 3, 2), date(2026, 9, 30))
    assert [each.needed.code for each in task.needs.all()] == ["1-1"]
    assert office.task("1-1").co_unit_ids == [office.city.unit("village")]


def test_blank_cells_take_the_measures_unit_the_plans_first_day_and_the_weight_one(office: Office) -> None:
    office.read()
    task = office.task("2-1")
    assert (task.owner.code, task.starts_on, task.weight) == ("riverside", date(2026, 1, 1), 1)
    assert task.due_on == date(2026, 6, 30)


def test_a_workbook_with_merged_cells_and_a_header_of_two_rows_is_the_same_plan(office: Office) -> None:
    office.read()
    path = write_xlsx(office.folder / "计划.xlsx")
    again = import_plan(path, Heading(), by=SYSTEM, now=office.city.now)
    assert again.refusals == []
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)
    assert counts()[:3] == (1, 2, 3)


def test_reading_it_twice_changes_nothing(office: Office) -> None:
    office.read()
    before = list(Task.objects.order_by("pk").values())
    result = office.read()
    assert (result.created, result.changed, result.unchanged) == (0, 0, 3)
    assert list(Task.objects.order_by("pk").values()) == before


def test_a_changed_row_changes_its_task_and_says_what(office: Office) -> None:
    office.read()
    result = office.read(changed(0, 完成时限="2026年5月15日", 权重=4))
    assert [(each.row, each.task) for each in result.changes] == [(3, "1-1")]
    assert set(result.changes[0].columns) == {"due_on", "weight", "steps"}
    assert office.task("1-1").due_on == date(2026, 5, 15)
    assert (result.created, result.changed, result.unchanged) == (0, 1, 2)
    assert verify().broken == []


def test_a_task_that_the_sheet_no_longer_names_stays_and_is_named(office: Office) -> None:
    office.read()
    result = office.read(ROWS[:2])
    assert result.absent == ["2-1"]
    assert Task.objects.count() == 3


def test_a_dry_run_says_all_and_stores_nothing(office: Office) -> None:
    result = office.read(dry=True)
    assert (result.created, counts()) == (3, (0, 0, 0, 0, 0))


def test_milestones_are_scheduled_back_in_working_days(office: Office) -> None:
    """30 April 2026, a Thursday: 40, 15 and 5 working days before; Qingming is 4 to 6 April."""
    office.read()
    steps = office.task("1-1").milestones.order_by("due_on").values_list("name", "due_on")
    assert list(steps) == [
        ("制定方案", date(2026, 3, 4)),
        ("中期检查", date(2026, 4, 9)),
        ("自查验收", date(2026, 4, 23)),
    ]


def test_a_sheets_own_milestones_stand_instead(office: Office) -> None:
    office.read()
    steps = office.task("1-2").milestones.order_by("due_on").values_list("name", "due_on")
    assert dict(steps)["主体完工"] == date(2026, 8, 31)
    assert len(steps) == 2


REFUSED: Sequence[tuple[str, int, dict[str, Any], str]] = (
    ("an unknown unit", 0, {"责任单位": "无名局"}, "targets.unit_unknown"),
    ("an unknown assisting unit", 0, {"配合单位": "无名局"}, "targets.unit_unknown"),
    ("due before it starts", 0, {"完成时限": "2026年2月1日"}, "targets.dates_out_of_order"),
    ("outside the plan's year", 0, {"完成时限": "2027年4月30日"}, "targets.outside_the_plan"),
    ("no due day", 0, {"完成时限": ""}, "targets.date_missing"),
    ("no day at all", 0, {"完成时限": "长期坚持"}, "intake.bad_date"),
    ("a day that does not exist", 0, {"完成时限": "2026年2月30日"}, "intake.bad_date"),
    ("no task", 0, {"具体任务": ""}, "targets.task_unnamed"),
    ("a number twice", 2, {"任务编号": "1-1"}, "targets.task_twice"),
    ("a task that is not there", 1, {"前置任务": "9-9"}, "targets.needs_unknown"),
    ("itself", 1, {"前置任务": "1-2"}, "targets.circle"),
    ("a later task", 0, {"前置任务": "1-2"}, "targets.circle"),
    ("a weight of nothing", 0, {"权重": 0}, "targets.bad_weight"),
    ("a weight in words", 0, {"权重": "很重"}, "targets.bad_weight"),
    ("a milestone without a day", 0, {"时间节点": "中期"}, "targets.bad_step"),
    ("a milestone before the start", 0, {"时间节点": "中期（提前90个工作日）"}, "targets.step_outside"),
    ("a long name", 0, {"具体任务": "长" * 201}, "targets.text_too_long"),
)


@pytest.mark.parametrize(
    ("cells", "code", "row"), [(e[2], e[3], e[1]) for e in REFUSED], ids=[e[0] for e in REFUSED]
)
def test_a_row_is_refused_by_number_and_reason_and_nothing_is_stored(
    office: Office, cells: dict[str, Any], code: str, row: int
) -> None:
    result = office.read(changed(row, **cells))
    assert code in {each.why.code for each in result.refusals}
    assert row + 3 in {each.row for each in result.refusals}
    assert (result.created, result.changed, counts()) == (0, 0, (0, 0, 0, 0, 0))


def test_every_task_of_a_circle_is_named(office: Office) -> None:
    result = office.read(changed(0, 前置任务="1-2"))
    assert [each.row for each in result.refusals] == [3, 4]
    assert "1-1" in str(result.refusals[0].why)
    assert "1-2" in str(result.refusals[0].why)


def test_a_needed_task_must_not_be_due_later(office: Office) -> None:
    result = office.read(changed(2, 前置任务="1-2"))
    assert [each.why.code for each in result.refusals] == ["targets.needs_later"]


def test_one_bad_row_of_a_plan_in_force_leaves_all_of_it_as_it_was(office: Office) -> None:
    office.plan()
    before = list(Task.objects.order_by("pk").values())
    rows = (
        *changed(0, 权重=5),
        ("3", "新措施", "无名局", "3-1", "事", "", "", "", "2026年12月1日", "", "", "", ""),
    )
    result = office.read(rows)
    assert result.refused == 1
    assert list(Task.objects.order_by("pk").values()) == before


def test_a_plan_in_force_takes_no_task_whose_day_is_over(office: Office) -> None:
    office.plan()
    result = office.read(changed(2, 完成时限="2026年3月2日", 开始时间="2026年3月1日"))
    assert [each.why.code for each in result.refusals] == ["targets.due_in_the_past"]


def test_a_sheet_without_the_needed_columns_is_refused(office: Office) -> None:
    path = write_csv(office.folder / "x.csv", [("a", "b")], head=("甲", "乙"))
    with pytest.raises(HeaderMissing):
        import_plan(path, Heading(), by=SYSTEM, now=office.city.now)


def test_a_sheet_without_rows_is_refused(office: Office) -> None:
    path = write_csv(office.folder / "x.csv", [])
    with pytest.raises(SheetEmpty):
        import_plan(path, Heading(), by=SYSTEM, now=office.city.now)


def test_the_command_prints_one_document(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: office.city.now)
    good = write_csv(office.folder / "good.csv")
    answer = CliRunner().invoke(app, ["import", str(good), "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout) == {
        "rows": 3,
        "measures": 2,
        "tasks": 3,
        "created": 3,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "refusals": [],
    }
    bad = write_csv(office.folder / "bad.csv", changed(0, 责任单位="无名局"))
    answer = CliRunner().invoke(app, ["import", str(bad), "--json"])
    document = json.loads(answer.stdout)
    assert (answer.exit_code, document["refused"], document["changed"]) == (1, 1, 0)
    assert document["refusals"][0]["row"] == 3
    assert "无名局" in document["refusals"][0]["reason"]


def test_the_command_says_of_a_file_that_is_no_sheet_that_it_is_none(office: Office) -> None:
    path = office.folder / "x.xlsx"
    path.write_bytes(b"PK\x03\x04nothing")
    answer = CliRunner().invoke(app, ["import", str(path), "--json"])
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["refusals"][0]["code"] == "intake.sheet_unreadable"


@pytest.mark.django_db(transaction=True)
def test_two_who_read_the_same_sheet_at_once_make_one_plan(tmp_path) -> None:
    city = make_city(make_cast())
    office = Office.of(city, tmp_path)
    path, start = write_csv(tmp_path / "计划.csv"), threading.Barrier(2)
    results: list[Any] = []

    def work() -> None:
        try:
            start.wait()
            results.append(import_plan(path, Heading(), by=SYSTEM, now=office.city.now))
        except BaseException as error:
            results.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted((each.created, each.unchanged) for each in results) == [(0, 3), (3, 0)]
    assert counts()[:3] == (1, 2, 3)
    assert verify().broken == []
