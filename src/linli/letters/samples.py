"""A sample letter of a city pack, without a database: to look at a text before it is loaded."""

from __future__ import annotations

from collections.abc import Mapping

from linli.letters.composing import Circumstances, compose, facts_of
from linli.letters.errors import IssuerWithoutNumbers, PackNotSound, UnknownTemplate
from linli.letters.policies import Document, LetterKind
from linli.letters.policies.wording import day_in_chinese
from linli.letters.rules import TEMPLATES_OF, LetterNumbers, LetterTemplate
from linli.people.packs import rows_of
from linli.rulebook.packs import Fault, Pack
from linli.rulebook.packs.rules import declared


def sample_of(pack: Pack, kind: LetterKind, name: str = "plain") -> Document:
    """Return the sample document of a text. Raises UnknownTemplate, IssuerWithoutNumbers, PackNotSound."""
    template, numbers = _rules(pack, kind, name)
    names = {row.code: row.name for each in rows_of(pack) if not isinstance(each, Fault) for row in each[1:]}
    return sample_document(template, kind, numbers, names)


def sample_document(
    template: LetterTemplate, kind: LetterKind, numbers: LetterNumbers, names: Mapping[str, str]
) -> Document:
    """Return the letter that a text makes of its own sample; `names` of units by code. Raises IssuerWithoutNumbers."""
    sample = template.sample
    if sample.issuer not in numbers.issuers:
        raise IssuerWithoutNumbers(unit=names.get(sample.issuer, sample.issuer))
    around = Circumstances(
        kind=kind,
        issuer=numbers.issuers[sample.issuer],
        issuer_name=names.get(sample.issuer, sample.issuer),
        addressee_name=names.get(sample.addressee, sample.addressee),
        number=numbers.number(sample.issuer, kind, sample.issued_on.year, sample.serial),
        issued_on=sample.issued_on,
        due=day_in_chinese(sample.due_on) if sample.due_on else "",
    )
    return compose(template, facts_of(template, sample.facts), around)


def _rules(pack: Pack, kind: LetterKind, name: str) -> tuple[LetterTemplate, LetterNumbers]:
    """Return the pack's latest edition of a text, and how issuers number their letters."""
    texts: dict[str, LetterTemplate] = {}
    numbers = None
    for entry in declared(pack):
        if isinstance(entry, Fault):
            if entry.file.startswith("letters/"):
                raise PackNotSound(fault=str(entry.why), place=f"{entry.file}:{entry.line}")
        elif isinstance(entry.value, TEMPLATES_OF[kind]):
            texts = entry.value.templates
        elif isinstance(entry.value, LetterNumbers):
            numbers = entry.value
    if name not in texts or numbers is None:
        raise UnknownTemplate(kind=kind.label, template=name)
    return texts[name], numbers
