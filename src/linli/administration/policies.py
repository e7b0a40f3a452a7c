"""What differs between two values of a rule, leaf by leaf."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.people.policies import Permission


@dataclass(frozen=True)
class Change:
    """One leaf that differs."""

    path: tuple[str, ...]
    old: str
    """Empty: it was not there."""
    new: str
    """Empty: it is there no more."""


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each plain value with the way to it. Entries of a list go by their `code` where they have one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*path, str(name)))
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            name = inner.get("code") if isinstance(inner, Mapping) else None
            yield from leaves(inner, (*path, str(name or place)))
    elif value is not None:
        yield path, str(value)


def changes(old: Any, new: Any) -> list[Change]:
    """Return what differs, in the order of the new value, what went last."""
    before, after = dict(leaves(old)), dict(leaves(new))
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Change(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path) != after.get(path)
    ]


def grouped(permissions: Collection[Permission]) -> list[tuple[str, list[Permission]]]:
    """Return permissions by what they are about, in the order in which the table of permissions names them."""
    groups: dict[str, list[Permission]] = {}
    for each in Permission:
        if each in permissions:
            groups.setdefault(each.value.split(".")[0], []).append(each)
    return [(str(ABOUT.get(name, name)), rows) for name, rows in groups.items()]


ABOUT = {
    "matter": _("Matters"),
    "personal_data": _("Personal data"),
    "catalogue": _("Catalogue"),
    "collection": _("Collection list"),
    "account": _("Accounts"),
    "role": _("Roles"),
    "rulebook": _("Rules"),
    "system": _("System"),
    "audit": _("Journal"),
    "api_key": _("API keys"),
    "notice": _("Notices"),
    "import": _("Imports"),
    "voice_box": _("Letter boxes"),
    "target": _("Targets"),
    "appraisal": _("Appraisals"),
    "letter": _("Formal letters"),
    "whistle": _("Whistles"),
    "meeting": _("Joint meetings"),
    "deliberation": _("Deliberations"),
    "resource": _("Resources"),
    "need": _("Needs"),
    "supervision": _("Supervision"),
    "listing": _("Public list of problems"),
    "campaign": _("Campaigns"),
    "hazard": _("Hazards"),
    "dispute": _("Disputes"),
    "field": _("Field work"),
    "conference": _("Conferences"),
    "redress": _("Redress"),
    "entity": _("Bodies and places"),
    "service": _("Service of enterprises"),
    "rating": _("Ratings"),
    "inspection": _("Inspections"),
    "exemption": _("Exemptions from penalties"),
    "complaint": _("Complaints of enterprises"),
    "register": _("Registers"),
    "assessment": _("Assessments"),
    "publication": _("Publications"),
    "comment": _("Comments"),
    "warning": _("Warnings"),
    "cause": _("Causes"),
    "station": _("Service stations"),
}
"""What the first half of a permission's name is about."""
