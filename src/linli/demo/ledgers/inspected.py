"""Random inspections: promised, drawn with a public value, somebody recused, visited, published, followed up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from random import Random

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.core.time import city_day
from linli.demo.ledgers.bodies import bring_in
from linli.demo.ledgers.days import before_end, on_day
from linli.demo.people import STREET
from linli.demo.pictures import picture
from linli.demo.quarter.scene import Scene
from linli.demo.stage import Plot
from linli.inspections.actions import draws, plans, pools, visits
from linli.inspections.actions.visits import Found
from linli.inspections.models import CreditGrade, Draw, Inspector, Plan, PlanLine, Problem, Visit
from linli.inspections.policies.states import Grade, Means, ProblemStatus, RedrawReason, VisitStatus
from linli.inspections.queries.visits import sheet_of
from linli.matters.actions.attaching import Upload
from linli.people.models import Account

REGULATOR = "9901-market_regulator"
CREW = (
    (REGULATOR, "SJ", ("jiancha-shichang", *(f"jiancha-shichang-{n}" for n in range(2, 17)))),
    ("9901-fire_rescue", "XF", ("jiancha-xiaofang", *(f"jiancha-xiaofang-{n}" for n in range(2, 9)))),
    ("9901-ecology", "ST", tuple(f"jiancha-shengtai-{n}" for n in range(1, 9))),
)
"""Unit, letters of their codes in the public pool, and who inspects: enough of them for a large base too."""
TASKS = ("catering", "retail", "publicity", "chemicals")
TIED = 4
SERVES_THERE = {"SJ004": STREET[:9], "XF003": STREET[:9]}
"""Code in the pool -> where they serve day by day."""
ON_LEAVE = "SJ016"
PROBLEMS = {
    "licence_shown": "营业执照放在里间，顾客看不到。",
    "staff_health": "一名新来的帮厨还没有办好健康证明。",
    "purchase_records": "近一周的进货没有登记。",
    "kitchen_clean": "生熟砧板混放，现场已分开。",
    "disinfection": "消毒柜没有通电。",
    "exits_free": "后门通道堆放纸箱。",
    "extinguishers": "一具灭火器压力不足。",
    "filter_cleaned": "油烟净化器没有清洗记录。",
    "scales_tested": "电子秤检定过期十二天。",
}
VISITING_DAYS = 7
"""Working days on which the bodies of a draw are visited."""


def begin(scene: Scene) -> None:
    scene.stage.add(scene.stage.begin, _prepare(scene))
    on_day(scene, 4, lambda: _take_out(scene))
    for days, plot in (
        (52, _whole(scene, "catering", visited=1.0)),
        (17, _whole(scene, "retail", visited=0.6)),
        (6, _void(scene, "publicity")),
        (1, _promised(scene, "publicity")),
    ):
        at = before_end(scene, days)
        if at > scene.stage.begin:
            scene.stage.add(at, plot)


def _prepare(scene: Scene) -> Plot:
    """The base of bodies, the province's grades, and who stands in the pool of inspectors."""
    bring_in(scene)
    accounts = {each.username: each for each in Account.objects.filter(username__startswith="jiancha-")}
    for code, letters, names in CREW:
        for number, name in enumerate(names, start=1):
            known_as = f"{letters}{number:03d}"
            pools.join(
                account=accounts[name],
                code=known_as,
                unit=scene.unit(code),
                keeps_away=SERVES_THERE.get(known_as, ""),
                by=SYSTEM,
                now=scene.now,
            )
    tied = Inspector.objects.get(code="SJ001")
    worst = CreditGrade.objects.filter(grade=Grade.D).order_by("code").values_list("code", flat=True)[:TIED]
    by = Actor(ActorKind.ACCOUNT, tied.account_id, tied.unit_id, "inspector")
    pools.declare_ties(inspector=tied, targets=worst, by=by, now=scene.now)
    yield from ()


def _take_out(scene: Scene) -> None:
    """Who is away for months is not drawn meanwhile."""
    away = Inspector.objects.get(code=ON_LEAVE)
    pools.change(
        inspector=away,
        is_active=False,
        keeps_away=away.keeps_away,
        by=_planner(scene),
        now=scene.now,
        note="脱产培训三个月。",
    )


def _planner(scene: Scene) -> Actor:
    return scene.by("shichang-fuze", scene.unit(REGULATOR), "unit_head")


def _line(scene: Scene, task: str) -> PlanLine:
    """Return the line of this year's plan; the plan is made and filed when it is first asked for."""
    issuer, by = scene.unit(REGULATOR), _planner(scene)
    plan = Plan.objects.filter(year=scene.today.year, issuer=issuer).first()
    if plan is None:
        plan = plans.begin(year=scene.today.year, issuer=issuer, by=by, now=scene.now)
        for each in TASKS:
            plans.put_in(plan=plan, task=each, first_month=1, last_month=12, by=by, now=scene.now)
        plans.file(plan=plan, by=by, now=scene.now)
    return plan.lines.select_related("plan__issuer").get(task=task)


def _promised(scene: Scene, task: str) -> Plot:
    draws.commit(line=_line(scene, task), by=_planner(scene), now=scene.now)
    yield from ()


