"""Stability assessments: a decision at every stage, from just listed to closed; the road is changed and decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from linli.assessments.actions import deciding, working
from linli.assessments.actions.answering import answer
from linli.assessments.models import Assessment
from linli.assessments.policies.opinions import Method
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import Decision, Status
from linli.assessments.queries import rule_of
from linli.core.actor import Actor
from linli.demo.ledgers.days import before_end
from linli.demo.quarter.scene import CITY_CENTRE, Scene
from linli.demo.stage import Plot

S = Status
UNIT, FILER, LEADER = "9901-housing", "duban", "lingdao"
BASIS = "《重大行政决策程序暂行条例》第二十二条"


@dataclass(frozen=True)
class Project:
    """A planned decision, how far it has come, and how many answered what, from for to strongly against."""

    title: str
    kind: str
    brief: str
    days: float
    ends: Status
    said: tuple[int, int, int, int, int] = (31, 6, 2, 1, 0)
    decision: Decision = Decision.APPROVE_WITH_MEASURES

    @property
    def is_disputed(self) -> bool:
        """Whether more than a fifth of those asked are against it."""
        return sum(self.said[2:]) * 5 >= sum(self.said)


PROJECTS = (
    Project(
        "滨河路拓宽工程",
        "roads",
        "滨河路由双向两车道拓宽为四车道，全长2.1公里，涉及沿线420户住户、60家商户和一所小学。",
        58,
        S.DECIDED,
        (16, 6, 4, 5, 3),
    ),
    Project(
        "青葭片区集中供热管网改造",
        "roads",
        "更换老旧供热管道9公里，采暖期前完工。",
        57,
        S.CLOSED,
        (44, 8, 2, 1, 0),
    ),
    Project(
        "公交三号线票价调整",
        "prices",
        "单一票价由一元调整为两元，优惠不变。",
        56,
        S.TRACKING,
        (38, 9, 3, 2, 0),
    ),
    Project(
        "北关村征收安置方案",
        "demolition",
        "征收住宅186户，产权调换与货币补偿自愿选择。",
        40,
        S.FILED,
        (40, 5, 3, 2, 1),
    ),
    Project(
        "第二实验小学迁建",
        "schools",
        "由老城区迁至新区，原校址留低年级。",
        38,
        S.REVIEWED,
        (52, 10, 6, 1, 0),
    ),
    Project(
        "向晚路生活垃圾转运站选址",
        "waste",
        "日转运300吨，距最近住宅180米。",
        36,
        S.REPORTED,
        (60, 9, 5, 4, 2),
    ),
    Project(
        "纺织厂改制职工安置方案",
        "reform",
        "涉及职工312人，安置费用由财政兜底。",
        30,
        S.GRADED,
        (20, 5, 4, 6, 5),
    ),
    Project(
        "老旧小区加装电梯实施办法", "housing", "明确出资比例、低层住户补偿和异议处理程序。", 24, S.ANALYSING
    ),
    Project("城区停车收费规划", "planning", "中心区路内停车分时收费，居民享受包月优惠。", 12, S.SURVEYING),
    Project("元宵灯会活动方案", "events", "预计单日最大客流六万人，设置单向通道和应急出口。", 6, S.PLANNED),
    Project(
        "汀兰河滨湿地公园建设", "environment", "建设生态步道和观鸟台，涉及河滩菜地退耕。", 2, S.IDENTIFIED
    ),
)
RISKS = (
    ("controllability", "施工期间商户集中反映生意损失", 4, 3, "分段施工，保留人行通道，先补偿后施工", 2, 2),
    ("reasonableness", "补偿标准与邻县不一致引起比较", 3, 3, "按邻县标准重新测算并公示", 2, 2),
    ("controllability", "夜间施工噪声影响学校和住户", 3, 2, "二十二时后停工，设置隔音屏", 1, 2),
    ("feasibility", "雨季前未能完成排水工程", 2, 4, "排水段提前到第一段施工", 1, 3),
)
GROUPS = (
    ("沿线住户", 420, "噪声、停车和出行"),
    ("沿线商户", 60, "施工期间客流减少"),
    ("附近学校", 1200, "学生上学路上的安全"),
)
CONCERNS = ("noise", "traffic", "money", "safety", "nature", "other")
STANCES = ("support", "neutral", "mild", "some", "strong")


def begin(scene: Scene) -> None:
    for number, project in enumerate(PROJECTS):
        at = before_end(scene, project.days)
        if at > scene.stage.begin:
            scene.stage.add(at + timedelta(minutes=7 * number), _Course(scene, project, number).play())


class _Course:
    """One decision on its way. It stops in the state in which the project is to be seen."""

    def __init__(self, scene: Scene, project: Project, number: int) -> None:
        self.scene, self.project, self.number = scene, project, number
        self.row: Assessment

    def by(self, who: str) -> Actor:
        if who == LEADER:
            return self.scene.by(LEADER, self.scene.unit(CITY_CENTRE), "city_leader")
        if who == FILER:
            return self.scene.by(FILER, self.scene.unit(CITY_CENTRE))
        return self.scene.of(self.scene.unit(UNIT))

    def do(self, action: Callable[..., Any], who: str = "", **more: Any) -> Any:
        self.row.refresh_from_db()
        return action(row=self.row, by=self.by(who), now=self.scene.now, **more)

    def play(self) -> Plot:
        project, scene = self.project, self.scene
        self.row = working.identify(
            title=project.title, kind=project.kind, brief=project.brief, basis=BASIS, owner=scene.unit(UNIT),
            by=self.by(""), now=scene.now,
        )  # fmt: skip
        for status, steps in (
            (S.PLANNED, self._plan),
            (S.SURVEYING, self._ask),
            (S.ANALYSING, self._analyse),
            (S.GRADED, self._grade),
            (S.REPORTED, self._report),
            (S.REVIEWED, self._review),
            (S.FILED, self._file),
            (S.DECIDED, self._decide),
            (S.TRACKING, self._track),
            (S.CLOSED, self._close),
        ):
            if self.row.status == project.ends:
                return
            yield from steps()
            self.row.refresh_from_db()
            assert self.row.status == status

    def _plan(self) -> Plot:
        yield self.scene.later(1)
        self.do(working.plan, words="公示、匿名问卷、座谈和听证，异议逐条答复；月底前形成报告。")
        for group, size, interest in GROUPS:
            self.do(working.add_stakeholder, group=group, size=size, interest=interest)

    def _ask(self) -> Plot:
        yield self.scene.later(1)
        survey = self.do(
            working.ask,
            question=f"您赞成{self.project.title}吗？",
            explanation=f"{self.project.brief}您的回答是匿名的，决策单位只看到汇总数。",
        )
        chance = self.scene.chance(f"survey-{self.number}")
        for stance, count in zip(STANCES, self.project.said, strict=True):
            for _each in range(count):
                concern = "" if stance == "support" else chance.choice(CONCERNS)
                token = f"demo-{chance.random()}"
                answer(survey=survey, stance=stance, concern=concern, token=token, now=self.scene.now)

    def _analyse(self) -> Plot:
        yield self.scene.later(7)
        self._hear(Method.HEARING, "住户和商户代表", 40, 30)
        yield self.scene.later(1)
        self.do(working.analyse)

    def _hear(self, method: Method, whom: str, invited: int, present: int) -> None:
        against = 7 if self.project.is_disputed else 1
        self.do(
            working.add_consultation,
            method=method, on=self.scene.today, whom=whom, invited=invited, present=present, refused=2,
            support=present - against - 3, mild=against - against // 2, some=against // 2, strong=0,
            words="主要关心工期、停车和补偿。", dissent="补偿标准低于邻县。", answer="按邻县标准重新测算，结果公示。",
        )  # fmt: skip

    def _answers(self, *doubtful: str) -> dict[str, str]:
        rule: AssessmentRule = rule_of(self.row)
        return {each.code: "small" if each.code in doubtful else "in_order" for each in rule.items}

    def _grade(self) -> Plot:
        yield self.scene.later(1)
        self.do(working.grade, answers=self._answers("fair_compensation", "timing", "prevention"))
        for test, words, likely, grave, measure, likely_then, grave_then in RISKS:
            self.do(
                working.add_risk, test=test, words=words, probability=likely, impact=grave, measure=measure,
                unit=self.row.owner.name, due_on=self.scene.today + timedelta(days=60),
                probability_after=likely_then, impact_after=grave_then,
            )  # fmt: skip

    def _report(self) -> Plot:
        if self.project.is_disputed:
            yield self.scene.later(1)
            words = "补偿标准提高到邻县水平，增设120个临时停车位，学校路段改在暑假施工。"
            self.do(working.change, words=words)
            yield self.scene.later(2)
            self._hear_again()
            self.do(working.grade, answers=self._answers("timing"))
        yield self.scene.later(1)
        plan = "现场设联络点，信访、公安、街道十五分钟到场，暂停争议路段施工。"
        self.do(working.report, emergency_plan=plan)

    def _hear_again(self) -> None:
        self.do(
            working.add_consultation,
            method=Method.QUESTIONNAIRE, on=self.scene.today, whom="沿线住户和商户（入户问卷）",
            invited=260, present=240, refused=12, support=214, mild=5, some=2, strong=0,
            words="多数认可调整后的补偿和停车安排。", dissent="", answer="",
        )  # fmt: skip

    def _review(self) -> Plot:
        yield self.scene.later(1)
        self.do(deciding.approve_report, FILER, note="材料齐全，异议均有答复。")

    def _file(self) -> Plot:
        yield self.scene.later(1)
        self.do(deciding.file, FILER)

    def _decide(self) -> Plot:
        yield self.scene.later(1)
        words = "同意实施，评估报告列明的措施落实到位后开工。"
        self.do(deciding.decide, LEADER, decision=self.project.decision, words=words)

    def _track(self) -> Plot:
        yield self.scene.later(2)
        self.do(deciding.track, words="已开工第一段，商户无集中反映，补偿款发放八成。")

    def _close(self) -> Plot:
        yield self.scene.later(1)
        self.do(deciding.close, FILER, words="完工并通过验收，没有遗留问题。")
