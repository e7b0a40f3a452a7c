"""What a clerk is told of a reply before it goes out: four questions, each with the sentence that speaks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.warnings.replies.checks import POLITE, STEP, WHEN, check, plain
from linli.warnings.replies.clauses import CITED, FOUND, REASON, Does, clauses
from linli.warnings.rules import ReplyAdviceRule

SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
LONGEST_SHOWN = 120


@dataclass(frozen=True)
class Point:
    """One question to a reply."""

    question: Sentence
    is_fine: bool
    evidence: str
    """The reply's own sentence that speaks for it; empty where none does."""
    tip: Sentence
    reasons: tuple[Sentence, ...] = ()
    """What in the reply speaks for this answer."""


SPEAKS_FOR: tuple[tuple[re.Pattern[str], Sentence], ...] = (
    (CITED, _("names the rule or document it rests on")),
    (FOUND, _("says what was found")),
    (REASON, _("says why")),
)
ONLY_DOES: dict[Does, Sentence] = {
    Does.HANDS_ON: _("passes the matter on"),
    Does.ASKS_BACK: _("asks back"),
    Does.SENDS_ELSEWHERE: _("sends the person elsewhere"),
    Does.PUTS_OFF: _("puts the answer off"),
    Does.POINTS_BACK: _("points to an earlier answer"),
}


def grounds_of(reply: str, *, is_enough: bool) -> tuple[bool, tuple[Sentence, ...]]:
    """Return whether a reply seems to give its grounds, and why, or what it does instead.

    However long, one in which nothing is told gives none.
    """
    found = list(clauses(plain(reply)))
    told = [each.text for each in found if each.does is Does.TELLS]
    names = tuple(name for signs, name in SPEAKS_FOR if any(map(signs.search, told)))
    if is_enough and told:
        return True, names
    does = {each.does for each in found}
    instead = tuple(name for each, name in ONLY_DOES.items() if each in does)
    return False, instead + (() if names else (_("names no finding, rule or reason"),))


def points_of(question: str, reply: str, rule: ReplyAdviceRule) -> list[Point]:
    """Return what to say of a reply. A blank one gets no advice."""
    if not reply.strip():
        return []
    found = check(question, reply)
    sentences = [each.strip() for each in SENTENCE.findall(reply) if POLITE.sub("", each.strip())]
    asked = _pairs(question)
    has_grounds, reasons = grounds_of(reply, is_enough=found.grounds >= float(rule.grounds))
    if found.empty_formula >= float(rule.empty_formula):
        tip = _(
            "It says hardly more than that the message arrived. What was found, what is done, and by when?"
        )
        return [Point(_("Does it say anything?"), False, "", tip)]
    return [
        Point(
            _("Does it answer what was asked?"),
            found.answers >= float(rule.answers),
            _best(sentences, lambda each: len(asked & _pairs(each))),
            _("Take up what the person wrote, in their words; answer each question."),
        ),
        Point(
            _("Does it give its grounds?"),
            has_grounds,
            _best(sentences, _grounds) if has_grounds else "",
            _("Say what was found on the spot, or by which law, document or plan."),
            reasons,
        ),
        Point(
            _("Does it say what happens next, and by when?"),
            _is_finished(reply) or found.next_step >= float(rule.next_step),
            _best(sentences, _steps),
            _("Say who does what next, and name a day."),
        ),
        Point(
            _("Is it in plain words?"),
            not (long := _too_long(sentences)),
            "",
            _("A sentence is very long: %(sentence)s") % {"sentence": long[:40] + "…"} if long else "",
        ),
    ]


LONG_SENTENCE = 120
"""Signs after which a sentence is hard to follow when read aloud."""
FINISHED = re.compile(r"已(经)?(完成|办结|修复|修好|解决|清运|更换|疏通|恢复|整改到位|处理完毕|发放|退还)")


def _is_finished(reply: str) -> bool:
    """Whether all is done: then there is no next step to name."""
    return bool(FINISHED.search(reply))


def _too_long(sentences: list[str]) -> str:
    return next((each for each in sentences if len(each) > LONG_SENTENCE), "")


def _best(sentences: list[str], worth: Callable[[str], float]) -> str:
    best = max(sentences, key=worth, default="")
    return best[:LONGEST_SHOWN] if best and worth(best) > 0 else ""


def _grounds(sentence: str) -> int:
    return 2 * len(CITED.findall(sentence)) + 2 * len(FOUND.findall(sentence)) + len(REASON.findall(sentence))


def _steps(sentence: str) -> int:
    step = len(STEP.findall(sentence)) + len(FINISHED.findall(sentence))
    return 2 * bool(step) + (len(WHEN.findall(sentence)) if step else 0)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
