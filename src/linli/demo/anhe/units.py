"""The public bodies of Anhe: its departments, townships, committees and utilities. One line for each unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linli.areas.policies.codes import (
    Level,
    TownshipClass,
    VillageClass,
    level_of,
    parent_code,
    significant_prefix,
    township_class,
    village_class,
)
from linli.areas.policies.editions import Division
from linli.demo.anhe import plan

CITY_BODIES = {
    "political_legal_committee": "委政法委员会",
    "governance_centre": "社会治安综合治理中心",
    "dispute_centre": "矛盾纠纷多元化解中心",
    "hotline_centre": "12345政务服务便民热线中心",
    "petition_office": "信访局",
    "justice_bureau": "司法局",
    "traffic_police": "公安局交通警察支队",
    "court": "中级人民法院",
    "tribunal": "中级人民法院速裁法庭",
    "procuratorate": "人民检察院",
    "city_management": "城市管理局",
    "housing_bureau": "住房和城乡建设局",
    "natural_resources_bureau": "自然资源和规划局",
    "human_resources_bureau": "人力资源和社会保障局",
    "market_regulator": "市场监督管理局",
    "emergency_bureau": "应急管理局",
    "fire_rescue": "消防救援支队",
    "ecology_bureau": "生态环境局",
    "water_bureau": "水利局",
    "transport_bureau": "交通运输局",
    "civil_affairs_bureau": "民政局",
    "health_commission": "卫生健康委员会",
    "education_bureau": "教育局",
    "financial_office": "地方金融管理局",
}
COUNTY_BODIES = {
    "governance_centre": "社会治安综合治理中心",
    "dispute_centre": "矛盾纠纷多元化解中心",
    "petition_office": "信访局",
    "justice_bureau": "司法局",
    "traffic_police": "公安局交通警察大队",
    "court": "人民法院",
    "city_management": "城市管理局",
    "housing_bureau": "住房和城乡建设局",
    "natural_resources_bureau": "自然资源局",
    "human_resources_bureau": "人力资源和社会保障局",
    "market_regulator": "市场监督管理局",
    "emergency_bureau": "应急管理局",
    "ecology_bureau": "生态环境分局",
    "water_bureau": "水利局",
    "transport_bureau": "交通运输局",
    "civil_affairs_bureau": "民政局",
    "health_commission": "卫生健康局",
    "education_bureau": "教育局",
}
UTILITIES = {
    "water": "供水有限公司",
    "power": "供电公司",
    "gas": "燃气有限公司",
    "heat": "热力有限公司",
    "telecom": "通信有限公司",
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    """The area's significant digits and what it is: `990102-housing`, `990102-utility-gas`."""
    name: str
    kind: str
    parent: str
    """Code of the unit above, empty at the top."""
    area_code: str


def units(divisions: Iterable[Division]) -> Iterator[UnitRow]:
    """Yield the units, parents before children."""
    for division in sorted(divisions, key=lambda each: (level_of(each.code), each.code)):
        level = level_of(division.code)
        if level is Level.CITY:
            yield from _city(division)
        elif level is Level.COUNTY:
            yield from _county(division)
        elif level is Level.TOWNSHIP:
            yield from _township(division)
        elif level is Level.VILLAGE:
            yield _committee(division)


def _code(area_code: str, kind: str) -> str:
    short = "committee" if kind.endswith("s_committee") else kind.removesuffix("_bureau")
    return f"{significant_prefix(area_code)}-{short}"


def _above(area_code: str, kind: str) -> str:
    return _code(parent_code(area_code) or "", kind)


def _city(city: Division) -> Iterator[UnitRow]:
    for kind, name in CITY_BODIES.items():
        parent = _code(city.code, "court") if kind == "tribunal" else ""
        yield UnitRow(_code(city.code, kind), plan.CITY + name, kind, parent, city.code)
    for trade, name in UTILITIES.items():
        code = _code(city.code, f"utility-{trade}")
        yield UnitRow(code, plan.CITY + name, "utility_company", "", city.code)


def _county(county: Division) -> Iterator[UnitRow]:
    short = next(each.short for each in plan.COUNTIES if county.code.startswith(each.code))
    for kind, name in COUNTY_BODIES.items():
        title = (
            plan.CITY + name.replace("分局", "局") + short + "分局" if name.endswith("分局") else short + name
        )
        yield UnitRow(_code(county.code, kind), title, kind, _above(county.code, kind), county.code)
    for trade, name in UTILITIES.items():
        code, parent = (f"{prefix}-utility-{trade}" for prefix in (county.code[:6], county.code[:4]))
        yield UnitRow(code, f"{short}{name}", "utility_company", parent, county.code)


def _township(township: Division) -> Iterator[UnitRow]:
    if township_class(township.code) is TownshipClass.SUBDISTRICT:
        kind, name = "street_office", f"{township.name}办事处"
    else:
        kind, name = "township_government", f"{township.name}人民政府"
    office = _code(township.code, kind)
    yield UnitRow(office, name, kind, _above(township.code, "governance_centre"), township.code)
    stem = township.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    for kind, name, above in (
        ("police_station", f"{stem}派出所", office),
        ("justice_office", f"{stem}司法所", _above(township.code, "justice_bureau")),
    ):
        yield UnitRow(_code(township.code, kind), name, kind, above, township.code)


def _committee(village: Division) -> UnitRow:
    if village_class(village.code) is VillageClass.COMMUNITY:
        kind, name = "residents_committee", f"{village.name}居民委员会"
    else:
        kind, name = "villagers_committee", f"{village.name}民委员会"
    subdistrict = township_class(village.code) is TownshipClass.SUBDISTRICT
    above = _above(village.code, "street_office" if subdistrict else "township_government")
    return UnitRow(_code(village.code, kind), name, kind, above, village.code)
