"""What communities start: whistles that are answered in time and late, a meeting, a deliberation, shared resources."""

from __future__ import annotations

from datetime import timedelta

from linli.areas.policies.coordinates import Crs, Point
from linli.community.actions import calls, deliberations, meetings, sharing, whistles
from linli.community.actions.calls import code_at
from linli.community.actions.meetings import NewMeeting
from linli.community.actions.whistles import NewWhistle
from linli.community.models import Call, Demand, Whistle
from linli.community.policies.deliberations import Method, Stance
from linli.community.policies.whistles import Fitting, Urgency
from linli.core.time import city_day
from linli.demo.quarter.scene import COMMUNITY, COUNTY_CENTRE, STREET, Scene
from linli.demo.stage import Plot
from linli.matters.policies import Resolved, Satisfied
from linli.people.models import Unit

CITY_UNITS = (
    "9901-city_management",
    "9901-housing",
    "9901-traffic_police",
    "9901-market_regulator",
    "9901-ecology",
)
SUBJECTS = (
    ("facilities", "小区门口井盖破损", "更换井盖并排查周边管线", "无资质、无配件"),
    ("enforcement", "夜市占道经营、噪声扰民", "现场规范经营时间和摊位", "社区无执法权"),
    ("hazard", "危墙倾斜", "鉴定并先行围护", "社区无鉴定资质"),
    ("environment", "背街建筑垃圾偷倒", "清运并查处偷倒", "社区无清运车辆"),
    ("services", "老年人集中办证", "到社区集中办理一次", "业务不在社区权限内"),
    ("rebuilding", "小区道路改造", "拓宽消防通道，施工期间保障通行", "涉及多个单位和全体居民"),
)
COURSES = ("in_time", "late", "planned", "objected", "in_time", "again", "withdrawn", "never")
URGENCIES = (Urgency.EMERGENCY, Urgency.URGENT, Urgency.ORDINARY)
SPOT = Point(114.32, 35.82, Crs.CGCS2000)


def begin(scene: Scene, count: int = 16) -> None:
    day = city_day(scene.stage.begin)
    for number in range(count):
        at = scene.morning(day + timedelta(days=2 + number * 4), minutes=25 + 7 * number)
        scene.stage.add(at, _whistle(scene, number))
    scene.stage.add(scene.morning(day + timedelta(days=12)), _meeting(scene))
    scene.stage.add(scene.morning(day + timedelta(days=16)), _deliberation(scene))
    for number in range(6):
        scene.stage.add(scene.morning(day + timedelta(days=5 + 6 * number)), _sharing(scene, number))


# Whistles


def _whistle(scene: Scene, number: int) -> Plot:
    kind, subject, demand, why = SUBJECTS[number % len(SUBJECTS)]
    communities = scene.communities()
    caller = communities[number % len(communities)]
    called = [scene.unit(CITY_UNITS[(number + step) % len(CITY_UNITS)]) for step in range(1 + number % 2)]
    whistle = whistles.blow(
        NewWhistle(
            kind=kind,
            urgency=URGENCIES[number % len(URGENCIES)],
            subject=subject,
            demand=demand,
            why_not_alone=why,
            place=f"{caller.name}辖区{number + 1}号点位",
            units=[unit.pk for unit in called],
            households=20 + number,
            point=SPOT,
        ),
        unit=caller,
        by=scene.of(caller),
        now=scene.now,
    )
    scene.stage.done["whistle.blown"] += 1
    course = COURSES[number % len(COURSES)]
    if kind == "rebuilding":
        yield from _before_the_street(scene, whistle, returned=number > len(COURSES))
    if course == "withdrawn":
        yield scene.now + timedelta(minutes=20)
        whistle.refresh_from_db()
        if whistle.status in ("called", "at_street"):
            whistles.withdraw(whistle, why="已自行解决", by=scene.of(caller), now=scene.now)
        return
    for call in Call.objects.filter(whistle=whistle).select_related("unit", "whistle").order_by("pk"):
        scene.stage.add(scene.now + timedelta(minutes=5), _called(scene, call, caller, course))


