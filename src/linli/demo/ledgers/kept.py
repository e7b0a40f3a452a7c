"""Some records of each register that the city declares, entered over a year; some are due for a review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from linli.areas.queries import area_named
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.demo import people
from linli.demo.ledgers.bodies import FIRST
from linli.demo.ledgers.days import on_day
from linli.demo.ledgers.spots import Spots
from linli.demo.quarter.scene import STREET, Scene
from linli.demo.stage import Plot
from linli.entities.policies.identifiers import credit_code_numbered
from linli.people.models import Unit
from linli.registers.actions.records import change, end, enter, review
from linli.registers.actions.sweeping import remind
from linli.registers.models import Record
from linli.registers.policies.declaration import Declaration, FieldSpec
from linli.registers.policies.fields import OUTSIDE, FieldType
from linli.registers.queries.declared import declared
from linli.rulebook.queries import InForce
from linli.vault.policies.fields import PersonalField

EACH = 14
YEAR = 330


@dataclass(frozen=True)
class Cast:
    """Who keeps a register, and what its records are called."""

    units: tuple[str, ...]
    names: tuple[str, ...]
    """After the name of the place."""
    words: dict[str, tuple[str, ...]]


STREETS = (STREET, "990102002-street_office", "990102003-street_office")
COUNTY = ("990102-emergency", "990102-market_regulator", "9901-emergency")
CASTS: dict[str, Cast] = {
    "school_guard": Cast(
        STREETS, ("实验小学", "中心幼儿园", "第二中学", "希望小学", "职业学校"),
        {"shift": ("7:20—8:00，16:30—17:20",), "police": ("青葭派出所", "兰润派出所", "杏葭派出所"),
         "parties": ("派出所、学校、家长志愿服务队",)},
    ),
    "street_campaigns": Cast(
        STREETS, ("菜市场门前", "小区北门", "商业街西口", "公交站旁", "老楼后院"),
        {"measures": ("划线规范，增设充电位。", "拆除棚房，恢复通道。", "单侧停车，夜间放开。")},
    ),
    "traceability": Cast(
        COUNTY[1:2], ("便民超市冷链柜", "散装白酒", "快递分拣点", "网络餐饮门店", "烟花爆竹零售点", "校车"),
        {"upstream": ("安和肉联厂", "市医药配送中心"), "downstream": ("辖区零售门店",)},
    ),
    "safe_villages": Cast(STREETS, ("",), {"remedy": ("增配微型消防站，月底前到位。", "逾期诉求已全部答复。")}),
    "old_matters": Cast(
        ("990102-housing", "990102-natural_resources"),
        ("安置房交付", "历史欠薪", "道路占地补偿", "改制职工社保", "老楼确权"),
        {"obstacle": ("资料不全，原单位已撤并。", "资金缺口尚未落实。"), "plan": ("由包案单位核实资料，分批解决。",),
         "lead_post": ("分管副区长", "区住建局局长")},
    ),
    "four_teams": Cast(STREETS, ("乡贤评理队", "法律服务队", "志愿服务队", "党员先锋队"),
                       {"remarks": ("每月两次上门，红白事和邻里事都参与。",)}),
    "mediation_forces": Cast(
        STREETS, ("老街坊调解室", "和为贵工作室", "代表联络站", "群众调解小组"),
        {"address": ("社区服务中心一楼", "村委会西侧"), "hours": ("周一至周五9:00—17:00",),
         "fields": ("婚姻家庭、邻里、物业",)},
    ),
    "social_organisations": Cast(STREETS, ("邻里互助会", "夕阳红合唱队", "护河志愿队", "社区孵化中心"), {}),
    "rescue_bases": Cast(
        COUNTY[:1] + COUNTY[2:], ("应急物资库", "森林防火队", "防汛抢险队", "避难场所"),
        {"stock": ("冲锋舟4艘，编织袋2万条，发电机6台。", "帐篷120顶，棉被600床，照明车1台。")},
    ),
    "governance_centres": Cast(
        STREETS, ("综治中心",),
        {"address": ("便民服务中心一楼",), "hours": ("工作日8:30—17:30，周末轮值",),
         "units": ("警务室、调解室、法律服务、网格",), "legal_adviser": ("安和公义律师事务所",)},
    ),
}  # fmt: skip
SUPERVISORS = {"supervisor": "990102-market_regulator"}
OTHER = Cast(STREETS, ("",), {})
REVIEWED = 4
"""Of so many records the keeper looked at one since."""


def begin(scene: Scene) -> None:
    scene.stage.add(scene.stage.begin + timedelta(minutes=5), _filled(scene))
    on_day(scene, 1, lambda: remind(by=SYSTEM, now=scene.now))


def _filled(scene: Scene) -> Plot:
    """Records are older than the demo: each is written with its own day, and by its keeper."""
    spots = Spots(people.COUNTY[:6])
    for register in declared(scene.today):
        chance = scene.chance(f"register-{register.value.code}")
        for number, at in enumerate(_days(scene, chance)):
            _record(scene, register, number, at, chance, spots)
    yield scene.morning(city_day(scene.stage.end - timedelta(days=3)))
    _looked_after(scene)


def _days(scene: Scene, chance: Random) -> Iterator[datetime]:
    yield from sorted(scene.stage.end - timedelta(days=chance.randrange(60, YEAR)) for _each in range(EACH))


def _record(
    scene: Scene, register: InForce[Declaration], number: int, at: datetime, chance: Random, spots: Spots
) -> None:
    declaration = register.value
    cast = CASTS.get(declaration.code, OTHER)
    unit = scene.unit(cast.units[number % len(cast.units)])
    begins = unit.area_code.rstrip("0")
    area = chance.choice([each for each in spots.areas if each.startswith(begins)] or spots.areas)
    writer = _Writer(cast, area, number, at, chance, spots, scene.unit)
    enter(
        register=register,
        values=writer.values(declaration),
        unit=unit,
        by=scene.of(unit),
        now=at,
        sealed=_contact(declaration, number),
    )


def _contact(declaration: Declaration, number: int) -> dict[PersonalField, str] | None:
    if number % 4 or not declaration.of_type(FieldType.PHONE):
        return None
    return {PersonalField.NAME: "值班电话联系人", PersonalField.PHONE: f"1990006{number:04d}"}


@dataclass(frozen=True)
class _Writer:
    """Fills the fields of one record with what fits their type."""

    cast: Cast
    area: str
    number: int
    at: datetime
    chance: Random
    spots: Spots
    unit: Callable[[str], Unit]

    def values(self, declaration: Declaration) -> dict[str, Any]:
        found = {each.code: self._value(each) for each in declaration.fields if each.type not in OUTSIDE}
        found[declaration.title] = self._title()
        if declaration.identified_by:
            found[declaration.identified_by] = f"AH{declaration.code[:2].upper()}{self.number + 1:04}"
        if declaration.code == "safe_villages":
            found["unmet_count"] = sum(value == "unmet" for value in found.values())
        return {code: value for code, value in found.items() if value is not None}

    def _title(self) -> str:
        place = area_named(self.area).name
        return f"{place}{self.cast.names[self.number % len(self.cast.names)]}"

    def _value(self, spec: FieldSpec) -> Any:
        words = self.cast.words.get(spec.code)
        if words:
            return words[self.number % len(words)]
        if spec.type is FieldType.AREA:
            return self.area
        if spec.type is FieldType.CHOICE:
            values = [each.value for each in spec.choices]
            if values == ["met", "unmet"]:
                return "unmet" if self.chance.random() < 0.15 else "met"
            return values[self.number % len(values)]
        make = MADE.get(spec.type)
        return make(self, spec) if make else "见现场照片" if spec.required else None


def _point(writer: _Writer) -> dict[str, float]:
    point = writer.spots.next(writer.area)
    return {"lon": point.lon, "lat": point.lat}


MADE: dict[FieldType, Callable[[_Writer, FieldSpec], Any]] = {
    FieldType.NUMBER: lambda writer, spec: writer.chance.randint(
        int(spec.least or 1), int(min(spec.most or 60, 60))
    ),
    FieldType.MONEY: lambda writer, spec: writer.chance.randrange(2, 60) * 1000,
    FieldType.DATE: lambda writer, spec: city_day(writer.at) - timedelta(days=writer.chance.randrange(3, 60)),
    FieldType.POINT: lambda writer, spec: _point(writer),
    FieldType.ENTITY: lambda writer, spec: credit_code_numbered(FIRST + 700 + writer.number),
    FieldType.UNIT: lambda writer, spec: writer.unit(SUPERVISORS.get(spec.code, "990102-housing")).pk,
}
"""Type of field -> what stands in it where no words are given."""


def _looked_after(scene: Scene) -> None:
    """Of each register some records are found to hold, one is changed, one is taken off."""
    for register in declared(scene.today):
        rows = list(Record.objects.filter(register=register.value.code).select_related("unit").order_by("pk"))
        for number, row in enumerate(rows):
            by = scene.of(row.unit)
            if number % REVIEWED == 0:
                review(row=row, register=register, by=by, now=scene.now, note="现场核对，情况属实。")
        end(row=rows[-1], note="已经撤并，不再单独列。", by=scene.of(rows[-1].unit), now=scene.now)
        numbers = [each for each in register.value.fields if each.type is FieldType.NUMBER]
        if numbers:
            values = {**rows[1].values, numbers[0].code: int(numbers[0].least or 0) + 3}
            change(
                row=rows[1], register=register, values=values, by=scene.of(rows[1].unit), now=scene.now,
                note="按最新情况更新。",
            )  # fmt: skip
