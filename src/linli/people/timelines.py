"""A timeline: what happened to a subject, in words, and who did it for which unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from linli.core.errors import Sentence
from linli.journal.models import Entry
from linli.people.models import Account, Unit


@dataclass(frozen=True, kw_only=True)
class Line:
    """One happening on a timeline, as `web/parts/timeline.html` shows it."""

    at: datetime
    picture: str
    sentence: str
    who: str
    note: str


def told(
    entries: Iterable[Entry],
    sentences: Mapping[str, tuple[str, Sentence]],
    facts: Callable[[Entry], Mapping[str, str]],
) -> list[Line]:
    """Return the lines, newest first. Two queries. `sentences`: event -> picture and sentence; `facts` fill it."""
    rows = list(entries)
    accounts = Account.objects.in_bulk({row.by_account for row in rows if row.by_account})
    units = Unit.objects.in_bulk({row.by_unit for row in rows if row.by_unit})
    lines = []
    for row in rows:
        picture, sentence = sentences.get(row.event, ("dot", row.event))
        account, unit = accounts.get(row.by_account or 0), units.get(row.by_unit or 0)
        who = " · ".join(each for each in (unit.name if unit else "", str(account or "")) if each)
        lines.append(
            Line(
                at=row.at,
                picture=picture,
                sentence=str(sentence) % facts(row),
                who=who or gettext("The city's rules"),
                note=row.note or "",
            )
        )
    return lines[::-1]
