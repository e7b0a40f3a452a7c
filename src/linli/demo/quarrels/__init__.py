"""Disputes of the demo, each played to another end, so that every page of a centre has something to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.demo import people
from linli.demo.quarrels import climbs, tales
from linli.demo.quarrels.quarrel import COUNTY, INSURER, TRAFFIC, VILLAGE, House, Quarrel
from linli.demo.stage import Plot, Stage
from linli.disputes.actions.deciding import enrol
from linli.disputes.actions.parties import NewParty
from linli.disputes.actions.registering import NewDispute, register
from linli.disputes.actions.watching import watch
from linli.disputes.models import Committee
from linli.disputes.policies import (
    PartyKind,
    Source,
)
from linli.people.models import Account, Unit
from linli.people.policies import Permission

Tale = Callable[[Quarrel], Plot]
ELDER, YOUNGER = "110101199003071030", "110101199407171054"
"""Invented people; the file of a closed dispute wants the numbers of its sides."""


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
        58,
        COUNTY,
        tales.an_instalment_is_missed,
        "民间借款未还",
        "借款一万二，拖了两年。",
        "04",
        ("罗远", "谢勤"),
    ),
    Beginning(
        52,
        VILLAGE,
        tales.nobody_asked_the_court_in_time,
        "装修打断线管",
        "三户停电半天。",
        "02",
        ("田家", "梁新"),
    ),
    Beginning(
        45, VILLAGE, tales.kept_and_closed, "楼上漏水毁了顶棚", "顶棚、地板受损。", "02", ("苏米", "潘亮")
    ),
    Beginning(
        40, COUNTY, tales.confirmed_by_the_court, "货款拖欠半年", "供货方多次催要。", "04", ("钟实", "汪发")
    ),
    Beginning(
        36,
        TRAFFIC,
        tales.money_the_same_day,
        "轿车与电动车相撞赔偿",
        "骑车人住院二十天。",
        "16",
        ("卢骑", "贾驾"),
        Source.POLICE,
    ),
    Beginning(
        33,
        COUNTY,
        tales.pay_is_left_to_arbitration,
        "辞退补偿争议",
        "口头通知不用再来。",
        "10",
        ("丁工", "薛总"),
    ),
    Beginning(
        28, COUNTY, tales.rejected_by_the_court, "菜地地界不清", "两家都说是自己的。", "07", ("阎田", "余地")
    ),
    Beginning(20, VILLAGE, tales.one_side_declines, "楼道停车", "电动车堵住楼道。", "02", ("戴静", "夏风")),
    Beginning(15, VILLAGE, tales.by_word_of_mouth, "孩子玩闹起口角", "花盆碰坏。", "02", ("任平", "姜和")),
    Beginning(
        9,
        TRAFFIC,
        tales.money_is_promised,
        "货车转弯刮倒骑车人",
        "骑车人骨折。",
        "16",
        ("石骑", "崔驾"),
        Source.POLICE,
    ),
    Beginning(
        6,
        TRAFFIC,
        tales.still_being_reckoned,
        "路口两车相撞",
        "电动车受损。",
        "16",
        ("顾骑", "侯驾"),
        Source.POLICE,
    ),
    Beginning(
        27,
        VILLAGE,
        climbs.goes_up_to_the_city,
        "院墙占了排水沟",
        "雨天两家院里进水。",
        "02",
        ("池家", "岳家"),
    ),
    Beginning(
        30,
        COUNTY,
        climbs.reconsidered_with_three_pushes,
        "摊位登记被拒",
        "街道不予登记，当事人不服。",
        "99",
        ("夏摊主", "街道办"),
    ),
    Beginning(
        26,
        COUNTY,
        climbs.before_a_panel,
        "新房墙面开裂",
        "施工、监理、住户各执一词。",
        "17",
        ("凌住", "宏建"),
    ),
    Beginning(
        5,
        VILLAGE,
        climbs.before_respected_villagers,
        "老树挡了菜地",
        "树荫遮住菜畦。",
        "02",
        ("花家", "方家"),
    ),
    Beginning(4, COUNTY, tales.in_separate_rooms, "姐妹分家产争吵", "争吵时动了手。", "01", ("邵大", "邵小")),
    Beginning(3, COUNTY, tales.hearing_on_its_way, "装修质量争议", "墙面开裂。", "04", ("龙家", "万建")),
    Beginning(1, VILLAGE, tales.answers_are_awaited, "空调外机噪音", "夜里睡不着。", "02", ("段宁", "雷响")),
    Beginning(
        11,
        COUNTY,
        tales.the_court_wrote_by_itself,
        "租房押金不退",
        "交房后两个月未退。",
        "04",
        ("白露", "盛房东"),
    ),
    Beginning(
        7,
        VILLAGE,
        tales.another_house_is_asked,
        "楼下餐馆油烟",
        "油烟进屋，六户受影响。",
        "02",
        ("方晴", "鲁厨"),
    ),
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
