"""Refusals: what a person or program is told when something may not be done.

A refusal is one class with a code, a kind and a sentence; it carries facts. The sentence is English in the
code and Chinese in the catalogue (`locale/zh_Hans`). HTTP appears only in the API handler and the page
middleware, which map `Kind` to a status. A programmer's mistake stays a ValueError.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Kind(Enum):
    """What sort of refusal; each face decides how to show it."""

    INVALID = "invalid"
    """What was sent makes no sense; sending it again changes nothing."""
    NOT_ALLOWED = "not_allowed"
    """Visible, but this person may not do it."""
    NOT_FOUND = "not_found"
    """Not there, or not visible to this person."""
    CONFLICT = "conflict"
    """Somebody else was first, or the state does not allow it now."""
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    """Too many requests; try again later."""
    UNAVAILABLE = "unavailable"
    """The city is not set up for it yet, or a part is down."""


class Refusal(Exception):
    """Base of all refusals. `facts` fill the sentence and go into the answer."""

    code: ClassVar[str]
    kind: ClassVar[Kind] = Kind.INVALID
    sentence: ClassVar[Sentence] = _("This cannot be done.")

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def in_language(self, language: str) -> str:
        """Return the sentence in `language` (`zh-hans` or `en`)."""
        with translation.override(language):
            return str(self.sentence) % self.facts

    def __str__(self) -> str:
        return str(self.sentence) % self.facts


class Incomplete(Refusal):
    """A form whose fields say themselves what is missing."""

    code = "core.incomplete"
    sentence = _("Something is missing or wrong. Please look at the marked fields.")


class UnreadableText(Refusal):
    """Text with characters that are no text."""

    code = "core.unreadable_text"
    sentence = _("The text holds characters that cannot be kept. Please type it again.")
