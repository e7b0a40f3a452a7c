"""The year's plan brought to its end, and the units appraised by it: published, objected to, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from linli.core.actor import SYSTEM
from linli.demo.quarter.scene import CITY_CENTRE, COMMITTEE, Scene
from linli.demo.stage import Plot
from linli.targets.actions import appraising, obligations, tasks
from linli.targets.actions.plans import close
from linli.targets.models import Obligation, Plan, Sheet
from linli.targets.policies import Cadence, PlanStatus, Source, period_of, shares_in
from linli.targets.policies.states import UNFINISHED
from linli.targets.queries.appraisals import rule_of
from linli.targets.queries.duties import name_of

WHY = "外部条件未具备，经联席会议同意结转下年度"
UPHELD, REJECTED, MARKET = "9901-housing", "9901-city_management", "9901-market_regulator"
"""Whose objections are decided, and who asks last."""
CALLED = {3: "年一季度", 6: "年上半年", 9: "年前三季度", 12: "年度"}
"""Last month of what is appraised -> what follows the year in its name."""


@dataclass(frozen=True)
class Appraised:
    """What is appraised, and what becomes of the objections of units: upheld, rejected, or None: still open."""

    last_on: date
    objections: Mapping[str, bool | None]

    @property
    def name(self) -> str:
        return f"{self.last_on.year}{CALLED[self.last_on.month]}市域社会治理考核"


def appraisal_of(scene: Scene, year: int) -> Plot:
    """After the year: the plan closed, sheets prepared, filled, published; one objection upheld, one not."""
    committee = scene.unit(COMMITTEE)
    clerk = scene.by("duban", committee)
    for plan in Plan.objects.filter(status=PlanStatus.ADOPTED).order_by("pk"):
        for task in (
            plan.tasks.filter(status__in=sorted(UNFINISHED)).select_related("plan").order_by("position")
        ):
            tasks.withdraw(task=task, words=WHY, by=clerk, now=scene.now)
            scene.stage.done["task.withdrawn"] += 1
        plan.refresh_from_db()
        close(plan=plan, by=clerk, now=scene.now)
    yield scene.later(1)
    yield from _appraised(scene, Appraised(date(year, 12, 31), {UPHELD: True, REJECTED: False}))


def appraisal_so_far(scene: Scene) -> Plot:
    """While the year goes on: the units appraised from its beginning to the last quarter's end, one objection open."""
    last_on = period_of(scene.today, Cadence.QUARTERLY).first - timedelta(days=1)
    yield from _appraised(scene, Appraised(last_on, {UPHELD: True, REJECTED: False, MARKET: None}))


def _appraised(scene: Scene, given: Appraised) -> Plot:
    committee = scene.unit(COMMITTEE)
    clerk = scene.by("duban", committee)
    appraisal = appraising.prepare(
        name=given.name,
        issuer=committee,
        first_on=date(given.last_on.year, 1, 1),
        last_on=given.last_on,
        by=clerk,
        now=scene.now,
    )
    by_hand = [leaf.code for leaf in rule_of(appraisal).leaves if leaf.source is Source.CHECKED]
    chance = scene.chance("appraisal")
    sheets = list(appraisal.sheets.select_related("unit", "appraisal").order_by("pk"))
    for sheet in sheets:
        for code in by_hand:
            good = chance.randrange(7, 11)
            appraising.fill(
                sheet=sheet,
                indicator=code,
                numerator=good,
                denominator=10,
                words="随机抽查十件台账",
                by=clerk,
                now=scene.now,
            )
    yield scene.later(1)
    appraising.publish(appraisal=appraisal, by=clerk, now=scene.now)
    scene.stage.done["sheet.published"] += len(sheets)
    yield scene.later(1)
    numbers = {sheet.unit.code: sheet.pk for sheet in sheets}
    for unit, upheld in given.objections.items():
        scene.stage.add(scene.later(1), _objection(scene, numbers[unit], by_hand[0], upheld=upheld))


def _objection(scene: Scene, number: int, code: str, *, upheld: bool | None) -> Plot:
    sheet = Sheet.objects.select_related("unit", "appraisal").get(pk=number)
    numerator, denominator = shares_in(sheet.inputs)[code].numerator, 10
    words = "抽查的一件台账已在整改期内办结，应计为合格。"
    by = scene.of(sheet.unit_id, head=True)
    objection = appraising.object_to(sheet=sheet, indicator=code, words=words, by=by, now=scene.now)
    if upheld is None:
        return
    yield scene.later(1)
    appraising.decide(
        objection=objection,
        corrected=(min(denominator, numerator + 1), denominator) if upheld else None,
        reasons="经复核台账，异议成立，予以更正。" if upheld else "经复核，办结时间在抽查之后，维持原分。",
        by=scene.by("lingdao", scene.unit(CITY_CENTRE), "city_leader"),
        now=scene.now,
    )
    scene.stage.done["objection.upheld" if upheld else "objection.rejected"] += 1


def set_duties(scene: Scene) -> Plot:
    """Once a fortnight the worker writes down what the eight ones ask of units."""
    while True:
        scene.stage.done["duty.set"] += obligations.set_obligations(by=SYSTEM, now=scene.now)
        yield scene.later(10)


def hand_in_duties(scene: Scene, *, every: int = 3, most: int = 60) -> Plot:
    """Units hand in what the eight ones ask of them: most in time, some late, some never."""
    while True:
        yield scene.later(every, minutes=50)
        rows = Obligation.objects.filter(handed_in_on=None, due_on__lte=scene.today + timedelta(days=8))
        for each in rows.select_related("unit").order_by("pk")[:most]:
            chance = scene.chance(f"duty-{each.pk}").random()
            if chance < 0.08 or (chance < 0.25 and each.due_on > scene.today):
                continue
            name, by = str(name_of(each)), scene.of(each.unit_id)
            obligations.hand_in(obligation=each, name=name, words="已按要求报送", by=by, now=scene.now)
            scene.stage.done["duty.handed_in"] += 1
