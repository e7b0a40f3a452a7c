from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from linli.core.actor import SYSTEM
from linli.files.actions import store
from linli.files.models import StoredFile
from linli.files.policies import AcceptedFiles, FileRetention, FileType
from linli.rulebook.actions import set_rule

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MB = 1_000_000
ACCEPTED = {
    "types": [{"type": each.value, "most_bytes": 2 * MB} for each in FileType],
    "most_pixels": 10 * MB,
}
RETENTION = {
    "purposes": [
        {"purpose": "photo", "label_zh": "照片", "label_en": "Photo", "keep_days": 1095},
        {"purpose": "voice", "label_zh": "录音", "label_en": "Recording", "keep_days": 183},
    ]
}


@pytest.fixture
def home(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city with its own empty store, that takes every type up to 2 MB."""
    monkeypatch.setattr(settings, "LINLI", settings.LINLI.model_copy(update={"home": tmp_path}))
    for rule, value in ((AcceptedFiles, ACCEPTED), (FileRetention, RETENTION)):
        set_rule(rule.key, value, valid_from=date(2020, 1, 1), by=SYSTEM, now=NOW)
    return tmp_path


@pytest.fixture
def send(home: Path) -> Callable[..., StoredFile]:
    def send(content: bytes, name: str = "a.jpg", now: datetime = NOW) -> StoredFile:
        return store(io.BytesIO(content), name=name, by=SYSTEM, now=now)

    return send


def picture(
    layout: str = "JPEG", size: tuple[int, int] = (80, 60), mode: str = "RGB", **options: object
) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(target, layout, **options)
    return target.getvalue()


def photo(orientation: int = 1, size: tuple[int, int] = (80, 60)) -> bytes:
    """A picture as a telephone takes it: with place, camera, time and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (35.0, 44.0, 59.0), 3: "E", 4: (114.0, 17.0, 42.0)})
    return picture(size=size, exif=exif, comment=b"at home")


def office(*parts: str, filling: bytes = b"<x/>") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, filling)
    return target.getvalue()


SOUND = b"\x00" * 400
GENUINE: dict[FileType, bytes] = {
    FileType.JPEG: picture(),
    FileType.PNG: picture("PNG"),
    FileType.WEBP: picture("WEBP"),
    FileType.HEIC: picture("HEIF"),
    FileType.PDF: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n",
    FileType.MP3: b"ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x44" + SOUND,
    FileType.AMR: b"#!AMR\n" + SOUND,
    FileType.M4A: b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom\x00\x00\x00\x00" + SOUND,
    FileType.WAV: b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + SOUND,
    FileType.DOCX: office("word/document.xml"),
    FileType.XLSX: office("xl/workbook.xml"),
}
