"""What happened to tasks, duties, plans and sheets, in words. One table for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.core.actor import ActorKind
from linli.core.errors import Sentence
from linli.core.moments import day_words, until_words
from linli.journal.models import Entry
from linli.people.models import Account
from linli.people.policies import Role
from linli.people.timelines import Line
from linli.targets.queries.units import names_of_units

EVENTS: dict[str, tuple[str, Sentence]] = {
    "targets.plan_drafted": ("pen", _("The plan was begun.")),
    "targets.plan_imported": ("list", _("A sheet was read: %(created)s new tasks, %(changed)s changed.")),
    "targets.plan_adopted": ("check", _("Adopted on %(on)s with %(tasks)s tasks.")),
    "targets.plan_closed": ("check", _("Closed: %(accepted)s tasks accepted, %(withdrawn)s taken out.")),
    "targets.phase_closed": ("star", _("The phase “%(phase)s” is over: %(reached)s %% accepted.")),
    "targets.task_set": ("pen", _("Given to %(owner)s, due on %(due_on)s.")),
    "targets.task_changed": ("pen", _("Changed by a later sheet; due on %(due_on)s.")),
    "targets.task_reported": ("wrench", _("Progress: %(percent)s %%.")),
    "targets.milestone_reached": (
        "star",
        _("Milestone reached: %(milestone)s (planned for %(planned_on)s)."),
    ),
    "targets.task_submitted": ("send", _("Reported done.")),
    "targets.task_accepted": ("check", _("Looked at by others, and accepted.")),
    "targets.task_returned": ("back", _("Sent back. It is still due on %(due_on)s.")),
    "targets.task_withdrawn": ("close", _("Taken out of the plan.")),
    "targets.evidence_added": ("link", _("Papers or pictures were added (%(count)s).")),
    "targets.problem_raised": ("alert", _("A problem for %(asked)s, to be answered by %(answer_by)s.")),
    "targets.problem_answered": ("reply", _("The problem was answered.")),
    "targets.task_reminded": ("bell", _("Reminded: due on %(on)s. %(milestone)s")),
    "targets.delay_noticed": ("alert", _("Overdue since %(on)s. %(milestone)s")),
    "targets.answer_missed": ("alert", _("%(asked)s has not answered the problem in time.")),
    "targets.obligation_set": ("pen", _("Asked for, due on %(due_on)s.")),
    "targets.obligation_submitted": ("send", _("Handed in.")),
    "targets.obligation_reminded": ("bell", _("Reminded: due on %(due_on)s.")),
    "targets.obligation_missed": ("alert", _("Overdue since %(due_on)s.")),
    "targets.appraisal_prepared": ("pen", _("Prepared: %(sheets)s sheets.")),
    "targets.appraisal_published": ("send", _("Published. Objections until %(object_until)s.")),
    "targets.sheet_filled": ("pen", _("Numbers were counted or entered. Score: %(score)s")),
    "targets.sheet_published": ("send", _("Published with the score %(score)s.")),
    "targets.objection_raised": ("alert", _("The unit objects; to be decided by %(decide_by)s.")),
    "targets.objection_rejected": ("close", _("The objection was not upheld.")),
    "targets.sheet_corrected": (
        "check",
        _("The objection was upheld. Score: %(old_score)s before, %(new_score)s now."),
    ),
}
UNITS = ("owner", "asked", "unit", "issuer")
NOTHING = "—"


def timeline(entries: Collection[Entry]) -> list[Line]:
    """Return what happened, newest first. Two queries at most."""
    numbers = {entry.facts[name] for entry in entries for name in UNITS if name in entry.facts}
    numbers |= {entry.by_unit for entry in entries if entry.by_unit is not None}
    names = names_of_units({number for number in numbers if isinstance(number, int)})
    accounts = {entry.by_account for entry in entries if entry.by_account is not None}
    people = (
        dict(Account.objects.filter(pk__in=accounts).values_list("pk", "display_name")) if accounts else {}
    )
    return [_line(entry, names, people) for entry in _newest_first(entries)]


def _newest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.position, reverse=True)


def _line(entry: Entry, names: dict[int, str], people: dict[int, str]) -> Line:
    picture, sentence = EVENTS.get(entry.event, ("dot", _("Something happened.")))
    facts = {name: _words(name, value, names) for name, value in entry.facts.items()}
    return Line(
        at=entry.at,
        picture=picture,
        sentence=(str(sentence) % facts).strip(),
        who=_who(entry, names, people),
        note=entry.note or "",
    )


def _words(name: str, value: Any, names: dict[int, str]) -> str:
    if value is None or value == "":
        return "" if name == "milestone" else NOTHING
    if name in UNITS:
        return names.get(value, f"{value}")
    if name.endswith(("_by", "_until")):
        return until_words(datetime.fromisoformat(value))
    if name == "on" or name.endswith("_on"):
        return day_words(date.fromisoformat(value))
    return str(value)


def _who(entry: Entry, names: dict[int, str], people: dict[int, str]) -> str:
    if entry.by_kind == ActorKind.SYSTEM.value:
        return gettext("By rule of the city")
    role = str(Role(entry.by_role).label) if entry.by_role in Role.values else ""
    parts = (names.get(entry.by_unit or 0, ""), people.get(entry.by_account or 0, ""), role)
    return " · ".join(part for part in parts if part)


PERIODS = {
    "M": pgettext_lazy("period", "month %(number)s of %(year)s"),
    "Q": pgettext_lazy("period", "quarter %(number)s of %(year)s"),
    "H": pgettext_lazy("period", "half year %(number)s of %(year)s"),
}


def period_words(label: str) -> str:
    """Return a period as people say it: 2026年3月, 2026年第1季度."""
    year, _dash, rest = label.partition("-")
    if not rest:
        return gettext("the year %(year)s") % {"year": year}
    return str(PERIODS[rest[0]]) % {"year": year, "number": int(rest[1:])}
