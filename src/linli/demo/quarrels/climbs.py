"""Hard disputes of the demo: four meetings one above the other, a joint panel, a reconsideration with its pushes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from linli.conferences import access
from linli.conferences.actions.asking import ask
from linli.conferences.actions.moving import due, step_rule
from linli.conferences.actions.seating import NewSeat
from linli.conferences.actions.sitting import NewTask
from linli.conferences.actions.villagers import enrol
from linli.conferences.doors import DOES
from linli.conferences.models import Conference, Villager
from linli.conferences.policies import Kind, Outcome, Position, Verb
from linli.core.actor import SYSTEM
from linli.core.time import city_day, city_zone
from linli.demo import people
from linli.demo.quarrels.quarrel import Quarrel
from linli.demo.stage import Plot
from linli.disputes.policies import Route, SessionResult
from linli.disputes.policies import Verb as DisputeVerb
from linli.people.models import Account, Unit
from linli.people.policies import Permission
from linli.redress import access as redress_access
from linli.redress.actions import cases, suggestions
from linli.redress.actions.suggestions import NewSuggestion, send
from linli.redress.doors import CASE_DOES
from linli.redress.doors import DOES as REDRESS_DOES
from linli.redress.models import Suggestion
from linli.redress.policies import CaseKind, CaseVerb, Matter, Result
from linli.redress.policies import Verb as AnswerVerb

VILLAGERS = (("常公道", "退休教师，懂村规民约"), ("齐老", "老支书，邻里都信他"), ("简明", "返乡法律人"))
VILLAGE_HEAD, STREET_HEAD, COUNTY_HEAD, CITY_HEAD = (
    "shequ-fengliao-fuze",
    "jiedao-qingjia-fuze",
    "maodiao-tanglin-fuze",
    "maodiao-fuze",
)


@dataclass(frozen=True)
class Step:
    """One meeting: who convenes and chairs it, who else comes, what comes of it."""

    kind: Kind
    unit: str
    head: str
    question: str
    proposal: str
    reason: str
    outcome: Outcome = Outcome.RAISED
    members: tuple[tuple[str, str], ...] = ()
    """(username, reason), or a fixed seat of the rule as (username, "=post")."""
    offices: tuple[tuple[str, str], ...] = ()
    """The same for somebody who is named by what they do."""
    villagers: bool = False
    against: Mapping[str, str] = field(default_factory=dict)
    """Username -> what they say against it."""
    tasks: tuple[tuple[str, str, int], ...] = ()
    """(unit, words, days)."""


WALL = "两家共用的排水沟被一家加宽的院墙占了，怎样恢复才公平？"
STEPS = (
    Step(
        Kind.REVIEW, people.COMMUNITY, VILLAGE_HEAD, WALL, "院墙退回原位，费用各半。",
        "沟的原位各说各的，社区没有图纸。", villagers=True,
    ),
    Step(
        Kind.REASONING, people.COMMUNITY, VILLAGE_HEAD, WALL, "先清沟排水，再由街道找图纸。",
        "清沟已经做到，墙退不退谈不拢。", villagers=True,
    ),
    Step(
        Kind.JOINT, people.STREET, STREET_HEAD, WALL, "按旧图纸退墙三十厘米，街道出人帮工。",
        "旧图纸与现状不符，要请区里的规划和住建部门核对。",
        members=(("paichusuo-qingjia", "=station"), ("chengguan-tanglin", "核对院墙有没有审批")),
        offices=(("律师 赵衡", "=lawyer"),),
        against={"chengguan-tanglin": "没有核准文件之前，先定退墙的尺寸没有依据。"},
    ),
    Step(
        Kind.COUNTY, people.DISPUTES, COUNTY_HEAD, WALL, "以测绘成果为准，沟宽恢复到八十厘米。",
        "牵涉全市同一批老宅的排水沟，请市里统一口径。",
        members=(
            ("chengguan-tanglin", "审批情况"), ("gongshui-tanglin", "排水"), ("jiedao-qingjia-fuze", "属地"),
        ),
        offices=(("注册测绘师", "读图"),),
        against={"gongshui-tanglin": "八十厘米在暴雨时不够，应当一百厘米。"},
    ),
    Step(
        Kind.CITY, "9901-dispute_centre", CITY_HEAD, WALL, "老宅排水沟一律按测绘成果恢复，市住建局出指导图。",
        "各区做法统一，回到调解桌上按图恢复。", Outcome.ADVISED,
        members=(("zhujian-fuze", "老宅规范"), ("chengguan", "执法口径"), ("maodiao-tanglin-fuze", "情况说明")),
        offices=(("高校排水专家", "读图"),),
        tasks=(("9901-housing", "印发老宅排水沟恢复指导图", 20), ("9901-city_management", "统一执法口径", 10)),
    ),
)  # fmt: skip
PANEL = Step(
    Kind.PANEL, people.DISPUTES, COUNTY_HEAD, "墙面开裂是设计、施工还是使用造成的，各方该怎样分担？",
    "先做鉴定，费用由施工方垫付；鉴定期间住户临时安置。", "先查清原因，再谈分担。", Outcome.ADVISED,
    members=(("chengguan-tanglin", "懂施工管理"), ("fayuan-tanglin", "懂类似判决")),
    against={"fayuan-tanglin": "鉴定费先由哪一方垫付，应当由双方商定，不宜由合议庭来定。"},
    tasks=((people.DISPUTES, "帮双方选定鉴定机构", 15),),
)  # fmt: skip


def enrol_villagers(quarrel: Quarrel) -> None:
    """Bring three respected villagers into the community's roster, once."""
    unit = Unit.objects.get(code=people.COMMUNITY)
    if Villager.objects.filter(unit=unit).exists():
        return
    for number, (name, known_for) in enumerate(VILLAGERS):
        enrol(
            unit=unit,
            name=name,
            phone=f"1990008880{number}",
            known_for=known_for,
            elected_on=date(quarrel.today.year - 1, 1, 10),
            until_on=date(quarrel.today.year + 2, 1, 9),
            by=SYSTEM,
            now=quarrel.now,
        )


