"""Who works in Anhe: the people with log-ins, and the colleagues behind them who have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linli.people.policies import Role

CITY, COUNTY = "990100000000", "990102000000"
HOTLINE, CENTRE, COUNTY_CENTRE = "9901-hotline_centre", "9901-governance_centre", "990102-governance_centre"
DISPUTES, COURT, JUSTICE = "990102-dispute_centre", "990102-court", "990102-justice"
STREET, COMMUNITY = "990102001-street_office", "990102001001-committee"


@dataclass(frozen=True)
class Post:
    """One role of one person: for a unit (by code), in an area."""

    role: Role
    unit: str = ""
    area: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody of the cast."""

    username: str
    name: str
    """As colleagues see it: what they do, and an invented name."""
    posts: tuple[Post, ...]
    has_log_in: bool = True


R = Role
PEOPLE: tuple[Person, ...] = (
    Person("rexian", "热线受理员 林溪", (Post(R.INTAKE_CLERK, HOTLINE, CITY),)),
    Person("paidan", "市派单员 周平", (Post(R.DISPATCHER, HOTLINE, CITY),)),
    Person("paidan-tanglin", "棠林区派单员 何苗", (Post(R.DISPATCHER, COUNTY_CENTRE, COUNTY),)),
    Person("zhiban-tanglin", "棠林区综治中心值班员 郑禾", (Post(R.CENTRE_DUTY, COUNTY_CENTRE, COUNTY),)),
    Person("hecha", "市核查员 沈明", (Post(R.VERIFIER, CENTRE, CITY),)),
    Person("hecha-tanglin", "棠林区核查员 许岚", (Post(R.VERIFIER, COUNTY_CENTRE, COUNTY),)),
    Person("huifang", "回访员 吴静", (Post(R.FOLLOW_UP_CLERK, HOTLINE, CITY),)),
    Person("duban", "督办员 陈立", (Post(R.SUPERVISOR, CENTRE, CITY),)),
    Person("caiding", "职责裁定席 秦朗", (Post(R.SUPERVISOR, CENTRE, CITY),)),
    Person("lingdao", "市领导 蒋安", (Post(R.CITY_LEADER, CENTRE, CITY),)),
    Person("xitong", "系统管理员 韩一", (Post(R.SYSTEM_ADMIN),)),
    Person("anquan", "安全管理员 杨二", (Post(R.SECURITY_ADMIN),)),
    Person("shenji", "审计员 朱三", (Post(R.AUDITOR),)),
    Person("baohu", "个人信息保护专员 尤可", (Post(R.PRIVACY_OFFICER),)),
    Person("chengguan", "市城管局承办人 孔达", (Post(R.HANDLER, "9901-city_management"),)),
    Person("chengguan-tanglin", "棠林区城管局承办人 曹辛", (Post(R.HANDLER, "990102-city_management"),)),
    Person(
        "chengguan-tanglin-fuze", "棠林区城管局负责人 严正", (Post(R.UNIT_HEAD, "990102-city_management"),)
    ),
    Person("zhujian", "市住建局承办人 华声", (Post(R.HANDLER, "9901-housing"),)),
    Person("zhujian-fuze", "市住建局负责人 金石", (Post(R.UNIT_HEAD, "9901-housing"),)),
    Person("gongshui-tanglin", "棠林区供水公司承办人 魏源", (Post(R.HANDLER, "990102-utility-water"),)),
    Person("gongdian", "市供电公司承办人 陶然", (Post(R.HANDLER, "9901-utility-power"),)),
    Person("renshe", "市人社局承办人 姜原", (Post(R.HANDLER, "9901-human_resources"),)),
    Person("shichang", "市市场监管局承办人 施文", (Post(R.HANDLER, "9901-market_regulator"),)),
    Person("shichang-fuze", "市市场监管局负责人 范正清", (Post(R.UNIT_HEAD, "9901-market_regulator"),)),
    Person("jiancha-shichang", "市市场监管局检查员 鲁直", (Post(R.INSPECTOR, "9901-market_regulator"),)),
    Person("jiancha-xiaofang", "市消防救援支队检查员 任安", (Post(R.INSPECTOR, "9901-fire_rescue"),)),
    Person("jiaojing", "市交警支队承办人 张弛", (Post(R.HANDLER, "9901-traffic_police"),)),
    Person("shengtai", "市生态环境局承办人 吕青", (Post(R.HANDLER, "9901-ecology"),)),
    Person("jiedao-qingjia", "青葭街道承办人 孙和", (Post(R.HANDLER, STREET),)),
    Person("jiedao-qingjia-fuze", "青葭街道负责人 李程", (Post(R.UNIT_HEAD, STREET),)),
    Person("shequ-fengliao", "枫蓼社区承办人 钱宁", (Post(R.HANDLER, COMMUNITY),)),
    Person("shequ-fengliao-fuze", "枫蓼社区书记 丁惠", (Post(R.UNIT_HEAD, COMMUNITY),)),
    Person("maodiao-tanglin", "棠林区矛调中心值班员 柳青", (Post(R.CENTRE_DUTY, DISPUTES, COUNTY),)),
    Person("tiaojie-tanglin", "棠林区人民调解员 何劝和", (Post(R.MEDIATOR, DISPUTES),)),
    Person("jilu-tanglin", "棠林区调解记录员 白纸", (Post(R.RECORDER, DISPUTES),)),
    Person("zhiban-fengliao", "枫蓼社区值班员 方圆", (Post(R.CENTRE_DUTY, COMMUNITY),)),
    Person("tiaojie-fengliao", "枫蓼社区人民调解员 王姨", (Post(R.MEDIATOR, COMMUNITY),)),
    Person("fayuan-tanglin", "棠林区法院司法确认法官 明正", (Post(R.COURT_OFFICER, COURT),)),
    Person("baoxian", "安和财险理赔员 吴理", ()),
    Person("paichusuo-qingjia", "青葭派出所所长 戚安", (Post(R.HANDLER, "990102001-police_station"),)),
    Person("maodiao-tanglin-fuze", "棠林区矛调中心负责人 奚和", (Post(R.UNIT_HEAD, DISPUTES),)),
    Person("maodiao-fuze", "市矛调中心负责人 穆平", (Post(R.UNIT_HEAD, "9901-dispute_centre"),)),
    Person("fuyi-tanglin", "棠林区司法局复议负责人 章直", (Post(R.UNIT_HEAD, JUSTICE),)),
)
"""Everybody with a log-in, but for the grid workers, who are found where grids are."""
INSPECTORS: tuple[Person, ...] = tuple(
    Person(f"jiancha-{stem}-{number}", f"{bureau}检查员 {name}", (Post(R.INSPECTOR, unit),), has_log_in=False)
    for stem, bureau, unit, first, names in (
        (
            "shichang",
            "市市场监管局",
            "9901-market_regulator",
            2,
            "管平 戚正 丁晓 盛和 万里 邹平 乐天 常青 石坚 白帆 关山 陆远 高原 夏冰 秋实",
        ),
        ("xiaofang", "市消防救援支队", "9901-fire_rescue", 2, "柏林 火明 祝安 程防 康宁 岳峰 安澜"),
        ("shengtai", "市生态环境局", "9901-ecology", 1, "江清 山青 林茂 水秀 云开 碧波 田园 沐风"),
    )
    for number, name in enumerate(names.split(), start=first)
)
"""Their colleagues in the pool of inspectors; they have no log-in."""
GRID_WORKER_NAMES = ("赵行", "冯川", "褚云", "卫星", "王朝", "尤里", "何处", "孔明月")
LOG_INS_OF_GRID_WORKERS = 3


def grid_workers(communities: Sequence[tuple[str, str, str]]) -> Iterator[Person]:
    """Yield a grid worker for each community, given as area code, unit code and name."""
    for number, (area, unit, name) in enumerate(communities):
        who = GRID_WORKER_NAMES[number % len(GRID_WORKER_NAMES)]
        post = Post(R.GRID_WORKER, unit, area)
        yield Person(
            f"wangge-{area[6:]}", f"{name}网格员 {who}", (post,), has_log_in=number < LOG_INS_OF_GRID_WORKERS
        )


def colleagues(units: Sequence[tuple[str, str]], taken: set[tuple[Role, str]]) -> Iterator[Person]:
    """Yield who handles and heads each unit (code, name) where nobody of the cast does. They have no log-in."""
    for number, (code, name) in enumerate(units):
        for role, title, stem in ((R.HANDLER, "承办人", "chengban"), (R.UNIT_HEAD, "负责人", "fuze")):
            if (role, code) not in taken:
                yield Person(f"{stem}-{number:03d}", f"{name}{title}", (Post(role, code),), has_log_in=False)
