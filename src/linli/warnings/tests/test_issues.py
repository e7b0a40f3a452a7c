from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from linli.warnings.cli.issues import app
from linli.warnings.issues.finding import find
from linli.warnings.issues.grouping import Grouper, GroupingRule
from linli.warnings.issues.heat import HeatRule, heat_of
from linli.warnings.issues.messages import Message, comparable
from linli.warnings.issues.wording import place_of, summary_of

START = datetime(2026, 3, 1, tzinfo=UTC)

MIXER = [
    "柳荫新城小区旁边的搅拌站整夜施工噪音很大",
    "投诉柳荫新城附近违建混凝土搅拌站粉尘污染严重",
    "柳荫新城旁建搅拌站是否合法，灰尘太大不敢开窗",
    "请管管柳荫新城边上的搅拌站，水泥罐车日夜不停",
    "柳荫新城业主反映搅拌站噪音扰民，孩子无法睡觉",
    "柳荫新城搅拌站粉尘噪音污染何时能停",
]
PARKING = [
    "枫桥苑买房强制捆绑销售车位，一个车位十二万",
    "投诉枫桥苑开发商捆绑销售车位，不买车位不给签合同",
    "枫桥苑捆绑车位销售合法吗，职工买不起",
    "枫桥苑购房必须同时买车位，强制捆绑太霸道",
    "坚决反对枫桥苑捆绑销售车位的做法",
]
STREET = [
    "和平街道路灯坏了三盏晚上看不清路",
    "和平街道下水井盖破损请更换",
    "和平街道小学报名需要哪些材料",
    "和平街道养老金认证在哪里办理",
    "和平街道菜市场门口狗没有拴绳",
    "和平街道自来水水压太低洗不了澡",
]
OTHERS = [
    "公交十二路发车间隔太长", "请问医保报销比例是多少", "河边垃圾没有人清理", "学校食堂饭菜价格太贵",
    "电梯故障物业一直不修",
    "宠物医院乱收费", "健身房关门不退会员费", "工地拖欠农民工工资两个月", "快递柜超时收费不合理",
    "小广告贴满楼道",
]  # fmt: skip


def messages(texts: list[str], start: int = 0, **more) -> list[Message]:
    return [
        Message(f"{start + n}", text, text + "。", START + timedelta(days=n), writer=f"w{start + n}", **more)
        for n, text in enumerate(texts)
    ]


TOWN = messages(MIXER) + messages(PARKING, 100) + messages(STREET, 200) + messages(OTHERS, 300)


def ids(texts: list[str], start: int) -> set[str]:
    return {f"{start + n}" for n in range(len(texts))}


def test_it_finds_the_two_issues_of_a_town():
    first, second = find(TOWN)[:2]
    assert set(first.members) == ids(MIXER, 0)
    assert set(second.members) == ids(PARKING, 100)


def test_a_streets_unrelated_matters_are_no_issue():
    assert all(len(set(issue.members) & ids(STREET, 200)) < 3 for issue in find(TOWN))


def test_an_issue_says_where_and_what_in_the_messages_own_words():
    issue = find(TOWN)[0]
    assert issue.place == "柳荫新城"
    assert "搅拌站" in issue.title
    assert issue.title in MIXER
    assert "搅拌站" in issue.summary
    assert (issue.first_at, issue.last_at) == (START, START + timedelta(days=len(MIXER) - 1))


def test_one_message_with_many_likes_does_not_win():
    loved = Message("9", "希望地铁早日开通", "希望地铁早日开通。", START, writer="x", likes=1_000_000)
    again = Message("10", "希望地铁早日开通到北站", "希望地铁早日开通到北站。", START, writer="y")
    found = find([*TOWN, loved, again])
    assert set(found[0].members) == ids(MIXER, 0)


def test_one_person_who_writes_often_counts_once():
    members = [Message(str(n), "x", "x", START, writer="one") for n in range(20)]
    assert heat_of(members, placed=1, spoken=1, until=START, rule=HeatRule()).people == 1


def test_dislikes_take_support_away():
    loved, disputed = (
        heat_of(
            [Message("1", "x", "x", START, likes=50, dislikes=minus)] * 2,
            placed=1,
            spoken=1,
            until=START,
            rule=HeatRule(),
        )
        for minus in (0, 50)
    )
    assert loved.value > disputed.value


