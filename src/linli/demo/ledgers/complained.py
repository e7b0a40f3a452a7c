"""Complaints of enterprises: received, handled, answered in public, closed; who complained stays sealed."""

from __future__ import annotations

from dataclasses import dataclass

from linli.demo.ledgers.days import before_end
from linli.demo.quarter.scene import CITY_CENTRE, Scene
from linli.demo.stage import Plot
from linli.people.models import Account
from linli.publications.access import HANDLE
from linli.publications.actions import complaints
from linli.publications.policies.states import ComplaintStatus

S = ComplaintStatus
HANDLERS = ("shengtai", "renshe", "gongdian")
"""They work for other units than those complained of."""


@dataclass(frozen=True)
class Case:
    days: float
    kind: str
    about: str
    unit: str
    words: str
    ends: ComplaintStatus
    public: str = ""
    is_named: bool = True


CASES = (
    Case(55, "permits", "区住建局办事窗口", "990102-housing", "同一份材料三次要求补正，跑了五趟。", S.CLOSED,
         "窗口改为一次告知全部材料，超期默认受理。"),
    Case(50, "permits", "市住建局审批科", "9901-housing", "施工许可受理后四十天没有答复，也不说缺什么。", S.CLOSED,
         "逾期件清零，许可时限在网上逐件公示。"),
    Case(46, "payments", "棠林区城管局", "990102-city_management", "绿化养护费拖欠一年，合同写明按季支付。", S.CLOSED,
         "欠款已全部支付，今后按季由财政直达企业。"),
    Case(40, "permits", "市交警支队车管窗口", "9901-traffic_police", "货车通行证每月重新排队，一次要半天。", S.ANSWERED,
         "通行证改为网上办理，有效期延长到半年。"),
    Case(33, "checks", "棠林区城管局", "990102-city_management", "一个月来了六拨检查，查的是同一块招牌。", S.ANSWERED),
    Case(26, "permits", "市城管局", "9901-city_management", "户外招牌备案要求找指定公司设计。", S.ANSWERED,
         "取消指定设计，备案只看安全和位置。"),
    Case(12, "permits", "区住建局", "990102-housing", "竣工备案材料被要求交三份纸质件。", S.HANDLING),
    Case(6, "fees", "某行业协会", "9901-housing", "入会才给盖章，会费八千。", S.HANDLING),
    Case(2, "promises", "市住建局", "9901-housing", "招商时承诺的租金补贴两年没有兑现。", S.RECEIVED),
    Case(1, "checks", "棠林区城管局", "990102-city_management", "检查人员不出示证件。", S.RECEIVED, is_named=False),
)  # fmt: skip


def begin(scene: Scene) -> None:
    for number, case in enumerate(CASES):
        at = before_end(scene, case.days)
        if at > scene.stage.begin:
            scene.stage.add(at, _course(scene, case, number))


def _course(scene: Scene, case: Case, number: int) -> Plot:
    row = complaints.complain(
        kind=case.kind,
        about=case.about,
        words=case.words,
        unit=scene.unit(case.unit),
        name=f"安和{'昌明顺达恒信'[number % 6]}商贸公司经办人" if case.is_named else "",
        phone=f"1990007{number:04d}" if case.is_named else "",
        now=scene.now,
    )
    if case.ends is S.RECEIVED:
        return
    yield scene.later(1)
    who = HANDLERS[number % len(HANDLERS)]
    assigner = scene.by("duban", scene.unit(CITY_CENTRE))
    complaints.name_handler(row=row, account=Account.objects.get(username=who), by=assigner, now=scene.now)
    if case.ends is S.HANDLING:
        return
    yield scene.later(5)
    viewer = scene.stage.cast.viewers[who]
    by = viewer.actor_for(HANDLE)
    words = "已约谈责任单位，问题属实，整改情况见下，感谢监督。"
    complaints.answer(row=row, words=words, public_words=case.public, by=by, now=scene.now)
    if case.ends is S.CLOSED:
        yield scene.later(2)
        complaints.close(row=row, by=by, now=scene.now)