def _void(scene: Scene, task: str) -> Plot:
    draw = draws.commit(line=_line(scene, task), by=_planner(scene), now=scene.now)
    yield scene.now + timedelta(hours=2)
    note = "承诺之后发现本月名录还没有更新，更新后重新承诺。"
    draws.void(draw=draw, note=note, by=_planner(scene), now=scene.now)


def _whole(scene: Scene, task: str, *, visited: float) -> Plot:
    chance = scene.chance(f"inspected-{task}")
    draw = draws.commit(line=_line(scene, task), by=_planner(scene), now=scene.now)
    yield scene.morning(city_day(draw.known_at + timedelta(hours=12)), 20)
    note = "市纪委监委派驻组、两名企业代表在场见证。"
    draws.reveal(
        draw=draw, value=_public_value(scene.now, chance), note=note, by=_planner(scene), now=scene.now
    )
    yield scene.later(1)
    _recuse_and_strike(scene, draw)
    yield from _visits(scene, draw, chance, visited)


def _public_value(now: datetime, chance: Random) -> str:
    """Return numbers as the lottery would publish them. Invented, like the city."""
    red = sorted(chance.sample(range(1, 34), 6))
    words = " ".join(f"{number:02d}" for number in red)
    return f"{now.year}{1 + now.timetuple().tm_yday * 3 // 7:03d} {words} + {chance.randint(1, 16):02d}"


def _recuse_and_strike(scene: Scene, draw: Draw) -> None:
    first, second, third = _to_visit(draw)[:3]
    by, now = _planner(scene), scene.now
    draws.redraw(
        visit=first,
        reason=RedrawReason.RELATIONSHIP,
        inspector=first.team[0],
        by=by,
        now=now,
        note="与经营者有亲属关系，本人申请回避。",
    )
    draws.redraw(
        visit=second, reason=RedrawReason.UNABLE, inspector=second.team[1], by=by, now=now, note="病假。"
    )
    draws.redraw(visit=third, reason=RedrawReason.GONE, by=by, now=now, note="已经注销。")


def _to_visit(draw: Draw) -> list[Visit]:
    return list(draw.visits.filter(status=VisitStatus.DRAWN).select_related("draw__issuer").order_by("place"))


def _visits(scene: Scene, draw: Draw, chance: Random, share: float) -> Plot:
    waiting = _to_visit(draw)
    waiting = waiting[: round(len(waiting) * share)]
    each_day = max(3, ceil(len(waiting) / VISITING_DAYS))
    for start in range(0, len(waiting), each_day):
        yield scene.later(1)
        for visit in waiting[start : start + each_day]:
            _hand_in(scene, visit, chance)
    yield scene.later(3)
    for visit in waiting if share == 1 else waiting[: len(waiting) // 2]:
        visits.publish(visit=visit, by=_planner(scene), now=scene.now)
    yield scene.later(2)
    yield from _follow_up(scene, waiting, chance)


def _hand_in(scene: Scene, visit: Visit, chance: Random) -> None:
    asked = [each.code for _name, group in sheet_of(visit.draw).groups for each in group]
    known = [each for each in asked if each in PROBLEMS]
    odds = {"A": 0.15, "B": 0.25, "C": 0.45, "D": 0.6}[visit.stratum]
    faults = chance.sample(known, chance.randint(1, 2)) if chance.random() < odds else []
    visits.record_visit(
        visit=visit,
        means=Means.ON_SITE,
        visited_on=scene.today,
        answers={code: "no" if code in faults else "yes" for code in asked},
        found={code: Found(PROBLEMS[code]) for code in faults},
        code="corrected" if faults else "no_problem",
        words="现场检查，经营者在场并签字。",
        by=_inspector_of(visit),
        now=scene.now,
        files=[Upload(io.BytesIO(picture("before", visit.pk % 40)), "现场.jpg")] if faults else [],
    )


def _inspector_of(visit: Visit) -> Actor:
    return Actor(ActorKind.ACCOUNT, visit.accounts[0], visit.unit_ids[0], "inspector")


def _follow_up(scene: Scene, seen: list[Visit], chance: Random) -> Plot:
    """Of the problems some are put right, one is not at the first look, and the last ones stay open."""
    problems = list(_problems(seen))
    settled = problems[: max(1, round(len(problems) * 0.7))]
    for problem in settled:
        by = _inspector_of(problem.visit)
        visits.report_problem(
            visit=problem.visit, problem=problem.pk, words="已经改正，照片已发。", by=by, now=scene.now
        )
    yield scene.later(2)
    for number, problem in enumerate(settled):
        is_settled = number > 0
        visits.recheck(
            visit=problem.visit,
            problem=problem.pk,
            is_put_right=is_settled,
            words="复查已改正。" if is_settled else "仍有杂物，再给五天。",
            due_on=None if is_settled else scene.today + timedelta(days=5),
            by=_inspector_of(problem.visit),
            now=scene.now,
        )


def _problems(seen: list[Visit]) -> Iterator[Problem]:
    """Yield open problems with the very visits that were read: each of them knows its last entry."""
    known = {visit.pk: visit for visit in seen}
    rows = Problem.objects.filter(visit__in=list(known), status=ProblemStatus.OPEN)
    for problem in rows.order_by("visit__place", "pk"):
        problem.visit = known[problem.visit_id]
        yield problem