def goes_up_to_the_city(quarrel: Quarrel) -> Plot:
    """No step below finds a way; each writes down why, and the city gives its opinion."""
    enrol_villagers(quarrel)
    quarrel.accept()
    yield from quarrel.sit("甲方：沟被占了，雨天进水。\n乙方：墙是翻修，没有多占。", SessionResult.GOES_ON)
    for step in STEPS:
        yield from _meet(quarrel, step)


def before_a_panel(quarrel: Quarrel) -> Plot:
    """Several fields sit together; one of them is of another opinion, and it stays in the record."""
    quarrel.accept()
    yield from quarrel.sit("甲方：墙裂了要赔。\n乙方：地基原来就沉。", SessionResult.GOES_ON)
    yield from _meet(quarrel, PANEL)


def before_respected_villagers(quarrel: Quarrel) -> Plot:
    """Asked for, and convened for the days after the demo."""
    enrol_villagers(quarrel)
    quarrel.accept()
    yield from quarrel.sit("甲方：树荫挡了菜地。\n乙方：树是老辈种的。", SessionResult.GOES_ON)
    table = _asked(quarrel, STEPS[0], "两家的老树挡了菜地，怎样修剪才两便？")
    table.convene()


def _meet(quarrel: Quarrel, step: Step) -> Plot:
    table = _asked(quarrel, step, step.question)
    yield table.convene() + timedelta(hours=1)
    table.sit(step)
    if step.tasks:
        yield quarrel.morning(6)
        task = table.conference.tasks.order_by("due_on").first()
        if task is not None:
            table.do(step.head, Verb.REPORT, task=task.pk, words="已经办好，书面材料附后")


def _asked(quarrel: Quarrel, step: Step, question: str) -> Table:
    viewer = quarrel.stage.cast.viewers[quarrel.house.duty]
    made = ask(
        dispute=quarrel.dispute,
        kind=step.kind,
        unit=Unit.objects.get(code=step.unit),
        question=question,
        why="调解和下一级的会议没有谈成，经过和理由都有记录。",
        sides_agree=True,
        by=viewer.actor_for(Permission.CONFERENCE_CONVENE),
        now=quarrel.now,
    )
    quarrel.stage.done["conference.ask"] += 1
    return Table(quarrel, step, made)


@dataclass
class Table:
    """One meeting on the stage, through the same doors as the pages."""

    quarrel: Quarrel
    step: Step
    conference: Conference

    def do(self, who: str, verb: Verb, **more: Any) -> Any:
        viewer = self.quarrel.stage.cast.viewers[who]
        row = access.get_conference_to(viewer, self.conference.pk, verb)
        by = access.actor_for(viewer, row, verb)
        made = DOES[verb](conference=row, by=by, now=self.quarrel.now, **more)
        self.conference = Conference.objects.get(pk=self.conference.pk)
        self.quarrel.stage.done[f"conference.{verb.value}"] += 1
        return made

    def convene(self) -> datetime:
        """Convene it for the first morning that the notice allows, and invite everybody."""
        earliest = city_day(due(self.quarrel.now, step_rule(self.conference).notice))
        starts_at = datetime.combine(earliest + timedelta(days=1), time(10), city_zone())
        self.do(self.step.head, Verb.APPROVE, starts_at=starts_at, place=f"{self.conference.unit.name}会议室")
        for seat in self._seats():
            self.do(self.step.head, Verb.INVITE, seat=seat)
        return starts_at

    def _seats(self) -> Sequence[NewSeat]:
        accounts = {each.username: each for each in Account.objects.filter(username__in=self._usernames())}
        leader = "=leader" if self.step.kind is Kind.JOINT else "主持"
        seats = [
            _seat(why, account=accounts[who], is_chair=who == self.step.head)
            for who, why in ((self.step.head, leader), *self.step.members)
        ]
        seats += [_seat(why, called=who) for who, why in self.step.offices]
        if self.step.villagers:
            rows = Villager.objects.filter(unit=self.conference.unit_id, ended_at=None).order_by("pk")
            seats += [_seat("邻里推选", villager=each.pk) for each in rows]
        return seats

    def _usernames(self) -> list[str]:
        return [self.step.head, *(who for who, _why in self.step.members)]

    def sit(self, step: Step) -> None:
        """Hold it, let everybody say where they stand, and decide."""
        came = list(self.conference.seats.filter(released_at=None).values_list("pk", flat=True))
        heard = "甲方：愿意按图恢复。\n乙方：怕花钱。" if step_rule(self.conference).hears_sides else ""
        self.do(step.head, Verb.HOLD, came=came, proposal=step.proposal, heard=heard)
        for seat in self.conference.seats.filter(released_at=None).select_related("account").order_by("pk"):
            words = step.against.get(seat.account.username if seat.account else "", "")
            stand = Position.AGAINST if words else Position.FOR
            self.do(step.head, Verb.STATE, seat=seat.pk, stand=stand, words=words)
        today = self.quarrel.today
        tasks = [
            NewTask(Unit.objects.get(code=code), words, today + timedelta(days=days))
            for code, words, days in step.tasks
        ]
        self.do(step.head, Verb.DECIDE, outcome=step.outcome, reason=step.reason, tasks=tasks)


