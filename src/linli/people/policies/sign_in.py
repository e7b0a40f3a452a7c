"""Logging in, for people and for programs."""

from __future__ import annotations

import re
import secrets
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from pydantic import Field

from linli.rulebook.policies import Rule, rule

USERNAME = r"[a-z0-9_.-]{3,60}"


@rule
class SignInRule(Rule):
    """How long a log-in lasts without use, how old a password and an API key may become."""

    key: ClassVar[str] = "people.sign_in"

    idle_minutes: int = Field(ge=5, le=240)
    password_most_days: int = Field(ge=30, le=366)
    api_key_most_days: int = Field(ge=1, le=1096)


STRICTEST = SignInRule(idle_minutes=5, password_most_days=30, api_key_most_days=1)
"""Where a city has not set the rule: nobody should be locked out of setting it."""


LONG_ENOUGH = 16
"""A password of this length may be of one kind of characters: a sentence is easier to keep than symbols."""
KINDS = (str.islower, str.isupper, str.isdigit)
LEAST_KINDS = 3


def kinds_of_characters(password: str) -> int:
    """Return how many of four kinds occur: small letters, capital letters, digits, anything else."""
    kinds = {
        next((place for place, is_kind in enumerate(KINDS) if is_kind(each)), len(KINDS)) for each in password
    }
    return len(kinds)


class SeveralKindsOfCharacters:
    """Asks of a short password what GB/T 22239-2019 asks: that it is not of one kind of characters alone."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        if len(password) < LONG_ENOUGH and kinds_of_characters(password) < LEAST_KINDS:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        return gettext(
            "Use at least three of: small letters, capital letters, digits, other signs. "
            "From %(length)s characters on anything goes."
        ) % {"length": LONG_ENOUGH}


KEY_SHAPE = re.compile(r"linli_([0-9a-f]{10})_[0-9a-f]{64}")


def make_key() -> tuple[str, str]:
    """Return the prefix, which may be shown, and the whole new key, which is shown once."""
    prefix = secrets.token_hex(5)
    return prefix, f"linli_{prefix}_{secrets.token_hex(32)}"


def prefix_of_key(raw: str) -> str | None:
    """Return the prefix of something in the form of a key, None for anything else."""
    match = KEY_SHAPE.fullmatch(raw)
    return match[1] if match else None


def make_password() -> str:
    """Return a first password: five groups of four characters that nobody confuses."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _place in range(4)) for _group in range(5))
