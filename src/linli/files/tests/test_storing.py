from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from linli.core.errors import Refusal
from linli.files import disk
from linli.files.content import PILLOW_NAME, type_of
from linli.files.errors import FileDamaged, FileEmpty, FileTooLarge, TypeNotAccepted, UnpacksTooLarge
from linli.files.models import StoredFile
from linli.files.policies import DRAWN_AS, ENDING, FileType, clean_name

from .conftest import GENUINE, MB, office, photo, picture

Send = Callable[..., StoredFile]


def content_of(stored: StoredFile) -> bytes:
    return disk.place_of(stored.sha256).read_bytes()


@pytest.mark.parametrize("file_type", FileType)
def test_every_accepted_type_is_known_by_its_content(send: Send, file_type: FileType) -> None:
    stored = send(GENUINE[file_type], name="whatever.exe")
    assert stored.media_type == DRAWN_AS.get(file_type, file_type).value
    assert stored.size == len(content_of(stored))


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 500,
        b"\x7fELF\x02\x01\x01" + b"\x00" * 500,
        b"#!/bin/sh\nrm -rf /\n",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?php system('id'); ?>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"PK\x03\x04" + b"\x00" * 100,
        office("META-INF/MANIFEST.MF"),
        office("word/document.xml", "word/vbaProject.bin"),
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 100,
        b"no type at all",
        b"\x00",
    ],
)
def test_what_is_not_on_the_list_is_refused_whatever_it_is_called(send: Send, content: bytes) -> None:
    with pytest.raises(TypeNotAccepted):
        send(content, name="photo.jpg")
    assert not StoredFile.objects.exists()


def test_an_empty_file_is_refused(send: Send) -> None:
    with pytest.raises(FileEmpty):
        send(b"")


@pytest.mark.parametrize("file_type", [FileType.JPEG, FileType.PNG, FileType.WEBP, FileType.HEIC])
def test_half_a_picture_is_refused(send: Send, file_type: FileType) -> None:
    whole = picture(PILLOW_NAME[file_type], (400, 400))
    with pytest.raises(FileDamaged):
        send(whole[: len(whole) // 2])


def test_a_program_that_begins_like_a_picture_is_refused(send: Send) -> None:
    with pytest.raises((FileDamaged, TypeNotAccepted)):
        send(b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"MZ\x90\x00" * 100)


def test_what_is_hidden_behind_a_picture_is_gone(send: Send) -> None:
    stored = send(picture() + b"<script>alert(1)</script>" + office("evil.class"))
    assert b"script" not in content_of(stored)
    assert not zipfile.is_zipfile(disk.place_of(stored.sha256))


class Endless(io.RawIOBase):
    """A stream that says how much of it was read."""

    def __init__(self, beginning: bytes) -> None:
        self.beginning, self.read_bytes = beginning, 0

    def read(self, size: int = -1) -> bytes:
        self.read_bytes += size
        given, self.beginning = self.beginning[:size], b""
        return given.ljust(size, b"\x00")


def test_a_huge_file_is_refused_without_reading_it_all(home: Path) -> None:
    from linli.core.actor import SYSTEM
    from linli.files.actions import store

    from .conftest import NOW

    stream = Endless(GENUINE[FileType.PDF])
    with pytest.raises(FileTooLarge):
        store(stream, name="a.pdf", by=SYSTEM, now=NOW)
    assert stream.read_bytes <= 2 * MB + disk.CHUNK
    assert not list(disk.drafts())


def test_the_limit_is_that_of_the_type(send: Send) -> None:
    assert send(GENUINE[FileType.PDF].ljust(2 * MB, b"\n"))
    with pytest.raises(FileTooLarge):
        send(GENUINE[FileType.PDF].ljust(2 * MB + 1, b"\n"))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(send: Send) -> None:
    with pytest.raises(UnpacksTooLarge):
        send(picture("PNG", (4000, 2501), mode="1"))


def test_a_decompression_bomb_is_refused(send: Send) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * MB))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(UnpacksTooLarge):
        send(bomb)


def test_an_office_document_that_unpacks_to_gigabytes_is_refused(send: Send, home: Path) -> None:
    from datetime import date

    from linli.core.actor import SYSTEM
    from linli.files.policies import AcceptedFiles
    from linli.rulebook.actions import set_rule

    from .conftest import ACCEPTED, NOW

    value = {**ACCEPTED, "most_unpacked_bytes": MB}
    set_rule(AcceptedFiles.key, value, valid_from=date(2021, 1, 1), by=SYSTEM, now=NOW)
    with pytest.raises(UnpacksTooLarge):
        send(office("word/document.xml", filling=b"0" * MB))


def test_place_and_camera_are_gone_from_a_photo(send: Send) -> None:
    sent = photo()
    assert b"SecretCamera" in sent
    stored = content_of(send(sent))
    assert b"SecretCamera" not in stored
    assert b"Exif" not in stored
    assert b"at home" not in stored
    with Image.open(io.BytesIO(stored)) as opened:
        assert not opened.getexif()
        assert not opened.getexif().get_ifd(0x8825)
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(opened.info)


