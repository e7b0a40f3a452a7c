"""Stalled projects: published, brought up to date, reminded of, commented on, taken away as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from linli.core.actor import SYSTEM
from linli.matters.testing import SmallCity
from linli.people.pace import forget
from linli.publications.actions import projects as writing
from linli.publications.errors import TellsWho
from linli.publications.models import Comment, Project
from linli.publications.policies.masking import masked
from linli.publications.policies.states import NEXT, ProjectKind, ProjectStatus

BrowserOf = Callable[..., Client]
GARDEN = {
    "batch": 1, "title": "锦绣花园二期", "developer": "安和锦绣置业有限公司", "place": "河东路18号", "homes": 320,
    "situation": "主体封顶后停工", "path": "由属地引入新的建设单位续建", "leader_post": "分管副区长",
    "contact_office": "区住建局房产科", "office_phone": "0392-5550000", "lon": 114.31, "lat": 35.81,
}  # fmt: skip


@pytest.fixture
def garden(city: SmallCity) -> Project:
    forget()
    housing = city.cast.unit("housing")
    return writing.publish(kind=ProjectKind.STALLED, unit=housing, by=SYSTEM, now=city.now, **GARDEN)


def test_everybody_sees_a_project_with_who_answers_for_it(garden: Project, browser_of: BrowserOf) -> None:
    anybody = browser_of("citizen")
    page = anybody.get(f"/projects/{garden.pk}/").content.decode()
    for words in ("主体封顶后停工", "安和市住房和城乡建设局", "分管副区长", "0392-5550000"):
        assert words in page
    assert "锦绣花园二期" in anybody.get("/projects/").content.decode()


def test_the_unit_tells_how_it_stands_and_others_do_not(garden: Project, browser_of: BrowserOf) -> None:
    address = f"/publications/{garden.pk}/do/update/"
    told = {"status": "solving", "words": "已与新的建设单位签约，四月复工"}
    assert browser_of("owner").post(address, told).status_code == 403
    assert browser_of("leader").post(address, told).status_code == 403
    assert browser_of("handler").post(address, told).status_code == 302
    garden.refresh_from_db()
    assert (garden.status, garden.update_due_on) == ("solving", date(2026, 9, 10))
    assert browser_of("handler").post(address, {**told, "status": "closed"}).status_code == 422
    page = browser_of("citizen").get(f"/projects/{garden.pk}/").content.decode()
    assert "四月复工" in page


def test_steps_go_forward_to_an_end(city: SmallCity, garden: Project) -> None:
    for status in ("solving", "delivered", "certified", "closed"):
        writing.tell(row=garden, words="进展", status=ProjectStatus(status), by=SYSTEM, now=city.now)
    assert garden.update_due_on is None
    assert set(NEXT) == set(ProjectStatus)


def test_nothing_of_a_person_is_published(city: SmallCity, garden: Project) -> None:
    with pytest.raises(TellsWho):
        writing.tell(
            row=garden, words="请联系13800001234", status=ProjectStatus.SOLVING, by=SYSTEM, now=city.now
        )
    assert garden.updates.count() == 0


def test_an_update_is_asked_for_before_half_a_year_is_over_and_overdue_is_seen_by_all(
    city: SmallCity, garden: Project, browser_of: BrowserOf
) -> None:
    assert garden.update_due_on == date(2026, 9, 10)
    assert writing.remind(by=SYSTEM, now=city.now) == 0
    near = city.now + timedelta(days=172)
    assert [writing.remind(by=SYSTEM, now=near) for _ in range(2)] == [1, 0]
    city.later(days=190)
    assert [writing.remind(by=SYSTEM, now=city.now) for _ in range(2)] == [1, 0]
    page = browser_of("citizen").get("/projects/?late=1").content.decode()
    assert "update was due on" in page


# Comments


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("我叫张三，电话13812345678", "我叫＊＊＊，电话＊＊＊"),
        ("我家在3号楼2单元501室，邮箱 a.b@x.cn", "我家在＊＊＊，邮箱 ＊＊＊"),
        ("证件11010519491231002X", "证件＊＊＊"),
        ("拖了5年了，2021年就该交房", "拖了5年了，2021年就该交房"),
    ],
)
def test_what_tells_who_somebody_is_is_taken_out(words: str, left: str) -> None:
    assert masked(words) == left.replace("，", ",")


def test_a_comment_is_masked_then_read_then_shown_or_refused_with_its_reason(
    garden: Project, browser_of: BrowserOf
) -> None:
    anybody, moderator = browser_of("citizen"), browser_of("supervisor")
    address = f"/projects/{garden.pk}/"
    for words in ("我叫张三，什么时候交房？13812345678", "买保健品找我"):
        assert anybody.post(address, {"words": words}).status_code == 302
    first, second = Comment.objects.order_by("pk")
    assert "13812345678" not in first.words
    assert "什么时候交房" not in anybody.get(address).content.decode()
    assert browser_of("handler").get("/publications/comments/").status_code == 403
    assert "什么时候交房" in moderator.get("/publications/comments/").content.decode()
    assert moderator.post(f"/publications/comments/{first.pk}/", {"show": ""}).status_code == 302
    assert moderator.post(f"/publications/comments/{second.pk}/", {"refuse": "1"}).status_code == 422
    refuse = {"refuse": "1", "reason": "advert"}
    assert moderator.post(f"/publications/comments/{second.pk}/", refuse).status_code == 302
    assert moderator.post(f"/publications/comments/{second.pk}/", refuse).status_code == 409
    page = anybody.get(address).content.decode()
    assert "什么时候交房" in page
    assert "保健品" not in page
    assert "it is an advertisement" in page


def test_an_empty_comment_is_refused(garden: Project, browser_of: BrowserOf) -> None:
    assert browser_of("citizen").post(f"/projects/{garden.pk}/", {"words": "  "}).status_code == 422
    assert Comment.objects.count() == 0


# Open data


def test_projects_are_open_data_and_a_feed(city: SmallCity, garden: Project, browser_of: BrowserOf) -> None:
    writing.tell(row=garden, words="=复工", status=ProjectStatus.SOLVING, by=SYSTEM, now=city.now)
    anybody = browser_of("citizen")
    text = anybody.get("/projects/data.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["title"], row["last_update"]) == ("锦绣花园二期", "'=复工")
    (feature,) = anybody.get("/projects/data.geojson").json()["features"]
    assert feature["geometry"]["coordinates"] == [114.31, 35.81]
    assert anybody.get("/projects/data.json").json()["projects"][0]["status"] == "solving"
    feed = ElementTree.fromstring(anybody.get("/projects/feed.atom").content)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert anybody.get("/projects/data.exe").status_code == 404


def test_a_project_is_published_and_its_tasks_are_done(city: SmallCity, browser_of: BrowserOf) -> None:
    unit = browser_of("handler")
    fields: dict[str, Any] = {**GARDEN, "kind": "title_deed", "unit": str(city.unit("housing"))}
    assert unit.post("/publications/new/", {**fields, "lat": ""}).status_code == 422
    assert unit.post("/publications/new/", fields).status_code == 302
    row = Project.objects.get()
    base = f"/publications/{row.pk}/"
    task = {"words": "补缴土地出让金", "unit": "市自然资源局", "due_on": "2026-05-01"}
    assert unit.post(f"{base}do/task/", task).status_code == 302
    assert unit.post(f"{base}do/done-{row.tasks.get().pk}/").status_code == 302
    assert unit.get(base).status_code == 200
    assert "补缴土地出让金" in browser_of("citizen").get(f"/projects/{row.pk}/").content.decode()
