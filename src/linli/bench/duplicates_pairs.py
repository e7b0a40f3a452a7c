"""Pairs of messages made from real ones: the same thing told again, and other things at the same place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from linli.language.classifier.messages import LabelledMessage
from linli.language.policies.places import name_parts

SHORTEST = 30
"""Signs of a text that can be told again."""
CLAUSE = re.compile(r"[^。！？；，,!?;\s]+")
SAME_WORDS = (
    ("小区", "院里"), ("投诉", "反映"), ("反映", "说一下"), ("噪音", "噪声"), ("扰民", "影响休息"), ("严重", "很厉害"),
    ("解决", "处理"), ("居民", "住户"), ("业主", "住户"), ("附近", "旁边"), ("旁边", "边上"), ("晚上", "夜里"),
    ("孩子", "小孩"), ("老人", "老年人"), ("道路", "马路"), ("垃圾", "废物"), ("物业", "物管"), ("希望", "盼望"),
    ("没有", "没"), ("经常", "老是"), ("车辆", "车子"), ("停车", "放车"), ("修建", "建"), ("施工", "干活"),
    ("污染", "脏"), ("领导", "同志"), ("政府", "有关部门"), ("目前", "现在"), ("一直", "始终"), ("导致", "弄得"),
    ("无法", "不能"), ("多次", "好几次"), ("收费", "收钱"), ("购买", "买"), ("房屋", "房子"), ("学校", "校方"),
    ("工资", "工钱"), ("拖欠", "欠"), ("需要", "要"), ("进行", "做"),
)  # fmt: skip
OPENINGS = ("", "您好，", "我要反映一个问题：", "请管一管：", "我们这里的事，", "尊敬的领导，")
ENDINGS = ("。", "，请尽快处理。", "，希望给个答复。", "，谢谢！", "，大家都等着。")
COPIED = ("转发邻居的话：", "业主群里说的：", "同事让我转：", "")
AGREED = ("我家也是这样。", "情况属实，请处理。", "同求解决。", "支持！", "")


@dataclass(frozen=True)
class Pair:
    sort: str
    one: LabelledMessage
    other: LabelledMessage


REWORDED, SHORTENED, COPY = "reworded", "shortened", "copied"
SAME = frozenset({REWORDED, SHORTENED, COPY})
"""Sorts of pairs that are the same thing."""
OTHER_SUBJECT, SAME_LABEL = "same_place_other_subject", "same_label_put_at_same_place"


def pairs(messages: Sequence[LabelledMessage], *, count: int, seed: int) -> Iterator[Pair]:
    """Yield `count` pairs of each sort; of the same place with another subject as many as the messages have."""
    chance = Random(seed)  # noqa: S311 — a sample, no secret
    long = [each for each in messages if len(each.text) >= SHORTEST]
    for each in chance.sample(long, min(count, len(long))):
        yield Pair(REWORDED, each, _again(each, reworded(each.title, each.text, chance)))
    for each in chance.sample(long, min(count, len(long))):
        yield Pair(SHORTENED, each, _again(each, _some(each.text, 0.35, chance)))
    for each in chance.sample(long, min(count, len(long))):
        copied = each.text[: max(SHORTEST, int(len(each.text) * chance.uniform(0.6, 1)))]
        told = f"{chance.choice(COPIED)}{copied}{chance.choice(AGREED)}"
        yield Pair(COPY, each, _again(each, told))
    found = list(_at_one_place(long))
    yield from chance.sample(found, min(count, len(found)))
    of_label = defaultdict(list)
    for each in long:
        of_label[each.label].append(each)
    for _ in range(count):
        one, other = chance.sample(of_label[chance.choice(long).label], 2)
        yield Pair(SAME_LABEL, one, other)


def _again(message: LabelledMessage, text: str) -> LabelledMessage:
    return LabelledMessage(message.label, "", text)


def reworded(title: str, text: str, chance: Random) -> str:
    """Return a message as another person may tell it: some of it, in another order, with other words, and slips."""
    told = _some(f"{title}，{text}", 0.6, chance)
    for word, other in SAME_WORDS:
        if chance.random() < 0.7:
            told = told.replace(word, other)
    signs = [sign for sign in told if chance.random() > 0.02]
    return f"{chance.choice(OPENINGS)}{''.join(signs)}{chance.choice(ENDINGS)}"


def _some(text: str, share: float, chance: Random) -> str:
    clauses = CLAUSE.findall(text)
    kept = chance.sample(clauses, max(1, round(len(clauses) * share)))
    return "，".join(kept)


def _at_one_place(messages: Sequence[LabelledMessage]) -> Iterator[Pair]:
    """Yield pairs whose titles name the same place and that people gave different labels."""
    named: dict[str, list[LabelledMessage]] = defaultdict(list)
    for each in messages:
        for name in {name for name in name_parts(each.title) if len(name) >= 4}:
            named[name].append(each)
    for here in named.values():
        for at, one in enumerate(here[:40]):
            for other in here[at + 1 : 40]:
                if one.label != other.label:
                    yield Pair(OTHER_SUBJECT, one, other)
