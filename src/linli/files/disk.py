"""Files on disk, named by what is in them: `<home>/files/ab/cd/<sha256>`."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from linli.files.errors import FileEmpty, FileTooLarge

CHUNK = 1 << 16
INCOMING = "incoming"


def folder() -> Path:
    return Path(settings.LINLI.home) / "files"


def place_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def draft() -> Iterator[Path]:
    """Yield the path of a new empty file beside the store; whatever is left of it afterwards is removed."""
    incoming = folder() / INCOMING
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = incoming / secrets.token_hex(16)
    path.touch(mode=0o600, exist_ok=False)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def receive(stream: IO[bytes], path: Path, most: int) -> int:
    """Copy the stream into `path` and return the bytes. Raises FileTooLarge as soon as one is too many, FileEmpty."""
    size = 0
    with path.open("wb") as target:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise FileTooLarge(most_mb=most // 1_000_000)
            target.write(chunk)
    if not size:
        raise FileEmpty
    return size


def digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def move_in(path: Path, sha256: str) -> None:
    """Move a finished draft to its place so that it is there after a power cut. Replaces the same content."""
    place = place_of(sha256)
    _make_folder(place.parent.parent)
    _make_folder(place.parent)
    _sync(path, os.O_RDONLY)
    path.replace(place)
    _sync(place.parent, os.O_DIRECTORY)


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(exist_ok=True, mode=0o700)
        _sync(path.parent, os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, os.O_RDONLY | flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stored() -> Iterator[Path]:
    """Yield every file in the store, in order of digest."""
    for first in sorted(folder().glob("??")):
        for second in sorted(first.iterdir()):
            yield from sorted(second.iterdir())


def drafts() -> Iterator[Path]:
    yield from (folder() / INCOMING).glob("*")
