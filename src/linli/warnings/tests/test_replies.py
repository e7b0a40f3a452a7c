from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from linli.warnings.cli.replies import app
from linli.warnings.errors import RepliesNotLabelled
from linli.warnings.replies import figures
from linli.warnings.replies.checks import check
from linli.warnings.replies.clauses import Does, clauses
from linli.warnings.replies.files import Reply

QUESTION = "柳荫新城旁边的搅拌站整夜施工，噪音粉尘很大，请问手续合法吗？"
GOOD = (
    "网友：您好！您的留言已收悉，现回复如下：经区住建局现场核查，该搅拌站未办理施工许可，根据《大气污染防治法》"
    "第六十九条，已责令停止施工。噪音和粉尘问题将于3月底前完成整改，整改结果将向柳荫新城业主公布。感谢您的支持！"
)
EMPTY = ["网友：您好！留言已收悉", "已收悉", "感谢您对我们工作的关心、监督与支持。", "", "   ", "。"]


@pytest.mark.parametrize("reply", EMPTY)
def test_politeness_alone_is_an_empty_formula(reply):
    found = check(QUESTION, reply)
    assert found.empty_formula > 0.8
    assert found.grounds < 0.5
    assert found.answers < 0.1
    assert found.next_step == 0


def test_a_good_reply_has_all_three():
    found = check(QUESTION, GOOD)
    assert found.answers > 0.7
    assert found.grounds > 0.8
    assert found.next_step > 0.99
    assert found.empty_formula < 0.01


def test_a_reply_to_something_else_does_not_answer():
    other = "经核查，公交十二路因道路维修调整线路，根据公交公司通知，将于5月底前恢复原线路运行。"
    assert check(QUESTION, other).answers < 0.5 < check(QUESTION, GOOD).answers


def test_passing_on_says_next_to_nothing():
    passed = check(QUESTION, "网友：您好！您反映的问题已转交相关部门处理。感谢您的支持！")
    assert passed.grounds < check(QUESTION, GOOD).grounds
    assert passed.empty_formula > check(QUESTION, GOOD).empty_formula


@pytest.mark.parametrize(
    ("clause", "does"),
    [
        ("您的留言已收悉", Does.GREETS),
        ("您所反映的问题", Does.NAMES_THE_TOPIC),
        ("已转县住建局调查核处", Does.HANDS_ON),
        ("处理结果将及时反馈", Does.PUTS_OFF),
        ("由于您未留下联系方式", Does.ASKS_BACK),
        ("请咨询县教育局", Does.SENDS_ELSEWHERE),
        ("该问题已进行过回复", Does.POINTS_BACK),
        ("搅拌站没有办理施工许可", Does.TELLS),
    ],
)
def test_a_clause_is_known_by_what_it_does(clause, does):
    (found,) = clauses(clause)
    assert found.does is does


def test_a_long_reply_that_only_hands_on_has_less_ground_than_a_short_one_that_tells():
    long = (
        "网友：您好！您反映的问题已收悉，已转交县住建局和有关部门调查核处，处理结果将及时反馈，请耐心等待。"
    )
    short = "经查，路灯因电缆被盗不亮，3月5日已修复。"
    assert check(QUESTION, long).grounds < 0.5 < check(QUESTION, short).grounds


def test_what_a_reply_tells_grows_with_each_clause_that_tells():
    told = [check(QUESTION, "现场没有发现渗漏。" * times).grounds for times in range(5)]
    assert told == sorted(told)


def test_a_clause_without_an_end_is_judged_in_time():
    assert check(QUESTION, "所" * 20_000 + "转" * 20_000).grounds >= 0


def test_a_step_without_a_day_is_half_a_promise():
    without = check(QUESTION, "我们将督促施工单位对搅拌站噪音和粉尘进行整改。")
    assert 0.5 <= without.next_step < 1


@settings(deadline=None)
@given(st.text(), st.text())
def test_scores_are_between_0_and_1_whatever_is_written(question, reply):
    found = check(question, reply)
    assert all(0 <= score <= 1 for score in vars(found).values())


def test_a_very_long_reply_has_an_answer():
    assert check("水" * 100_000, "水" * 100_000).answers >= 0
    assert check("路灯什么时候修", "水" * 100_000).grounds < 0.5


