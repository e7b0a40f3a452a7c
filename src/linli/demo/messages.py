"""Messages as residents would write them, made from the composed ones: pure, the same for the same seed.

Nothing here is taken from a real complaint. Telephone numbers begin with 19900, which no operator gives out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from linli.catalogue.policies.messages import Composed

PLACEHOLDER = re.compile(r"\{(\w+)\}")
SENTENCE = re.compile(r"[^，。！？]+[，。！？]?")

OPENINGS = (
    *("您好，", "你好，", "领导您好，", "工作人员您好，", "麻烦看一下，", "想反映个情况，", "请问有人管吗，"),
    *("求助，", "各位好，", "第一次反映问题，", "实在没办法了才来说，", "替邻居们说一声，", "我是附近居民，"),
)
WHEN = (
    *(
        "昨天下午",
        "今天早上",
        "这两天",
        "上个星期开始",
        "前天晚上",
        "刚刚",
        "从上月底到现在",
        "周末",
        "半个月前",
    ),
    *("入夏以来", "开学以后", "最近", "今天中午", "连着几天"),
)
POLITE = (
    *("谢谢。", "麻烦你们了。", "辛苦了，谢谢！", "盼回复。", "希望尽快处理，谢谢。", "给你们添麻烦了。"),
    *("先谢谢你们。", "等你们的好消息。", "有结果请告诉我一声。"),
)
ANGRY = (
    *(
        "到底有没有人管！",
        "反映多少回了都没用！",
        "再不解决我就天天打电话！",
        "太让人失望了。",
        "别再踢皮球了！",
    ),
    *("不要光说正在处理！", "能不能来现场看一眼！", "交的钱都干什么用了？"),
)
PLAIN = (
    *("照片已经拍了。", "白天都有人在家，可以上门。", "同一个单元的都可以作证。", "可以打我电话。"),
    *("晚上七点以后方便接电话。", "不止我们一家。", "以前没有这样过。", "需要材料我可以提供。"),
)
SECOND_OPENINGS = (
    *(
        "我也说一下，",
        "补充一个情况，",
        "我是隔壁楼的，",
        "刚看到邻居也反映了，",
        "我们这栋也一样，",
        "同样的问题，",
    ),
)
TYPOS: Mapping[str, str] = {
    "的时候": "得时候",
    "已经": "己经",
    "再": "在",
    "做": "作",
    "反映": "反应",
    "账": "帐",
    "坐": "座",
    "部门": "部们",
    "尽快": "近快",
    "物业": "务业",
    "垃圾": "拉圾",
    "怎么": "咋么",
    "麻烦": "麻凡",
    "修": "休",
    "以后": "已后",
    "那里": "哪里",
    "一直": "一只",
    "通知": "同知",
    "联系": "连系",
    "解决": "解绝",
}
"""How a hurried thumb writes; each pair once in a message at most."""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
CALLED = ("先生", "女士", "师傅", "阿姨", "大叔", "老师")


@dataclass(frozen=True, slots=True)
class Places:
    """Words that fill the open places of a text. The defaults name nothing that exists."""

    village: Sequence[str] = (
        "杏坡村",
        "柳湾村",
        "石桥铺村",
        "前岗村",
        "后岗村",
        "榆钱沟村",
        "河套村",
        "枣林村",
    )
    road: Sequence[str] = (
        *("安宁路", "和顺街", "棠林大道", "澄湖路", "枫桥街", "向晚路", "青禾路", "云川大街", "苇塘路"),
        *("鹿鸣街", "晴川路", "长桥街"),
    )
    estate: Sequence[str] = (
        *("锦绣苑", "和谐家园", "棠梨花园", "湖畔新居", "安和里", "枫林小区", "书香雅苑", "向阳小区"),
        *("电厂家属院", "丰泽园", "翠微苑", "星河湾小区"),
    )
    shop: Sequence[str] = (
        "惠民超市",
        "老李面馆",
        "好邻居便利店",
        "金麦蛋糕房",
        "顺心修车铺",
        "小山羊火锅",
        "益生药房",
    )
    school: Sequence[str] = ("棠林小学", "第三实验学校", "澄湖中学", "向阳小学", "苇原中学", "枫桥中心小学")
    firm: Sequence[str] = (
        "宏发机械厂",
        "永丰食品公司",
        "安顺化工厂",
        "瑞达纸业公司",
        "昌盛铸造厂",
        "新源饲料厂",
    )
    bus: Sequence[str] = ("3", "5", "12", "18", "21", "K2", "106", "209")
    n: Sequence[str] = tuple(str(number) for number in range(1, 33))


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it comes in."""

    number: int
    """From 0, in the order they were written."""
    kind_code: str
    title: str
    text: str
    places: Mapping[str, str] = field(default_factory=dict)
    """What filled the open places: `estate` -> 锦绣苑."""
    caller: str = ""
    phone: str = ""
    duplicate_of: int | None = None
    """Number of the message that tells of the same event; None for the first."""


