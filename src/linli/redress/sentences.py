"""What happened to cases and suggestions, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.core.moments import day_words, until_words
from linli.journal.models import Entry
from linli.people.timelines import Line
from linli.people.timelines import told as lines_of
from linli.redress.policies import CaseKind, Matter, Result

EVENTS: dict[str, tuple[str, Sentence]] = {
    "redress.case_received": ("pen", _("Received (%(kind)s); to be taken or not by %(take_by)s.")),
    "redress.case_accepted": ("check", _("Taken; to be decided by %(decide_by)s.")),
    "redress.case_refused": ("close", _("It was not taken.")),
    "redress.case_extended": ("clock", _("More time: until %(decide_by)s.")),
    "redress.case_settled": ("star", _("The person and the authority settled it.")),
    "redress.case_decided": ("flag", _("Decided: %(result)s.")),
    "redress.case_withdrawn": ("back", _("The person took it back.")),
    "redress.case_limit_met": ("alert", _("The limit passed: %(due_at)s. The case goes on.")),
    "redress.case_closed": ("lock", _("Closed, with %(pushes)s pushes.")),
    "redress.suggestion_sent": ("send", _("Sent (%(matter)s); answer by %(reply_by)s.")),
    "redress.suggestion_answered": ("reply", _("Answered. Followed: %(is_followed)s; late: %(is_late)s.")),
    "redress.answer_accepted": ("check", _("The answer was accepted.")),
    "redress.answer_reopened": ("back", _("Asked again; answer by %(reply_by)s.")),
    "redress.suggestion_withdrawn": ("close", _("It was taken back.")),
    "redress.answer_reminded": ("bell", _("Reminded: %(days)s days left, until %(reply_by)s.")),
    "redress.answer_left": ("alert", _("No answer by %(reply_by)s.")),
    "redress.letter_drafted": ("paper", _("The letter was drafted.")),
}
LABELS: dict[str, Any] = {"kind": CaseKind, "result": Result, "matter": Matter}


def timeline(entries: Iterable[Entry]) -> list[Line]:
    """Return what happened, newest first. Two queries."""
    return lines_of(
        entries, EVENTS, lambda entry: {name: _words(name, value) for name, value in entry.facts.items()}
    )


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if value is None:
        return ""
    if name in LABELS:
        return str(LABELS[name](value).label)
    if name in ("take_by", "decide_by", "due_at"):
        return until_words(datetime.fromisoformat(value))
    if name == "reply_by":
        return day_words(date.fromisoformat(value))
    return str(value)
