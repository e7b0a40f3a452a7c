"""The record of a conference as a form: on paper and in Word, with the machinery of the dispute's own forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from linli.conferences.models import Conference
from linli.conferences.policies import Kind, Outcome, Position
from linli.disputes.papers.facts import day, hour
from linli.disputes.papers.model import Block, Grid, Paper, Rows, Signs, Text
from linli.disputes.policies import Tie

KINDS: dict[str, str] = {
    Kind.REVIEW: "乡贤评理会",
    Kind.REASONING: "村（社区）说事评理会",
    Kind.JOINT: "乡镇（街道）综治联席会",
    Kind.COUNTY: "县级评议会商会",
    Kind.CITY: "市级分析研判会",
    Kind.PANEL: "矛盾纠纷合议庭",
}
"""Forms are Chinese, whatever language the pages have."""
OUTCOMES: dict[str, str] = {
    Outcome.ADVISED: "形成意见，交调解组织参考",
    Outcome.RAISED: "本级未能化解，提交上一级会议",
    Outcome.ENDED: "未能形成化解办法，再次告知合法途径",
}
STANDS: dict[str, str] = {Position.FOR: "同意", Position.AGAINST: "不同意", Position.ABSTAINS: "弃权", "": ""}
TIES: dict[str, str] = {
    Tie.NONE: "无",
    Tie.KNOWN: "认识当事人，各方接受",
    Tie.KIN: "近亲属，已回避",
    Tie.INTEREST: "有利害关系，已回避",
}
CAME = {True: "到会", False: "缺席", None: ""}
RIGHTS = (
    "会议意见供调解参考，约束有关单位，不约束当事人。当事人可以随时拒绝调解，"
    "也可以依法通过仲裁、行政复议、诉讼等途径维护权利。"
)


def paper_of(conference: Conference, kept: dict[str, Any]) -> Paper:
    """Return the record as a form, from the record's data."""
    return Paper(
        f"{KINDS[kept['kind']]}记录", f"纠纷编号：{kept['dispute']}", tuple(_blocks(conference, kept))
    )


def _blocks(conference: Conference, kept: dict[str, Any]) -> Iterator[Block]:
    yield Grid(
        (
            ("召集单位", kept["convener"]),
            ("时间", hour(datetime.fromisoformat(kept["starts_at"])) if kept["starts_at"] else ""),
            ("地点", kept["place"]),
            ("研究的问题", kept["question"]),
            ("提交的材料", kept["papers"]),
            ("下一级会议记录", _below(conference)),
        )
    )
    yield Text(kept["why"], "召开的原因")
    yield Rows(
        ("席位", "参加人", "单位", "回避情况", "到会", "意见"),
        tuple(_member(each) for each in kept["members"]),
        (5, 5, 7, 5, 3, 3),
    )
    if kept["heard"]:
        yield Text(kept["heard"], "听取各方意见")
    yield Text(kept["opinion"], "会议意见")
    if kept["outcome"]:
        yield Text(f"{OUTCOMES[kept['outcome']]}。\n{kept['reason']}", "决定和理由")
    if kept["dissent"]:
        yield Text("\n".join(f"{each['who']}：{each['words']}" for each in kept["dissent"]), "不同意见")
    if kept["tasks"]:
        tasks = tuple(
            (each["unit"], each["words"], day(date.fromisoformat(each["due_on"]))) for each in kept["tasks"]
        )
        yield Rows(("责任单位", "事项", "时限"), tasks, (7, 15, 6))
    yield Text(RIGHTS, "告知")
    if conference.digest:
        yield Text(f"本记录已于作出决定时固定，校验值（SHA-256）：{conference.digest}", "记录校验")
    yield Signs((("主持人（签名）", ""), ("参加人（签名）", ""), ("记录人（签名）", ""), ("日期", "")))


def _below(conference: Conference) -> str:
    lower = conference.below
    if lower is None:
        return "依据调解记录提出" if conference.kind != Kind.PANEL else "无"
    if not lower.digest:
        return f"{KINDS[lower.kind]}逾期未办结，依规提交"
    return f"{KINDS[lower.kind]}，{day(lower.decided_at)}，校验值{lower.digest[:16]}…"


def _member(member: dict[str, Any]) -> tuple[str, ...]:
    post = "主持人" if member["is_chair"] else member["why"] or "固定成员"
    tie = member["released"] or TIES[member["tie"]]
    return (post, member["name"], member["unit"], tie, CAME[member["came"]], STANDS[member["stand"]])
