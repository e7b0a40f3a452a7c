"""The pages, as the cast: what is shown, what is possible, and how many questions they ask the database."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.core.actor import SYSTEM
from linli.matters.testing import SmallCity
from linli.rulebook.actions import set_rule
from linli.targets.actions.importing import Heading, import_plan
from linli.targets.actions.obligations import set_obligations
from linli.targets.models import Appraisal, Obligation, Plan, Sheet, Task
from linli.targets.policies import TaskStatus, TaskVerb
from linli.targets.tests.plans import HEAD, ROWS, TITLE, Office, picture, write_csv
from linli.targets.tests.test_obligations import ask
from linli.targets.tests.test_tasks import do, finish


@pytest.fixture
def desk(office: Office, clock: SmallCity) -> Office:
    """The office at the hour of its pages, with the small plan in force."""
    office.plan()
    return office


def post(client: Client, task: Task, verb: str, **fields):
    return client.post(f"/targets/tasks/{task.pk}/do/{verb}/", {"words": "已办理", **fields})


def test_a_unit_finds_its_tasks_and_reports_on_them(desk: Office, browser_of: Callable[..., Client]) -> None:
    unit, task = browser_of("handler"), desk.task()
    assert "1-1 摸清底数" in unit.get("/targets/mine/").content.decode()
    assert post(unit, task, "report", percent="30", seen=str(task.chain_length)).status_code == 302
    page = unit.get(f"/targets/tasks/{task.pk}/").content.decode()
    assert "Progress: 30 %." in page
    assert desk.task().percent == 30


def test_a_second_click_on_an_old_page_is_told_so(desk: Office, browser_of: Callable[..., Client]) -> None:
    unit, task = browser_of("handler"), desk.task()
    first, second = (post(unit, task, "report", percent="30", seen=str(task.chain_length)) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 409)


def test_evidence_is_uploaded_with_a_milestone_and_handed_out(
    desk: Office, browser_of: Callable[..., Client]
) -> None:
    unit, task = browser_of("handler"), desk.task()
    step = task.milestones.order_by("due_on")[0]
    file = SimpleUploadedFile("验收.jpg", picture().stream.read(), "image/jpeg")
    assert post(unit, task, "reach", milestone=str(step.pk), papers=[file]).status_code == 302
    page = unit.get(f"/targets/tasks/{task.pk}/").content.decode()
    (link,) = {part for part in page.split('"') if part.startswith(f"/targets/tasks/{task.pk}/files/")}
    answer = unit.get(link)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    number = link.rstrip("/").rpartition("/")[2]
    other = desk.task("2-1").pk
    assert browser_of("leader").get(f"/targets/tasks/{other}/files/{number}/").status_code == 404


def test_others_accept_it(desk: Office, browser_of: Callable[..., Client]) -> None:
    finish(desk, "1-1", "handler")
    supervisor, task = browser_of("supervisor"), desk.task()
    assert "1-1 摸清底数" in supervisor.get("/targets/mine/").content.decode()
    assert post(supervisor, task, "accept").status_code == 302
    assert desk.task().status == TaskStatus.ACCEPTED


def test_a_refused_step_comes_back_with_what_was_typed(
    desk: Office, browser_of: Callable[..., Client]
) -> None:
    answer = post(browser_of("handler"), desk.task(), "submit", words="全部完成了吗")
    assert answer.status_code == 409
    assert "Milestones are not reached yet" in answer.content.decode()
    assert "全部完成了吗" in answer.content.decode()


def test_a_problem_is_raised_and_answered(desk: Office, browser_of: Callable[..., Client]) -> None:
    task = desk.task()
    asked = {"asked": str(task.plan.issuer_id)}
    assert post(browser_of("handler"), task, "raise", words="产权不清", **asked).status_code == 302
    supervisor = browser_of("supervisor")
    assert "产权不清" in supervisor.get("/targets/mine/").content.decode()
    problem = task.problems.get()
    assert post(supervisor, task, "answer", problem=str(problem.pk), words="已协调").status_code == 302
    assert "已协调" in browser_of("handler").get(f"/targets/tasks/{task.pk}/").content.decode()


def test_an_assisting_unit_may_be_asked_for_help_and_others_may_not(
    desk: Office, browser_of: Callable[..., Client]
) -> None:
    unit, task, village = browser_of("handler"), desk.task(), desk.city.unit("village")
    assert post(unit, task, "raise", asked=str(desk.city.unit("hillside"))).status_code == 422
    assert post(unit, task, "raise", asked=str(village)).status_code == 302
    street = browser_of("owner")  # above the village
    assert "1-1" in street.get("/targets/mine/").content.decode()
    assert post(street, task, "answer", problem=str(task.problems.get().pk)).status_code == 302


def test_the_board_says_how_each_task_stands_in_words_and_marks(
    desk: Office, browser_of: Callable[..., Client]
) -> None:
    finish(desk, "1-1", "handler")
    plan = Plan.objects.get()
    for address in (f"/targets/plans/{plan.pk}/board/", f"/targets/plans/{plan.pk}/board/?by=unit&wall"):
        page = browser_of("leader").get(address).content.decode()
        assert "? 1-1" in page
        assert "Waits for acceptance" in page
        assert 'style="' not in page  # the security policy refuses it
    assert browser_of("leader").get(address)["Refresh"] == "300"


def test_the_board_of_one_unit_shows_its_tasks_only(desk: Office, browser_of: Callable[..., Client]) -> None:
    plan = Plan.objects.get()
    unit = desk.city.unit("street")
    page = browser_of("leader").get(f"/targets/plans/{plan.pk}/board/?unit={unit}").content.decode()
    assert "1-2" in page
    assert "1-1 摸清底数" not in page


def test_pages_ask_the_same_few_questions_for_few_and_many_tasks(
    office: Office, clock: SmallCity, browser_of: Callable[..., Client], django_assert_max_num_queries
) -> None:
    plan = office.plan()
    addresses = (
        "/targets/",
        "/targets/mine/",
        f"/targets/plans/{plan.pk}/",
        f"/targets/plans/{plan.pk}/board/",
    )
    leader = browser_of("leader")

    def ask_all() -> None:
        for address in addresses:
            leader.get(address)
            with django_assert_max_num_queries(18):
                leader.get(address)

    ask_all()
    rest = ("", "", "", "2026年9月1日", "", "", "", "")
    more = [(f"{n}", f"措施{n}", "安和市住房和城乡建设局", f"{n}-1", f"任务{n}", *rest) for n in range(3, 60)]
    assert office.read((*ROWS, *more)).refusals == []
    ask_all()


# Sheets


def test_a_sheet_is_checked_first_and_then_read(
    office: Office, clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    supervisor = browser_of("supervisor")
    content = write_csv(office.folder / "计划.csv").read_bytes()

    def send(**more):
        return supervisor.post("/targets/import/", {"sheet": SimpleUploadedFile("计划.csv", content), **more})

    assert "All 3 rows can be read" in send(only_check="on").content.decode()
    assert Plan.objects.count() == 0
    assert send().status_code == 302
    assert (Plan.objects.get().name, Task.objects.count()) == (TITLE, 3)
    number = Plan.objects.get().pk
    adopted = supervisor.post(f"/targets/plans/{number}/do/adopt/", {"on": ""})
    assert adopted.status_code == 302
    assert Plan.objects.get().status == "adopted"


def test_refused_rows_are_listed(office: Office, clock: SmallCity, browser_of: Callable[..., Client]) -> None:
    rows = (*ROWS, ("3", "新措施", "无名局", "3-1", "事", "", "", "", "2026年12月1日", "", "", "", ""))
    content = write_csv(office.folder / "x.csv", rows).read_bytes()
    page = browser_of("supervisor").post("/targets/import/", {"sheet": SimpleUploadedFile("x.csv", content)})
    assert "无名局" in page.content.decode()
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_is_read_back_as_the_same_plan(
    desk: Office, browser_of: Callable[..., Client], form: str
) -> None:
    plan = Plan.objects.get()
    answer = browser_of("leader").get(f"/targets/plans/{plan.pk}/export/{form}/")
    path = desk.folder / f"again.{form}"
    path.write_bytes(answer.content)
    result = import_plan(path, Heading(), by=SYSTEM, now=desk.city.now)
    assert (result.refusals, result.created, result.changed, result.unchanged) == ([], 0, 0, 3)


EVIL = '=HYPERLINK("http://x","点我")'


def test_no_cell_of_an_export_runs_as_a_formula(
    office: Office, clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    rows = [list(row) for row in ROWS]
    rows[0][HEAD.index("具体任务")] = "=1+1"
    rows[1][HEAD.index("具体任务")] = "@SUM(A1)"
    office.read(rows)
    plan = Plan.objects.get()
    supervisor = browser_of("supervisor")
    csv = supervisor.get(f"/targets/plans/{plan.pk}/export/csv/").content.decode("utf-8-sig")
    assert ",'=1+1," in csv
    assert ",'@SUM(A1)," in csv
    xlsx = supervisor.get(f"/targets/plans/{plan.pk}/export/xlsx/").content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(xlsx)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(isinstance(cell.value, str) and cell.value.startswith("=") for cell in cells)
    path = office.folder / "again.xlsx"
    path.write_bytes(xlsx)
    assert import_plan(path, Heading(), by=SYSTEM, now=office.city.now).unchanged == 3


# Regular duties and appraisals


def test_a_unit_hands_in_its_duty_and_the_list_shows_who_is_missing(
    office: Office, clock: SmallCity, browser_of: Callable[..., Client]
) -> None:
    ask(office.city)
    set_obligations(by=SYSTEM, now=office.city.now)
    duty = Obligation.objects.get(unit__code="street")
    assert (
        browser_of("owner").post(f"/targets/duties/{duty.pk}/", {"words": "研判三类问题"}).status_code == 302
    )
    page = browser_of("leader").get("/targets/duties/?duty=monthly_review&period=2026-M03").content.decode()
    assert "2 units asked, 1 handed in" in page
    assert "柳树社区居委会" in page


def test_an_appraisal_goes_from_its_making_to_an_upheld_objection(
    desk: Office, browser_of: Callable[..., Client]
) -> None:
    from linli.targets.tests.test_appraisals import RULE

    set_rule("targets.appraisal", RULE, date(2024, 1, 1), by=SYSTEM, now=desk.city.now)
    finish(desk, "1-1", "handler")
    do(desk, "supervisor", TaskVerb.ACCEPT)
    desk.city.later(days=120)
    supervisor, unit, leader = browser_of("supervisor"), browser_of("handler"), browser_of("leader")
    days = {"name": "上半年考核", "first_on": "2026-01-01", "last_on": "2026-06-30"}
    assert supervisor.post("/targets/appraisals/", days).status_code == 302
    appraisal, sheet = Appraisal.objects.get(), Sheet.objects.get(unit__code="housing")
    assert unit.get(f"/targets/sheets/{sheet.pk}/").status_code == 404  # not published yet
    for each in Sheet.objects.all():
        numbers = {"indicator": "spot", "numerator": "8", "denominator": "10", "words": "抽查十处"}
        assert supervisor.post(f"/targets/sheets/{each.pk}/do/fill/", numbers).status_code == 302
    assert supervisor.post(f"/targets/appraisals/{appraisal.pk}/publish/").status_code == 302
    assert "the same" in unit.get(f"/targets/sheets/{sheet.pk}/").content.decode()
    objection = {"indicator": "steps", "words": "首个节点早于下达"}
    assert unit.post(f"/targets/sheets/{sheet.pk}/do/object/", objection).status_code == 302
    decision = {
        "objection": str(sheet.objections.get().pk),
        "upheld": "yes",
        "numerator": "3",
        "denominator": "3",
    }
    assert (
        supervisor.post(f"/targets/sheets/{sheet.pk}/do/decide/", {**decision, "words": "x"}).status_code
        == 403
    )
    page = f"/targets/appraisals/{appraisal.pk}/"
    assert "首个节点早于下达" in leader.get(page).content.decode()
    assert "首个节点早于下达" not in unit.get(page).content.decode()
    answer = leader.post(f"/targets/sheets/{sheet.pk}/do/decide/", {**decision, "words": "不应计入"})
    assert answer.status_code == 302
    assert "Objections to decide" not in leader.get(page).content.decode()
    assert "revision 2" in unit.get(page).content.decode()


def test_every_page_speaks_chinese(desk: Office, browser_of: Callable[..., Client]) -> None:
    plan, task = Plan.objects.get(), desk.task()
    client = browser_of("supervisor", language="zh-hans")
    own = (f"plans/{plan.pk}/", f"plans/{plan.pk}/board/", f"tasks/{task.pk}/")
    for address in ("", "mine/", "import/", "duties/", "appraisals/", *own):
        page = client.get(f"/targets/{address}")
        assert page.status_code == 200
        assert "目标任务" in page.content.decode()
