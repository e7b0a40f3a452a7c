"""A monthly bulletin: frozen figures, a letter, and what two of the counties it ranks say to it."""

from __future__ import annotations

from datetime import date, timedelta

from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.demo.quarter.letters import REVIEWER, WRITER
from linli.demo.quarter.scene import CITY_CENTRE, Scene
from linli.demo.stage import Plot
from linli.letters import actions as letters
from linli.metrics import actions
from linli.metrics.models import Bulletin, FrozenMonth
from linli.metrics.policies.bulletins import RemarkKind
from linli.metrics.policies.frozen import month_of

COMMENT = (
    "本区上月有两处道路施工，涉及路灯和井盖的事项集中到期，部分申请了延期。施工已于月底结束，下月起恢复正常。"
)
OBJECTION = "有一件供水事项实际由市级管线单位办理，办理期限也计在了本县，请予复核。"
COMMENTED = "说明收悉。施工影响已在数据中随批准的延期体现，请继续做好对诉求人的告知。"
DECIDED = (
    "经复核，该件责任单位登记有误，异议成立。印发的数字不再改动，更正随本通报展示，下期按更正后的单位统计。"
)
SPEAKERS = ("990103-governance_centre", "990121-governance_centre")
DAYS_AFTER = 12
"""Working days and rest that the whole course takes after the month."""


def begin(scene: Scene) -> None:
    """Let the bulletin of the last month begin that leaves time for all of it."""
    last = city_day(scene.stage.end - timedelta(days=DAYS_AFTER)).replace(day=1) - timedelta(days=1)
    if last >= city_day(scene.stage.begin):
        scene.stage.add(scene.morning(last + timedelta(days=1)), _bulletin(scene, last))


def _bulletin(scene: Scene, last: date) -> Plot:
    first, _last = month_of(last)
    before = first - timedelta(days=1)
    for month in (before, last):
        if not FrozenMonth.objects.filter(month=month_of(month)[0]).exists():
            actions.freeze(month=month, by=SYSTEM, now=scene.now)
    yield scene.later(0, minutes=60)
    centre = scene.unit(CITY_CENTRE)
    bulletin = actions.draft_bulletin(name="monthly", on=last, by=scene.by(WRITER, centre), now=scene.now)
    assert bulletin.letter is not None
    yield scene.later(0, minutes=150)
    letters.review(letter=bulletin.letter, by=scene.by(REVIEWER, centre), now=scene.now)
    letters.issue(letter=bulletin.letter, by=scene.by(REVIEWER, centre), now=scene.now)
    actions.publish_bulletin(
        bulletin=Bulletin.objects.select_related("letter", "issuer").get(pk=bulletin.pk),
        by=scene.by(REVIEWER, centre),
        now=scene.now,
    )
    scene.stage.done["bulletin"] += 1
    yield scene.later(1, minutes=40)
    made = []
    for kind, words, code in zip(RemarkKind, (COMMENT, OBJECTION), SPEAKERS, strict=True):
        unit = scene.unit(code)
        fresh = Bulletin.objects.select_related("letter").get(pk=bulletin.pk)
        if unit.pk in fresh.voices:
            by = scene.of(unit, head=True)
            made.append(
                actions.remark(bulletin=fresh, unit=unit, kind=kind, words=words, by=by, now=scene.now)
            )
    yield scene.later(2, minutes=80)
    for remark, words in zip(made, (COMMENTED, DECIDED), strict=False):
        remark.bulletin = Bulletin.objects.select_related("letter").get(pk=bulletin.pk)
        answered = scene.by(REVIEWER, centre)
        actions.answer_remark(remark=remark, words=words, is_upheld=True, by=answered, now=scene.now)
