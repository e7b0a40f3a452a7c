"""Looking into files: which type the content is, and pictures without anything but the picture."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from linli.files.errors import FileDamaged, UnpacksTooLarge
from linli.files.policies import DRAWN_AS, PICTURES, AcceptedFiles, FileType

HEAD = 4096
SUGGESTED: dict[str, FileType] = {
    ".jpg": FileType.JPEG,
    ".png": FileType.PNG,
    ".webp": FileType.WEBP,
    ".pdf": FileType.PDF,
    ".mp3": FileType.MP3,
    ".mpga": FileType.MP3,
    ".amr": FileType.AMR,
    ".m4a": FileType.M4A,
    ".wav": FileType.WAV,
    ".docx": FileType.DOCX,
    ".xlsx": FileType.XLSX,
}
PILLOW_NAME = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP", FileType.HEIC: "HEIF"}
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")
register_heif_opener(thumbnails=False)


def type_of(path: Path) -> FileType | None:
    """Return the type by content alone, None for anything else. Reads some kilobytes, and a ZIP's directory."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return FileType.HEIC
    try:
        endings = [match.extension for match in puremagic.magic_string(head)]
    except puremagic.PureError:
        return None
    for ending in dict.fromkeys(endings):
        suggested = SUGGESTED.get(ending)
        if suggested and CONFIRMED[suggested](path, head):
            return suggested
    return None


def _pictured(path: Path, head: bytes) -> bool:
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"))


def _begins(*beginnings: bytes) -> Callable[[Path, bytes], bool]:
    return lambda path, head: head.startswith(beginnings)


def _is_mp3(path: Path, head: bytes) -> bool:
    """Say whether it begins with a tag, or with the frame header of MPEG layer III."""
    return head.startswith(b"ID3") or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2)


def _is_wav(path: Path, head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def _is_m4a(path: Path, head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:11] in (b"M4A", b"M4B")


def _holds(part: str) -> Callable[[Path, bytes], bool]:
    """Say whether it is an office document with this part, and without macros."""

    def look(path: Path, head: bytes) -> bool:
        try:
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False
        has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return "[Content_Types].xml" in names and part in names and not has_macros

    return look


CONFIRMED: dict[FileType, Callable[[Path, bytes], bool]] = {
    FileType.JPEG: _pictured,
    FileType.PNG: _pictured,
    FileType.WEBP: _pictured,
    FileType.PDF: _begins(b"%PDF-"),
    FileType.MP3: _is_mp3,
    FileType.AMR: _begins(b"#!AMR"),
    FileType.M4A: _is_m4a,
    FileType.WAV: _is_wav,
    FileType.DOCX: _holds("word/document.xml"),
    FileType.XLSX: _holds("xl/workbook.xml"),
}


def check_unpacked(path: Path, most: int) -> None:
    """Raise UnpacksTooLarge when an office document says that it unpacks to more than `most` bytes."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > most:
            raise UnpacksTooLarge


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


def redraw(source: Path, target: IO[bytes], file_type: FileType, rule: AcceptedFiles) -> Size:
    """Write the picture anew: upright, reduced, without position, camera, comments or anything appended.

    Raises FileDamaged or UnpacksTooLarge; the header is read first, so that a bomb is never decoded.
    """
    if file_type not in PICTURES:
        raise ValueError(f"{file_type} is not a picture")
    try:
        with Image.open(source, formats=[PILLOW_NAME[file_type]]) as opened:
            return _redraw(opened, target, file_type, rule)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnpacksTooLarge from None
    except (OSError, SyntaxError, ValueError, EOFError, UnidentifiedImageError):
        raise FileDamaged from None


def _redraw(opened: Image.Image, target: IO[bytes], file_type: FileType, rule: AcceptedFiles) -> Size:
    if opened.width * opened.height > rule.most_pixels:
        raise UnpacksTooLarge
    box = (rule.longest_edge, rule.longest_edge)
    opened.draft("RGB", box)  # lets the JPEG decoder skip what would be reduced away
    file_type = DRAWN_AS.get(file_type, file_type)
    has_alpha = file_type is not FileType.JPEG and opened.has_transparency_data
    drawn = opened if opened.mode == "RGB" else opened.convert("RGBA" if has_alpha else "RGB")
    drawn.thumbnail(box, Image.Resampling.BICUBIC)
    drawn = ImageOps.exif_transpose(drawn)
    drawn.info = {}  # else comments, profiles and XMP would be written again
    options = {} if file_type is FileType.PNG else {"quality": rule.quality}
    drawn.save(target, PILLOW_NAME[file_type], **options)
    return Size(drawn.width, drawn.height)
