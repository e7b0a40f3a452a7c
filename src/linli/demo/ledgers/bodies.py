"""Restaurants, shops and factories of the demo: brought in by a sheet that one writes and another signs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from linli.areas.models import Area
from linli.demo import people
from linli.demo.quarter.scene import CITY_CENTRE, Scene
from linli.entities.actions.refreshing import propose, sign
from linli.entities.policies.identifiers import credit_code_numbered
from linli.inspections.actions.pools import load_grades

FIRST = 2_600_000
"""Far from numbers that other invented codes use."""
HEADER = ("统一社会信用代码", "类别", "名称", "所在区划", "地址", "行业代码", "状态")
FEATURED_SHARE = 0.4
NAMES = "福顺祥和源丰瑞泰德兴隆华盛永康宝聚鸿茂恒昌同乐"


@dataclass(frozen=True)
class Trade:
    """One trade: how many bodies of each credit grade, and what they are called."""

    code: str
    sorts: tuple[str, ...]
    graded: dict[str, int]


RESTAURANTS = Trade(
    "H62", ("面馆", "饺子馆", "火锅店", "餐厅", "小吃店"), {"A": 460, "B": 190, "C": 42, "D": 9}
)
SHOPS = Trade("F52", ("便利店", "超市", "五金店", "文具店", "粮油店"), {"A": 90, "B": 210, "C": 40, "D": 7})
FACTORIES = Trade("C26", ("化工厂", "涂料厂", "日化公司"), {"A": 6, "B": 14, "C": 5, "D": 2})


@dataclass(frozen=True)
class Body:
    code: str
    name: str
    area: str
    grade: str
    trade: str


def bodies(chance: Random) -> Iterator[Body]:
    """Yield every body, in order of its code; the same lot gives the same."""
    codes = list(Area.objects.filter(level=5, valid_to=None).order_by("code").values_list("code", "name"))
    near = [each for each in codes if each[0].startswith(people.COUNTY[:6])]
    number = FIRST
    for trade in (RESTAURANTS, SHOPS, FACTORIES):
        for grade, count in trade.graded.items():
            for _each in range(count):
                area, village = chance.choice(near if chance.random() < FEATURED_SHARE else codes)
                words = "".join(chance.sample(NAMES, 2)) + chance.choice(trade.sorts)
                yield Body(credit_code_numbered(number), f"{village}{words}", area, grade, trade.code)
                number += 1


def bring_in(scene: Scene) -> None:
    """Let the regulator write the sheet, the governance centre sign it, and take over the province's grades."""
    known = list(bodies(scene.chance("bodies")))
    regulator, centre = scene.unit("9901-market_regulator"), scene.unit(CITY_CENTRE)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "市场主体.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            sheet = csv.writer(stream)
            sheet.writerow(HEADER)
            for place, each in enumerate(known, start=1):
                sheet.writerow(
                    (each.code, "企业", each.name, each.area, f"和顺街{place}号", each.trade, "在营")
                )
        edition = propose(
            path,
            area_code=people.CITY,
            by=scene.by("shichang", regulator, "handler"),
            now=scene.now,
            source="市场主体登记名录",
        )
    sign(edition=edition, by=scene.by("duban", centre), now=scene.now)
    load_grades([(each.code, each.grade) for each in known], published_on=scene.today)
