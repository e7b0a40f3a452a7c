"""What a reply lacks, judged from its words alone: a proposal for the clerk who writes it, no verdict on anyone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, log1p
from unicodedata import normalize

LONGEST = 20_000
SPACE = re.compile(r"\s+")
POLITE = re.compile(
    r"(尊敬的)?(网[友民]|市民|同志)[^：:，,！!。]{0,20}[：:，,！!]?|[\"“”]?UU\d+[\"“”]?[：:，,]?|[您你]好|"
    r"[您你](所)?(反映|咨询|提出)?的?(留言|来信|帖文|邮件|问题|信件|情况)?(我们|我办|我局)?(均|都)?[已己]?(收悉|收到|知悉)|"
    r"(非常|衷心)?感谢[^。!！]{0,40}(支持|关心|监督|理解|关注|来信|留言)[^。!！]{0,20}[。!！]?|"
    r"现(就|将|对)?[^。：:]{0,24}(回复|答复|说明|反馈)如下|特此(回复|答复)|此复|谢谢[^。!！]{0,20}|"
    r"\d{4}年\d{1,2}月\d{1,2}日$|祝[^。!！]{0,15}|欢迎[^。!！]{0,30}|[。，,、:：!！;；\"“”]"
)
CITED = re.compile(
    r"《[^》]{3,60}》|[〔\[]\d{4}[〕\]]|第[一二三四五六七八九十百\d]+条|条例|规定|办法|细则|通知|意见|文件|政策|标准|规划|法律|法规"
)
FOUND = re.compile(
    r"经(我|本)?[^，。]{0,12}(查|核|核实|了解|研究|勘|沟通|协商)|调查|核实|现场|走访|约谈|检查|查看|情况如下|具体情况|据了解|会同"
)
REASON = re.compile(r"因为|由于|因此|原因|鉴于|所以|根据|依据|按照|依照|属于|符合")
ASKS_BACK = re.compile(
    r"(未|没有?|无)(留下|填写|提供|注明|说明)[^。]{0,15}(电话|方式|地址|信息|身份|姓名|具体|详细)|"
    r"无法(核实|查询|联系|调查|得知|确定|判断)|请[您你]?(提供|补充|说明|留下|明确)"
)
PASSED_ON = re.compile(
    r"[转交呈批](交|至|给|由|办|送|相关|有关|市|县|区)[^。，]{0,25}(办|处|调查|关注|核|阅|部门|单位)|请[^。]{0,8}(咨询|拨打|联系)"
)
STEP = re.compile(
    r"下一步|将(会|继续|进一步|尽快|于|在|按|对|加)?|拟|计划|预计|正在|已(安排|责令|启动|完成|督促|整改|列入)|限期|要求其"
)
WHEN = re.compile(
    r"\d{1,4}年(底|内|初|上半年|下半年|\d{1,2}月)|\d{1,2}月(底|初|份|\d{1,2}日|前|中旬)|\d+(个)?(工作)?(日|天|周|月)(之?内|后)|"
    r"(今|明|本)(年|月|周)|(年|月)底|前完成|第[一二三四]季度"
)
NUMBER = re.compile(r"\d+")
WEIGHTS = (9.92, -3.17, -0.49, 0.28, -0.60, 1.11, 0.90, 0.63, -0.93)
"""Of a logistic regression for "gives no grounds": constant, then `_features`; see docs/rules/replies.md."""
CUT = 0.5
"""Where that regression best told the labelled replies apart; it becomes a score of one half."""
FORMULA_LENGTH = 14.0
"""Signs that may be left of a reply without politeness when nothing was said."""


@dataclass(frozen=True)
class Checked:
    """Scores from 0 to 1."""

    answers: float
    """Speaks of what was asked."""
    grounds: float
    """Names a law, a document or what was found."""
    next_step: float
    """Says what happens and by when."""
    empty_formula: float
    """Says nothing but that the message arrived."""


def check(question: str, reply: str) -> Checked:
    """Judge a reply to a question. A blank reply is an empty formula and nothing else."""
    said = SPACE.sub("", normalize("NFKC", reply[:LONGEST]))
    rest = POLITE.sub("", said)
    empty = _empty(rest)
    return Checked(
        answers=_answers(SPACE.sub("", normalize("NFKC", question[:LONGEST])), rest) * (1 - empty),
        grounds=_grounds(said, rest),
        next_step=_next_step(rest) * (1 - empty),
        empty_formula=empty,
    )


def _empty(rest: str) -> float:
    facts = len(CITED.findall(rest)) + len(FOUND.findall(rest)) + len(WHEN.findall(rest))
    handed = (
        8.0 if PASSED_ON.search(rest) and not facts else 0.0
    )  # "passed to the office" says next to nothing
    return _logistic((FORMULA_LENGTH + handed - len(rest)) / 4 - facts)


def _answers(question: str, rest: str) -> float:
    """Return how much of the reply takes up the question's words, asking back counting half."""
    asked, told = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (question, rest))
    if not asked or not told:
        return 0.0
    shared = len(asked & told)
    score = 1 - exp(-shared / 6)
    return score * (0.5 if ASKS_BACK.search(rest) else 1.0)


def _grounds(said: str, rest: str) -> float:
    value = WEIGHTS[0] + sum(
        weight * each for weight, each in zip(WEIGHTS[1:], _features(said, rest), strict=True)
    )
    odds_of_none = _logistic(value)
    scaled = odds_of_none / CUT if odds_of_none < CUT else 1 + (odds_of_none - CUT) / (1 - CUT)
    return 1 - scaled / 2


def _features(said: str, rest: str) -> tuple[float, ...]:
    return (
        log1p(len(rest)),
        log1p(len(CITED.findall(rest))),
        log1p(len(FOUND.findall(rest))),
        log1p(len(REASON.findall(rest))),
        float(bool(ASKS_BACK.search(said))),
        float(bool(PASSED_ON.search(rest)) and len(rest) < 120),
        log1p(len(NUMBER.findall(rest))),
        float(len(rest) < 12),
    )


def _next_step(rest: str) -> float:
    step, when = bool(STEP.search(rest)), bool(WHEN.search(rest))
    return 0.6 * step + 0.4 * (step and when) + 0.1 * (when and not step)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, value))))
