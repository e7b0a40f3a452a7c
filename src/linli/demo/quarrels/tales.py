"""What becomes of the demo's disputes: each story another end."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from linli.core.time import city_day, city_zone
from linli.demo.quarrels.quarrel import COUNTY, COURT_OFFICER, Quarrel
from linli.demo.stage import Plot
from linli.disputes.actions.claims import AgreedAmount
from linli.disputes.actions.parties import NewRepresentative
from linli.disputes.models import Committee
from linli.disputes.policies import (
    AccidentRole,
    AgreementKind,
    How,
    Power,
    RepresentativeKind,
    Route,
    SessionManner,
    SessionResult,
    Verb,
)
from linli.people.models import Unit


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
    visit = {"reason": "履行后回访", "words": "顶棚修好了，两家见面打招呼", "is_satisfied": True}
    quarrel.mediator(Verb.FOLLOW_UP, party=quarrel.sides()[0].pk, **visit)
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


def the_court_wrote_by_itself(quarrel: Quarrel) -> Plot:
    """The court's own system answers: the centre took the first answer over, and has not looked at the second."""
    quarrel.accept()
    yield from quarrel.sit("甲方：押金一直不退。\n乙方：扣掉修理费，其余都退。")
    quarrel.draft("租约到期交房，门锁损坏，尚有押金3000元未退。")
    quarrel.promise("退还押金", "2600", 30)
    quarrel.sign()
    yield quarrel.morning(1)
    quarrel.apply()
    yield quarrel.morning(1)
    case_number = "（2026）棠司确29号"
    quarrel.court_writes("taken", case_number)
    yield quarrel.morning(0, 15)
    quarrel.take_over()
    yield quarrel.morning(3)
    quarrel.court_writes("granted", case_number, "经审查符合法律规定，裁定协议有效；裁定书已送达双方。")


def another_house_is_asked(quarrel: Quarrel) -> Plot:
    """The village's committee asks the county's to mediate together; it has not answered yet."""
    quarrel.accept()
    yield from quarrel.sit("甲方：油烟进了六户。\n乙方：合同写明可以开餐馆。", SessionResult.GOES_ON)
    words = "油烟扰民牵涉三份租赁合同，请区里熟悉合同的调解员一起调解。"
    committee = Committee.objects.get(short_name=COUNTY.committee)
    quarrel.duty(Verb.INVITE_COMMITTEE, committee=committee.pk, words=words)


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
