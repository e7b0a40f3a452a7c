"""Disputes of the demo, each played to another end, so that every page of a centre has something to show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from linli.core.actor import SYSTEM
from linli.core.time import city_day, city_zone
from linli.demo import people
from linli.demo.stage import Plot, Stage
from linli.disputes.access import actor_for, get_dispute_to
from linli.disputes.actions.agreeing import NewAgreement, NewTerm
from linli.disputes.actions.claims import AgreedAmount
from linli.disputes.actions.deciding import enrol
from linli.disputes.actions.parties import NewParty, NewRepresentative
from linli.disputes.actions.registering import NewDispute, register
from linli.disputes.actions.sitting import NewSession, SessionRecord
from linli.disputes.actions.watching import watch
from linli.disputes.doors import DOES
from linli.disputes.models import Committee, Dispute, Mediator, Party
from linli.disputes.policies import (
    AccidentRole,
    AgreementKind,
    How,
    PartyKind,
    Power,
    RepresentativeKind,
    Route,
    SessionManner,
    SessionResult,
    Source,
    Task,
    TermKind,
    Tie,
    Verb,
)
from linli.people.models import Account, Unit
from linli.people.policies import Permission

ELDER, YOUNGER = "110101199003071030", "110101199407171054"
"""Invented people; the file of a closed dispute wants the numbers of its sides."""


@dataclass(frozen=True)
class House:
    """One centre, and who works there."""

    unit: str
    duty: str
    mediator: str
    recorder: str
    committee: str
    specialities: tuple[str, ...]


COUNTY = House(
    people.DISPUTES, "maodiao-tanglin", "tiaojie-tanglin", "jilu-tanglin", "棠林", ("04", "06", "10")
)
TRAFFIC = House(people.DISPUTES, "maodiao-tanglin", "tiaojie-tanglin", "jilu-tanglin", "棠林交", ("16",))
VILLAGE = House(
    people.COMMUNITY, "zhiban-fengliao", "tiaojie-fengliao", "tiaojie-fengliao", "枫蓼", ("01", "02")
)
COURT_OFFICER, INSURER = "fayuan-tanglin", "baoxian"


@dataclass
class Quarrel:
    """One dispute on the stage. Everything goes through the same doors as the pages."""

    stage: Stage
    house: House
    dispute: Dispute

    @property
    def now(self) -> datetime:
        return self.stage.now

    @property
    def today(self) -> date:
        return city_day(self.now)

    def do(self, who: str, verb: Verb, **more: Any) -> Any:
        viewer = self.stage.cast.viewers[who]
        row = get_dispute_to(viewer, self.dispute.number, verb)
        made = DOES[verb](dispute=row, by=actor_for(viewer, row, verb), now=self.now, **more)
        self.dispute.refresh_from_db()
        self.stage.done[f"dispute.{verb.value}"] += 1
        return made

    def duty(self, verb: Verb, **more: Any) -> Any:
        return self.do(self.house.duty, verb, **more)

    def mediator(self, verb: Verb, **more: Any) -> Any:
        return self.do(self.house.mediator, verb, **more)

    def sides(self) -> list[Party]:
        return list(self.dispute.parties.order_by("place"))

    def morning(self, days: int, hour: int = 9) -> datetime:
        return datetime.combine(self.today + timedelta(days=days), time(hour), city_zone())

    # Steps that several stories share

    def accept(self) -> None:
        """The side that came decides for mediation, all agree, the committee takes it."""
        self.duty(Verb.CHOOSE_ROUTE, route=Route.MEDIATION, party=self.sides()[0].pk)
        for party in self.sides():
            self.duty(Verb.CONSENT, party=party.pk, consents=True, how=How.ORAL)
        self.duty(Verb.ACCEPT, committee=Committee.objects.get(short_name=self.house.committee).pk)
        self._appoint(self.house.mediator, Task.LEAD)
        if self.house.recorder != self.house.mediator:
            self._appoint(self.house.recorder, Task.RECORD)

    def _appoint(self, who: str, task: Task) -> None:
        mediator = Mediator.objects.get(account__username=who, committee__short_name=self.house.committee)
        self.duty(Verb.APPOINT, mediator=mediator.pk, task=task, tie=Tie.NONE)

    def plan(self, begins_at: datetime, manner: SessionManner = SessionManner.IN_PERSON) -> int:
        place = f"{self.dispute.centre.name}调解室"
        session = NewSession(begins_at, 90, manner, place, link="")
        return int(self.mediator(Verb.PLAN_SESSION, session=session).pk)

    def hold(self, session: int, statements: str, result: SessionResult, **more: Any) -> None:
        came = [each.pk for each in self.sides()]
        kept = SessionRecord(came, True, statements, "", "", result, **more)
        self.mediator(Verb.RECORD_SESSION, session=session, kept=kept)

    def sit(self, statements: str, result: SessionResult = SessionResult.WRITTEN, **more: Any) -> Plot:
        session = self.plan(self.morning(2))
        yield self.morning(2, 11)
        self.hold(session, statements, result, **more)

    def draft(self, facts: str, kind: AgreementKind = AgreementKind.WRITTEN) -> None:
        given = NewAgreement(kind, facts, "转账或者当面给付", "逾期可以申请强制执行或者起诉")
        self.mediator(Verb.DRAFT_AGREEMENT, agreement=given)

    def promise(self, words: str, amount: str, days: int, **more: Any) -> None:
        debtor, creditor = self.sides()[1].pk, self.sides()[0].pk
        due = self.today + timedelta(days=days)
        term = NewTerm(TermKind.PAY, debtor, words, due, creditor, Decimal(amount), "银行转账", **more)
        self.mediator(Verb.ADD_TERM, term=term)

    def sign(self) -> None:
        for party in self.sides():
            self.mediator(Verb.SIGN, party=party.pk, how=How.PAPER)
        helper = Mediator.objects.get(
            account__username=self.house.mediator, committee__short_name=self.house.committee
        )
        self.mediator(Verb.SIGN, mediator=helper.pk, how=How.SCREEN)
        self.mediator(Verb.SEAL)

    def pay_all(self) -> None:
        for term in self.dispute.terms.filter(is_open=True).order_by("pk"):
            self.mediator(Verb.PERFORM, term=term.pk, words="已到账")

    def apply(self) -> None:
        court = Unit.objects.get(code=people.COURT).pk
        self.mediator(Verb.APPLY, court=court, jointly=True)


Tale = Callable[[Quarrel], Plot]


def kept_and_closed(quarrel: Quarrel) -> Plot:
    """Neighbours agree, the money comes, they are visited, the file is closed and told without names."""
    quarrel.accept()
    asked = {"asked": "楼下邻居", "relation": "邻居", "place": "漏水的屋里"}
    words = "问：什么时候开始漏的？\n答：上月底，厨房顶上先湿。"
    quarrel.mediator(Verb.INVESTIGATE, words=words, is_read_back=True, **asked)
    yield from quarrel.sit("甲方：水是从楼上漏下来的。\n乙方：愿意修，也愿意赔。")
    quarrel.draft("楼上水管破裂，楼下顶棚、地板受损。")
    quarrel.promise("赔偿顶棚和地板维修费", "2600", 10)
    quarrel.sign()
    yield quarrel.morning(5)
    quarrel.pay_all()
    yield quarrel.morning(6)
    heard = {"reason": "履行后回访", "words": "顶棚修好了，两家见面打招呼", "is_satisfied": True}
    quarrel.mediator(Verb.FOLLOW_UP, party=quarrel.sides()[0].pk, **heard)
    quarrel.duty(Verb.ARCHIVE)
    quarrel.duty(
        Verb.PUBLISH, outcome="楼上漏水，楼下受损；双方到场看过后商定维修和赔偿，五天后付清。", all_agree=True
    )


def an_instalment_is_missed(quarrel: Quarrel) -> Plot:
    quarrel.accept()
    yield from quarrel.sit("甲方：借条在。\n乙方：认账，手头紧，分几次还。")
    quarrel.draft("2024年借款12000元，有借条，至今未还。")
    quarrel.promise("归还借款", "12000", 5, instalments=6)
    quarrel.sign()
    yield quarrel.morning(5)
    first = quarrel.dispute.terms.filter(is_open=True).order_by("due_on")[0]
    quarrel.mediator(Verb.PERFORM, term=first.pk, words="第一期到账")
    yield quarrel.morning(34)
    quarrel.mediator(Verb.BREACH, words="第二期到期没有付，已告知可以申请支付令或者起诉")


def confirmed_by_the_court(quarrel: Quarrel) -> Plot:
    quarrel.accept()
    yield from quarrel.sit("甲方：货款欠了半年。\n乙方：对账没有问题，两个月内付。")
    quarrel.draft("双方对账，尚欠货款48000元。")
    quarrel.promise("支付货款", "48000", 60)
    quarrel.sign()
    yield quarrel.morning(2)
    quarrel.apply()
    yield quarrel.morning(2)
    quarrel.do(COURT_OFFICER, Verb.COURT_TAKES, case_number="（2026）棠司确12号")
    yield quarrel.morning(6)
    quarrel.do(COURT_OFFICER, Verb.GRANT, case_number="（2026）棠司确12号", words="符合法律规定，予以确认")


def rejected_by_the_court(quarrel: Quarrel) -> Plot:
    quarrel.accept()
    yield from quarrel.sit("甲方：地界以老桩为准。\n乙方：同意，但要补种树。")
    quarrel.draft("两家菜地以老桩为界，界内三棵树归甲方。")
    quarrel.promise("补偿树款", "900", 25)
    quarrel.sign()
    yield quarrel.morning(3)
    quarrel.apply()
    yield quarrel.morning(2)
    quarrel.do(COURT_OFFICER, Verb.COURT_TAKES, case_number="（2026）棠司确15号")
    yield quarrel.morning(5)
    why = "协议涉及土地权属的确认，不属于司法确认的范围"
    quarrel.do(COURT_OFFICER, Verb.REJECT, case_number="（2026）棠司确15号", words=why)


def nobody_asked_the_court_in_time(quarrel: Quarrel) -> Plot:
    """The thirty days pass; the agreement binds as before."""
    quarrel.accept()
    yield from quarrel.sit("甲方：装修把承重墙旁的线管打断了。\n乙方：找人接好，再赔一千五。")
    quarrel.draft("装修打断公共线管，影响三户用电。")
    quarrel.promise("赔偿误工和修理费", "1500", 50)
    quarrel.sign()


def pay_is_left_to_arbitration(quarrel: Quarrel) -> Plot:
    quarrel.accept()
    why = "补偿数额差距太大"
    yield from quarrel.sit(
        "甲方：做了六年，要补偿。\n乙方：最多一个月工资。",
        SessionResult.FAILED,
        why_failed=why,
        routes_told=True,
    )
    quarrel.duty(Verb.CHOOSE_ROUTE, route=Route.ARBITRATION, party=quarrel.sides()[0].pk)
    unit = Unit.objects.get(code="990102-human_resources")
    quarrel.duty(Verb.REFER, route=Route.ARBITRATION, to_unit=unit, words="申请人选择劳动仲裁，材料随附")


def money_the_same_day(quarrel: Quarrel) -> Plot:
    """The claim desk: advance, reckoning, three sides, agreement, confirmation, payment that day."""
    yield from _collide(quarrel)
    quarrel.mediator(Verb.AGREE_AMOUNTS, amounts=_amounts(quarrel), facts=FAULT)
    quarrel.sign()
    yield quarrel.morning(1)
    quarrel.apply()
    quarrel.do(COURT_OFFICER, Verb.COURT_TAKES, case_number="（2026）棠司确21号")
    yield quarrel.morning(2)
    quarrel.do(COURT_OFFICER, Verb.GRANT, case_number="（2026）棠司确21号")
    for term in quarrel.dispute.terms.filter(is_open=True):
        quarrel.mediator(Verb.PROMISE_PAYMENT, term=term.pk)
    yield quarrel.now + timedelta(hours=4)
    quarrel.pay_all()


def money_is_promised(quarrel: Quarrel) -> Plot:
    yield from _collide(quarrel)
    quarrel.mediator(Verb.AGREE_AMOUNTS, amounts=_amounts(quarrel), facts=FAULT)
    quarrel.sign()
    first = quarrel.dispute.terms.filter(is_open=True).order_by("pk")[0]
    quarrel.mediator(Verb.PROMISE_PAYMENT, term=first.pk)


def still_being_reckoned(quarrel: Quarrel) -> Plot:
    yield from _collide(quarrel)


FAULT = "交警认定轿车驾驶人承担主要责任，骑车人承担次要责任。"


def _collide(quarrel: Quarrel) -> Plot:
    """Come to the table with rider, driver and insurer, and reckon."""
    quarrel.accept()
    rider, driver, insurer = quarrel.sides()
    powers = (Power.ATTEND, Power.SETTLE, Power.SIGN)
    agent = NewRepresentative(
        "赵代理", RepresentativeKind.AGENT, "19900090099", relation="理赔专员", powers=powers
    )
    quarrel.duty(Verb.ADD_REPRESENTATIVE, party=insurer.pk, representative=agent)
    for party, role, vehicle in (
        (rider, AccidentRole.CLAIMANT, "B"),
        (driver, AccidentRole.DRIVER, "A"),
        (insurer, AccidentRole.INSURER, "A"),
    ):
        quarrel.mediator(Verb.SET_PART, party=party.pk, role=role, vehicle=vehicle)
    side = {"payer": driver.pk, "payee": rider.pk}
    quarrel.mediator(Verb.ADVANCE, amount=Decimal(20000), words="住院押金，收据一张", **side)
    yield from quarrel.sit("甲方：按法律算。\n乙方：已经垫付两万。\n丙方：材料齐就当天付。")
    quarrel.mediator(Verb.RECKON, answers=_answers(quarrel.today - timedelta(days=40)))


def _answers(accident_on: date) -> str:
    """Return what a mediator types into the calculator."""
    injured = {"where": "B:driver", "outcome": "well", "medical": "48600", "hospital_days": "20"}
    injured |= {"nutrition_days": "60", "nursing_days": "60", "off_days": "120", "pay": "200"}
    injured |= {"carers": "1", "pay_kind": "daily", "transport": "600", "repair": "1500"}
    insured = {"degree_A": "main", "compulsory_A": "yes", "answers_A": "driver", "degree_B": "secondary"}
    accident = {"accident_on": accident_on.isoformat(), "figures": "990000:2025"}
    return json.dumps(
        {
            "accident": accident | {"side_a": "motor", "side_b": "non_motor"},
            "people": [{"injured": injured}],
            "insured": insured,
            "paid": {"by_1": "A", "to_1": "P1", "amount_1": "20000"},
        }
    )


def _amounts(quarrel: Quarrel) -> list[AgreedAmount]:
    rider, driver, insurer = quarrel.sides()
    row = quarrel.dispute.reckonings.latest("pk")
    return [
        AgreedAmount(
            (insurer if line["payer"] == "A/compulsory" else driver).pk,
            rider.pk,
            Decimal(line["amount"]),
            quarrel.today + timedelta(days=5),
            "银行转账",
        )
        for line in row.terms
    ]


def hearing_on_its_way(quarrel: Quarrel) -> Plot:
    quarrel.accept()
    quarrel.plan(datetime.combine(city_day(quarrel.stage.end) + timedelta(days=1), time(9, 30), city_zone()))
    yield from ()


def in_separate_rooms(quarrel: Quarrel) -> Plot:
    """There were signs of violence: nobody is put at one table."""
    quarrel.accept()
    words = "一方说曾被推搡，情绪激动"
    quarrel.mediator(Verb.FLAG_SAFETY, words=words, is_police_told=True)
    begins = datetime.combine(city_day(quarrel.stage.end) + timedelta(days=2), time(14, 30), city_zone())
    quarrel.plan(begins, SessionManner.SEPARATE_ROOMS)
    yield from ()


def one_side_declines(quarrel: Quarrel) -> Plot:
    quarrel.duty(Verb.CHOOSE_ROUTE, route=Route.MEDIATION, party=quarrel.sides()[0].pk)
    yield quarrel.morning(2)
    quarrel.duty(Verb.CONSENT, party=quarrel.sides()[1].pk, consents=False, how=How.ORAL)


def answers_are_awaited(quarrel: Quarrel) -> Plot:
    quarrel.duty(Verb.CHOOSE_ROUTE, route=Route.MEDIATION, party=quarrel.sides()[0].pk)
    quarrel.duty(Verb.CONSENT, party=quarrel.sides()[0].pk, consents=True, how=How.PAPER)
    yield from ()


def by_word_of_mouth(quarrel: Quarrel) -> Plot:
    quarrel.accept()
    yield from quarrel.sit("甲方：话说重了。\n乙方：孩子不懂事，赔礼。", SessionResult.ORAL)
    quarrel.draft("孩子玩闹碰坏花盆，大人起了口角。", AgreementKind.ORAL)
    quarrel.promise("赔偿花盆", "120", 3)
    quarrel.mediator(Verb.AGREE_ORALLY)
    yield quarrel.morning(1)
    quarrel.pay_all()


@dataclass(frozen=True)
class Beginning:
    """What somebody comes with, so many days before now."""

    days: float
    house: House
    tale: Tale
    title: str
    brief: str
    category: str
    names: tuple[str, str]
    source: Source = Source.PARTY


BEGINNINGS = (
    Beginning(
        58, COUNTY, an_instalment_is_missed, "民间借款未还", "借款一万二，拖了两年。", "04", ("罗远", "谢勤")
    ),
    Beginning(
        52, VILLAGE, nobody_asked_the_court_in_time, "装修打断线管", "三户停电半天。", "02", ("田家", "梁新")
    ),
    Beginning(45, VILLAGE, kept_and_closed, "楼上漏水毁了顶棚", "顶棚、地板受损。", "02", ("苏米", "潘亮")),
    Beginning(40, COUNTY, confirmed_by_the_court, "货款拖欠半年", "供货方多次催要。", "04", ("钟实", "汪发")),
    Beginning(
        36,
        TRAFFIC,
        money_the_same_day,
        "轿车与电动车相撞赔偿",
        "骑车人住院二十天。",
        "16",
        ("卢骑", "贾驾"),
        Source.POLICE,
    ),
    Beginning(
        33, COUNTY, pay_is_left_to_arbitration, "辞退补偿争议", "口头通知不用再来。", "10", ("丁工", "薛总")
    ),
    Beginning(
        28, COUNTY, rejected_by_the_court, "菜地地界不清", "两家都说是自己的。", "07", ("阎田", "余地")
    ),
    Beginning(20, VILLAGE, one_side_declines, "楼道停车", "电动车堵住楼道。", "02", ("戴静", "夏风")),
    Beginning(15, VILLAGE, by_word_of_mouth, "孩子玩闹起口角", "花盆碰坏。", "02", ("任平", "姜和")),
    Beginning(
        9,
        TRAFFIC,
        money_is_promised,
        "货车转弯刮倒骑车人",
        "骑车人骨折。",
        "16",
        ("石骑", "崔驾"),
        Source.POLICE,
    ),
    Beginning(
        6,
        TRAFFIC,
        still_being_reckoned,
        "路口两车相撞",
        "电动车受损。",
        "16",
        ("顾骑", "侯驾"),
        Source.POLICE,
    ),
    Beginning(4, COUNTY, in_separate_rooms, "姐妹分家产争吵", "争吵时动了手。", "01", ("邵大", "邵小")),
    Beginning(3, COUNTY, hearing_on_its_way, "装修质量争议", "墙面开裂。", "04", ("龙家", "万建")),
    Beginning(1, VILLAGE, answers_are_awaited, "空调外机噪音", "夜里睡不着。", "02", ("段宁", "雷响")),
)


def add_quarrels(stage: Stage) -> None:
    """Let the disputes begin as the stage does. Those whose day lies before it are left out."""
    if not Committee.objects.filter(short_name=COUNTY.committee).exists():
        return
    stage.add(stage.begin, _enrol(stage))
    for number, each in enumerate(BEGINNINGS):
        at = stage.end - timedelta(days=each.days)
        if at > stage.begin:
            stage.add(at, _begin(stage, each, number))
    stage.add(stage.begin + timedelta(hours=1), _nights(stage))


def _enrol(stage: Stage) -> Plot:
    accounts = {each.username: each for each in Account.objects.filter(username__in=stage.cast.viewers)}
    for house in (COUNTY, TRAFFIC, VILLAGE):
        committee = Committee.objects.get(short_name=house.committee)
        for who in {house.mediator, house.recorder}:
            enrol(
                account=accounts[who],
                committee=committee,
                specialities=list(house.specialities),
                since_on=city_day(stage.now),
            )
    yield from ()


def _begin(stage: Stage, each: Beginning, number: int) -> Plot:
    viewer = stage.cast.viewers[each.house.duty]
    new_one = NewDispute(
        each.title, each.brief, each.category, tuple(_parties(each, number)), source=each.source
    )
    centre = Unit.objects.get(code=each.house.unit)
    by = viewer.actor_for(Permission.DISPUTE_RECEIVE)
    dispute = register(new_one, centre=centre, by=by, now=stage.now)
    stage.done["dispute.register"] += 1
    yield from each.tale(Quarrel(stage, each.house, dispute))


def _parties(each: Beginning, number: int) -> Iterator[NewParty]:
    numbers = (ELDER, YOUNGER)
    for side, name in enumerate(each.names, start=1):
        phone = f"1990009{number:02d}{side:02d}"
        address = f"枫蓼社区{number + 1}号楼{side}单元"
        yield NewParty(side, name, phone, address, numbers[side - 1], area_code=people.COUNTY)
    if each.house is TRAFFIC:
        account = Account.objects.filter(username=INSURER).values_list("pk", flat=True).first()
        yield NewParty(
            3,
            "吴理",
            f"1990009{number:02d}03",
            "滨河路1号",
            kind=PartyKind.ORGANISATION,
            organisation="安和财产保险公司",
            registration_code="91990100MA00000006",
            area_code=people.COUNTY,
            account_id=account,
        )


def _nights(stage: Stage) -> Plot:
    """What the night's sweep does: reminders, warnings, limits that end something."""
    while True:
        watch(by=SYSTEM, now=stage.now)
        yield stage.now + timedelta(days=1)
