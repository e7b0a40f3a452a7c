"""The tree of matter kinds. A code is a path: `utility.water.outage` lies under `utility.water`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CODE = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$")
EVENT_CODE = re.compile(r"^[EC]\d{4,5}$")
"""E a city event, C a component; then two digits of class and two or three of kind (GB/T 30428 family)."""


class Tier(TextChoices):
    """How fast a matter of this kind moves; the limits of each tier are rulebook entries."""

    URGENT = "urgent", _("Urgent")
    FAST = "fast", _("Daily supply")
    ORDINARY = "ordinary", _("Ordinary")
    COMPLEX = "complex", _("Complex")
    CONSULTATION = "consultation", _("Consultation")


class Evidence(TextChoices):
    """What a unit must show when it says the matter is done."""

    NONE = "none", _("Nothing to attach")
    PHOTO = "photo", _("One photograph")
    BEFORE_AFTER = "before_after", _("Photographs from before and after")
    DOCUMENT = "document", _("A document")


class Datatype(TextChoices):
    """Types of question a report form may ask; the names are those of Open311 GeoReport v2."""

    STRING = "string", _("Short text")
    NUMBER = "number", _("Number")
    DATETIME = "datetime", _("Date and time")
    TEXT = "text", _("Long text")
    SINGLE = "singlevaluelist", _("One of a list")
    MULTI = "multivaluelist", _("Several of a list")


LISTS = frozenset({Datatype.SINGLE, Datatype.MULTI})


@dataclass(frozen=True, slots=True)
class Question:
    """One question the report form asks about matters of a kind."""

    code: str
    datatype: Datatype
    zh: str
    en: str
    required: bool = False
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Key -> wording in Chinese and English; empty unless the datatype is a list."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Question:
        values = {key: (words[0], words[1]) for key, words in stored.get("values", {}).items()}
        return cls(
            stored["code"],
            Datatype(stored["datatype"]),
            stored["zh"],
            stored["en"],
            stored["required"],
            values,
        )

    def as_json(self) -> dict[str, Any]:
        values = {key: list(words) for key, words in self.values.items()}
        plain = {"code": self.code, "datatype": self.datatype.value, "zh": self.zh, "en": self.en}
        return {**plain, "required": self.required, "values": values}


@dataclass(frozen=True, slots=True)
class KindView:
    """A matter kind as it stands on one day."""

    id: int
    code: str
    parent_code: str
    name_zh: str
    name_en: str
    tier: Tier
    label: str
    """The classifier's label under which texts about this kind fall; empty when it has none."""
    evidence: Evidence
    needs_verification: bool
    is_public_report: bool
    is_leaf: bool
    """Only leaves are given to matters; the nodes above them group and carry duty."""
    group: str
    opening_zh: str
    opening_en: str
    closing_zh: str
    closing_en: str
    keywords: tuple[str, ...]
    limits: Mapping[str, str]
    """Step -> limit, where this kind differs from its tier."""
    questions: tuple[Question, ...]
    event_code: str
    valid_from: date
    valid_to: date | None

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


def parent_of(code: str) -> str:
    """Return the code one step up; empty for a top node."""
    return code.rpartition(".")[0]


def line_of(code: str) -> Iterator[str]:
    """Yield the code and then each node above it, the nearest first."""
    while code:
        yield code
        code = parent_of(code)


JUDGING = (
    *("tier", "label", "evidence", "needs_verification", "limits", "is_leaf", "event_code"),
    *("opening_zh", "opening_en", "closing_zh", "closing_en"),
)
"""What a matter is judged by. A change of these needs a new edition; the other columns are wording."""


def is_judging_change(columns: Iterable[str]) -> bool:
    return any(name in JUDGING for name in columns)


@dataclass(frozen=True, slots=True)
class KindDraft:
    """What a city says of a kind, before it is a row."""

    code: str
    name_zh: str
    name_en: str
    tier: Tier
    valid_from: date
    label: str = ""
    evidence: Evidence = Evidence.NONE
    needs_verification: bool = False
    is_public_report: bool = True
    is_leaf: bool = True
    opening_zh: str = ""
    opening_en: str = ""
    closing_zh: str = ""
    closing_en: str = ""
    keywords: tuple[str, ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    event_code: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row, without its code and its dates."""
        plain = (
            *(
                "name_zh",
                "name_en",
                "label",
                "needs_verification",
                "is_public_report",
                "is_leaf",
                "event_code",
            ),
            *("opening_zh", "opening_en", "closing_zh", "closing_en"),
        )
        return {
            **{name: getattr(self, name) for name in plain},
            "parent_code": parent_of(self.code),
            "group": self.code.split(".")[0],
            "tier": self.tier.value,
            "evidence": self.evidence.value,
            "keywords": list(self.keywords),
            "limits": dict(self.limits),
            "questions": [question.as_json() for question in self.questions],
        }