def test_the_command_prints_a_row_for_each_reply(tmp_path: Path):
    path = tmp_path / "replies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["message_id", "title", "detail", "reply"])
        table.writerow(["1", "搅拌站", QUESTION, GOOD])
        table.writerow(["2", "搅拌站", QUESTION, "已收悉"])
        table.writerow(["3", "搅拌站", QUESTION, ""])
    result = CliRunner().invoke(app, ["check", str(path), "--json"])
    assert result.exit_code == 0, result.output
    documents = json.loads(result.stdout)
    assert [each["message_id"] for each in documents] == ["1", "2", "3"]
    assert documents[0].keys() == {"message_id", "answers", "grounds", "next_step", "empty_formula"}
    assert documents[0]["grounds"] > documents[1]["grounds"]


def test_the_command_says_when_there_is_no_reply_column(tmp_path: Path):
    path = tmp_path / "replies.csv"
    path.write_text("message_id,title\n1,2\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["check", str(path)]).exit_code == 1


TOLD = "经查，井盖破损，已更换{own}"
HANDED_ON = "您好，您反映的事已转交街道办事处调查核处，已转交{own}街道办事处"


def own_words(at: int) -> str:
    return "".join(chr(0x4E00 + at * 8 + each) for each in range(4))


def labelled(wording: Callable[[int], str]) -> list[Reply]:
    """Short ones that tell and longer ones that do not; each office answers differently."""
    told = [Reply(f"t{at}", f"C{at}区", TOLD.format(own=wording(at)) * (1 + at % 3), "1") for at in range(30)]
    others = [Reply(f"h{at}", f"D{at}县", HANDED_ON.format(own=wording(500 + at)), "0") for at in range(25)]
    return told + others


def test_figures_are_of_replies_that_were_not_learnt_from(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(figures, "DIVISIONS", 1)
    monkeypatch.setattr(figures, "FOLDS", 3)
    monkeypatch.setattr(figures, "DRAWS", 100)
    monkeypatch.setattr(figures, "SAME_WORDING", 0.99)
    found = figures.evaluate(labelled(own_words))["grounds"]
    assert (found["replies"], found["without_grounds"]) == (55, 25)
    by_office = found["groups"]["office"]
    assert by_office["check"]["f1"] > by_office["length"]["f1"]
    low, high = by_office["check"]["interval"]
    assert low <= by_office["check"]["f1"] <= high


def test_replies_worded_alike_are_none_to_learn_from():
    with pytest.raises(RepliesNotLabelled):
        figures.evaluate(labelled(lambda at: ""))


def test_too_few_labels_are_refused(tmp_path: Path):
    path = tmp_path / "replies.csv"
    path.write_text("message_id,title,detail,reply,label_explains\n1,a,b,已收悉,0\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["evaluate", str(path), "--json"])
    assert result.exit_code == 1
    assert "warnings.replies_not_labelled" in result.output


def test_empty_formulas_are_measured_where_a_sheet_says_which_reply_says_nothing(monkeypatch):
    monkeypatch.setattr(figures, "DRAWS", 40)
    replies = [Reply(str(at), QUESTION, GOOD, says_nothing=False) for at in range(20)]
    replies += [Reply(str(at), QUESTION, "已收悉", says_nothing=True) for at in range(20)]
    assert figures.evaluate(replies)["empty_formula"]["check"]["auc"] == 1


@pytest.mark.real_data
def test_grounds_are_missed_where_a_reader_missed_them(data_folder: Path):
    path = data_folder / "teddy2020" / "replies.csv.gz"
    result = CliRunner().invoke(app, ["check", str(path), "--json"])
    scores = {each["message_id"]: each["grounds"] for each in json.loads(result.stdout)}
    labels = _labels(path)
    without = {id_ for id_, label in labels.items() if label == "0"}
    found = {id_ for id_ in labels if scores[id_] < 0.5}
    assert 2 * len(found & without) / (len(found) + len(without)) >= 0.84


def _labels(path: Path) -> dict[str, str]:
    import gzip

    with gzip.open(path, "rt", encoding="utf-8") as file:
        return {row["message_id"]: row["label_explains"] for row in csv.DictReader(file)}
