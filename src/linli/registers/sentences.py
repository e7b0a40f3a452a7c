"""What happened to a record, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.core.moments import day_words
from linli.journal.models import Entry
from linli.people import timelines
from linli.people.timelines import Line
from linli.registers.policies.carrying import Difference
from linli.registers.policies.declaration import Declaration
from linli.registers.policies.fields import FieldType
from linli.registers.queries.records import in_words, unit_names

EVENTS: dict[str, tuple[str, Sentence]] = {
    "registers.record_entered": ("pen", _("Put on the register.")),
    "registers.record_changed": ("pen", _("Changed: %(fields)s")),
    "registers.record_reviewed": ("check", _("Looked at: it still holds. %(next_on)s")),
    "registers.record_withdrawn": ("close", _("Taken off the register.")),
    "registers.record_restored": ("back", _("Put back on the register.")),
    "registers.record_transferred": ("list", _("Carried over into a new edition of the register.")),
    "registers.record_erased": ("close", _("The time of keeping is over; the contents were erased.")),
    "registers.photos_added": ("camera", _("Photographs were added (%(count)s).")),
}
DIFFERENCES: dict[Difference, Sentence] = {
    Difference.ADDED: _("new field"),
    Difference.TAKEN_OUT: _("taken out"),
    Difference.RENAMED: _("called otherwise"),
    Difference.RETYPED: _("of another type"),
    Difference.NOW_REQUIRED: _("required from now on"),
    Difference.TIGHTER: _("other limits or list"),
}
SEALED = _("whom to ask")


def timeline(entries: Iterable[Entry], declaration: Declaration) -> list[Line]:
    """Return what happened, newest first. Three queries at most."""
    rows = list(entries)
    changed = [entry.facts.get("changes", {}) for entry in rows]
    pairs = ({name: value for name, values in each.items() for value in values} for each in changed)
    units = unit_names(pairs, [each for each in declaration.fields if each.type is FieldType.UNIT])

    def facts(entry: Entry) -> dict[str, str]:
        found = entry.facts
        day = found.get("next_on")
        next_on = str(_("Next by %(day)s.")) % {"day": day_words(date.fromisoformat(day))} if day else ""
        pairs, fields = found.get("changes", {}), found.get("fields", ())
        return {
            "count": str(found.get("count", "")),
            "next_on": next_on,
            "fields": "; ".join(_changed(each, pairs, declaration, units) for each in fields),
        }

    return timelines.told(rows, EVENTS, facts)


def _changed(
    code: str, changes: dict[str, list[Any]], declaration: Declaration, units: dict[int, str]
) -> str:
    spec = declaration.by_code.get(code)
    if spec is None:
        return str(SEALED) if code == "sealed" else code
    if code not in changes or spec.type is FieldType.POINT:
        return str(spec.name)
    before, after = (in_words(spec, value, units) or "—" for value in changes[code])
    return f"{spec.name} {before} → {after}"
