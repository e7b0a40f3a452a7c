from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.core.moments import day_words
from linli.journal.models import Entry
from linli.people import timelines
from linli.people.timelines import Line
from linli.publications.policies.states import ProjectStatus

EVENTS: dict[str, tuple[str, Sentence]] = {
    "publications.project_published": ("flag", _("Published in batch %(batch)s.")),
    "publications.project_updated": ("pen", _("Brought up to date: %(status)s.")),
    "publications.task_added": ("list", _("A task was added.")),
    "publications.task_completed": ("check", _("A task is done.")),
    "publications.update_requested": ("bell", _("The unit was reminded: an update is due on %(due_on)s.")),
    "publications.comment_received": ("people", _("A comment came in.")),
    "publications.comment_published": ("eye", _("A comment is shown.")),
    "publications.comment_refused": ("close", _("A comment is not shown.")),
    "publications.complaint_received": ("lock", _("It came in.")),
    "publications.handler_set": ("people", _("Somebody was named to handle it.")),
    "publications.complaint_answered": ("reply", _("It was answered.")),
    "publications.complaint_closed": ("check", _("It was closed.")),
    "publications.contact_read": ("eye", _("A handler read whom to ask.")),
}


def told(entries: Iterable[Entry]) -> list[Line]:
    """Newest first. Two queries."""
    return timelines.told(entries, EVENTS, _facts)


def _facts(entry: Entry) -> dict[str, str]:
    found = {name: str(value) for name, value in entry.facts.items()}
    if "due_on" in found:
        found["due_on"] = day_words(date.fromisoformat(found["due_on"]))
    if "status" in found:
        found["status"] = str(ProjectStatus(found["status"]).label)
    return found
