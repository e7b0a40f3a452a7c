"""Names of Anhe's places. Put together from characters that places like to carry; none is a real place's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

LEADING = "青霖柳槐清云松杏竹梅兰桐荷枫苇棠沐晨霁榆"
CLOSING = "禾澄穗岚浔芦鹭萍葭茂润稻蓼枣荻"
ENDINGS = "庄营寨岗洼堡铺沟峪湾台坊桥坡"
SIDES = ("", "东", "西", "南", "北", "上", "下")
NUMERALS = "一二三四五六七八九十"

DEDICATED = ("小学", "农贸市场", "中学", "卫生院", "商业广场", "医院", "产业园", "职业学校", "物流园", "公园")
"""What gets a grid of its own, in turn."""


def stems(rng: np.random.Generator) -> Iterator[str]:
    """Yield 300 stems for townships and communities, none twice."""
    yield from _shuffled((a + b for a, b in product(LEADING, CLOSING)), rng)


def village_names(rng: np.random.Generator) -> Iterator[str]:
    """Yield stems of villages, none twice."""
    yield from _shuffled(map("".join, product(SIDES, LEADING, CLOSING, ENDINGS)), rng)


def numeral(number: int) -> str:
    """Return a number from 1 to 19 as it is written in names: 三, 十二."""
    if number <= 10:
        return NUMERALS[number - 1]
    return "十" + NUMERALS[number - 11]


def _shuffled(names: Iterator[str], rng: np.random.Generator) -> list[str]:
    each = list(names)
    return [each[index] for index in rng.permutation(len(each))]