def _before_the_street(scene: Scene, whistle: Whistle, *, returned: bool) -> Plot:
    street = scene.of(scene.unit(STREET), head=True)
    yield scene.now + timedelta(minutes=8)
    if returned:
        why = "先由社区组织居民议事，形成方案后再吹哨"
        whistles.leave_with_community(whistle, why=why, by=street, now=scene.now)
    else:
        whistles.send_out(whistle, by=street, now=scene.now)


def _called(scene: Scene, call: Call, caller: Unit, course: str) -> Plot:
    """One unit comes, or does not; the community says in the end how it was."""
    unit, community = scene.of(call.unit_id), scene.of(caller)
    if course == "never":
        return
    if course == "objected":
        calls.object_to(call, why="该路段由区级养护", by=unit, now=scene.now)
        yield scene.now + timedelta(minutes=30)
        upheld = call.unit.code == CITY_UNITS[0]
        street = scene.of(scene.unit(STREET), head=True)
        calls.decide(call, upheld=upheld, why="按职责清单认定", by=street, now=scene.now)
        if upheld:
            return
    if course == "late":
        yield call.arrive_due_at + timedelta(days=1, hours=2)
    else:
        yield scene.now + timedelta(minutes=12)
    calls.arrive(call, code=code_at(call.whistle), by=unit, now=scene.now)
    scene.stage.done["whistle.late" if scene.now > call.arrive_due_at else "whistle.in_time"] += 1
    yield scene.now + timedelta(minutes=90)
    if course == "planned":
        on = scene.today + timedelta(days=9)
        calls.plan(call, answer="材料到货后三日内完成", on=on, by=unit, now=scene.now)
        yield scene.later(9)
    calls.solve(call, answer="现场已处置完毕", by=unit, now=scene.now)
    yield scene.later(1)
    if course == "again":
        unhappy, no = Satisfied.UNSATISFIED, Resolved.NO
        calls.rate(call, resolved=no, satisfied=unhappy, note="夜间又出现", by=community, now=scene.now)
        yield scene.now + timedelta(minutes=20)
        calls.arrive(call, point=SPOT, by=unit, now=scene.now)
        yield scene.now + timedelta(minutes=60)
        calls.solve(call, answer="已安排夜间值守", by=unit, now=scene.now)
        yield scene.later(2)
    calls.rate(call, resolved=Resolved.YES, satisfied=Satisfied.SATISFIED, by=community, now=scene.now)
    calls.review_caller(call, fitting=Fitting.RIGHT, by=unit, now=scene.now)
    scene.stage.done["whistle.rated"] += 1


# The table, the hall, and what units share


def _meeting(scene: Scene) -> Plot:
    """A joint study meeting: every demand gets its one written answer."""
    centre = scene.unit(COUNTY_CENTRE)
    invited = [scene.unit(code) for code in CITY_UNITS[:3]]
    starts = scene.later(3, minutes=60)
    demands = ("加装路灯的费用由谁承担", "施工期间如何保证老人出行", "车位不足如何统筹", "绿化恢复的时间")
    by = scene.of(centre)
    new = NewMeeting(
        subject="青葭小区改造联合会商",
        place="棠林区综治中心二楼会议室",
        starts_at=starts,
        units=[unit.pk for unit in invited],
        demands=demands,
        representatives=3,
    )
    meeting = meetings.convene(new, unit=centre, by=by, now=scene.now)
    yield starts + timedelta(hours=2)
    came = [unit.pk for unit in invited[:2]]
    meetings.hold(meeting, came=came, representatives=2, by=by, now=scene.now)
    yield scene.later(1)
    rows = list(Demand.objects.filter(meeting=meeting).select_related("meeting").order_by("position"))
    for place, demand in enumerate(rows):
        owner = invited[place % len(invited)].pk
        due = scene.today + timedelta(days=20)
        text = "由责任单位承担，方案已附，按期完成。"
        meetings.answer(demand, text=text, owner=owner, due_on=due, by=by, now=scene.now)
        scene.stage.done["meeting.answered"] += 1
    yield scene.later(10)
    for place, demand in enumerate(rows[:-1]):
        reader = scene.of(invited[place % len(invited)])
        meetings.report(demand, done="已落实", by=reader, now=scene.now)
    yield scene.later(12)  # the last one is late
    reader = scene.of(invited[(len(rows) - 1) % len(invited)])
    meetings.report(rows[-1], done="已落实，较原定晚了几天", by=reader, now=scene.now)


