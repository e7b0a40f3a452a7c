"""Problems on the public list, from their proposal to their end; a campaign; and the hazards of its ledgers."""

from __future__ import annotations

from datetime import timedelta

from linli.calendars.queries import working_calendar
from linli.core.time import city_day
from linli.demo.quarter.scene import CITY_CENTRE, COMMUNITY, STREET, Scene
from linli.demo.stage import Plot
from linli.supervision import actions
from linli.supervision.actions.hazards import RoundPlan
from linli.supervision.models import Campaign, Climb, Listing
from linli.supervision.policies import (
    Gravity,
    ListingLevel,
    RoundKind,
    Rung,
    first_of_month,
    months_later,
)

PROBLEMS = (
    ("棠溪路排水不畅，雨后积水", "棠溪路与青葭街交叉口", "9901-city_management", "雨后两小时内无积水"),
    ("青葭小区电动自行车飞线充电", "青葭小区1至6号楼", STREET, "飞线清零，充电桩够用"),
    ("老旧燃气立管超期使用", "枫蓼社区北片", "9901-housing", "立管全部更换并通过检测"),
    ("渣土车夜间抛洒扬尘", "棠林大道北段", "9901-city_management", "不再发生抛洒，路面保洁达标"),
    ("菜市场消防通道长期被占", "青葭菜市场", "9901-market_regulator", "通道常畅，划线管理到位"),
    ("河道垃圾堆积", "枫蓼河中段", "9901-ecology", "河面河岸无垃圾，建立巡河台账"),
)
WAITING = (
    ("学校门口接送车辆双排停放", "青葭街道第二中学门前", STREET, "上下学时段通道畅通"),
    ("老旧小区二次供水水箱未清洗", "枫蓼社区南片", "9901-housing", "水质检测合格并按期公示"),
    ("餐饮街油烟直排", "枫蓼社区餐饮街", "9901-city_management", "净化设施齐全并正常使用"),
)
"""What was proposed since: approved but for the last, and not public yet."""
LOT = 3
"""So many problems are put on the list together."""
GROUNDS = "多次催办未解决，群众反映集中，经综治中心核实。"
ENDS = ("delisted", "rejected", "extended", "escalated", "refused", "delisted")
HAZARDS = (
    ("fire_safety", "青葭菜市场", "消防通道堆放货物"),
    ("urban_gas", "枫蓼社区餐饮街", "燃气软管老化"),
    ("construction", "棠溪路改造工地", "临边防护缺失"),
    ("electric_bicycles", "青葭小区地下车库", "电动自行车入库充电"),
    ("road_traffic", "棠林大道学校路口", "信号灯遮挡"),
    ("self_built_houses", "枫蓼社区北片", "自建房加层未鉴定"),
)


