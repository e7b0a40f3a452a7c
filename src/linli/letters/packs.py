"""What `linli city check` asks of a pack's letters beyond their own rules: that the units they name are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from linli.core.actor import Actor
from linli.letters.errors import IssuerUnknown, SampleUnitUnknown
from linli.letters.rules import LetterNumbers, LetterTemplates
from linli.people.packs import rows_of
from linli.rulebook.packs import Change, Fault, Pack, Progress, register_part
from linli.rulebook.packs.rules import Declared, declared

PART = "letters"
FILES = ("letters/*.yaml",)


def check(pack: Pack) -> Iterator[Fault]:
    units = {row.code for each in rows_of(pack) if not isinstance(each, Fault) for row in each[1:]}
    for entry in declared(pack):
        if isinstance(entry, Fault):
            continue
        if isinstance(entry.value, LetterNumbers):
            yield from _issuers(entry, entry.value, units)
        elif isinstance(entry.value, LetterTemplates):
            yield from _samples(entry, entry.value, units)


def _issuers(entry: Declared, numbers: LetterNumbers, units: set[str]) -> Iterator[Fault]:
    for code in numbers.issuers:
        if code not in units:
            yield entry.document.fault(IssuerUnknown(code=code), "value", "issuers", code)


def _samples(entry: Declared, texts: LetterTemplates, units: set[str]) -> Iterator[Fault]:
    for name, template in texts.templates.items():
        for field in ("issuer", "addressee"):
            code = getattr(template.sample, field)
            if code and code not in units:
                place = ("value", "templates", name, "sample", field)
                yield entry.document.fault(SampleUnitUnknown(code=code), *place)


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterable[Change]:
    """The texts are entries of the rulebook, which loads them."""
    return ()


def diff(pack: Pack) -> Iterable[Change]:
    return ()


register_part(PART, files=FILES, check=check, load=load, diff=diff)
