"""Stalled projects and homes without deeds, in batches: in time and overdue; comments shown and refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.core.actor import SYSTEM
from linli.core.time import city_day, months_after
from linli.demo.ledgers.days import on_day
from linli.demo.ledgers.spots import Spots
from linli.demo.quarter.scene import CITY_CENTRE, Scene
from linli.demo.stage import Plot
from linli.publications.actions import projects
from linli.publications.models import Project
from linli.publications.policies.states import ProjectKind, ProjectStatus

K, S = ProjectKind, ProjectStatus
PATH = "由属地牵头，引入新的建设单位续建，分批交付并同步办理证书；违法所得一并清缴。"
STREET = "990102001"


@dataclass(frozen=True)
class Told:
    """One update: so many days before now, words, and how the project stands since."""

    days: int
    words: str
    status: ProjectStatus = S.SOLVING


@dataclass(frozen=True)
class Site:
    kind: ProjectKind
    batch: int
    title: str
    homes: int
    place: str
    situation: str
    since: int
    told: tuple[Told, ...]
    unit: str = "990102-housing"


SITES = (
    Site(
        K.STALLED, 1, "锦绣花园二期", 320, "青葭街道滨河路东段", "主体完工后停工两年，电梯和消防未验收。", 420,
        (
            Told(390, "已与新的建设单位签约，工程款由监管账户支付。"),
            Told(220, "电梯安装完成，消防整改过半。"),
            Told(50, "消防验收通过，首批160户本月交付。", S.DELIVERED),
        ),
    ),
    Site(
        K.STALLED, 1, "河畔新城", 512, "青葭街道澄湖路", "资金链断裂停工，三座楼封顶，两座在地上六层。", 410,
        (Told(380, "工作专班进驻，核清工程欠款。"), Told(200, "正在核算续建费用，下月公布续建方案。")),
    ),
    Site(
        K.STALLED, 1, "枫桥商贸城", 0, "青葭街道枫桥街", "基坑支护到期，未建成部分长期闲置。", 400,
        (
            Told(350, "经鉴定没有续建价值，商户保证金全部退还。"),
            Told(180, "拆除完毕，场地平整，恢复绿地。", S.DEMOLISHED),
            Told(150, "清偿结束，项目了结。", S.CLOSED),
        ),
    ),
    Site(
        K.STALLED, 2, "安和里四号地块", 208, "青葭街道安宁路", "开发企业进入破产程序，住户已交首付。", 120,
        (Told(100, "法院裁定重整，住户债权优先登记。"), Told(30, "重整投资人已确定，计划下季度复工。")),
    ),
    Site(K.STALLED, 2, "星河湾三期", 144, "青葭街道鹿鸣街", "外墙脱落返工，责任单位争议。", 20, ()),
    Site(
        K.TITLE_DEED, 1, "纺织厂家属院", 96, "青葭街道电厂路", "建成二十年，土地未办出让，住户无法办证。", 300,
        (
            Told(260, "土地补办手续受理，先行测绘。"),
            Told(120, "首批40户证书已发放，其余年内发完。"),
            Told(15, "96户证书全部发放。", S.CERTIFIED),
        ),
    ),
    Site(
        K.TITLE_DEED, 2, "湖畔新居", 264, "青葭街道和顺街", "配套费未缴清，竣工备案未完成。", 110,
        (Told(60, "由开发企业补缴配套费，已到账七成，分户测绘同步进行。"),),
    ),
)  # fmt: skip
COMMENTS = (
    ("希望每月都说说进展，不要等半年。", ""),
    ("我家三代挤在出租屋，盼早日交房。", ""),
    ("施工队晚上十一点还在打桩，请管一管。", ""),
    ("低价代办房产证，联系我。", "advert"),
    ("某某就是骗子。", "insult"),
    ("隔壁菜市场什么时候搬？", "off_topic"),
)
WAITING = (
    "什么时候能办证？物业说不知道。",
    "监管账户的钱到底还剩多少，能不能公开？",
    "听说要换施工单位，是真的吗？",
)


def begin(scene: Scene) -> None:
    scene.stage.add(scene.stage.begin, _published(scene))
    on_day(scene, 1, lambda: projects.remind(by=SYSTEM, now=scene.now))


def _published(scene: Scene) -> Plot:
    """What lies before the demo's days is written with its own dates, then the stage takes over."""
    later: list[tuple[int, Site, Project, Told]] = []
    spots = Spots(STREET)
    for site in SITES:
        row = _publish(scene, site, spots)
        for told in site.told:
            at = scene.stage.end - timedelta(days=told.days)
            if at > scene.stage.begin:
                later.append((told.days, site, row, told))
            else:
                _tell(scene, site, row, told, at)
    for _days, site, row, told in sorted(later, key=lambda each: -each[0]):
        yield scene.stage.end - timedelta(days=told.days)
        _tell(scene, site, row, told, scene.now)
    yield scene.stage.end - timedelta(days=2)
    _comments(scene)


def _publish(scene: Scene, site: Site, spots: Spots) -> Project:
    unit = scene.unit(site.unit)
    at = scene.stage.end - timedelta(days=site.since)
    spot = spots.next()
    row = projects.publish(
        kind=site.kind, unit=unit, by=scene.of(unit), now=at, batch=site.batch, title=site.title,
        homes=site.homes, developer=f"安和{site.title[:2]}置业有限公司", place=site.place, lon=spot.lon, lat=spot.lat,
        situation=site.situation, path=PATH, leader_post="棠林区分管副区长", contact_office="区住建局房产科",
        office_phone="0000-555000",
    )  # fmt: skip
    for words, who, months, done in _tasks(site):
        due = months_after(city_day(at), months)
        projects.add_task(row=row, words=words, unit=who, due_on=due, by=scene.of(unit), now=at)
        if done:
            task = row.tasks.order_by("-pk")[0]
            projects.complete_task(
                row=row, task=task.pk, by=scene.of(unit), now=min(at + timedelta(days=45), scene.stage.end)
            )
    return row


def _tasks(site: Site) -> Iterator[tuple[str, str, int, bool]]:
    is_old = site.since > 100
    yield "核清欠款和违法所得", "棠林区住房和城乡建设局", 2, is_old
    yield "确定续建或者处置方案", "棠林区人民政府工作专班", 5, site.since > 200
    yield "办理竣工备案和首次登记", "棠林区自然资源局", 18, False


def _tell(scene: Scene, site: Site, row: Project, told: Told, at: datetime) -> None:
    unit = scene.unit(site.unit)
    row.refresh_from_db()
    if told.status is not row.status and row.status == S.LISTED and told.status is not S.SOLVING:
        projects.tell(row=row, words="开始化解。", status=S.SOLVING, by=scene.of(unit), now=at)
        row.refresh_from_db()
    projects.tell(row=row, words=told.words, status=told.status, by=scene.of(unit), now=at)


def _comments(scene: Scene) -> None:
    rows = list(Project.objects.order_by("pk"))
    by = scene.by("duban", scene.unit(CITY_CENTRE))
    for number, (words, reason) in enumerate(COMMENTS):
        said = projects.comment(row=rows[number % 3], words=words, now=scene.now)
        projects.moderate(comment=said, reason=reason, by=by, now=scene.now)
    for number, words in enumerate(WAITING):
        projects.comment(row=rows[number % len(rows)], words=words, now=scene.now)