def messages(
    composed: Sequence[Composed],
    *,
    seed: int,
    count: int,
    places: Places | None = None,
    duplicates: float = 0.04,
    typos: float = 0.08,
) -> Iterator[Message]:
    """Yield `count` messages over all kinds, evenly in turn; the same for the same arguments.

    `duplicates` is the share that tell what another of the last 50 messages told, in other words and from
    somebody else; `typos` the share with a slip. Raises ValueError without composed messages.
    """
    if not composed:
        raise ValueError("there is nothing to make messages from")
    maker = _Maker(composed, places or Places(), Random(seed), typos)  # noqa: S311  (a story, not a secret)
    recent: list[Message] = []
    for number in range(count):
        tellable = [each for each in recent if each.duplicate_of is None]
        if tellable and maker.random.random() < duplicates:
            message = maker.retold(maker.random.choice(tellable), number)
        else:
            message = maker.told(number)
        recent = [*recent[-49:], message]
        yield message


class _Maker:
    def __init__(self, composed: Sequence[Composed], places: Places, random: Random, typos: float) -> None:
        self.random, self._places, self._typos = random, places, typos
        self._by_kind: dict[str, list[Composed]] = {}
        for each in composed:
            self._by_kind.setdefault(each.kind_code, []).append(each)
        self._round: list[str] = []

    def told(self, number: int) -> Message:
        source = self.random.choice(self._by_kind[self._next_kind()])
        return self._made(number, source, {}, OPENINGS, None)

    def retold(self, first: Message, number: int) -> Message:
        """Tell the event of `first` at the same places, from another composed text where there is one."""
        options = self._by_kind[first.kind_code]
        others = [each for each in options if each.title != first.title and self._fits(each, first)]
        source = self.random.choice(others or options)
        return self._made(number, source, first.places, SECOND_OPENINGS, first.number)

    @staticmethod
    def _fits(source: Composed, first: Message) -> bool:
        return bool(set(PLACEHOLDER.findall(source.text)) & set(first.places))

    def _next_kind(self) -> str:
        if not self._round:
            self._round = sorted(self._by_kind)
            self.random.shuffle(self._round)
        return self._round.pop()

    def _made(
        self,
        number: int,
        source: Composed,
        known: Mapping[str, str],
        openings: Sequence[str],
        duplicate_of: int | None,
    ) -> Message:
        filled = dict(known)
        for name in PLACEHOLDER.findall(source.title + source.text):
            if name not in filled:
                filled[name] = self.random.choice(getattr(self._places, name))
        text = self._slipped(self._framed(source.text.format(**filled), openings))
        return Message(
            number=number,
            kind_code=source.kind_code,
            title=source.title.format(**filled),
            text=text,
            places=filled,
            caller=self.random.choice(SURNAMES) + self.random.choice(CALLED),
            phone=f"19900{self.random.randrange(1_000_000):06d}",
            duplicate_of=duplicate_of,
        )

    def _framed(self, text: str, openings: Sequence[str]) -> str:
        """Put an opening before, a mood behind, or leave the last words out, as people do."""
        chance = self.random.random
        if chance() < 0.2:
            text = self._shortened(text)
        if chance() < 0.25 and not text.startswith(("昨", "今", "这", "刚", "前天", "上", "每")):
            text = f"{self.random.choice(WHEN)}的事，{text}"
        if chance() < 0.6:
            text = self.random.choice(openings) + text
        if chance() < 0.3:
            text += self.random.choice(PLAIN)
        mood = chance()
        if mood < 0.4:
            text += self.random.choice(POLITE)
        elif mood < 0.55:
            text += self.random.choice(ANGRY)
        if chance() < 0.1:
            text = text.replace("。", " ").replace("，", " ").strip()
        return text

    def _shortened(self, text: str) -> str:
        parts = SENTENCE.findall(text)
        kept = "".join(parts[:-1]) if len(parts) > 3 else text
        return kept.rstrip("，") + "。" if len(kept) >= 24 else text

    def _slipped(self, text: str) -> str:
        if self.random.random() >= self._typos:
            return text
        possible = [right for right in TYPOS if right in text]
        if not possible:
            return text
        right = self.random.choice(possible)
        return text.replace(right, TYPOS[right], 1)
