"""Logging in, for people and for programs."""

from __future__ import annotations

import re
import secrets
from typing import ClassVar

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


KEY_SHAPE = re.compile(r"linli_([0-9a-f]{10})_[0-9a-f]{64}")


def make_key() -> tuple[str, str]:
    """Return the prefix, which may be shown, and the whole new key, which is shown once."""
    prefix = secrets.token_hex(5)
    return prefix, f"linli_{prefix}_{secrets.token_hex(32)}"


def prefix_of_key(raw: str) -> str | None:
    """Return the prefix of something in the form of a key, None for anything else."""
    match = KEY_SHAPE.fullmatch(raw)
    return match[1] if match else None
