"""A bulletin's letter: the figures in tables and charts, and the city's sentences around them, in official Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.core.time import city_day
from linli.letters.policies import Document, Paragraph
from linli.letters.policies.templating import filled
from linli.matters.policies.rates import RateWeights
from linli.metrics.faces import words_of
from linli.metrics.models import Remark
from linli.metrics.policies.bulletins import HOLDS, Period, Standing, which
from linli.metrics.policies.indicators import INDICATORS, Indicator, Shape
from linli.metrics.queries.answering import Figure
from linli.metrics.queries.bulletins import Counted, figures, standings, whole
from linli.metrics.rules import BulletinRule, BulletinText
from linli.publications.policies.masking import masked, tells_who

LANGUAGE = "zh-hans"
FROM_FACTS = "\ue001"
MOST_BARS = 20


def facts_of(
    rule: BulletinRule, period: Period, found: Counted, names: Mapping[str, str], weights: RateWeights | None
) -> dict[str, Any]:
    """Return what the letter is told. No query."""
    with translation.override(LANGUAGE):
        made = _Made(rule, period, found, names, weights)
        return {
            "subject": rule.subject,
            "period": period.words,
            "scope": rule.scope,
            "basis": list(rule.basis),
            "figures": made.table(),
            "ranks": made.ranks(),
            "trend": made.trend(),
            "definitions": [definition_of(INDICATORS[name]) for name in made.shown],
            "progress": "\n".join(made.sentences(rule.progress)),
            "good": made.sentences(rule.good),
            "problems": made.sentences(rule.problems),
            "requirements": made.sentences(rule.requirements),
            "remarks": rule.remark_within.in_words().replace(" ", ""),
        }


def definition_of(definition: Indicator) -> str:
    """Return what a figure means in one line, as it is appended."""
    if definition.shape is Shape.SHARE:
        share = f"{definition.counts}÷{definition.of}"
        made = f"1－{share}" if definition.is_complement else share
    else:
        made = str(definition.sentence).rstrip("。")
    return f"{definition.label}：{made}"


def for_everybody(remarks: Iterable[Remark]) -> list[Remark]:
    """Return remarks as the public reads them, without what might tell who somebody is. They are not to be saved."""
    found = list(remarks)
    for each in found:
        each.words, each.answer = _open(each.words), _open(each.answer)
    return found


def _open(words: str) -> str:
    return masked(words) if tells_who(words) else words


def with_remarks(letter: Document, remarks: Iterable[Remark], issuer: str, now: datetime) -> Document:
    """Return a letter with what those it ranks say, and the answers, behind its own words, which stay."""
    with translation.override(LANGUAGE):
        head = pgettext("bulletin", "Attached: what ranked units say, as of %(day)s") % {"day": city_day(now)}
        lines = [line for each in remarks for line in _told(each, issuer)]
        blocks = (*letter.blocks, Paragraph(head, 1), *map(Paragraph, lines))
        note = pgettext("bulletin", "With remarks. The bulletin as it was signed is a file of its own.")
        return replace(letter, blocks=blocks, note=note)


def _told(remark: Remark, issuer: str) -> Iterator[str]:
    yield f"{remark.unit.name}（{remark.get_kind_display()}，{city_day(remark.made_at)}）：{remark.words}"
    if remark.answered_at is None:
        yield _("Not answered yet.")
        return
    decided = {True: _("it holds"), False: _("the figure stands"), None: ""}[remark.is_upheld]
    about = "，".join(filter(None, (decided, str(city_day(remark.answered_at)))))
    yield f"{issuer}（{about}）：{remark.answer}"


class _Made:
    def __init__(
        self,
        rule: BulletinRule,
        period: Period,
        found: Counted,
        names: Mapping[str, str],
        weights: RateWeights | None,
    ) -> None:
        self.rule, self.period, self.found, self.names, self.weights = rule, period, found, names, weights
        self.by = INDICATORS[rule.rank_by]
        self.shown = tuple(dict.fromkeys((*rule.columns, rule.rank_by)))
        self.ranked = standings(rule, found, rule.rank_by, weights)
        self.order = sorted(
            self.ranked, key=lambda key: (self.ranked[key].place or len(self.ranked) + 1, self.names[key])
        )

    # Table and charts

    def table(self) -> dict[str, Any]:
        told = {
            name: figures(
                name, self.found.now, self.found.whole, self.weights, self.rule.ranked, self.found.months
            )
            for name in self.shown
        }
        head = [
            pgettext("bulletin", "Rank"),
            str(self.rule.ranked.label),
            *(str(INDICATORS[name].label) for name in self.shown),
        ]
        rows = [
            [self._place(key), self.names[key], *(self._words(name, told[name][key]) for name in self.shown)]
            for key in self.order
        ]
        all_of_it = [
            "",
            self.rule.scope,
            *(
                self._words(name, whole(name, self.found.whole, self.weights, self.found.months))
                for name in self.shown
            ),
        ]
        caption = f"{self.rule.scope}{self.period.words}{self.rule.subject}"
        return {
            "caption": caption,
            "head": [*head, _("Against the period before")],
            "rows": self._moved([*rows, all_of_it]),
        }

    def _moved(self, rows: list[list[str]]) -> list[list[str]]:
        about = [*(self.ranked[key] for key in self.order), self._whole(self.rule.rank_by)]
        return [[*row, change(self.by, each, signed=True)] for row, each in zip(rows, about, strict=True)]

    def _place(self, key: str) -> str:
        place = self.ranked[key].place
        return str(place) if place else "—"

    def _words(self, name: str, figure: Figure) -> str:
        return words_of(INDICATORS[name], figure).replace("–", "—")

    def ranks(self) -> dict[str, Any]:
        keys = [key for key in self.order if self.ranked[key].place][:MOST_BARS]
        return _drawing(
            str(self.by.label),
            [self.names[key] for key in keys],
            [
                (self.ranked[key].now or Decimal(0), value_words(self.by, self.ranked[key].now))
                for key in keys
            ],
        )

    def trend(self) -> dict[str, Any]:
        definition = INDICATORS[self.rule.trend]
        past = [(name, whole(self.rule.trend, sums, self.weights)) for name, sums in self.found.past]
        known = [(name, each.value) for name, each in past if each.value is not None]
        points = [(value, value_words(definition, value)) for _name, value in known]
        caption = f"{self.rule.scope}{definition.label}"
        return _drawing(caption, [name for name, _value in known], points, is_line=True)

    # Sentences

    def sentences(self, texts: Iterable[BulletinText]) -> list[str]:
        return [told for each in texts for told in self._sentence(each)]

    def _sentence(self, each: BulletinText) -> list[str]:
        definition = INDICATORS[each.of]
        if each.ranked:
            ranked = standings(self.rule, self.found, each.of, self.weights)
            keys = [key for key in which(ranked, each.when) if key in self.names]
            return [self._filled(each, definition, ranked[keys[0]], keys)] if keys else []
        one = self._whole(each.of)
        return [self._filled(each, definition, one, [])] if HOLDS[each.when](one) else []

    def _whole(self, name: str) -> Standing:
        found = self.found
        now = whole(name, found.whole, self.weights, found.months).value
        before = (
            whole(name, found.whole_before, self.weights, found.months_before).value
            if found.whole_before
            else None
        )
        return Standing(
            now, before, self.rule.targets.get(name), more_is_better=INDICATORS[name].more_is_better
        )

    def _filled(self, text: BulletinText, definition: Indicator, one: Standing, keys: Sequence[str]) -> str:
        told = {
            "name": str(definition.label),
            "names": [self.names[key] for key in keys],
            "count": len(keys),
            "value": value_words(definition, one.now),
            "before": value_words(definition, one.before),
            "change": change(definition, one),
            "target": value_words(definition, one.target),
            "period": self.period.words,
        }
        return filled(text.text, told).replace(FROM_FACTS, "").replace("\n", "")


def _drawing(
    caption: str, names: list[str], points: list[tuple[Decimal, str]], *, is_line: bool = False
) -> dict[str, Any]:
    """Return a chart whose longest value is as long as it gets; nothing to draw is drawn as one empty bar."""
    if not names:
        names, points = ["—"], [(Decimal(0), "—")]
    most = max(value for value, _words in points)
    lengths = [int(1000 * max(value, Decimal(0)) / most) if most > 0 else 0 for value, _words in points]
    return {
        "caption": caption,
        "names": names,
        "words": [words for _value, words in points],
        "lengths": lengths,
        "is_line": is_line,
    }


def value_words(definition: Indicator, value: Decimal | None) -> str:
    return words_of(definition, Figure((), value, value, None)).replace("–", "—")


def change(definition: Indicator, one: Standing, *, signed: bool = False) -> str:
    """Return by how much a figure moved: shares in percentage points (个百分点)."""
    if one.now is None or one.before is None:
        return "—"
    moved = one.now - one.before
    sign = ("+" if moved > 0 else "-" if moved < 0 else "") if signed else ""
    size = abs(moved)
    match definition.shape:
        case Shape.SHARE:
            return f"{sign}{size * 100:.1f}" if signed else f"{size * 100:.1f}个百分点"
        case Shape.SCORE:
            return f"{sign}{size:.2f}" if signed else f"{size:.2f}分"
        case Shape.MEDIAN:
            return f"{sign}{value_words(definition, size)}"
        case _:
            return f"{sign}{size:,.0f}"