def list_problems(scene: Scene) -> None:
    day = city_day(scene.stage.begin) + timedelta(days=8)
    for number, problem in enumerate(PROBLEMS):
        at = scene.morning(day + timedelta(days=number // LOT * 14), minutes=15 * number)
        scene.stage.add(at, _problem(scene, problem, ENDS[number]))
        if number % LOT == LOT - 1:  # when the last of the lot is approved, before its first report
            listed_on = working_calendar().working_days_after(city_day(at), 3)
            scene.stage.add(scene.morning(listed_on), _batch(scene))
    scene.stage.add(scene.morning(day + timedelta(days=50)), _from_the_ladder(scene))


def problems_that_wait(scene: Scene) -> None:
    """Let some be proposed in the last days: they wait for the leader, or for the next batch."""
    day = city_day(scene.stage.end) - timedelta(days=5)
    for number, problem in enumerate(WAITING):
        end = "proposed" if problem is WAITING[-1] else "approved"
        scene.stage.add(scene.morning(day, minutes=25 * number), _problem(scene, problem, end))


def _problem(scene: Scene, problem: tuple[str, str, str, str], end: str) -> Plot:
    title, place, owner, target = problem
    listing = actions.propose(
        title=title,
        place=place,
        area_code=scene.unit(STREET).area_code,
        level=ListingLevel.COUNTY,
        grounds=GROUNDS,
        target=target,
        owner=scene.unit(owner),
        by=scene.by("duban", scene.unit(CITY_CENTRE)),
        now=scene.now,
    )
    scene.stage.done["listing.proposed"] += 1
    if end == "proposed":
        return
    yield scene.later(1, minutes=30)
    yield from _decided(scene, listing, end)


def _decided(scene: Scene, listing: Listing, end: str) -> Plot:
    leader = scene.by("lingdao", scene.unit(CITY_CENTRE), "city_leader")
    if end == "refused":
        actions.refuse(listing=listing, words="已列入年度改造计划，不再挂牌", by=leader, now=scene.now)
        return
    actions.approve(listing=listing, by=leader, now=scene.now)
    if end == "approved":
        return
    yield scene.later(5)
    listing.refresh_from_db()
    owner = scene.of(listing.owner_id, head=True)
    actions.report(listing=listing, words="已制定方案，责任到人", share=30, by=owner, now=scene.now)
    if end == "extended":
        day = (listing.due_on or scene.today) + timedelta(days=30)
        actions.extend(listing=listing, due_on=day, words="等待汛期结束后施工", by=leader, now=scene.now)
    if end == "escalated":
        day = scene.today + timedelta(days=60)
        actions.escalate(
            listing=listing, due_on=day, words="涉及多个部门，升为市级挂牌", by=leader, now=scene.now
        )
    yield scene.morning(first_of_month(months_later(scene.today, 1)) + timedelta(days=4), minutes=20)
    listing.refresh_from_db()
    actions.report(listing=listing, words="主体工程完成，正在收尾", share=80, by=owner, now=scene.now)
    yield scene.later(2)
    yield from _accepted(scene, listing, end)


def _accepted(scene: Scene, listing: Listing, end: str) -> Plot:
    owner, judge = (
        scene.of(listing.owner_id, head=True),
        scene.by("hecha", scene.unit(CITY_CENTRE), "verifier"),
    )
    actions.complete(listing=listing, words="整改完成，申请摘牌", by=owner, now=scene.now)
    yield scene.later(2)
    if end == "rejected":
        actions.reject(listing=listing, words="现场复查仍有一处未到位", by=judge, now=scene.now)
        yield scene.later(5)
        actions.complete(listing=listing, words="已补充整改", by=owner, now=scene.now)
        yield scene.later(1)
    actions.accept(listing=listing, words="现场复查合格，同意摘牌", by=judge, now=scene.now)
    scene.stage.done["listing.delisted"] += 1


def _batch(scene: Scene) -> Plot:
    approved = list(Listing.objects.filter(status="approved").select_related("owner").order_by("pk"))
    actions.list_batch(listings=approved, by=scene.by("lingdao", scene.unit(CITY_CENTRE)), now=scene.now)
    scene.stage.done["listing.listed"] += len(approved)
    yield from ()


def _from_the_ladder(scene: Scene) -> Plot:
    """What reached the third level is proposed for the list."""
    climb = Climb.objects.filter(rung=Rung.CITY.value).select_related("ladder__matter", "unit").first()
    if climb is None:
        return
    actions.propose(
        title=f"{climb.unit.name}逾期未办结事项",
        place="见督办台账",
        area_code=climb.area_code,
        level=ListingLevel.CITY,
        grounds=GROUNDS,
        target="事项办结并答复诉求人",
        owner=climb.unit,
        ladder=climb.ladder,
        by=scene.by("duban", scene.unit(CITY_CENTRE)),
        now=scene.now,
    )
    yield from ()


# Campaign and hazards


def campaign(scene: Scene) -> Plot:
    """A hundred days in three rounds, and the hazards found in them."""
    first = scene.today + timedelta(days=1)
    days = ((0, 24), (25, 69), (70, 95))
    aims = ("摸清底数，建立台账", "集中清理，逐项整改", "建章立制，规范管理")
    rounds = [
        RoundPlan(kind, first + timedelta(days=begin), first + timedelta(days=end), aim)
        for kind, (begin, end), aim in zip(RoundKind, days, aims, strict=True)
    ]
    leading = scene.unit("9901-emergency")
    made = actions.plan_campaign(
        name="冬季安全隐患百日整治",
        sectors=sorted({sector for sector, _place, _what in HAZARDS}),
        lead=leading,
        rounds=rounds,
        by=scene.by("duban", leading),
        now=scene.now,
    )
    yield scene.later(3)
    for number, (sector, place, what) in enumerate(HAZARDS * 3):
        scene.stage.add(
            scene.later(number // 2, minutes=12 * number), _hazard(scene, made, number, sector, place, what)
        )


def _hazard(scene: Scene, made: Campaign, number: int, sector: str, place: str, what: str) -> Plot:
    chance = scene.chance(f"hazard-{number}")
    checker = scene.by("hecha-tanglin", scene.unit("9901-emergency"), "verifier")
    owner = scene.unit(STREET if number % 2 else COMMUNITY)
    major = number % 6 == 5
    hazard = actions.find(
        sector=sector,
        gravity=Gravity.MAJOR if major else Gravity.ORDINARY,
        place=f"{place}{number // 6 + 1}号点位",
        area_code=owner.area_code,
        what=what,
        owner=owner,
        due_on=scene.today + timedelta(days=40) if major else None,
        campaign=made,
        by=checker,
        now=scene.now,
    )
    scene.stage.done["hazard.found"] += 1
    late = chance.random() < 0.2
    yield scene.later(24 if late else chance.randrange(1, 5))
    actions.rectify(hazard=hazard, words="已清理并设专人巡查", by=scene.of(owner), now=scene.now)
    yield scene.later(2)
    if chance.random() < 0.25:
        actions.recheck(hazard=hazard, is_put_right=False, words="仍有遗留", by=checker, now=scene.now)
        yield scene.later(3)
        actions.rectify(hazard=hazard, words="已全部整改", by=scene.of(owner), now=scene.now)
        yield scene.later(1)
    actions.recheck(hazard=hazard, is_put_right=True, words="复查合格", by=checker, now=scene.now)
    scene.stage.done["hazard.closed"] += 1