def _seat(why: str, **holder: Any) -> NewSeat:
    return NewSeat(post=why[1:], **holder) if why.startswith("=") else NewSeat(why=why, **holder)


# A decision of an authority, examined by another; what it teaches goes three ways

REVIEWER, ANSWERS = "fuyi-tanglin", "jiedao-qingjia-fuze"


def reconsidered_with_three_pushes(quarrel: Quarrel) -> Plot:
    """The decision is revoked; one push is done, one is answered, one still waits for its answer."""
    quarrel.duty(DisputeVerb.CHOOSE_ROUTE, route=Route.RECONSIDERATION, party=quarrel.sides()[0].pk)
    body = Unit.objects.get(code=people.JUSTICE)
    words = "申请人选择行政复议，材料随附"
    quarrel.duty(DisputeVerb.REFER, route=Route.RECONSIDERATION, to_unit=body, words=words)
    duty = quarrel.stage.cast.viewers[quarrel.house.duty]
    case = cases.receive(
        dispute=quarrel.dispute,
        kind=CaseKind.RECONSIDERATION,
        body=body,
        respondent="",
        respondent_unit=Unit.objects.get(code=people.STREET),
        act="关于不予办理临时摊位登记的决定",
        learnt_on=quarrel.today - timedelta(days=12),
        by=duty.actor_for(Permission.REDRESS_HANDLE),
        now=quarrel.now,
    )
    viewer = quarrel.stage.cast.viewers[REVIEWER]

    def do(verb: CaseVerb, **more: Any) -> None:
        row = redress_access.get_case_to(viewer, case.pk, verb)
        CASE_DOES[verb](case=row, by=redress_access.case_actor(viewer, row), now=quarrel.now, **more)
        quarrel.stage.done[f"case.{verb.value}"] += 1

    yield quarrel.morning(2)
    do(CaseVerb.ACCEPT)
    yield quarrel.morning(12)
    do(CaseVerb.DECIDE, result=Result.REVOKED, words="没有听取陈述，事实不清，撤销原决定，责令重新处理。")
    made = []
    for matter, subject, words in (
        (Matter.PUSH_CASE, "重新办理摊位登记", "请在十五日内重新作出处理，并告知当事人。"),
        (Matter.PUSH_CLASS, "同类登记的告知方式", "请检查近一年同类登记，统一告知方式并留存凭证。"),
        (Matter.PUSH_SOURCE, "摊位登记的办理规则", "请公开条件、材料和时限，从源头减少争议。"),
    ):
        row = redress_access.get_case_to(viewer, case.pk, CaseVerb.PUSH)
        one = NewSuggestion(
            matter=matter, case=row, from_unit=body, to_unit=Unit.objects.get(code=people.STREET),
            subject=subject, words=words,
        )  # fmt: skip
        made.append(send(one, by=redress_access.case_actor(viewer, row), now=quarrel.now))
    yield quarrel.morning(5)
    _answer(quarrel, made[0], "已听取陈述，重新办理了登记，当事人已领证。")
    _answer(quarrel, made[1], "检查二十三件，补告知四件，告知书格式已统一。")
    yield quarrel.morning(2)
    accepted = redress_access.get_suggestion_to(viewer, made[0].pk, AnswerVerb.ACCEPT)
    by = redress_access.suggestion_actor(viewer, accepted, AnswerVerb.ACCEPT)
    suggestions.accept(suggestion=accepted, by=by, now=quarrel.now)


def _answer(quarrel: Quarrel, suggestion: Suggestion, words: str) -> None:
    viewer = quarrel.stage.cast.viewers[ANSWERS]
    row = redress_access.get_suggestion_to(viewer, suggestion.pk, AnswerVerb.ANSWER)
    by = redress_access.suggestion_actor(viewer, row, AnswerVerb.ANSWER)
    REDRESS_DOES[AnswerVerb.ANSWER](suggestion=row, words=words, is_followed=True, by=by, now=quarrel.now)
