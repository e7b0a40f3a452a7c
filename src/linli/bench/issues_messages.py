"""Invented messages with hidden issues: the same seed gives the same ones, and it is known what belongs together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from linli.warnings.issues.messages import Message

FIRST_AT = datetime(2026, 1, 1, tzinfo=UTC)
SPAN_DAYS = 180
HOT_SHARE = 0.3
"""Messages that belong to a hidden issue; the others speak of anything anywhere."""
PER_ISSUE = 400
"""Messages for which one more issue is hidden."""
HEADS = "翠松金碧云锦丽紫東荷兰梅枫柏杨桂清澄映望临观听春夏秋朝晚明晴和安泰康宁福祥瑞"
MIDDLES = "山水湖河江溪泉林园庭苑台阁桥塘洲岸坡谷岭"
ENDS = ("小区", "花园", "新城", "家园", "大道", "路", "小学", "市场", "广场", "社区")
WHO = (
    "我是住户",
    "我们楼里的人",
    "家里老人",
    "上班路过的人",
    "附近商户",
    "带孩子的家长",
    "租房的",
    "一位退休工人",
)
SUBJECTS = (
    ("搅拌站", ("夜里搅拌机轰鸣", "水泥粉尘落满阳台", "罐车进出不洗轮胎", "离住宅不到五十米")),
    ("停车位", ("车位只卖不租", "捆绑购房才给车位", "地下车库空着不开放", "消防通道停满车")),
    ("供暖", ("暖气片一直冰凉", "室内只有十二度", "交了费不供热", "换热站水泵坏了")),
    ("学位", ("配套学校没有建", "划片改到三公里外", "报名系统进不去", "班额超过六十人")),
    ("拖欠工资", ("工程款没有结清", "包工头联系不上", "四个月没发工资", "欠条也不给写")),
    ("油烟", ("排烟管对着窗户", "烧烤摊到凌晨两点", "饭店没有净化器", "楼道里都是油味")),
    ("自来水", ("水是黄的有铁锈", "水压上不到五楼", "一周停水三次", "二次供水水箱没洗")),
    ("电梯", ("电梯困人四回", "钢丝绳有响声", "维保单位不来", "停运半个月老人下不了楼")),
    ("房产证", ("交房三年没有证", "开发商没交土地款", "抵押没有解除", "契税交了没有下文")),
    ("公交", ("末班车太早", "站牌被挡住", "等车四十分钟", "改线后要换乘两趟")),
    ("噪声", ("广场音响到十一点", "夜间打桩", "高架没有隔音屏", "空调外机震动")),
    ("积水", ("一下雨就到膝盖", "雨水井堵死", "地库倒灌", "路面塌了一块")),
)
ANYTHING = (
    "医保", "社保", "路灯", "井盖", "垃圾", "绿化", "流浪狗", "快递", "门禁", "充电桩", "宽带", "天然气", "树枝",
    "公厕", "红绿灯", "健身器材", "宠物", "摊贩", "监控", "信号", "楼顶", "外墙", "物业费", "维修基金", "窗口",
    "证明", "补贴", "驾校", "预付卡", "网吧", "河道", "农田", "养猪", "秸秆", "祭扫", "游乐", "泳池", "体检",
    "疫苗", "挂号",
)  # fmt: skip
HAPPENS = (
    "没人管", "坏了很久", "收费不合理", "要求太多", "态度不好", "手续反复", "看不清", "离得太远", "太脏", "不安全",
    "排队太久", "总出故障", "答复不一致", "没有公示", "时间太短", "没有标准", "被人占用", "一直没修", "影响出行",
    "味道很大",
)  # fmt: skip
WISHES = ("请尽快处理", "希望有个答复", "盼望解决", "请派人看看", "麻烦核实", "请说明原因")


@dataclass(frozen=True)
class Invented:
    message: Message
    issue: int | None
    """Which hidden issue it belongs to."""


def invented(count: int, *, seed: int) -> Iterator[Invented]:
    """Yield messages in the order of their times. Nothing of all of them is kept in memory but the issues' names."""
    chance = Random(seed)  # noqa: S311 — invented words, no secret
    issues = [(_place(chance), *chance.choice(SUBJECTS)) for _ in range(max(1, count // PER_ISSUE))]
    for number in range(count):
        at = FIRST_AT + timedelta(days=SPAN_DAYS) * (number / count)
        issue, details = None, tuple[str, ...]()
        if chance.random() < HOT_SHARE:
            issue = min(int(chance.paretovariate(0.7)) - 1, len(issues) * 4) % len(issues)
            place, subject, details = issues[issue]
        else:
            place, subject = _place(chance), chance.choice(ANYTHING) + _odd(chance)
            details = tuple(chance.choice(ANYTHING) + _odd(chance) + _odd(chance) for _ in range(3))
        yield Invented(_message(chance, number, place, subject, details, at), issue)


def _place(chance: Random) -> str:
    return chance.choice(HEADS) + chance.choice(MIDDLES) + chance.choice(HEADS) + chance.choice(ENDS)


def _odd(chance: Random) -> str:
    """Return three signs that hardly anybody else puts together: most messages are like no other."""
    return "".join(chr(0x4E00 + chance.randrange(1500) * 13) for _ in range(3))


def _message(
    chance: Random, number: int, place: str, subject: str, details: tuple[str, ...], at: datetime
) -> Message:
    said = chance.sample(details, k=min(2, len(details)))
    told = "，".join(
        f"{each}{chance.choice(('，', '，已经', '，还是'))}{chance.choice(HAPPENS)}" for each in said
    )
    text = f"{chance.choice(WHO)}在{place}，{subject}的事：{told}。{chance.choice(WISHES)}。"
    return Message(id=str(number), title=f"{place}{subject}{chance.choice(HAPPENS)}", text=text, at=at)