@pytest.mark.parametrize("layout", ["PNG", "WEBP"])
def test_place_is_gone_from_other_pictures_too(send: Send, layout: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 44.0, 59.0)})
    sent = picture(layout, exif=exif)
    assert b"SecretCamera" in sent
    stored = content_of(send(sent))
    assert b"SecretCamera" not in stored
    with Image.open(io.BytesIO(stored)) as opened:
        assert not opened.getexif()


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (80, 60)), (3, (80, 60)), (6, (60, 80)), (8, (60, 80))]
)
def test_a_photo_stands_upright_without_the_note_that_said_so(
    send: Send, orientation: int, size: tuple[int, int]
) -> None:
    stored = send(photo(orientation))
    assert (stored.width, stored.height) == size


def test_a_photo_of_a_telephone_becomes_one_that_browsers_show_and_tells_no_place(send: Send) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 44.0, 59.0)})
    stored = send(picture("HEIF", (640, 480), exif=exif.tobytes()), name="IMG_1.HEIC")
    kept = content_of(stored)
    assert (stored.media_type, kept[:3], stored.width) == ("image/jpeg", b"\xff\xd8\xff", 640)
    assert b"SecretCamera" not in kept
    assert b"GPS" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize("rest", [b"", b"\x00" * 400, b"meta" * 100])
def test_what_only_calls_itself_a_photo_of_a_telephone_is_refused(send: Send, rest: bytes) -> None:
    with pytest.raises(FileDamaged):
        send(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + rest)


def test_a_large_photo_is_reduced_and_keeps_its_shape(send: Send) -> None:
    stored = send(picture(size=(3600, 2700)))
    assert (stored.width, stored.height) == (2560, 1920)
    assert stored.size == len(content_of(stored)) < MB


def test_a_small_picture_stays_as_large_as_it_was(send: Send) -> None:
    stored = send(picture(size=(30, 40)))
    assert (stored.width, stored.height) == (30, 40)


def test_a_drawing_keeps_what_can_be_seen_through(send: Send) -> None:
    stored = send(picture("PNG", mode="RGBA"))
    with Image.open(disk.place_of(stored.sha256)) as opened:
        assert opened.mode == "RGBA"


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_pictures_in_other_colours_are_taken(send: Send, mode: str) -> None:
    layout = "JPEG" if mode in ("L", "CMYK") else "PNG"
    assert send(picture(layout, mode=mode))


def test_what_is_not_a_picture_is_stored_as_it_came(send: Send) -> None:
    assert content_of(send(GENUINE[FileType.PDF])) == GENUINE[FileType.PDF]


def test_the_same_photo_is_stored_once(send: Send) -> None:
    first, second = send(photo()), send(photo(), name="again.png")
    assert first == second
    assert len(list(disk.stored())) == StoredFile.objects.count() == 1


def test_files_are_for_the_owner_alone(send: Send) -> None:
    place = disk.place_of(send(photo()).sha256)
    assert place.stat().st_mode & 0o077 == 0
    assert place.parent.stat().st_mode & 0o077 == 0


def test_no_draft_is_left(send: Send) -> None:
    send(photo())
    assert not list(disk.drafts())


def test_a_file_reaches_the_disk_before_its_name(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        done.append("sync folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "sync file")
        real_fsync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        done.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    send(photo())
    assert done[-3:] == ["sync file", "rename", "sync folder"]


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    content=st.binary(min_size=1, max_size=300),
    start=st.sampled_from([b"", *(each[:20] for each in GENUINE.values())]),
)
def test_no_content_breaks_the_door(send: Send, content: bytes, start: bytes) -> None:
    with suppress(Refusal):
        assert send(start + content).media_type in FileType.values


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("现场.jpg", "现场.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\张\\a.png", "a.jpg"),
        ("evil\u202egpj.exe", "evilgpj.jpg"),
        ("a\x00b\n.jpg", "ab.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("a<b>|c?.php.jpg", "a_b__c_.php.jpg"),
        ("长" * 300 + ".jpg", "长" * 94 + ".jpg"),
    ],
)
def test_a_name_is_safe_in_any_folder(name: str, clean: str) -> None:
    assert clean_name(name, FileType.JPEG) == clean


@given(st.text(max_size=300))
def test_a_clean_name_stays_as_it_is(name: str) -> None:
    once = clean_name(name, FileType.PDF)
    assert clean_name(once, FileType.PDF) == once
    assert "/" not in once
    assert len(once) <= 100


def test_every_type_has_an_ending_and_a_sample() -> None:
    assert set(ENDING) == set(GENUINE) == set(FileType)


def test_content_is_told_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(GENUINE[FileType.PDF])
    assert type_of(path) is FileType.PDF
