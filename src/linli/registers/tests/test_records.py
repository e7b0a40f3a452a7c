"""Records: written, changed, found, reviewed, taken off, imported and handed out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from typer.testing import CliRunner

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.journal.queries import entries_of, verify
from linli.matters.testing import SmallCity
from linli.people.testing import HILLSIDE, STREET, VILLAGE
from linli.registers.access import visible
from linli.registers.actions import records as writing
from linli.registers.actions.importing import import_sheet
from linli.registers.actions.sweeping import clear_ended, remind
from linli.registers.cli import app
from linli.registers.errors import KeptTwice, NotTheKeeper
from linli.registers.models import Record, Reminder
from linli.registers.policies.values import read
from linli.registers.queries.declared import register_named
from linli.registers.queries.known import known
from linli.registers.queries.records import Wanted, narrowed, page_of
from linli.registers.tests.conftest import GATES, declaration, field
from linli.rulebook.actions import set_rule

BrowserOf = Callable[..., Client]
FILLED = {
    "school": "柳树小学",
    "number": "X1",
    "area": VILLAGE,
    "posts": "3",
    "stage": "小学",
    "checked": "2026年3月1日",
    "firm": "91350100M000100Y43",
    "budget": "1,200.5元",
    "unit": "安和市住房和城乡建设局",
    "gate": "114.31, 35.81",
}


def values(city: SmallCity, gates: Any, **changes: Any) -> dict[str, Any]:
    found, faults = read(gates.value, {**FILLED, **changes}, known(date(2026, 3, 10)))
    assert faults == {}
    return found


def put(city: SmallCity, gates: Any, unit: str = "street", **changes: Any) -> Record:
    return writing.enter(
        register=gates,
        values=values(city, gates, **changes),
        unit=city.cast.unit(unit),
        by=SYSTEM,
        now=city.now,
    )


def post(client: Client, address: str, **changes: Any):
    return client.post(address, {**FILLED, **changes, "stage": changes.get("stage", "primary")})


def test_words_numbers_days_and_places_are_read_into_one_form(city: SmallCity, gates: Any) -> None:
    assert values(city, gates) == {
        "school": "柳树小学", "number": "X1", "area": VILLAGE, "posts": "3", "stage": "primary",
        "checked": "2026-03-01", "firm": "91350100M000100Y43", "budget": "1200.50",
        "unit": city.unit("housing"), "gate": {"lon": 114.31, "lat": 35.81},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"school": ""}, "registers.value_missing"),
        ({"school": "x" * 300}, "registers.value_too_long"),
        ({"school": "找张三13812345678"}, "registers.person_in_text"),
        ({"posts": "三"}, "registers.not_a_number"),
        ({"posts": "1e400"}, "registers.not_a_number"),
        ({"posts": "NaN"}, "registers.not_a_number"),
        ({"posts": "21"}, "registers.out_of_range"),
        ({"stage": "大学"}, "registers.not_on_the_list"),
        ({"checked": "2026-02-30"}, "registers.not_a_day"),
        ({"firm": "91350100M000100Y44"}, "registers.bad_credit_code"),
        ({"area": "990199999999"}, "registers.area_not_known"),
        ({"unit": "无名局"}, "registers.unit_not_known"),
        ({"gate": "214.31, 35.81"}, "registers.bad_point"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_field_by_field(
    city: SmallCity, gates: Any, changes: Any, code: str
) -> None:
    _values, faults = read(gates.value, {**FILLED, **changes}, known(date(2026, 3, 10)))
    assert {name: each.code for name, each in faults.items()} == dict.fromkeys(changes, code)


def test_a_record_is_put_on_and_found_by_words_pinyin_and_list(city: SmallCity, gates: Any) -> None:
    row = put(city, gates)
    viewer = city.viewer("owner")
    for wanted in (
        Wanted(words="柳树"),
        Wanted(words="liushu"),
        Wanted(area=STREET),
        Wanted(values={"stage": "primary"}),
        Wanted(sort="number"),
        Wanted(sort="day", is_descending=False),
    ):
        assert [each.record.pk for each in page_of(viewer, gates, wanted).rows] == [row.pk], wanted
    for wanted in (
        Wanted(words="槐树"),
        Wanted(area=HILLSIDE),
        Wanted(values={"stage": "middle"}),
        Wanted(ended=True),
    ):
        assert page_of(viewer, gates, wanted).rows == [], wanted


def test_two_records_never_share_their_mark(city: SmallCity, gates: Any) -> None:
    put(city, gates)
    with pytest.raises(KeptTwice):
        put(city, gates, school="另一所")
    assert Record.objects.count() == 1


def test_others_do_not_see_it(city: SmallCity, gates: Any) -> None:
    put(city, gates)
    for who, sees in (
        ("owner", True),
        ("leader", True),
        ("handler", False),
        ("other_clerk", False),
        ("stranger", False),
    ):
        assert narrowed(visible(city.viewer(who)), "gates", Wanted()).exists() == sees, who


def test_a_change_says_what_it_changed_and_the_same_again_changes_nothing(
    city: SmallCity, gates: Any
) -> None:
    row = put(city, gates)
    again = {"register": gates, "by": SYSTEM, "now": city.now}
    assert not writing.change(row=row, values=values(city, gates), **again)
    assert writing.change(row=row, values=values(city, gates, posts="5", school="柳树第一小学"), **again)
    entry = entries_of(row)[1]
    assert entry.facts["changes"] == {"posts": ["3", "5"]}
    assert entry.note == "学校：柳树小学 → 柳树第一小学"
    assert verify().broken == []


def test_a_new_edition_is_written_when_a_record_is_carried_over(city: SmallCity, gates: Any) -> None:
    first, second = put(city, gates), put(city, gates, number="X2", stage="")
    fields = [each for each in GATES["fields"] if each["code"] not in ("stage", "posts")]
    fields += [field("stage", required=True), field("posts", code="guards", was="posts")]
    value = declaration(fields=fields, sort_by=["guards", "checked"])
    set_rule("registers.gates", value, date(2026, 3, 1), by=SYSTEM, now=city.now)
    newer = register_named("gates", date(2026, 3, 10))
    done, left = writing.carry_over(register=newer, rows=[first, second], by=SYSTEM, now=city.now)
    assert (done, left) == (1, [second])
    first.refresh_from_db()
    assert (first.values["guards"], first.edition) == ("3", newer.edition)
    assert second.edition == gates.edition


# Pages


def test_a_keeper_adds_changes_reviews_and_takes_off(
    city: SmallCity, gates: Any, browser_of: BrowserOf
) -> None:
    owner = browser_of("owner")
    made = post(owner, "/registers/gates/new/", phone="13900001234", ask="李四")
    row = Record.objects.get()
    assert made["Location"] == f"/registers/gates/{row.pk}/"
    assert (row.unit.code, row.area_code) == ("street", VILLAGE)
    page = owner.get(made["Location"]).content.decode()
    assert "139****1234" in page
    assert "13900001234" not in page
    base = f"/registers/gates/{row.pk}/"
    assert post(owner, f"{base}edit/", posts="4", seen="1").status_code == 302
    assert post(owner, f"{base}edit/", posts="5", seen="1").status_code == 409
    assert owner.post(f"{base}do/review/", {}).status_code == 302
    assert owner.post(f"{base}do/end/", {"words": ""}).status_code == 422
    assert owner.post(f"{base}do/end/", {"words": "学校撤并"}).status_code == 302
    assert owner.post(f"{base}do/restore/", {}).status_code == 302
    page = owner.get(base).content.decode()
    assert "Posts 3 posts → 4 posts" in page
    assert "学校撤并" in page


def test_whom_to_ask_is_read_with_a_reason_and_logged(
    city: SmallCity, gates: Any, browser_of: BrowserOf
) -> None:
    from linli.vault.models import Reading

    post(browser_of("owner"), "/registers/gates/new/", phone="13900001234")
    base = f"/registers/gates/{Record.objects.get().pk}/"
    assert browser_of("leader").post(f"{base}do/reveal-phone/", {"purpose": "x"}).status_code == 403
    assert browser_of("owner").post(f"{base}do/reveal-phone/", {"purpose": ""}).status_code == 422
    page = browser_of("owner").post(f"{base}do/reveal-phone/", {"purpose": "约定检查时间"})
    assert "13900001234" in page.content.decode()
    assert Reading.objects.get().purpose == "约定检查时间"


def test_only_the_keepers_write(city: SmallCity, gates: Any, browser_of: BrowserOf) -> None:
    row = put(city, gates)
    for who in ("leader", "supervisor", "handler", "grid_worker"):
        client = browser_of(who)
        assert client.get("/registers/gates/").status_code == 200
        assert post(client, "/registers/gates/new/", number="X9").status_code == 403, who
        assert post(client, f"/registers/gates/{row.pk}/edit/").status_code in (403, 404), who
    assert browser_of("stranger").get("/registers/gates/").status_code == 403


def test_a_form_comes_back_with_what_is_wrong(city: SmallCity, gates: Any, browser_of: BrowserOf) -> None:
    answer = post(browser_of("owner"), "/registers/gates/new/", posts="99", school="柳树小学")
    page = answer.content.decode()
    assert answer.status_code in (400, 422)
    assert "99 is not between 1 and 20" in page
    assert "柳树小学" in page
    assert Record.objects.count() == 0


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(stream, "JPEG")
    return stream.getvalue()


def test_pictures_are_kept_with_a_record_and_handed_to_whom_sees_it(
    city: SmallCity, gates: Any, browser_of: BrowserOf
) -> None:
    file = SimpleUploadedFile("校门.jpg", picture(), "image/jpeg")
    assert post(browser_of("owner"), "/registers/gates/new/", photo=[file]).status_code == 302
    page = browser_of("owner").get(f"/registers/gates/{Record.objects.get().pk}/").content.decode()
    (link,) = {part for part in page.split('"') if "/files/" in part}
    answer = browser_of("leader").get(link)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert browser_of("handler").get(link).status_code == 404


def test_a_list_asks_the_same_few_questions_for_few_and_many_records(
    city: SmallCity, gates: Any, browser_of: BrowserOf, django_assert_max_num_queries: Any
) -> None:
    leader = browser_of("leader")
    put(city, gates)
    for count in (1, 60):
        for number in range(count):
            put(city, gates, number=f"N{count}-{number}")
        for address in (
            "/registers/",
            "/registers/gates/",
            "/registers/gates/map/",
            "/registers/gates/about/",
        ):
            leader.get(address)
            with django_assert_max_num_queries(14):
                leader.get(address)


def test_the_map_draws_what_has_a_point(city: SmallCity, gates: Any, browser_of: BrowserOf) -> None:
    put(city, gates)
    put(city, gates, number="X2", gate="")
    page = browser_of("leader").get(f"/registers/gates/map/?area={VILLAGE}").content.decode()
    assert page.count("<circle") <= 1


def test_every_page_speaks_chinese(city: SmallCity, gates: Any, browser_of: BrowserOf) -> None:
    row = put(city, gates)
    client = browser_of("owner", language="zh-hans")
    for part in (
        "",
        "gates/",
        "gates/map/",
        "gates/about/",
        "gates/new/",
        "gates/import/",
        f"gates/{row.pk}/",
    ):
        page = client.get(f"/registers/{part}")
        assert page.status_code == 200
        assert "台账" in page.content.decode(), part


# The public


def test_the_public_reads_public_fields_only(city: SmallCity, gates: Any, browser_of: BrowserOf) -> None:
    put(city, gates)
    ended = put(city, gates, number="X2", school="旧小学")
    writing.end(row=ended, note="撤并", by=SYSTEM, now=city.now)
    anybody = browser_of("citizen")
    page = anybody.get("/open/registers/gates/").content.decode()
    assert "柳树小学" in page
    for hidden in ("X1", "1,200", "旧小学", "住房和城乡建设局"):
        assert hidden not in page
    data = anybody.get("/open/registers/gates.geojson").json()
    assert data["features"][0]["properties"] == {
        "school": "柳树小学",
        "posts": "3",
        "gate": "114.310000, 35.810000",
    }
    assert data["features"][0]["geometry"]["coordinates"] == [114.31, 35.81]
    fields = [each for each in GATES["fields"] if each["code"] != "school"]
    value = declaration(fields=[field("school", public=False), *fields])
    set_rule("registers.gates", value, date(2026, 3, 2), by=SYSTEM, now=city.now)
    assert anybody.get("/open/registers/gates/").status_code == 404


# Sheets

NAMES = ("学校", "编号", "区域", "岗位", "学段", "检查日期")
GOOD = ("柳树小学", "X1", "柳树社区", "3", "小学", "2026-03-01")
NONSENSE = (
    ("", "X2", VILLAGE, "3", "小学", ""),
    ("槐树小学", "X3", "月亮街", "很多", "大学", "明天"),
    ("榆树小学", "X1", VILLAGE, "2", "", ""),
)


def sheet(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "岗.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([("校门岗统计表",), NAMES, *rows])
    return path


def bring(city: SmallCity, gates: Any, path: Path):
    street = city.cast.unit("street")
    return import_sheet(
        path, gates, place=lambda area: street, may_change=lambda row: True, by=SYSTEM, now=city.now
    )


def test_rows_that_make_no_sense_are_refused_one_by_one_with_reasons(
    city: SmallCity, gates: Any, tmp_path: Path
) -> None:
    result = bring(city, gates, sheet(tmp_path, GOOD, *NONSENSE))
    told = [(each.row, each.field, each.why.code.partition(".")[2]) for each in result.refusals]
    assert told == [
        (4, "学校", "value_missing"),
        (5, "区域", "area_not_known"),
        (5, "岗位", "not_a_number"),
        (5, "学段", "not_on_the_list"),
        (5, "检查日期", "not_a_day"),
        (6, "编号", "doubled_in_sheet"),
    ]
    assert (result.rows, result.created, result.refused) == (4, 1, 3)
    assert Record.objects.get().title == "柳树小学"
    assert verify().broken == []


def test_the_same_sheet_again_changes_nothing(city: SmallCity, gates: Any, tmp_path: Path) -> None:
    bring(city, gates, sheet(tmp_path, GOOD))
    again = bring(city, gates, sheet(tmp_path, GOOD))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    other = bring(city, gates, sheet(tmp_path, (*GOOD[:3], "4", *GOOD[4:])))
    assert (other.created, other.changed) == (0, 1)


def test_a_sheet_without_the_columns_is_refused_whole(city: SmallCity, gates: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(Refusal) as caught:
        bring(city, gates, path)
    assert caught.value.code == "intake.header_missing"
    assert Record.objects.count() == 0


def test_the_command_checks_a_sheet_and_stores_nothing(city: SmallCity, gates: Any, tmp_path: Path) -> None:
    path = sheet(tmp_path, GOOD, *NONSENSE)
    answer = CliRunner().invoke(app, ["check", str(path), "--register", "gates", "--json"])
    document = json.loads(answer.stdout)
    assert (answer.exit_code, document["rows"], document["refused"]) == (1, 4, 3)
    assert {"row": 4, "field": "学校", "code": "registers.value_missing"}.items() <= document["faults"][
        0
    ].items()
    assert Record.objects.count() == 0
    unsaid = CliRunner().invoke(app, ["check", str(path)])
    assert "registers.register_unsaid" in unsaid.stderr


def test_a_credit_code_with_a_slip_is_refused_by_page_and_command(
    city: SmallCity, gates: Any, browser_of: BrowserOf, tmp_path: Path
) -> None:
    slipped = "91350100M000100Y44"
    answer = post(browser_of("owner"), "/registers/gates/new/", firm=slipped)
    assert answer.status_code == 422
    assert "check digit" in answer.content.decode()
    path = tmp_path / "岗.csv"
    path.write_text(f"学校,编号,区域,物业\n柳树小学,X9,{VILLAGE},{slipped}\n", "utf-8")
    told = CliRunner().invoke(app, ["check", str(path), "--register", "gates", "--json"])
    faults = json.loads(told.stdout)["faults"]
    assert (told.exit_code, [each["code"] for each in faults]) == (1, ["registers.bad_credit_code"])
    assert Record.objects.count() == 0


def test_a_sheet_is_checked_on_the_page_first(
    city: SmallCity, gates: Any, browser_of: BrowserOf, tmp_path: Path
) -> None:
    content = sheet(tmp_path, GOOD, *NONSENSE).read_bytes()

    def send(**more: Any) -> str:
        file = SimpleUploadedFile("岗.csv", content)
        return browser_of("owner").post("/registers/gates/import/", {"sheet": file, **more}).content.decode()

    assert "3 of them would be refused" in send(only_check="on")
    assert Record.objects.count() == 0
    assert "1 new" in send()
    assert Record.objects.count() == 1


def test_a_keeper_brings_in_nothing_outside_the_own_place(
    city: SmallCity, gates: Any, browser_of: BrowserOf, tmp_path: Path
) -> None:
    set_rule(
        "registers.gates",
        declaration(keepers=[{"role": "handler", "level": "city"}]),
        date(2026, 3, 1), by=SYSTEM, now=city.now,
    )  # fmt: skip
    assert browser_of("owner").get("/registers/gates/import/").status_code == 403
    assert browser_of("handler").get("/registers/gates/import/").status_code == 200


def test_no_cell_of_an_export_runs_as_a_formula_and_it_is_read_back(
    city: SmallCity, gates: Any, browser_of: BrowserOf, tmp_path: Path
) -> None:
    put(city, gates, school="=1+1", number="@SUM(A1)")
    leader = browser_of("leader")
    text = leader.get("/registers/gates/export/csv/").content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text.splitlines()[1])))[:2] == ["'=1+1", "'@SUM(A1)"]
    content = leader.get("/registers/gates/export/xlsx/").content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    path = tmp_path / "again.xlsx"
    path.write_bytes(content)
    again = bring(city, gates, path)
    assert (again.refusals, again.unchanged) == ([], 1)


# Reminders and keeping


def test_the_unit_is_reminded_before_a_review_is_due_and_once_a_week(city: SmallCity, gates: Any) -> None:
    put(city, gates)
    put(city, gates, number="X2")
    city.later(days=160)
    assert remind(by=SYSTEM, now=city.now) == 0
    city.later(days=14)
    assert remind(by=SYSTEM, now=city.now) == 1
    assert remind(by=SYSTEM, now=city.now) == 0
    row = Reminder.objects.get()
    assert (row.unit.code, row.records, row.overdue) == ("street", 2, 0)
    city.later(days=30)
    assert remind(by=SYSTEM, now=city.now) == 1
    assert Reminder.objects.order_by("-on")[0].overdue == 2


def test_what_is_to_be_reviewed_lies_in_the_inbox_of_its_keeper(city: SmallCity, gates: Any) -> None:
    from linli.workbench.queries.inbox import inbox, piles_of

    put(city, gates)
    city.later(days=180)
    for who, count in (("owner", 1), ("handler", 0), ("leader", 0)):
        piles = {
            key: rows
            for key, rows in piles_of(city.viewer(who), city.now).items()
            if key == "register.review"
        }
        assert len(inbox(piles, city.now).rows) == count, who


def test_contents_go_when_the_time_of_keeping_is_over(city: SmallCity, gates: Any) -> None:
    row = put(city, gates)
    writing.end(row=row, note="张三说撤了", by=SYSTEM, now=city.now)
    assert clear_ended(by=SYSTEM, now=city.now + timedelta(days=1825)) == 0
    assert clear_ended(by=SYSTEM, now=city.now + timedelta(days=1827)) == 1
    row.refresh_from_db()
    assert (row.title, row.values, row.mark) == ("—", {}, "")
    assert {entry.note for entry in entries_of(row)} == {None}
    assert clear_ended(by=SYSTEM, now=city.now + timedelta(days=1828)) == 0


def test_a_grid_lead_keeps_what_lies_in_the_own_village(city: SmallCity, gates: Any) -> None:
    from linli.registers.access import require_keeper

    row = put(city, gates)
    with pytest.raises(NotTheKeeper):
        require_keeper(city.viewer("grid_worker"), gates.value, row)
