from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from linli.assessments.policies.states import Decision, Grade
from linli.core.errors import Sentence
from linli.core.moments import day_words
from linli.journal.models import Entry
from linli.people import timelines
from linli.people.timelines import Line

EVENTS: dict[str, tuple[str, Sentence]] = {
    "assessments.assessment_identified": (
        "alert",
        _("It is on the list of decisions that are assessed first."),
    ),
    "assessments.assessment_planned": ("pen", _("The plan of the assessment was set.")),
    "assessments.survey_opened": ("people", _("The people concerned are asked until %(until)s.")),
    "assessments.survey_closed": ("list", _("The asking ended; the marks of devices were deleted.")),
    "assessments.part_added": ("pen", _("Written down: %(part)s.")),
    "assessments.grade_set": ("flag", _("Graded (%(number)s): %(grade)s, %(score)s points.")),
    "assessments.project_changed": ("wrench", _("The project was changed.")),
    "assessments.report_written": ("paper", _("The report was written.")),
    "assessments.report_approved": ("check", _("The report was approved; to be filed by %(file_by)s.")),
    "assessments.report_returned": ("back", _("Sent back.")),
    "assessments.assessment_filed": ("paper", _("On file as %(file_number)s.")),
    "assessments.assessment_decided": ("check", _("Decided: it %(decision)s.")),
    "assessments.assessment_reported": ("eye", _("How it goes; looked at again by %(next_on)s.")),
    "assessments.assessment_closed": ("check", _("Closed.")),
}
PARTS: dict[str, Sentence] = {
    "stakeholder": _("a group concerned"),
    "consultation": _("how people were heard"),
    "risk": _("a risk"),
}
REASONS: dict[str, Sentence] = {
    "opposed_most": _("more than half of those asked are against it"),
    "opposed_many": _("a fifth or more of those asked are against it"),
    "score": _("by the points of the sheet"),
}


def told(entries: Iterable[Entry]) -> list[Line]:
    """Newest first. Two queries."""
    return timelines.told(entries, EVENTS, _facts)


def _facts(entry: Entry) -> dict[str, str]:
    found = {name: str(value) for name, value in entry.facts.items()}
    for name in ("until", "file_by", "next_on"):
        if name in found:
            found[name] = day_words(date.fromisoformat(found[name]))
    if "part" in found:
        found["part"] = str(PARTS[found["part"]])
    if found.get("grade"):
        found["grade"] = str(Grade(found["grade"]).label)
    if found.get("decision"):
        found["decision"] = str(Decision(found["decision"]).label)
    return found


def grade_words(grade: Grade | None) -> str:
    return str(grade.label) if grade else pgettext("risk", "not graded")
