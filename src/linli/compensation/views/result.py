"""The result as a page: the sums, who pays, every step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.compensation.answers import Answers
from linli.compensation.beside import offers_to
from linli.compensation.policies.case import Case
from linli.compensation.policies.result import Result
from linli.compensation.reading import as_plain
from linli.compensation.statement import Statement, money, statement_of
from linli.letters.policies.document import Table, Words

ITEM_IN_CHINESE = "项目"
"""Statements that were frozen are Chinese, whatever language the page has."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart of who pays."""

    label: str
    amount: str
    width: str
    """Per cent of the longest."""
    tone: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for the page: each cell with whether it is a figure."""

    caption: str
    is_items: bool
    """What somebody lost: on a phone an item above its steps."""
    head: list[tuple[str, bool]]
    rows: list[list[tuple[str, bool]]]


def show_result(request: HttpRequest, case: Case, result: Result, answers: Answers | None) -> HttpResponse:
    statement = statement_of(result, case)
    context = {
        "title": statement.title,
        "blocks": shown(statement),
        "bars": list(bars_of(result)),
        "payable": money(result.payable),
        "total": money(result.total),
        "own": money(sum(each.own for each in result.victims)),
        "still": money(sum(each.to_pay for each in result.accounts)),
        "notes": result.notes,
        "case": json.dumps(as_plain(case), ensure_ascii=False),
        "answers": answers.written() if answers else "",
        "people": list(enumerate(each.label for each in result.victims)),
        "offers": offers_to(request, timezone.now()) if answers else [],
    }
    return render(request, "compensation/result.html", context)


def shown(statement: Statement) -> list[dict[str, Any]]:
    """Return the blocks of a statement as the page's part shows them."""
    return [_shown(each) for each in statement.blocks]


def _shown(block: Words) -> dict[str, Any]:
    if not isinstance(block, Table):
        return {"text": block.text, "level": block.level}
    numeric = block.numeric()
    return {
        "sheet": Sheet(
            block.caption,
            block.head[0] in (_("Item"), ITEM_IN_CHINESE),
            list(zip(block.head, numeric, strict=True)),
            [list(zip(row, numeric, strict=True)) for row in block.rows],
        )
    }


TONES = {"compulsory": 1, "duty": 3, "commercial": 2, "seats": 2, "liable": 3}


def bars_of(result: Result) -> Iterator[Bar]:
    """Yield who bears how much: each payer, then the victims."""
    sums: dict[str, int] = {}
    tones: dict[str, int] = {}
    for each in result.payments:
        sums[each.payer] = sums.get(each.payer, 0) + each.cents
        tones[each.payer] = TONES[each.why]
    own = {each.victim: each.own for each in result.victims if each.own}
    longest = max([*sums.values(), *own.values()], default=0) or 1
    for payer, cents in sorted(sums.items(), key=lambda pair: (tones[pair[0]], pair[0])):
        yield Bar(result.labels.get(payer, payer), money(cents), f"{cents * 100 / longest:.2f}", tones[payer])
    for victim, cents in own.items():
        yield Bar(result.labels[victim], money(cents), f"{cents * 100 / longest:.2f}", 4)