def _deliberation(scene: Scene) -> Plot:
    """A road is widened: five households are against it, are heard, and agree in the end."""
    community = scene.unit(COMMUNITY)
    by = scene.of(community)
    row = deliberations.propose(
        unit=community,
        topic="小区主路拓宽",
        proposal="主路拓宽一米五，绿化带内移，保证消防车通行。",
        households=240,
        by=by,
        now=scene.now,
    )
    positions = (
        ("household", Stance.FOR, "消防车进不来，早就该改", 180),
        ("owners", Stance.CHANGES, "绿化要补回来", 20),
        ("household", Stance.AGAINST, "担心一楼窗前过车", 5),
        ("property", Stance.FOR, "便于管理停车", 1),
    )
    for part, stance, said, households in positions:
        yield scene.later(1)
        deliberations.hear(
            row, part=part, stance=stance, said=said, households=households, by=by, now=scene.now
        )
    yield scene.later(5)
    deliberations.decide(
        row,
        method=Method.VOTE,
        decision="同意拓宽，一楼窗前设隔离绿篱。",
        voices_for=206,
        voices_against=5,
        voices_abstained=3,
        minority="五户担心噪声，要求设绿篱和减速带。",
        by=by,
        now=scene.now,
    )
    for done in ("施工方案已公示", "道路拓宽完成，绿篱已栽"):
        yield scene.later(12)
        deliberations.follow_up(row, done=done, by=by, now=scene.now)
    yield scene.later(3)
    deliberations.review(row, found="五户均表示同意，消防演练通过。", by=by, now=scene.now)
    scene.stage.done["deliberation.reviewed"] += 1


def _sharing(scene: Scene, number: int) -> Plot:
    """A unit registers what it has, a community what it needs; it is claimed, done, and both say how it was."""
    helper = scene.unit(CITY_UNITS[number % len(CITY_UNITS)])
    communities = scene.communities()
    community = communities[number % len(communities)]
    kind, title = (("room", "周末会议室"), ("skill", "法律咨询"), ("hands", "志愿清扫"))[number % 3]
    until = scene.today + timedelta(days=200)
    resource = sharing.offer(
        unit=helper, kind=kind, title=title, until_on=until, by=scene.of(helper), now=scene.now
    )
    yield scene.later(1)
    need = sharing.list_need(
        unit=community,
        kind=kind,
        title=f"需要{title}",
        details="每月两次，每次半天",
        needed_by=scene.today + timedelta(days=30),
        by=scene.of(community),
        now=scene.now,
    )
    yield scene.later(2)
    if number == 5:
        sharing.withdraw(need, why="居民自己解决了", by=scene.of(community), now=scene.now)
        return
    day = scene.today + timedelta(days=12)
    sharing.claim(
        need, unit=helper, promised_on=day, resource=resource.pk, by=scene.of(helper), now=scene.now
    )
    yield scene.later(8)
    sharing.report_done(need, result="已开展两次", hours=6, by=scene.of(helper), now=scene.now)
    yield scene.later(1)
    sharing.rate(need, satisfied=Satisfied.VERY, by=scene.of(community), now=scene.now)
    sharing.review(need, fitting=Fitting.RIGHT, by=scene.of(helper), now=scene.now)
    scene.stage.done["need.rated"] += 1
