"""What the city takes as an attachment, how it is known by its content, and how long it stays."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from linli.files.errors import PurposeUnknown
from linli.rulebook.policies import Rule, rule

LONGEST_NAME = 100


class FileType(TextChoices):
    """Types that can be told by content. The value is the media type."""

    JPEG = "image/jpeg", _("JPEG picture")
    PNG = "image/png", _("PNG picture")
    WEBP = "image/webp", _("WebP picture")
    HEIC = "image/heic", _("HEIC picture")
    PDF = "application/pdf", _("PDF document")
    MP3 = "audio/mpeg", _("MP3 sound")
    AMR = "audio/amr", _("AMR sound")
    M4A = "audio/mp4", _("M4A sound")
    WAV = "audio/wav", _("WAV sound")
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("Word document")
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel sheet")


ENDING: dict[FileType, str] = {
    FileType.JPEG: ".jpg",
    FileType.PNG: ".png",
    FileType.WEBP: ".webp",
    FileType.HEIC: ".heic",
    FileType.PDF: ".pdf",
    FileType.MP3: ".mp3",
    FileType.AMR: ".amr",
    FileType.M4A: ".m4a",
    FileType.WAV: ".wav",
    FileType.DOCX: ".docx",
    FileType.XLSX: ".xlsx",
}
PICTURES = frozenset({FileType.JPEG, FileType.PNG, FileType.WEBP, FileType.HEIC})
"""Re-encoded when they come in, and shown in the page; everything else is handed out as a download."""


DRAWN_AS: dict[FileType, FileType] = {FileType.HEIC: FileType.JPEG}
"""What telephones send and browsers cannot show is kept as something else."""


class Accepted(BaseModel):
    """One type and the most bytes of it, as sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: FileType
    most_bytes: int = Field(gt=0)


@rule
class AcceptedFiles(Rule):
    """What the city takes. The operator's `max_upload_bytes` is the upper limit of all."""

    key: ClassVar[str] = "files.accepted"

    types: tuple[Accepted, ...] = Field(min_length=1)
    longest_edge: int = Field(default=2560, ge=640, le=8192)
    """Pictures are reduced to this many pixels on their longer side."""
    most_pixels: int = Field(default=80_000_000, ge=1_000_000, le=89_000_000)
    """Pictures with more are not decoded. Pillow warns above 89 million."""
    most_unpacked_bytes: int = Field(default=200_000_000, gt=0)
    quality: int = Field(default=85, ge=50, le=95)
    most_for_subject: int = Field(default=30, gt=0)

    @model_validator(mode="after")
    def _lists_each_once(self) -> Self:
        if len(self.most_bytes) != len(self.types):
            raise ValueError("a type of file is listed twice")
        return self

    @cached_property
    def most_bytes(self) -> dict[FileType, int]:
        return {each.type: each.most_bytes for each in self.types}

    @property
    def largest(self) -> int:
        return max(self.most_bytes.values())

    def names(self) -> str:
        """Return the endings of the accepted types, for a sentence."""
        return " ".join(ENDING[each.type].removeprefix(".") for each in self.types)


class Kept(BaseModel):
    """Files for one purpose and the days they stay."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str = Field(pattern=r"^[a-z_]{1,30}$")
    label_zh: str
    label_en: str
    keep_days: int = Field(gt=0, le=36_525)


@rule
class FileRetention(Rule):
    """What attachments are for, and how long each kind stays."""

    key: ClassVar[str] = "files.retention"

    purposes: tuple[Kept, ...] = Field(min_length=1)

    @cached_property
    def by_purpose(self) -> dict[str, Kept]:
        return {each.purpose: each for each in self.purposes}

    def erase_at(self, purpose: str, kept_from: datetime) -> datetime:
        """Raises PurposeUnknown."""
        kept = self.by_purpose.get(purpose)
        if kept is None:
            raise PurposeUnknown(purpose=purpose)
        return kept_from + timedelta(days=kept.keep_days)


FORBIDDEN = re.compile(r'[\\/:*?"<>|%]')
HIDDEN_KINDS = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Control and formatting characters, among them those that turn the direction of writing (`gpj.exe`)."""


def clean_name(name: str, file_type: FileType) -> str:
    """Return a name that is safe in any folder: no path, nothing invisible, the ending that fits the content."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if unicodedata.category(letter) not in HIDDEN_KINDS)
    stem = FORBIDDEN.sub("_", visible.rpartition(".")[0] or visible).strip(" ._")
    return (stem[: LONGEST_NAME - 6] or "file") + ENDING[file_type]
