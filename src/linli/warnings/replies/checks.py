"""What a reply lacks, judged from its words alone: a proposal for the clerk who writes it, no verdict on anyone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log1p
from unicodedata import normalize

from linli.warnings.replies.clauses import CITED, FOUND, Clause, Does, Weights, clauses

LONGEST = 20_000
MOST_READ = 1_000
"""So many replies are judged at once."""
SPACE = re.compile(r"\s+")
REPEATED = re.compile(r"(.)\1{5,}")
"""One sign again and again says no more than five of it."""
POLITE = re.compile(
    r"(尊敬的)?(网[友民]|市民|同志)[^：:，,！!。]{0,20}[：:，,！!]?|[\"“”]?UU\d+[\"“”]?[：:，,]?|[您你]好|"
    r"[您你](所)?(反映|咨询|提出)?的?(留言|来信|帖文|邮件|问题|信件|情况)?(我们|我办|我局)?(均|都)?[已己]?(收悉|收到|知悉)|"
    r"(非常|衷心)?感谢[^。!！]{0,40}(支持|关心|监督|理解|关注|来信|留言)[^。!！]{0,20}[。!！]?|"
    r"现(就|将|对)?[^。：:]{0,24}(回复|答复|说明|反馈)如下|特此(回复|答复)|此复|谢谢[^。!！]{0,20}|"
    r"\d{4}年\d{1,2}月\d{1,2}日$|祝[^。!！]{0,15}|欢迎[^。!！]{0,30}|[。，,、:：!！;；\"“”]"
)
STEP = re.compile(
    r"下一步|将(会|继续|进一步|尽快|于|在|按|对|加)?|拟|计划|预计|正在|已(安排|责令|启动|完成|督促|整改|列入)|限期|要求其"
)
WHEN = re.compile(
    r"\d{1,4}年(底|内|初|上半年|下半年|\d{1,2}月)|\d{1,2}月(底|初|份|\d{1,2}日|前|中旬)|\d+(个)?(工作)?(日|天|周|月)(之?内|后)|"
    r"(今|明|本)(年|月|周)|(年|月)底|前完成|第[一二三四]季度"
)


@dataclass(frozen=True)
class Grounds:
    """A logistic curve over how much a reply tells; made by `linli replies evaluate`."""

    weights: Weights
    constant: float
    slope: float
    cut: float
    """What a reply must tell, in signs, to score one half: where labelled replies were told apart best."""

    def score(self, said: Iterable[Clause]) -> float:
        """Return 0 to 1; one half at the cut."""
        chance, at_cut = self.chance(self.weights.of(said)), self.chance(self.cut)
        return chance / at_cut / 2 if chance < at_cut else 1 - (1 - chance) / (1 - at_cut) / 2

    def chance(self, told: float) -> float:
        """Return how likely a reply that tells so much was labelled as one that gives its grounds."""
        return _logistic(self.constant + self.slope * log1p(told))


GROUNDS = Grounds(Weights(aside=0.5, greeting=0.1, ground=10.0), constant=-7.65, slope=2.66, cut=19.0)
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


@lru_cache(maxsize=2 * MOST_READ)
def check(question: str, reply: str) -> Checked:
    """Judge a reply to a question. A blank reply is an empty formula and nothing else.

    Those of the last weeks are judged anew for each reader of the units' figures, so the process remembers them.
    """
    said = plain(reply)
    rest = POLITE.sub("", said)
    told = list(clauses(said))
    does = {each.does for each in told}
    empty = _empty(rest, hands_on=Does.HANDS_ON in does)
    return Checked(
        answers=_answers(plain(question), rest, asks_back=Does.ASKS_BACK in does) * (1 - empty),
        grounds=GROUNDS.score(told),
        next_step=_next_step(rest) * (1 - empty),
        empty_formula=empty,
    )


def plain(text: str) -> str:
    """Return its beginning without white space, full and half width alike."""
    return REPEATED.sub(r"\1" * 5, SPACE.sub("", normalize("NFKC", text[:LONGEST])))


def _empty(rest: str, *, hands_on: bool) -> float:
    facts = len(CITED.findall(rest)) + len(FOUND.findall(rest)) + len(WHEN.findall(rest))
    handed = 8.0 if hands_on and not facts else 0.0  # "passed to the office" says next to nothing
    return _logistic((FORMULA_LENGTH + handed - len(rest)) / 4 - facts)


def _answers(question: str, rest: str, *, asks_back: bool) -> float:
    """Return how much of the reply takes up the question's words, asking back counting half."""
    asked, told = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (question, rest))
    if not asked or not told:
        return 0.0
    score = 1 - exp(-len(asked & told) / 6)
    return score * (0.5 if asks_back else 1.0)


def _next_step(rest: str) -> float:
    step, when = bool(STEP.search(rest)), bool(WHEN.search(rest))
    return 0.6 * step + 0.4 * (step and when) + 0.1 * (when and not step)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, value))))
