"""What happened to a draw, a visit, a plan or an exemption, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.core.moments import day_words, until_words
from linli.inspections.policies.states import RedrawReason
from linli.journal.models import Entry
from linli.people import timelines

EVENTS: Mapping[str, tuple[str, Sentence]] = {
    "inspections.inspector_joined": ("add", _("Stands in the pool as %(code)s.")),
    "inspections.inspector_changed": ("pen", _("The place in the pool was changed.")),
    "inspections.tie_declared": ("pen", _("Keeps away from %(count)s bodies of their own word.")),
    "inspections.plan_begun": ("pen", _("The plan for %(year)s was begun.")),
    "inspections.plan_lined": ("list", _("The task %(task)s was put in or taken out.")),
    "inspections.plan_filed": ("send", _("Filed upward with %(tasks)s tasks.")),
    "inspections.draw_committed": (
        "flag",
        _("Promised: %(targets)s bodies and %(inspectors)s inspectors were frozen."),
    ),
    "inspections.draw_revealed": ("check", _("Drawn with the public value %(value)s: %(drawn)s bodies.")),
    "inspections.draw_voided": ("close", _("Void, before the public value could be known.")),
    "inspections.redraw_made": ("back", _("Drawn again at %(target)s: %(reason)s. %(follows)s follows.")),
    "inspections.visit_recorded": (
        "pen",
        _("Visited on %(visited_on)s: %(problems)s problems. To be published by %(publish_by)s."),
    ),
    "inspections.team_changed": ("people", _("The team was drawn again: %(reason)s.")),
    "inspections.problem_reported": ("reply", _("The body says that it put a problem right.")),
    "inspections.problem_rechecked": ("eye", _("Looked at again: %(is_put_right)s.")),
    "inspections.publishing_missed": ("clock", _("The result should have been public by %(publish_by)s.")),
    "inspections.result_published": ("send", _("The result was published.")),
    "inspections.exemption_opened": ("pen", _("The conditions hold. To be put right by %(correct_by)s.")),
    "inspections.promise_signed": ("check", _("The promise was signed.")),
    "inspections.correction_found": ("eye", _("Looked at again, and put right.")),
    "inspections.exempted": ("check", _("No penalty. The ledger keeps it until %(expires_on)s.")),
    "inspections.exemption_refused": ("close", _("Not exempt.")),
    "inspections.exemption_expired": ("close", _("Expired; nothing names the body any more.")),
}


def told(entries: Iterable[Entry]) -> list[timelines.Line]:
    return timelines.told(entries, EVENTS, _facts)


def _facts(entry: Entry) -> Mapping[str, str]:
    return {name: _words(name, value) for name, value in entry.facts.items()}


def _words(name: str, value: object) -> str:
    if name == "reason":
        return str(RedrawReason(str(value)).label)
    if name == "is_put_right":
        return gettext("put right") if value else gettext("not put right")
    if name == "publish_by" and isinstance(value, str):
        return until_words(datetime.fromisoformat(value))
    if name.endswith(("_on", "_by")) and isinstance(value, str):
        return day_words(date.fromisoformat(value))
    return str(value) if value not in (None, "") else "—"
