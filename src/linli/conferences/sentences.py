"""What happened to conferences, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.conferences.policies import Answer, Kind, Outcome, Position, Status
from linli.core.errors import Sentence
from linli.core.moments import day_words, moment_words, until_words
from linli.disputes.policies import Tie
from linli.journal.models import Entry
from linli.people.models import Unit
from linli.people.timelines import Line
from linli.people.timelines import told as lines_of

EVENTS: dict[str, tuple[str, Sentence]] = {
    "conferences.asked": ("pen", _("Asked for; answer by %(answer_by)s.")),
    "conferences.convened": ("calendar", _("Convened for %(starts_at)s, %(place)s.")),
    "conferences.declined": ("close", _("It is not convened.")),
    "conferences.member_invited": ("people", _("Seat %(seat)s: somebody was invited. %(unit)s")),
    "conferences.member_answered": ("reply", _("Seat %(seat)s: %(answer)s. %(tie)s.")),
    "conferences.member_released": ("back", _("Seat %(seat)s was released. %(tie)s.")),
    "conferences.postponed": ("clock", _("Put off to %(starts_at)s, %(place)s.")),
    "conferences.cancelled": ("close", _("It was called off.")),
    "conferences.held": ("people", _("Held: %(came)s of %(invited)s came; decision by %(decide_by)s.")),
    "conferences.position_stated": ("hand", _("Seat %(seat)s: %(stand)s.")),
    "conferences.decided": (
        "check",
        _(
            "%(outcome)s. For: %(supporting)s, against: %(against)s, abstaining: %(abstaining)s. Record %(digest)s"
        ),
    ),
    "conferences.raised": ("ahead", _("It may go further: %(to)s.")),
    "conferences.task_reported": ("check", _("%(unit)s reported its task as done.")),
    "conferences.task_left": ("alert", _("%(unit)s did not do its task by %(due_on)s.")),
    "conferences.closed": ("star", _("Everything was carried out.")),
    "conferences.lapsed": ("alert", _("Its time ran out while it was: %(state)s. The next step is open.")),
    "conferences.minutes_drafted": ("paper", _("The minutes letter was drafted.")),
}
LABELS: Mapping[str, Any] = {
    "answer": Answer,
    "tie": Tie,
    "stand": Position,
    "outcome": Outcome,
    "to": Kind,
    "kind": Kind,
    "state": Status,
}


def timeline(entries: Iterable[Entry]) -> list[Line]:
    """Return what happened, newest first. Three queries."""
    rows = list(entries)
    numbers = {row.facts.get("unit") for row in rows} - {None}
    units = dict(Unit.objects.filter(pk__in=numbers).values_list("pk", "name"))
    return lines_of(
        rows, EVENTS, lambda entry: {name: _words(name, value, units) for name, value in entry.facts.items()}
    )


def _words(name: str, value: Any, units: Mapping[int, str]) -> str:
    if value is None or value == "":
        return ""
    if name == "unit":
        return units.get(value, "")
    if name in LABELS:
        return str(LABELS[name](value).label)
    if name == "digest":
        return f"{value[:16]}…"
    if name in ("answer_by", "decide_by"):
        return until_words(datetime.fromisoformat(value))
    if name.endswith("_at"):
        return moment_words(datetime.fromisoformat(value))
    if name.endswith("_on"):
        return day_words(date.fromisoformat(value))
    return str(value)
