"""Bodies and places of Anhe as the sheet an office would send: invented names, right check digits, a few slips."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from linli.areas.models import Area
from linli.areas.policies.codes import Level
from linli.demo.anhe.names import CLOSING, LEADING
from linli.entities.policies.identifiers import credit_code_numbered

HEAD = ("统一社会信用代码", "类别", "名称", "所在区划", "地址", "行业代码", "单位性质", "状态")
COMPOUNDS = 186
"""Old compounds with a property service that are looked at each month."""
TRADES = (
    ("建材", "C30"), ("食品", "C14"), ("机械", "C34"), ("化工", "C26"), ("纺织", "C17"), ("服装", "C18"),
    ("家具", "C21"), ("印务", "C23"), ("包装", "C22"), ("电子", "C39"), ("汽车配件", "C36"), ("金属制品", "C33"),
    ("建筑工程", "E47"), ("装饰工程", "E50"), ("物流", "G54"), ("仓储", "G59"), ("餐饮管理", "H62"), ("酒店", "H61"),
    ("软件", "I65"), ("网络科技", "I64"), ("咨询", "L72"), ("物业管理", "K70"), ("超市", "F52"), ("商贸", "F51"),
    ("农业科技", "A05"), ("园林绿化", "N78"), ("保洁服务", "O81"), ("教育培训", "P83"), ("医疗器械", "C35"),
    ("文化传媒", "R86"), ("环保工程", "N77"), ("电力工程", "E48"), ("粮油", "C13"), ("陶瓷", "C30"),
)  # fmt: skip
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
OF_A_COMMUNITY = (("幼儿园", "P83"), ("卫生服务站", "Q84"))
OF_A_TOWNSHIP = (("中心小学", "P83"), ("卫生院", "Q84"), ("综合文化站", "R88"))
Line = tuple[str, ...]


def write_sheet(path: Path, enterprises: int) -> None:
    """Write the whole base; `enterprises`: how many enterprises and institutions together, as far as names go."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(lines(enterprises))


def lines(enterprises: int) -> Iterator[Line]:
    rows = Area.objects.filter(valid_to=None, level__gte=Level.TOWNSHIP).order_by("code")
    areas = list(rows.values_list("code", "name", "level"))
    villages = [(code, name) for code, name, level in areas if level == Level.VILLAGE]
    townships = [(code, name) for code, name, level in areas if level == Level.TOWNSHIP]
    communities = [each for each in villages if each[1].endswith("社区")]
    for code, name in villages:
        yield code, "社区" if name.endswith("社区") else "村", name, code, "", "", "", "正常"
    institutions = list(_institutions(communities, townships))[: enterprises // 2]
    yield from institutions
    yield from _enterprises(villages, enterprises - len(institutions))
    yield from _compounds(communities)
    yield from _slips(villages[0][0])


def _institutions(communities: list[tuple[str, str]], townships: list[tuple[str, str]]) -> Iterator[Line]:
    number = 5_000_000
    for places, kinds in ((communities, OF_A_COMMUNITY), (townships, OF_A_TOWNSHIP)):
        for code, name in places:
            for what, trade in kinds:
                number += 1
                own = credit_code_numbered(number, begins="12", area=code[:6])
                yield own, "事业单位", f"{name}{what}", code, "", trade, "", "正常"


def _enterprises(villages: list[tuple[str, str]], count: int) -> Iterator[Line]:
    stems = [first + second for first in LEADING for second in CLOSING]
    for number in range(min(count, len(stems) * len(TRADES) * len(FORMS))):
        rest, stem = divmod(number, len(stems))
        trade, code = TRADES[rest % len(TRADES)]
        form = FORMS[rest // len(TRADES)]
        # A step that shares no divisor with the number of places spreads one stem over the whole city.
        area, place = villages[number * 37 % len(villages)]
        own = credit_code_numbered(number, area=area[:6])
        state = "停业" if number % 211 == 7 else "在营"
        name = f"安和{stems[stem]}{trade}{form}"
        yield own, "企业", name, area, f"{place}{number % 180 + 1}号", code, "", state


def _compounds(communities: list[tuple[str, str]]) -> Iterator[Line]:
    for number, (code, name) in enumerate(communities[:COMPOUNDS]):
        called = f"{name.removesuffix('社区')}{('花园', '家园', '新村', '小区')[number % 4]}"
        yield f"XQ-{code}-01", "小区", called, code, "", "K70", "老旧小区", "正常"


def _slips(area: str) -> Iterator[Line]:
    """Yield rows that no base should take, as they come in every sheet."""
    right = credit_code_numbered(9_000_001)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    yield wrong, "企业", "安和抄错代码建材有限公司", area, "", "C30", "", "在营"
    yield credit_code_numbered(9_000_002), "个体户", "安和类别不明商行", area, "", "F52", "", "在营"
    yield credit_code_numbered(9_000_003), "企业", "外地登记有限公司", "110101001001", "", "C30", "", "在营"
    yield credit_code_numbered(9_000_004), "企业", "", area, "", "C30", "", "在营"
    yield credit_code_numbered(9_000_005), "企业", "安和行业不明有限公司", area, "", "Z99", "", "在营"
