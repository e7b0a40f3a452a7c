"""What looks like the name of a place in Chinese text: estates, roads, schools, companies, lettered districts."""

from __future__ import annotations

import re

CODE = re.compile(r"[A-Z]\d{0,2}[市区县]|西地省")
"""Areas that are written as letters. They say where, but so wide that they join nothing."""
SUFFIX = (
    "小区|新城|花园|公寓|家园|庄园|山庄|庭院|佳苑|花苑|之城|国际城|学校|中学|小学|幼儿园|学院|大学|医院|公司|集团|街道|社区|"
    "大道|公园|市场|楼盘|地铁站|号线|广场|大厦|大桥|水库|公馆|片区|天池|河|湖|滩|[苑府邸园庭湾村镇乡路街]"
)
NAME = re.compile(rf"([A-Z]?\d*[\u4e00-\u9fa5]{{1,5}}?)({SUFFIX})")
ENDING = re.compile(SUFFIX)
NO_NAME = re.compile("[^\u4e00-\u9fa5A-Z0-9]")
LONGEST_NAME = 5
"""Signs before the ending."""
FILLING = (
    "关于|反映|投诉|咨询|建议|举报|请求|希望|附近|旁边|位于|居住|请问|恳请|关注|解决|严重|违规|违法|无证|部分|这个|整个|很多|"
    "多个|本人|业主|居民"
)
NO_PART = re.compile(f"{FILLING}|{NO_NAME.pattern}")
"""After it a name may begin."""
SHORT_FILLER = re.compile(f"[的了在是和与对请我们你他被因为就于将到有从向让把给]|{FILLING}")
"""A name may begin with one of the single signs, so they are cut off only where it is shown."""
BREAK = "\x01"


def spans(text: str) -> list[tuple[int, int]]:
    """Return where names of places stand, from the left."""
    found, last = [], 0
    for ending in ENDING.finditer(text):
        start = max(last, ending.start() - LONGEST_NAME)
        begin = start
        for no_part in NO_PART.finditer(text, start, ending.start()):
            begin = no_part.end()
        if begin < ending.start():
            found.append((begin, ending.end()))
            last = ending.end()
    return found


def end_of_last(filler: re.Pattern[str], before: str) -> int:
    return max((each.end() for each in filler.finditer(before)), default=0)


def name_parts(text: str) -> list[str]:
    """Return what looks like names of places in a text, without filling words before them."""
    found = (
        each[1][end_of_last(SHORT_FILLER, each[1]) :] + each[2]
        for each in NAME.finditer(CODE.sub(BREAK, text))
    )
    return [name for name in found if len(name) > 2]


COURTESY = re.compile(
    r"[您你]好|尊敬的[^，。,：:]{0,8}|我(要|想)(反映|投诉|咨询|问)(一下)?|(麻烦|恳请|请|希望|盼望?)[^，。,；;！!]{0,8}"
    r"(处理|解决|管一管|看看|核实|重视|答复|回复|说法|查处)(一下)?|(谢谢|感谢)[^，。,！!]{0,8}|转发[^，。：:]{0,8}[：:]|"
    r"我家也(是这样|一样)"
)
"""What many messages say that are about anything."""
BESIDE = re.compile(
    r"[0-9一二三四五六七八九十]+(号楼|栋|幢|单元|号|期|区|楼)|[东南西北正大侧后前]?门口?|(旁|附近|交叉口|路口|对面)边?"
)


THINGS_OF_ROADS = tuple("灯面人况")
"""After 路 they make another word of it, which says what it is about."""


def what_is_said(text: str) -> str:
    """Return a text without courtesy and without where: gaps stand where they were."""
    return BESIDE.sub(" ", without_places(COURTESY.sub(" ", text)))


def without_places(text: str) -> str:
    """Return a text with a gap wherever the name of a place stood."""
    parts, last = [], 0
    for begin, end in spans(text):
        if text[end : end + 1] in THINGS_OF_ROADS and text[end - 1] == "路":
            continue
        parts.append(text[last:begin])
        last = end
    return CODE.sub(" ", " ".join([*parts, text[last:]]))
