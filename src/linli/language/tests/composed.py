"""Messages written for these tests; no real ones."""

from __future__ import annotations

import csv
from pathlib import Path

from linli.language.classifier.messages import LabelledMessage

SUBJECTS = {
    "供水": [
        "自来水停水",
        "水管漏水",
        "水压太低",
        "水表读数不对",
        "自来水有异味",
        "水费多收",
        "二次供水水箱没清洗",
    ],
    "道路": [
        "路面有坑",
        "路灯不亮",
        "井盖丢失",
        "人行道砖松动",
        "红绿灯坏了",
        "道路积雪没人扫",
        "护栏被撞歪",
    ],
    "学校": [
        "学校食堂太贵",
        "补课乱收费",
        "校车超载",
        "学位不够",
        "老师布置作业太多",
        "操场跑道有异味",
        "幼儿园入园难",
    ],
}
FRAMES = [
    ("{}", "您好，{}已经三天了，请有关部门尽快处理，谢谢。"),
    ("反映{}的问题", "我住在幸福路12号院，{}，打电话没有人管。"),
    ("{}什么时候解决", "领导好！{}，希望给一个答复。"),
    ("请管一管", "我们这里{}，老人孩子都受影响。"),
]


def composed() -> list[LabelledMessage]:
    """Return 84 messages of three labels."""
    return [
        LabelledMessage(label, title.format(subject), text.format(subject))
        for label, subjects in SUBJECTS.items()
        for subject in subjects
        for title, text in FRAMES
    ]


def write_messages(path: Path, messages: list[LabelledMessage]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["label", "title", "detail", "segmented"])
        rows.writerows([each.label, each.title, each.text, ""] for each in messages)
    return path
