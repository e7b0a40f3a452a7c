"""Slight violations on their way to no penalty: one at each stage, and one that broke its word."""

from __future__ import annotations

import io
from dataclasses import dataclass

from linli.demo.ledgers.bodies import FIRST
from linli.demo.ledgers.days import before_end
from linli.demo.pictures import picture
from linli.demo.quarter.scene import Scene
from linli.demo.stage import Plot
from linli.entities.policies.identifiers import credit_code_numbered
from linli.entities.queries.entities import entity_coded
from linli.inspections.actions import exemptions
from linli.inspections.policies.states import CONDITIONS, ExemptionStatus
from linli.inspections.rules import ExemptionList
from linli.matters.actions.attaching import Upload
from linli.rulebook.queries import in_force

S = ExemptionStatus
REGULATOR, INSPECTOR, HEAD = "9901-market_regulator", "jiancha-shichang", "shichang-fuze"


@dataclass(frozen=True)
class Case:
    item: str
    days: float
    ends: ExemptionStatus
    facts: str


CASES = (
    Case("SJ-7", 44, S.EXEMPT, "进货台账缺三天，能说明来源，食品都在保质期内。"),
    Case("SJ-1", 30, S.EXEMPT, "营业执照放在抽屉里，当场挂到收银台后墙。"),
    Case("SJ-5", 24, S.REFUSED, "六种商品没有标价，约定三天内补齐。"),
    Case("SJ-3", 12, S.CORRECTED, "搬到隔壁门面，没有办理住所变更登记。"),
    Case("SJ-4", 5, S.PROMISED, "股东变更后没有按期公示。"),
    Case("SJ-9", 1, S.OPENED, "自制糕点标签把“配料”印成“配科”。"),
)


def begin(scene: Scene) -> None:
    for number, case in enumerate(CASES):
        at = before_end(scene, case.days)
        if at > scene.stage.begin:
            scene.stage.add(at, _course(scene, case, FIRST + 40 * number))


def _course(scene: Scene, case: Case, number: int) -> Plot:
    row = in_force(ExemptionList, scene.today).value.item[case.item]
    regulator = scene.unit(REGULATOR)
    finder, head = scene.by(INSPECTOR, regulator, "inspector"), scene.by(HEAD, regulator, "unit_head")
    exemption = exemptions.open_one(
        item=case.item,
        authority=regulator,
        body=entity_coded(credit_code_numbered(number)),
        facts=case.facts,
        conditions=CONDITIONS[row.kind],
        concrete=range(len(row.conditions)),
        by=finder,
        now=scene.now,
    )
    if case.ends is S.OPENED:
        return
    paper = Upload(io.BytesIO(picture("paper", number % 40)), "改正承诺书.jpg")
    exemptions.sign(exemption=exemption, files=[paper], by=finder, now=scene.now)
    if case.ends is S.PROMISED:
        return
    if case.ends is S.REFUSED:
        yield scene.later(4)
        words = "到期复查没有改正，转为一般程序。"
        exemptions.refuse(exemption=exemption, words=words, by=finder, now=scene.now)
        return
    if row.correct_days:
        yield scene.later(2)
    exemptions.find_corrected(exemption=exemption, words="复查属实，已经改正。", by=finder, now=scene.now)
    if case.ends is S.EXEMPT:
        yield scene.later(1)
        words = "符合清单全部条件，教育后不予处罚。"
        exemptions.decide(exemption=exemption, words=words, by=head, now=scene.now)
