"""Files that a job reads once and nobody keeps: they lie among the drafts; the nightly sweep takes what was left."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import IO

from linli.files import disk
from linli.files.errors import NotParked


def park(stream: IO[bytes], *, most: int) -> str:
    """Keep a file for less than a day and return the handle to it. Raises FileTooLarge, FileEmpty."""
    folder = disk.folder() / disk.INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = secrets.token_hex(16)
    path = folder / handle
    path.touch(mode=0o600, exist_ok=False)
    try:
        disk.receive(stream, path, most)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return handle


def parked(handle: str) -> Path:
    """Raises NotParked."""
    path = disk.folder() / disk.INCOMING / Path(handle).name
    if not path.is_file():
        raise NotParked
    return path


def unpark(handle: str) -> None:
    """Twice is once."""
    (disk.folder() / disk.INCOMING / Path(handle).name).unlink(missing_ok=True)
