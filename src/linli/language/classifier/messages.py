"""Files of labelled messages."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from linli.language.errors import ColumnsMissing, MessagesMissing, MessagesUnreadable, NothingToLearn

LONGEST_FIELD = 1_000_000
LARGEST_FILE_BYTES = 2_000_000_000
"""After decompression; a small file that unpacks to more is refused."""


@dataclass(frozen=True)
class LabelledMessage:
    label: str
    title: str
    text: str


def read_messages(path: Path) -> list[LabelledMessage]:
    """Return the messages of a CSV file, plain or gzip: columns label, title and detail and/or segmented.

    Words in `segmented` are joined again and stand in where `detail` is empty. Rows without label or text are
    left out. Raises MessagesMissing, MessagesUnreadable, ColumnsMissing, NothingToLearn.
    """
    if not path.is_file():
        raise MessagesMissing(path=path)
    try:
        found = _parse(path, io.StringIO(_content(path).decode("utf-8-sig"), newline=""))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as problem:
        raise MessagesUnreadable(path=path) from problem
    if not found:
        raise NothingToLearn(path=path)
    return found


def _content(path: Path) -> bytes:
    """Return the file unpacked; what it is called does not matter."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        with gzip.GzipFile(fileobj=raw) if packed else raw as stream:
            content: bytes = stream.read(LARGEST_FILE_BYTES + 1)
    if len(content) > LARGEST_FILE_BYTES:
        raise MessagesUnreadable(path=path)
    return content


def _parse(path: Path, lines: Iterable[str]) -> list[LabelledMessage]:
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.DictReader(lines)
    columns = set(rows.fieldnames or ())
    if not columns:
        raise NothingToLearn(path=path)
    missing = [name for name in ("label", "title") if name not in columns]
    if not columns & {"detail", "segmented"}:
        missing.append("detail")
    if missing:
        raise ColumnsMissing(path=path, columns=", ".join(missing))
    found = (_message(row) for row in rows)
    return [each for each in found if each.label and (each.title or each.text)]


def _message(row: dict[str, str | None]) -> LabelledMessage:
    text = (row.get("detail") or "").strip() or "".join((row.get("segmented") or "").split())
    return LabelledMessage((row.get("label") or "").strip(), (row.get("title") or "").strip(), text)


def digest_of(messages: Iterable[LabelledMessage]) -> str:
    """Return a SHA-256 over all messages in their order: it names the training data."""
    digest = hashlib.sha256()
    for each in messages:
        for part in (each.label, each.title, each.text):
            encoded = part.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
