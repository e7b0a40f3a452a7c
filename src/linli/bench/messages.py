"""Invented messages of the demo city Anhe, as clients send them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from linli.bench.load import request

PATH = "/api/v1/matters"
WEST, SOUTH, EAST, NORTH = 113.95, 35.55, 114.45, 36.0
"""Box inside Anhe, degrees WGS84."""
PLACES = (
    "滨河路",
    "文昌街",
    "桥东市场",
    "安康小区",
    "向阳社区",
    "老纺织厂家属院",
    "书店门口",
    "第三小学东门",
)
TROUBLES = (
    "路灯坏了好几天，晚上走路看不见",
    "下水道堵了，污水流到路面上",
    "垃圾桶满了没人清，味道很大",
    "井盖松动，车一压就响，怕出事",
    "工地夜里十二点还在施工，孩子睡不着",
    "水管爆裂，水漫到楼道里了",
    "楼道里堆满杂物，消防通道走不通",
    "电梯停了三天，老人下不了楼",
)
WISHES = ("麻烦派人看看。", "希望尽快处理。", "请给个答复。", "已经反映过一次了。")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明"


def bodies(seed: int) -> Iterator[dict[str, Any]]:
    """Yield messages without end; the same seed gives the same ones."""
    chance = random.Random(seed)  # noqa: S311
    while True:
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2)))
        place = f"{chance.choice(PLACES)}{chance.randint(1, 200)}号附近"
        yield {
            "text": f"{place}{chance.choice(TROUBLES)}，{chance.choice(WISHES)}",
            "position": {
                "lon": round(chance.uniform(WEST, EAST), 6),
                "lat": round(chance.uniform(SOUTH, NORTH), 6),
                "crs": "wgs84",
            },
            "name": name,
            "phone": f"199{chance.randrange(10**8):08d}",
        }


def requests(count: int, *, port: int, key: str, seed: int) -> Iterator[bytes]:
    """Yield `count` prepared requests that raise a matter each, with an idempotency key each."""
    for number, body in zip(range(count), bodies(seed), strict=False):
        yield raise_matter(body, port=port, key=key, once=f"bench-{seed}-{number}")


def raise_matter(body: dict[str, Any], *, port: int, key: str, once: str) -> bytes:
    sent = json.dumps(body, ensure_ascii=False).encode()
    return request("POST", PATH, port=port, headers=headers(key=key, once=once), body=sent)


def headers(*, key: str, once: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": once}