def test_growth_compares_the_last_days_with_as_many_before():
    members = [Message(str(n), "x", "x", START - timedelta(days=n)) for n in (0, 1, 2, 40)]
    assert heat_of(members, placed=1, spoken=1, until=START, rule=HeatRule()).growth == 3
    assert heat_of(members[:3], placed=1, spoken=1, until=START, rule=HeatRule()).growth is None


def test_the_unresolved_share_counts_only_what_is_known():
    members = [
        Message("1", "x", "x", unresolved=True),
        Message("2", "x", "x", unresolved=False),
        Message("3", "x", "x"),
    ]
    assert heat_of(members, placed=1, spoken=1, until=None, rule=HeatRule()).unresolved == 0.5


def test_a_new_message_joins_the_group_it_belongs_to():
    grouper = Grouper()
    grouper.add([comparable(each) for each in TOWN])
    grouper.add([comparable(Message("n", "柳荫新城搅拌站又在半夜施工噪音扰民", "搅拌站粉尘和噪音太大"))])
    (group,) = (group for group in grouper.groups if grouper.size - 1 in group.members)
    assert set(range(len(MIXER))) <= set(group.members)


def test_who_names_another_place_does_not_join_a_group_that_has_a_place():
    grouper = Grouper()
    grouper.add([comparable(each) for each in TOWN])
    grouper.add(
        [comparable(Message("n", "青松花园旁边的搅拌站整夜施工噪音很大", "青松花园搅拌站粉尘和噪音太大"))]
    )
    (group,) = (group for group in grouper.groups if grouper.size - 1 in group.members)
    assert group.size == 1


def test_pairs_that_many_groups_have_rank_but_do_not_choose(monkeypatch):
    monkeypatch.setattr("linli.warnings.issues.means.COMMON", 3)
    grouper = Grouper()
    grouper.add([comparable(each) for each in TOWN])
    grouper.add([comparable(Message("n", "柳荫新城搅拌站又在半夜施工噪音扰民", "搅拌站粉尘和噪音太大"))])
    (group,) = (group for group in grouper.groups if grouper.size - 1 in group.members)
    assert set(range(len(MIXER))) <= set(group.members)


@pytest.mark.parametrize(("fresh", "changed"), [(0, 256), (2, 256), (64, -10)])
def test_messages_come_together_in_whichever_table_a_group_is(monkeypatch, fresh, changed):
    def one_by_one() -> list[list[int]]:
        grouper = Grouper()
        grouper.add([comparable(each) for each in TOWN[:6]])
        for each in TOWN[6:]:
            grouper.add([comparable(each)])
        assert len(grouper._means) == len(grouper.groups)
        return sorted(sorted(group.members) for group in grouper.groups)

    usual = one_by_one()
    monkeypatch.setattr("linli.warnings.issues.means.FRESH_AT_MOST", fresh)
    monkeypatch.setattr("linli.warnings.issues.means.CHANGED_AT_MOST", changed)
    assert one_by_one() == usual


def test_batches_find_what_one_run_finds():
    grouper = Grouper(GroupingRule(batch=8))
    grouper.add([comparable(each) for each in TOWN])
    sizes = sorted(len(group.members) for group in grouper.groups)
    assert sum(sizes) == len(TOWN)
    assert sizes[-1] >= len(MIXER) - 2


def test_identical_messages_are_one_group():
    same = [Message(str(n), "路灯坏了", "路灯坏了请修理。", START) for n in range(50)]
    (issue,) = find(same)
    assert len(issue.members) == 50


ODD = [
    "",
    "。",
    "水",
    "😀😀😀",
    "Please repair the street lamp",
    "路燈壞了，請儘快維修",
    "水" * 100_000,
    "\x00\x01\ud800",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_messages_have_an_answer(text):
    assert isinstance(find([Message("1", text, text, START), Message("2", text, text, START)]), list)


def test_odd_messages_among_others_change_nothing():
    odd = [Message(f"odd{n}", text, text, START, writer=f"o{n}") for n, text in enumerate(ODD)]
    assert set(find([*TOWN, *odd])[0].members) == ids(MIXER, 0)


def test_traditional_characters_join_simplified_ones():
    traditional = Message("t", "柳蔭新城附近攪拌站噪音擾民", "攪拌站粉塵污染嚴重。", START, writer="t")
    assert "t" in find([*TOWN, traditional])[0].members


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60)), max_size=30))
def test_every_message_is_in_exactly_one_group(texts):
    grouper = Grouper()
    grouper.add([comparable(Message("x", title, text)) for title, text in texts])
    assert sorted(at for group in grouper.groups for at in group.members) == list(range(len(texts)))


