from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from linli.core.actor import SYSTEM
from linli.entities import tasks
from linli.entities.actions.refreshing import tell_progress
from linli.entities.actions.serving import Office, ask, hand_on, name_contacts
from linli.entities.errors import PostVacant
from linli.entities.models import Ask as Question
from linli.entities.models import Edition, Entity
from linli.entities.policies import Post
from linli.entities.testing import an_entity
from linli.entities.tests.test_refreshing import HEADER, line
from linli.files.disk import drafts
from linli.matters.testing import SmallCity
from linli.people.testing import HILLSIDE

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


@pytest.fixture
def asked(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)

    def go(who: str, path: str, data: dict[str, Any] | None = None, *, part: bool = False) -> Any:
        client = Client(headers={"HX-Request": "true"} if part else None)
        client.force_login(city.cast.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
        return client.get(f"/bodies/{path}") if data is None else client.post(f"/bodies/{path}", data)

    return go


def upload(*lines: str) -> dict[str, Any]:
    sheet = SimpleUploadedFile("底数.csv", "\n".join([HEADER, *lines]).encode())
    return {"sheet": sheet, "period": "2026-Q1", "is_whole": "on"}


def read_waiting() -> None:
    """Do the job that a sheet waits for, as the worker would."""
    job = ProcrastinateJob.objects.get(task_name="entities.read_sheet", status="todo")
    tasks.read(**job.args)


def test_a_sheet_is_read_by_a_job_while_its_page_tells_how_far_it_is(
    asked: Ask, settings: Any, tmp_path: Path
) -> None:
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path})
    asked("supervisor", "refreshes/", upload(line(1), line(2, kind="人")))
    edition = Edition.objects.get()
    here = f"refreshes/{edition.pk}/"
    assert (edition.status, len(list(drafts()))) == ("reading", 1)
    assert 'id="reading"' in asked("supervisor", here).content.decode()
    tell_progress(edition.pk, 1, 2)
    assert 'value="1" max="2"' in asked("supervisor", here, part=True).content.decode()
    assert asked("supervisor", f"{here}do/sign/", {}).status_code == 409, "not before it is read"
    read_waiting()
    read_waiting()  # a job that is done twice changes nothing
    assert asked("supervisor", here, part=True).headers["HX-Refresh"] == "true"
    page = asked("supervisor", here).content.decode()
    assert "“人”" in page
    assert f"{here}refused.xlsx" in page
    report = asked("supervisor", f"{here}refused.xlsx").content
    (refused,) = CalamineWorkbook.from_filelike(io.BytesIO(report)).get_sheet_by_index(0).to_python()[1:]
    assert refused[:2] == [3.0, "entities.kind_unknown"]
    assert asked("handler", f"{here}refused.xlsx").status_code == 404
    assert not list(drafts())


def test_a_sheet_that_cannot_be_read_says_why_and_keeps_nothing(asked: Ask) -> None:
    sheet = SimpleUploadedFile("底数.xlsx", b"PK\x03\x04 nonsense")
    asked("supervisor", "refreshes/", {"sheet": sheet, "period": ""})
    read_waiting()
    edition = Edition.objects.get()
    assert (edition.status, edition.why) == ("failed", "intake.sheet_unreadable")
    assert "底数.xlsx" in asked("supervisor", f"refreshes/{edition.pk}/").content.decode()
    assert not list(drafts())


def test_a_sheet_may_be_given_up_while_it_is_read(asked: Ask) -> None:
    asked("supervisor", "refreshes/", upload(line(1)))
    edition = Edition.objects.get()
    assert asked("supervisor", f"refreshes/{edition.pk}/do/discard/", {}).status_code == 302
    read_waiting()
    edition.refresh_from_db()
    assert (edition.status, edition.staged.count()) == ("discarded", 0)


def test_a_sheet_is_read_compared_and_signed_by_a_colleague(asked: Ask) -> None:
    answer = asked("supervisor", "refreshes/", upload(line(1), line(2, code="91350100M000100Y44")))
    edition = Edition.objects.get()
    assert answer.url == f"/bodies/refreshes/{edition.pk}/"
    read_waiting()
    page = asked("supervisor", f"refreshes/{edition.pk}/").content.decode()
    assert "91350100M000100Y43" in page, "the right code is named"
    assert asked("supervisor", f"refreshes/{edition.pk}/do/sign/", {}).status_code == 403
    Edition.objects.filter(pk=edition.pk).update(proposed_by=None)
    assert asked("supervisor", f"refreshes/{edition.pk}/do/sign/", {}).status_code == 302
    assert Entity.objects.get().name == "安和1号厂"
    for words in ("ah", "安和", "1号"):
        assert "安和1号厂" in asked("leader", f"?q={words}").content.decode()


def test_pages_are_for_who_needs_them(asked: Ask) -> None:
    entity = an_entity()
    for who, sees in (("supervisor", True), ("leader", True), ("stranger", False), ("verifier", False)):
        assert (asked(who, "").status_code == 200) == sees
        assert (asked(who, f"{entity.code}/").status_code == 200) == sees
    for who, manages in (("supervisor", True), ("leader", False), ("stranger", False)):
        assert (asked(who, "refreshes/").status_code == 200) == manages


def test_another_district_is_not_seen(asked: Ask, city: SmallCity) -> None:
    entity = an_entity(area_code=HILLSIDE, name="山前厂")
    assert asked("unit_head", f"{entity.code}/").status_code == 404
    assert "山前厂" not in asked("unit_head", "").content.decode()


def test_an_enterprise_asks_and_one_of_the_five_answers_in_time(asked: Ask, city: SmallCity) -> None:
    firm = an_entity()
    with pytest.raises(PostVacant):
        ask(entity=firm, post=Post.STEWARD, words="办证", by=SYSTEM, now=city.now)
    street, housing = city.cast.unit("street"), city.cast.unit("housing")
    offices = {Post.STEWARD: Office(street, "营商科", "0990-1"), Post.LEGAL: Office(housing)}
    name_contacts(entity=firm, offices=offices, by=SYSTEM, now=city.now)
    asked("supervisor", f"{firm.code}/", {"post": "legal", "words": "合同备案怎么办"})
    question = Question.objects.select_related("entity", "unit").get()
    assert question.unit == housing
    hand_on(ask=question, post=Post.STEWARD, by=SYSTEM, now=city.now)
    assert "合同备案怎么办" not in asked("handler", "asks/").content.decode()
    assert "合同备案怎么办" in asked("owner", "asks/").content.decode()
    assert asked("handler", f"asks/{question.pk}/answer/", {"words": "x"}).status_code == 404
    assert asked("owner", f"asks/{question.pk}/answer/", {"words": "请到大厅3号窗口"}).status_code == 302
    question.refresh_from_db()
    assert question.answer == "请到大厅3号窗口"
