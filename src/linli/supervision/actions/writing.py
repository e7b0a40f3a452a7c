"""The letters of the ladder: filled with the case codes, steps and dates of promises, and no words of requesters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils import translation

from linli.catalogue.queries import kind_named
from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.letters import actions
from linli.letters.actions import About, Draft
from linli.letters.models import Letter
from linli.letters.policies import LetterKind
from linli.letters.policies.wording import day_in_chinese, instant_in_chinese
from linli.letters.queries import texts_on
from linli.letters.rules import LetterNumbers, LetterTemplate
from linli.matters.models import Matter
from linli.matters.policies import Step
from linli.people.models import Unit
from linli.rulebook.queries import in_force
from linli.supervision.actions.reading import Due
from linli.supervision.policies import Cause, Rung

LEVEL = {Rung.NOTICE: 1, Rung.ORDER: 2, Rung.CITY: 3}
HEAD = ("事项编号", "事项类别", "应完成步骤", "完成期限", "列入原因")


@dataclass(frozen=True, slots=True)
class Promise:
    """A letter that the ladder wants written: one unit, one rung, one or more promises."""

    rung: Rung
    text: str
    """Kind and name of the city's text."""
    issuer: Unit
    addressee: Unit
    lines: Sequence[tuple[Due, Cause]]
    earlier: tuple[str, ...] = ()
    """Numbers of the letters that went before, for the first of the promises."""


class Words:
    """The words of many lines; a date is spelt out once."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        """Names of the kinds of matters, by code."""
        self._until = cache(instant_in_chinese)

    def line(self, due: Due, cause: Cause) -> tuple[str, ...]:
        step, why = _in_chinese(Step, due.step), _in_chinese(Cause, cause.value)
        return (due.code, self._kinds[due.kind], step, self._until(due.due_at), why)


def prepared(
    promises: Sequence[Promise], *, now: datetime
) -> tuple[list[Letter | None], list[actions.Prepared]]:
    """Return the letters in the order given, and those of them that are to be issued, still without their numbers.

    Issued is where the city gave a standing order for the text, else drafted. None where the city has no such text, or
    the office no numbers: then the rung is climbed without a letter.
    """
    named = {promise.text.partition(":")[0] for promise in promises}
    texts = texts_on(city_day(now), [kind for kind in LetterKind if kind.value in named])
    known = issuers(now)
    found: list[Letter | None] = [None] * len(promises)
    direct: list[tuple[int, Draft]] = []
    with _in_the_language_of_office():
        words = Words(_kind_names(promises, city_day(now)))
        for place, promise in enumerate(promises):
            template = texts.get(promise.text)
            if template is None or promise.issuer.code not in known:
                continue
            draft = draft_of(promise, template, words, now)
            if template.standing_order:
                direct.append((place, draft))
            else:
                found[place] = _drafted(draft, now)
        ready = actions.prepare(drafts=[draft for _, draft in direct], by=SYSTEM, now=now)
    by_occasion = {letter.occasion: letter for letter, _, _ in ready}
    for place, draft in direct:
        found[place] = by_occasion.get(draft.occasion)
    return found, ready


def issue(ready: Sequence[actions.Prepared], *, now: datetime) -> None:
    """Number and write prepared letters."""
    with _in_the_language_of_office():
        actions.issue_prepared(ready, by=SYSTEM, now=now)


def _in_the_language_of_office() -> AbstractContextManager[None]:
    """What is signed and sealed is Chinese, whoever set off the sweep."""
    return translation.override("zh-hans")


def issuers(now: datetime) -> set[str]:
    """Return the codes of the units that number letters."""
    try:
        return set(in_force(LetterNumbers, city_day(now)).value.issuers)
    except Refusal:
        return set()


def _drafted(draft: Draft, now: datetime) -> Letter:
    return actions.draft(
        kind=draft.kind,
        issuer=draft.issuer,
        addressee=draft.addressee,
        template=draft.template,
        facts=draft.facts,
        about=draft.about,
        copy_units=draft.copy_units,
        occasion=draft.occasion,
        by=SYSTEM,
        now=now,
    )


def _kind_names(promises: Sequence[Promise], today: date) -> dict[str, str]:
    codes = {due.kind for promise in promises for due, _cause in promise.lines}
    return {code: str(kind_named(code, today).name) if code else "未分类" for code in codes}


def draft_of(promise: Promise, template: LetterTemplate, words: Words, now: datetime) -> Draft:
    kind, _colon, name = promise.text.partition(":")
    first = promise.lines[0][0]
    many = len(promise.lines) > 1
    to_many = kind == LetterKind.BULLETIN
    return Draft(
        kind=LetterKind(kind),
        issuer=promise.issuer,
        addressee=None if to_many else promise.addressee,
        template=name,
        facts=_facts(promise, template, words, now),
        about=None if many else About(Matter._meta.label_lower, first.matter),
        copy_units=(promise.addressee.pk,) if to_many else (),
        occasion=f"ladder:{promise.rung.value}:{first.ladder}:{first.chain_length}",
    )


def _facts(promise: Promise, template: LetterTemplate, words: Words, now: datetime) -> dict[str, Any]:
    """Return what the text asks for, of all that the ladder can tell."""
    due, cause = promise.lines[0]
    count, unit = len(promise.lines), promise.addressee.name
    one = f"编号{due.code}的事项"
    matters = f"{count}件事项" if count > 1 else one
    told: dict[str, Any] = {
        "subject": f"{matters}超过办理期限",
        "period": day_in_chinese(city_day(now)),
        "scope": unit,
        "situation": f"截至目前，你单位有{matters}未在期限内完成，详见下表。",
        "progress": f"{unit}有{matters}经书面催办、督办后仍未完成，也没有说明理由或者按时答复。",
        "matter": f"你单位有{matters}未按要求完成：{cause.label}。详见下表。",
        "earlier": _earlier(promise),
        "rung": LEVEL[promise.rung],
        "suggestions": ["请逐件核对办理进展，尽快完成；确有困难的，及时说明理由或者申请延期。"],
        "requirements": [
            "请明确责任科室和完成时间，逐件办结并答复诉求人。",
            "确因法律、政策或者客观条件不能按期完成的，书面说明理由。",
        ],
        "figures": {
            "caption": "事项清单",
            "head": HEAD,
            "rows": [words.line(due, cause) for due, cause in promise.lines],
        },
    }
    wanted = template.model().model_fields
    return {name: value for name, value in told.items() if name in wanted}


@cache
def _in_chinese(words: type[Step | Cause], value: str) -> str:
    with translation.override("zh-hans"):
        return str(words(value).label)


def _earlier(promise: Promise) -> str:
    if promise.earlier:
        return f"此前已发{'、'.join(promise.earlier)}。"
    return "此前系统已按期限提醒。"