def test_no_messages_no_issues():
    assert find([]) == []


def test_personal_numbers_are_in_no_title_and_no_summary():
    told = [
        Message(str(n), f"{text}，电话13912345678", f"{text}请打13912345678。")
        for n, text in enumerate(MIXER)
    ]
    issue = find(told + messages(OTHERS, 300))[0]
    assert "139" not in issue.title + issue.summary


def test_a_place_that_few_name_is_no_place():
    assert place_of([("路灯坏了", ""), ("井盖丢了", ""), ("和平街道停水", "")]) == ("", 0.0)


def test_a_place_is_named_whole():
    texts = [
        ("红砂塘万境水岸小学门口拥堵", ""),
        ("请管红砂塘万境水岸小学路段", ""),
        ("红砂塘万境水岸小学堵车", ""),
    ]
    assert place_of(texts)[0] == "红砂塘万境水岸小学"


def test_the_end_of_any_companys_name_is_no_place():
    texts = [("清河普惠投资有限公司欠款", ""), ("投诉清河普惠投资有限公司", "")]
    assert place_of(texts)[0] == "清河普惠投资有限公司"
    assert place_of([("某有限公司欠薪", ""), ("另一有限公司欠薪", "")])[0] == ""


def test_a_theme_is_not_one_long_text_that_two_sent():
    long = "".join(chr(0x4E00 + 7 * n) for n in range(300))
    texts = [
        ("柳荫新城搅拌站噪音", "搅拌站噪音" + long),
        ("柳荫新城搅拌站噪音大", "搅拌站噪音" + long + "吵"),
    ]
    grouper = Grouper()
    grouper.add([comparable(each) for each in TOWN])
    subject = grouper.subject_of([*texts, ("搅拌站", "搅拌站噪音"), ("搅拌站噪音", "搅拌站吵")])
    assert len(subject.theme) <= 40


def test_the_summary_says_nothing_twice():
    texts = ["搅拌站噪音很大影响休息。", "搅拌站噪音很大影响休息！", "粉尘也很多不敢开窗户。"]
    assert summary_of(texts, lambda text: 1.0).count("影响休息") == 1


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"])
        for each in TOWN:
            table.writerow([each.id, each.writer, each.title, "2026/3/1 11:25:05", each.text, 0, 1])
        table.writerow(["x", "u", "", "not a time", "", "", "many"])
    return path


def test_the_command_prints_the_issues_best_first(sheet):
    result = CliRunner().invoke(app, ["find", str(sheet), "--json"])
    assert result.exit_code == 0, result.output
    documents = json.loads(result.stdout)
    assert [each["rank"] for each in documents] == list(range(1, len(documents) + 1))
    assert {"title", "summary", "place", "from", "to", "heat", "size", "members"} <= documents[0].keys()
    assert set(documents[0]["members"]) == ids(MIXER, 0)
    assert [each["heat"] for each in documents] == sorted((each["heat"] for each in documents), reverse=True)


def test_the_command_says_when_no_column_is_known(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["find", str(path)]).exit_code == 1


@pytest.mark.real_data
def test_real_messages_bring_forth_the_known_issues(data_folder):
    from linli.warnings.cli.issues import _messages

    sheet = _messages(data_folder / "teddy2020" / "附件3_热点留言.xlsx", None)
    found = find(sheet)
    words = {each.id: each.title + each.text for each in sheet}
    for place, subject in (("丽发新城", "搅拌"), ("滨河苑", "车位"), ("58车贷", "")):
        expected = {id_ for id_, text in words.items() if place in text and subject in text}
        issue = max(found[:10], key=lambda each: len(expected & set(each.members)))
        together = expected & set(issue.members)
        assert len(together) >= 0.8 * len(expected), place
        assert len(together) >= 0.8 * len(issue.members), place
