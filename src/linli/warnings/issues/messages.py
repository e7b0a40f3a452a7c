"""What is read of a message, and how its words are made comparable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from linli.language.policies.text import PERSONAL_NUMBER, fold

LONGEST_TITLE = 60
LONGEST_TEXT = 400
"""Characters that are compared: complaints say at once what they are about."""
MANY_DIGITS = re.compile(r"[0-9][0-9 .·_-]{3,}[0-9]")
TRADITIONAL = re.compile("[\u4e00-\u9fff]")
SPACE = re.compile(r"[\s\u200b\ufeff\x00-\x1f]+")


@dataclass(frozen=True)
class Message:
    """One message as it was written."""

    id: str
    title: str
    text: str
    at: datetime | None = None
    writer: str = ""
    """Only to count one person once; empty: unknown, counts as another person."""
    likes: int = 0
    dislikes: int = 0
    people: int = 1
    """People affected, as the message says."""
    unresolved: bool | None = None
    place: str = ""
    """Where it is about, if a column or a clerk says so."""


def comparable(message: Message) -> tuple[str, str]:
    """Return title and beginning of the text in one spelling, without numbers that may lead to a person."""
    title = _folded(message.title)[:LONGEST_TITLE]
    text = _folded(f"{message.place} {message.text}"[: LONGEST_TEXT * 2])[:LONGEST_TEXT]
    return title or text[:LONGEST_TITLE], text


def _folded(text: str) -> str:
    short = SPACE.sub("", normalize("NFKC", text[: LONGEST_TEXT * 2])).upper()
    try:
        short.encode("gb2312")
    except UnicodeEncodeError:
        if TRADITIONAL.search(short):  # its tables are slow, and seldom needed
            short = fold(short).upper()
    if not MANY_DIGITS.search(short):
        return short
    return PERSONAL_NUMBER.sub("…", short.lower()).upper()
