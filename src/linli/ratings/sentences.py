"""What happened to a rating, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.journal.models import Entry
from linli.people.timelines import Line, told
from linli.ratings.events import LabelAppealed, LabelRectified
from linli.ratings.policies.states import LabelStatus

EVENTS: dict[str, tuple[str, Sentence]] = {
    "ratings.label_confirmed": (
        "check",
        _("Somebody looked at it and put it into effect until %(expires_on)s."),
    ),
    "ratings.label_dropped": ("close", _("Somebody looked at it and found it unfounded.")),
    "ratings.label_rectified": ("wrench", _("The body says that it was put right.")),
    "ratings.label_rechecked": ("eye", _("Somebody looked on the spot.")),
    "ratings.label_appealed": ("alert", _("The body appealed.")),
    "ratings.appeal_refused": ("back", _("The appeal was decided: the rating stays.")),
    "ratings.corrected": (
        "check",
        _("The appeal was granted: the rating was wrong, and every copy is corrected."),
    ),
    "ratings.label_closed": ("dot", _("It is in effect no more: %(status)s.")),
}


def timeline(entries: Iterable[Entry]) -> list[Line]:
    """Return what happened, newest first. What came with the code of a notice was done by no account."""
    rows = list(entries)
    lines = told(rows, EVENTS, _facts)
    return [
        replace(line, who=gettext("With the code of the notice")) if _from_outside(row) else line
        for row, line in zip(rows[::-1], lines, strict=True)
    ]


def _from_outside(entry: Entry) -> bool:
    return entry.by_account is None and entry.event in (LabelAppealed.name, LabelRectified.name)


def _facts(entry: Entry) -> dict[str, str]:
    facts = {name: str(value) for name, value in entry.facts.items()}
    if entry.facts.get("status") in LabelStatus.values:
        facts["status"] = str(LabelStatus(entry.facts["status"]).label)
    return facts
