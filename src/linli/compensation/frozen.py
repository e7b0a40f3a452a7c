"""A reckoning kept with everything it rests on, as plain values, for whoever joins it to a file of their own.

The calculator itself keeps nothing. What is frozen is Chinese, whatever language the page has: it becomes a paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from linli.compensation.answers import Answers, Asker
from linli.compensation.errors import ReckonedOtherwise
from linli.compensation.national import national
from linli.compensation.policies.case import Case
from linli.compensation.policies.reckoning import reckon
from linli.compensation.policies.standards import DatedLimits, Figures, Practice, Standards
from linli.compensation.queries import shelf_of_city, standards_of, terms_of
from linli.compensation.reading import as_plain, case_of
from linli.compensation.report import as_document
from linli.compensation.statement import Statement, statement_of
from linli.letters.policies.document import Paragraph, Table, Words

LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Frozen:
    """One reckoning, in JSON values."""

    case: dict[str, Any]
    standards: dict[str, Any]
    """Figures, usage of the place and limits it was reckoned with."""
    document: dict[str, Any]
    """Every item, bucket, payer and total with its steps, like `linli compensation compute --json`."""
    terms: list[dict[str, Any]]
    """What is still to be paid, by whom to whom; amounts are text with two places."""
    statement: dict[str, Any]
    """Title and blocks, as both sides got them."""


def freeze_answers(text: str) -> Frozen:
    """Reckon what the calculator's page carried. Raises AnswersUnreadable, StepUnfinished, CaseRefused."""
    with translation.override(LANGUAGE):
        return freeze(Asker(Answers.read(text), shelf_of_city()).case())


def freeze(case: Case) -> Frozen:
    """Reckon a case by the city's rulebook. Raises CaseRefused."""
    with translation.override(LANGUAGE):
        standards = standards_of(case, shelf_of_city())
        result = reckon(case, standards)
        statement = statement_of(result, case)
        return Frozen(
            as_plain(case),
            _plain(standards, case),
            as_document(result, case),
            [{**asdict(each), "amount": f"{each.amount:.2f}"} for each in terms_of(result)],
            {"title": statement.title, "blocks": [asdict(each) for each in statement.blocks]},
        )


def _plain(standards: Standards, case: Case) -> dict[str, Any]:
    return {
        "source": standards.source,
        "figures": standards.figures.model_dump(mode="json", exclude_none=True),
        "homes": {
            victim: each.model_dump(mode="json", exclude_none=True)
            for victim, each in standards.homes.items()
        },
        "practice": standards.practice.model_dump(mode="json"),
        "limits": standards.limits_on(case.accident_on).model_dump(mode="json"),
    }


def statement_from(frozen: Mapping[str, Any]) -> Statement:
    """Return the statement as it was frozen, to be drawn again word for word."""
    return Statement(frozen["title"], tuple(_blocks(frozen["blocks"])))


def translated(kept: Frozen, language: str) -> Statement:
    """Return the statement in another language, reckoned again from the very figures that were frozen.

    The frozen one stays the one that counts, and the first line says so. Raises ReckonedOtherwise when the program
    would by now come to other amounts: then there is nothing to translate.
    """
    case = case_of(kept.case)
    with translation.override(language):
        result = reckon(case, _standards(kept.standards, case))
        amounts = [(each.payer, each.payee, f"{each.amount:.2f}") for each in terms_of(result)]
        totals = as_document(result, case)["totals"]
        before = [(each["payer"], each["payee"], each["amount"]) for each in kept.terms]
        if (totals, amounts) != (kept.document["totals"], before):
            raise ReckonedOtherwise
        made = statement_of(result, case)
        first = Paragraph(gettext("A translation. What counts is the Chinese statement that both sides got."))
        return Statement(made.title, (first, *made.blocks))


def _standards(kept: Mapping[str, Any], case: Case) -> Standards:
    """Return what was frozen as what a case is reckoned with: its limits are the only ones there are."""
    limits = DatedLimits.model_validate({**kept["limits"], "valid_from": case.accident_on})
    return Standards(
        Figures.model_validate(kept["figures"]),
        kept["source"],
        Practice.model_validate(kept["practice"]),
        national().model_copy(update={"compulsory": (limits,)}),
        {victim: Figures.model_validate(each) for victim, each in kept["homes"].items()},
    )


def _blocks(kept: Iterable[Mapping[str, Any]]) -> Iterable[Words]:
    for each in kept:
        if each["type"] == "table":
            yield Table(each["caption"], tuple(each["head"]), tuple(tuple(row) for row in each["rows"]))
        else:
            yield Paragraph(each["text"], each["level"])
