"""What happened to hot issues, warnings and actions against causes, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.errors import Sentence
from linli.core.moments import day_words
from linli.journal.models import Entry
from linli.people import timelines
from linli.people.policies import Role
from linli.people.timelines import Line
from linli.warnings.policies.effect import Verdict
from linli.warnings.policies.hot import HotStatus
from linli.warnings.policies.index import Level

EVENTS: dict[str, tuple[str, Sentence]] = {
    "warnings.hot_proposed": ("flag", _("Proposed: %(size)s matters seem to be about one thing.")),
    "warnings.hot_decided": ("check", _("From “%(old)s” to “%(new)s”, with %(size)s matters.")),
    "warnings.hot_member_removed": ("close", _("Matter %(code)s was put out: it is about something else.")),
    "warnings.hot_member_restored": ("back", _("Matter %(code)s was put back.")),
    "warning.raised": ("alert", _("The detectors proposed it: %(level)s.")),
    "warning.level_raised": ("alert", _("It became stronger: %(level)s.")),
    "warning.acknowledged": ("eye", _("Noted by: %(role)s.")),
    "warning.confirmed": ("check", _("Confirmed. A unit answers for it.")),
    "warning.dismissed": ("close", _("A false alarm.")),
    "warning.reopened": ("undo", _("It is looked at again.")),
    "warning.expired": ("clock", _("It ended by itself: quiet again, or not confirmed in time.")),
    "warning.letter_drafted": ("pen", _("A letter about it was drafted.")),
    "warning.notified": ("send", _("The letter went out.")),
    "warning.handling_begun": ("wrench", _("It is being handled.")),
    "warning.lifted": ("flag", _("Lifted.")),
    "cause.planned": ("flag", _("Planned, to be done by %(due_on)s.")),
    "cause.step_added": ("list", _("A measure was added, to be done by %(due_on)s.")),
    "cause.begun": ("wrench", _("Begun.")),
    "cause.step_finished": ("check", _("A measure is done.")),
    "cause.finished": ("check", _("All measures are done. From here the effect is watched.")),
    "cause.measured": ("eye", _("The effect was measured: %(verdict)s.")),
    "cause.withdrawn": ("close", pgettext_lazy("cause action", "Withdrawn.")),
    "cause.day_missed": ("clock", _("The day has gone by: %(due_on)s.")),
}


def told(entries: Iterable[Entry]) -> list[Line]:
    """Newest first. Two queries."""
    return timelines.told(entries, EVENTS, _facts)


def _facts(entry: Entry) -> dict[str, str]:
    found = {name: str(value) for name, value in entry.facts.items()}
    for name in ("old", "new"):
        if name in found:
            found[name] = str(HotStatus(found[name]).label)
    if "due_on" in found:
        found["due_on"] = day_words(date.fromisoformat(found["due_on"]))
    if "level" in found:
        found["level"] = str(Level(int(found["level"])).label)
    if found.get("role"):
        found["role"] = str(Role(found["role"]).label)
    if "verdict" in found:
        found["verdict"] = str(Verdict(found["verdict"]).label)
    return found
