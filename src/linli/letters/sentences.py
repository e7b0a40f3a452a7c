"""What happened to a letter, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.core.moments import until_words
from linli.journal.models import Entry
from linli.letters.policies import Way
from linli.people import timelines
from linli.people.timelines import Line

EVENTS: dict[str, tuple[str, Sentence]] = {
    "letter.drafted": ("pen", _("Drafted.")),
    "letter.revised": ("pen", _("The draft was changed.")),
    "letter.reviewed": ("check", _("The draft was approved.")),
    "letter.draft_returned": ("back", _("The draft was sent back.")),
    "letter.issued": ("send", _("Issued as %(number)s.")),
    "letter.delivered": ("hand", pgettext_lazy("letter", "Delivered: %(way)s.")),
    "letter.answered": ("reply", _("Answered%(late)s.")),
    "letter.answer_returned": ("back", _("A better answer was asked for.")),
    "letter.verified": ("check", _("The answer was accepted.")),
    "letter.extended": ("clock", _("More time was given, until %(due)s.")),
    "letter.closed": ("check", pgettext_lazy("letter", "Closed.")),
    "letter.escalated": ("alert", _("Escalated.")),
    "letter.cancelled": ("close", _("Cancelled. The number stays on record.")),
}
"""Event -> picture and sentence."""


def told(entries: Iterable[Entry]) -> list[Line]:
    """Return the timeline, newest first. Two queries."""
    return timelines.told(entries, EVENTS, _facts)


def _facts(entry: Entry) -> dict[str, str]:
    facts = entry.facts
    way, due = facts.get("way"), facts.get("due_at")
    late = "" if facts.get("in_time", True) else gettext(", after the date")
    return {
        "number": facts.get("number", ""),
        "way": str(Way(way).label) if way else "",
        "late": late,
        "due": until_words(datetime.fromisoformat(due)) if due else "",
    }
