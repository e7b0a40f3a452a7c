"""Hot issues in the house: found as matters come, decided by people, seen by who may read all of it."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.core.actor import SYSTEM
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.people.testing import HILLSIDE
from linli.warnings.access import get_issue_for, visible_issues
from linli.warnings.actions.hot import common_area, rebuild, take_up
from linli.warnings.actions.hot_steps import decide, put_back, put_out
from linli.warnings.errors import HotIssueMovedOn, HotIssueNotFound, NotAMember, ReasonMissing
from linli.warnings.joining import join
from linli.warnings.models import HotIssue, HotMember
from linli.warnings.policies.hot import HotStatus, HotVerb
from linli.warnings.queries.hot import listed, members_of, timeline
from linli.warnings.queries.memory import MEMORY

pytestmark = pytest.mark.django_db
PLANT = (
    "翠山湖小区旁边的搅拌站夜里搅拌机轰鸣，水泥粉尘落满阳台，孩子睡不着",
    "翠山湖小区附近建了搅拌站，罐车来回跑，粉尘大得不敢开窗",
    "投诉翠山湖小区门口的搅拌站，噪声和粉尘扰民，离住宅不到五十米",
    "翠山湖小区的搅拌站半夜还在生产，水泥粉尘和噪声让老人受不了",
)
OTHERS = (
    "梅溪路公交站牌被大树挡住了看不清",
    "医保窗口排队两个小时才办上",
    "文昌街路灯坏了三盏晚上很黑",
    "想问一下退休金什么时候调整",
)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    MEMORY.forget()
    yield
    MEMORY.forget()


def filed(city: SmallCity, *texts: str, **more: object) -> list[Matter]:
    """File each text for somebody else."""
    first = Matter.objects.count()
    return [
        city.file(text=text, **({"phone": f"1990001{first + number:04d}"} | more))
        for number, text in enumerate(texts)
    ]


def taken_up(city: SmallCity) -> int:
    return take_up(by=SYSTEM, now=city.later(minutes=2))


@pytest.fixture
def issue(city: SmallCity) -> HotIssue:
    filed(city, *OTHERS, *PLANT)
    assert taken_up(city) == 8
    return HotIssue.objects.get()


def codes(issue: HotIssue) -> set[str]:
    return {each.matter.text for each in issue.members.select_related("matter").filter(joining="found")}


def test_matters_about_one_thing_are_proposed_with_their_own_words(issue: HotIssue) -> None:
    assert codes(issue) == set(PLANT)
    assert issue.status == HotStatus.PROPOSED
    assert issue.size == 4
    assert "搅拌站" in issue.title
    assert "翠山湖" in issue.place


def test_many_matters_of_one_person_are_one_person(city: SmallCity) -> None:
    filed(city, *OTHERS, *PLANT, phone="19900012345")
    taken_up(city)
    issue = HotIssue.objects.get()
    assert (issue.size, issue.people) == (4, 1)
    assert issue not in listed(city.viewer("dispatcher"), now=city.now)


def test_one_more_matter_finds_its_issue(city: SmallCity, issue: HotIssue) -> None:
    filed(city, "翠山湖小区搅拌站粉尘太大，噪声扰民，请处理")
    assert taken_up(city) == 1
    issue.refresh_from_db()
    assert issue.size == 5
    assert issue.last_at > issue.first_at


def test_another_process_knows_what_the_first_found(city: SmallCity, issue: HotIssue) -> None:
    MEMORY.forget()
    filed(city, "翠山湖小区搅拌站粉尘太大，噪声扰民，请处理")
    taken_up(city)
    assert HotIssue.objects.get().size == 5


def test_matters_of_two_runs_come_together_after_a_restart(city: SmallCity) -> None:
    filed(city, *OTHERS, *PLANT[:2])
    taken_up(city)
    assert not HotIssue.objects.exists()
    MEMORY.forget()
    filed(city, *PLANT[2:])
    taken_up(city)
    assert HotIssue.objects.get().size == 4


def test_nothing_is_looked_at_twice(city: SmallCity, issue: HotIssue) -> None:
    assert taken_up(city) == 0
    assert HotMember.objects.count() == 4


def test_telephone_numbers_and_given_names_are_in_no_title_and_no_summary(city: SmallCity) -> None:
    told = [f"我叫张三丰，电话13912345678，{text}，我叫张三丰，电话13912345678。" for text in PLANT]
    filed(city, *OTHERS, *told)
    taken_up(city)
    found = HotIssue.objects.get()
    for words in (found.title, found.summary, found.place):
        assert "张三丰" not in words
        assert "139" not in words


def test_a_rebuild_finds_the_same_and_keeps_what_was_decided(city: SmallCity, issue: HotIssue) -> None:
    decide(issue=issue, verb=HotVerb.CONFIRM, words="", by=SYSTEM, now=city.now)
    out = members_of(city.viewer("dispatcher"), issue)[0]
    put_out(issue=issue, code=out.code, by=SYSTEM, now=city.now)
    assert rebuild(by=SYSTEM, now=city.later(minutes=2)) == 1
    again = HotIssue.objects.get()
    assert (again.pk, again.status, again.size) == (issue.pk, HotStatus.CONFIRMED, 3)
    assert HotMember.objects.get(joining="put_out").matter_id == out.pk


def test_a_proposal_that_fell_apart_is_ended(city: SmallCity, issue: HotIssue) -> None:
    Matter.objects.filter(text__in=PLANT[:3]).update(anonymised_at=city.now)
    assert rebuild(by=SYSTEM, now=city.later(minutes=2)) == 0
    issue.refresh_from_db()
    assert issue.status == HotStatus.ENDED
    assert not issue.members.exists()


@pytest.mark.parametrize(
    ("start", "verb", "end"),
    [
        (None, HotVerb.CONFIRM, HotStatus.CONFIRMED),
        (None, HotVerb.DISMISS, HotStatus.DISMISSED),
        (HotVerb.CONFIRM, HotVerb.END, HotStatus.ENDED),
        (HotVerb.DISMISS, HotVerb.REOPEN, HotStatus.PROPOSED),
    ],
)
def test_a_person_decides(
    city: SmallCity, issue: HotIssue, start: HotVerb | None, verb: HotVerb, end: HotStatus
) -> None:
    if start:
        decide(issue=issue, verb=start, words="说明", by=SYSTEM, now=city.now)
    decide(issue=issue, verb=verb, words="说明", by=SYSTEM, now=city.now)
    issue.refresh_from_db()
    assert issue.status == end


def test_dismissing_asks_for_a_reason_and_a_wrong_state_is_refused(city: SmallCity, issue: HotIssue) -> None:
    with pytest.raises(ReasonMissing):
        decide(issue=issue, verb=HotVerb.DISMISS, words=" ", by=SYSTEM, now=city.now)
    with pytest.raises(HotIssueMovedOn):
        decide(issue=issue, verb=HotVerb.END, words="完", by=SYSTEM, now=city.now)


def test_what_was_dismissed_comes_back_when_it_has_doubled(city: SmallCity, issue: HotIssue) -> None:
    decide(issue=issue, verb=HotVerb.DISMISS, words="已有专项工作", by=SYSTEM, now=city.now)
    filed(city, *(f"{text}，第{number}次反映" for number, text in enumerate(PLANT)))
    taken_up(city)
    issue.refresh_from_db()
    assert (issue.size, issue.status) == (8, HotStatus.PROPOSED)


def test_what_was_put_out_stays_out_until_it_is_put_back(city: SmallCity, issue: HotIssue) -> None:
    matter = Matter.objects.get(text=PLANT[0])
    put_out(issue=issue, code=matter.code, by=SYSTEM, now=city.now)
    MEMORY.forget()
    taken_up(city)
    assert PLANT[0] not in codes(issue)
    with pytest.raises(NotAMember):
        put_out(issue=issue, code=matter.code, by=SYSTEM, now=city.now)
    put_back(issue=issue, code=matter.code, by=SYSTEM, now=city.now)
    issue.refresh_from_db()
    assert (PLANT[0] in codes(issue), issue.size) == (True, 4)


def test_who_may_not_read_all_members_does_not_see_it(city: SmallCity, issue: HotIssue) -> None:
    assert visible_issues(city.viewer("dispatcher")).exists()
    assert visible_issues(city.viewer("district_dispatcher")).exists()
    for who in ("other_clerk", "handler", "stranger", "citizen"):
        assert not visible_issues(city.viewer(who)).exists()
    with pytest.raises(HotIssueNotFound):
        get_issue_for(city.viewer("other_clerk"), issue.pk)


def test_an_issue_across_districts_is_the_citys(city: SmallCity, issue: HotIssue) -> None:
    filed(city, "翠山湖小区搅拌站粉尘太大，噪声扰民", point=None, area=HILLSIDE)
    taken_up(city)
    assert not visible_issues(city.viewer("district_dispatcher")).exists()
    assert visible_issues(city.viewer("dispatcher")).exists()


@pytest.mark.parametrize(
    ("codes", "area"),
    [
        (["990102001001", "990102001002"], "990102001000"),
        (["990102001001", "990103000000"], "990100000000"),
        (["990102001001"], "990102001001"),
    ],
)
def test_the_area_of_an_issue_holds_all_its_matters(codes: list[str], area: str) -> None:
    assert common_area(codes) == area


def test_matters_are_joined_by_the_door_of_matters(city: SmallCity, issue: HotIssue) -> None:
    into, *rest = Matter.objects.filter(hot__issue=issue)
    for each in (into, *rest):
        city.do("dispatcher", "accept", each, kind="street.litter")
    found = join(
        viewer=city.viewer("other_clerk"), issue=issue, codes=[rest[0].code], into=into.code, words="同一件事",
        now=city.now,
    )  # fmt: skip
    assert found.done == ()
    found = join(
        viewer=city.viewer("dispatcher"), issue=issue, codes=[rest[0].code], into=into.code, words="同一件事",
        now=city.now,
    )  # fmt: skip
    rest[0].refresh_from_db()
    assert (found.done, rest[0].merged_into_id) == ((rest[0].code,), into.pk)


def test_the_timeline_has_no_gaps(city: SmallCity, issue: HotIssue) -> None:
    city.later(days=9)
    filed(city, "翠山湖小区搅拌站粉尘太大，噪声扰民，请处理")
    taken_up(city)
    bars = timeline(list(members_of(city.viewer("dispatcher"), issue)))
    assert [bar.matters for bar in bars] == [4, *[0] * 8, 1]


def test_quiet_proposals_leave_the_list(city: SmallCity, issue: HotIssue) -> None:
    viewer = city.viewer("dispatcher")
    assert issue in listed(viewer, now=city.now)
    assert issue not in listed(viewer, now=city.later(days=100))


# Pages


@pytest.fixture
def browser(city: SmallCity, client: Client):
    def entered(who: str) -> Client:
        client.force_login(city.cast.accounts[who])
        return client

    return entered


def test_the_page_shows_members_chart_and_steps(city: SmallCity, issue: HotIssue, browser) -> None:
    page = browser("dispatcher").get(f"/warnings/issues/{issue.pk}/").content.decode()
    assert issue.title in page
    assert page.count("<rect") == 2
    assert "areas/points" in page  # without it a map is black
    for matter in Matter.objects.filter(hot__issue=issue):
        assert matter.code in page
    assert f"/warnings/issues/{issue.pk}/confirm/" in page


def test_a_page_is_as_many_queries_for_many_members(
    city: SmallCity, issue: HotIssue, browser, django_assert_max_num_queries
) -> None:
    client = browser("dispatcher")
    client.get("/warnings/issues/")
    with django_assert_max_num_queries(20):
        client.get(f"/warnings/issues/{issue.pk}/")


def test_confirming_and_dismissing_on_the_page(city: SmallCity, issue: HotIssue, browser) -> None:
    client = browser("dispatcher")
    answer = client.post(f"/warnings/issues/{issue.pk}/dismiss/", {"dismiss-words": ""})
    assert answer.status_code == 422
    client.post(f"/warnings/issues/{issue.pk}/confirm/", {"confirm-words": ""})
    issue.refresh_from_db()
    assert issue.status == HotStatus.CONFIRMED


def test_who_sees_it_need_not_decide(city: SmallCity, issue: HotIssue, browser) -> None:
    client = browser("leader")
    assert client.get(f"/warnings/issues/{issue.pk}/").status_code == 200
    assert client.post(f"/warnings/issues/{issue.pk}/confirm/").status_code == 403


def test_a_matter_is_put_out_and_back_on_the_page(city: SmallCity, issue: HotIssue, browser) -> None:
    client = browser("dispatcher")
    code = Matter.objects.get(text=PLANT[0]).code
    client.post(f"/warnings/issues/{issue.pk}/put/out/{code}/")
    assert PLANT[0] not in codes(issue)
    client.post(f"/warnings/issues/{issue.pk}/put/back/{code}/")
    assert PLANT[0] in codes(issue)


def test_the_spreadsheet_hides_numbers_and_runs_nothing(city: SmallCity, issue: HotIssue, browser) -> None:
    import io

    import openpyxl

    Matter.objects.filter(text=PLANT[0]).update(title="=1+1", text="电话13912345678")
    content = browser("supervisor").get(f"/warnings/issues/{issue.pk}/matters.xlsx").content
    cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row]
    assert not any("13912345678" in cell for cell in cells)
    assert "=1+1" not in cells
    assert browser("leader").get(f"/warnings/issues/{issue.pk}/matters.xlsx").status_code == 403


def test_a_stranger_is_turned_away(city: SmallCity, issue: HotIssue, client: Client) -> None:
    assert client.get("/warnings/issues/").status_code in (302, 401)
    assert client.get(f"/warnings/issues/{issue.pk}/").status_code in (302, 401, 404)
