"""What happened to a hot issue, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.journal.models import Entry
from linli.people import timelines
from linli.people.timelines import Line
from linli.warnings.policies.hot import HotStatus

EVENTS: dict[str, tuple[str, Sentence]] = {
    "warnings.hot_proposed": ("flag", _("Proposed: %(size)s matters seem to be about one thing.")),
    "warnings.hot_decided": ("check", _("From “%(old)s” to “%(new)s”, with %(size)s matters.")),
    "warnings.hot_put_out": ("close", _("Matter %(code)s was put out: it is about something else.")),
    "warnings.hot_put_back": ("back", _("Matter %(code)s was put back.")),
}


def told(entries: Iterable[Entry]) -> list[Line]:
    """Newest first. Two queries."""
    return timelines.told(entries, EVENTS, _facts)


def _facts(entry: Entry) -> dict[str, str]:
    found = {name: str(value) for name, value in entry.facts.items()}
    for name in ("old", "new"):
        if name in found:
            found[name] = str(HotStatus(found[name]).label)
    return found
