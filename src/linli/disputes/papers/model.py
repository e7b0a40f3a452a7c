"""The one model of a form. The page for printing, the PDF and the .docx are renderings of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Form(TextChoices):
    """The ten forms of a mediation file."""

    APPLICATION = "application", _("Application for mediation")
    ACCEPTANCE_FORM = "acceptance_form", _("Acceptance form")
    INVESTIGATION_RECORD = "investigation_record", _("Record of inquiry")
    MEDIATION_RECORD = "mediation_record", _("Record of mediation")
    AGREEMENT = "agreement", _("Mediation agreement")
    ORAL_AGREEMENT_FORM = "oral_agreement_form", _("Form of the oral agreement")
    FOLLOW_UP_RECORD = "follow_up_record", _("Record of follow-up")
    CLOSING_REPORT = "closing_report", _("Closing report")
    CONFIRMATION_APPLICATION = "confirmation_application", _("Application for judicial confirmation")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney form")


@dataclass(frozen=True, slots=True)
class Grid:
    """Labels and what stands beside them, in lines; empty values are lines to write on."""

    rows: tuple[tuple[str, str], ...]
    type: str = field(default="grid", init=False)


@dataclass(frozen=True, slots=True)
class Text:
    words: str
    """Paragraphs, one a line."""
    heading: str = ""
    type: str = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Rows:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    type: str = field(default="rows", init=False)


@dataclass(frozen=True, slots=True)
class Signs:
    """Places for signatures: label, and what is known of it."""

    rows: tuple[tuple[str, str], ...]
    type: str = field(default="signs", init=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A scanned paper, by its place among the files that go along."""

    file: str
    caption: str
    type: str = field(default="picture", init=False)


Block = Grid | Text | Rows | Signs | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """One form, filled."""

    title: str
    number: str
    blocks: tuple[Block, ...]

    def words(self) -> str:
        """Return all it says, for reading back."""
        return orjson.dumps(self.as_data()).decode()

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = orjson.loads(orjson.dumps(self))
        return data


@dataclass(frozen=True, slots=True)
class Section:
    """One of the thirteen contents of a file, with its papers."""

    place: int
    title: str
    papers: Sequence[Paper]
    is_required: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """A whole file: cover, contents, papers in order, back cover."""

    cover: tuple[tuple[str, str], ...]
    title: str
    number: str
    sections: tuple[Section, ...]
    back: tuple[tuple[str, str], ...]

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = orjson.loads(orjson.dumps(self))
        return data
