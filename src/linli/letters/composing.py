"""A letter's document from its template and facts. The same for a draft, at issue, and for a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import rjieba
from pydantic import ValidationError

from linli.letters.errors import FactsUnfit, LetterWithoutBasis
from linli.letters.policies.document import Document, blocks_of, numbered
from linli.letters.policies.facts import Facts
from linli.letters.policies.kinds import Form, LetterKind
from linli.letters.policies.templating import filled
from linli.letters.policies.wording import day_in_chinese, title_lines
from linli.letters.rules import (
    Issuer,
    LetterTemplate,
    basis_of,
    form_of,
    mark_of,
    slip_of,
    tables_of,
    values_of,
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a document says that is neither the template's nor a fact."""

    kind: LetterKind
    issuer: Issuer
    issuer_name: str
    addressee_name: str
    """Empty: as the template says."""
    number: str = ""
    issued_on: date | None = None
    due: str = ""
    signer: str = ""
    wording: str = ""
    """The body as somebody worded it, in the markup of bodies; empty: the template's."""


def facts_of(template: LetterTemplate, given: Mapping[str, Any]) -> Facts:
    """Return the facts, read and checked. Raises FactsUnfit, LetterWithoutBasis."""
    try:
        facts = template.model().model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        cause = first.get("ctx", {}).get("error")
        why = cause.args[0] if cause is not None and cause.args else first["msg"]
        raise FactsUnfit(field=".".join(str(step) for step in first["loc"]), why=why) from error
    if not basis_of(template, facts):
        raise LetterWithoutBasis
    return facts


def compose(template: LetterTemplate, facts: Facts, around: Circumstances) -> Document:
    """Return the document. No query."""
    form = form_of(around.kind, template)
    values = values_of(
        template,
        facts,
        issuer=around.issuer_name,
        addressee=around.addressee_name,
        due=around.due,
        number=around.number,
    )
    body = around.wording or filled(template.body, values)
    on = day_in_chinese(around.issued_on) if around.issued_on else ""
    title, slip = title_of(template, values), slip_of(template, values)
    return Document(
        kind=around.kind,
        form=form,
        mark=mark_of(around.issuer, around.issuer_name, around.kind, form),
        number=around.number,
        signer=around.signer,
        title=_lines_of(title),
        addressee=around.addressee_name or template.addressee,
        blocks=tuple(numbered(blocks_of(body, tables_of(facts)))),
        attachments=(*facts.attachments, slip.title) if slip else facts.attachments,
        basis=basis_of(template, facts),
        due=around.due,
        issuer=around.issuer_name,
        date=on,
        seal=form is not Form.MINUTES,
        note=f"（{facts.contact}）" if facts.contact else "",
        copy_to=tuple(dict.fromkeys((*template.copy_to, *facts.copy_to))),
        printing_office=around.issuer.office or around.issuer_name,
        printed_on=f"{on}印发" if on else "",
        slip=slip,
    )


@lru_cache(maxsize=1000)
def _lines_of(title: str) -> tuple[str, ...]:
    """Sweeps write many letters of one title."""
    return title_lines(title, rjieba.cut(title))


def title_of(template: LetterTemplate, values: Mapping[str, Any]) -> str:
    return filled(template.title, values).replace("\ue001", "").strip()
