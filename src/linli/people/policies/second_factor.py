"""The second factor: codes of an authenticator (RFC 6238), and codes on paper for when it is lost."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest
from typing import ClassVar

import pyotp
from pydantic import Field

from linli.core.keys import derive, keyed_digest
from linli.people.policies.roles import Role
from linli.rulebook.policies import Rule, rule

PURPOSE = "people.second_factor"
STEP_SECONDS = 30
DRIFT = (-1, 0, 1)
"""Steps by which the clock of a telephone may differ from ours."""
ISSUER = "Linli"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are mistaken for others on paper."""
RECOVERY_CODES, RECOVERY_LETTERS = 10, 12


@rule
class SecondFactorRule(Rule):
    """Which roles log in with a second factor. Whoever has set one up is asked for it anyhow."""

    key: ClassVar[str] = "people.second_factor"

    roles: frozenset[Role]
    most_failures: int = Field(ge=3, le=10)
    locked_minutes: int = Field(ge=5, le=1440)


CAREFUL_WITH_CODES = SecondFactorRule(roles=frozenset(), most_failures=5, locked_minutes=30)
"""Where a city has not set the rule."""


def make_secret() -> str:
    """Return a new secret in base 32, 160 bits."""
    return pyotp.random_base32()


def address_for_app(secret: str, username: str) -> str:
    """Return what an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, at: datetime, *, after: int) -> int | None:
    """Return the 30-second step whose code this is, None when it is none's or one not later than `after`.

    Takes the same time whatever the code is.
    """
    totp, step, found = pyotp.TOTP(secret), int(at.timestamp()) // STEP_SECONDS, None
    for each in (step + drift for drift in DRIFT):
        fits = compare_digest(totp.generate_otp(each).encode(), code.encode())
        if fits and each > after:
            found = each
    return found


def make_recovery_codes() -> list[str]:
    """Return new codes as they are printed: three groups of four letters, 59 bits."""
    return [
        "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(RECOVERY_LETTERS // 4))
        for _ in range(RECOVERY_CODES)
    ]


def plain_code(typed: str) -> str:
    """Return a code as it is compared: without the spaces and hyphens between its groups, in small letters."""
    return "".join(each for each in typed.lower() if each.isascii() and each.isalnum())[:40]


def digest_of_code(suite: str, account: int, code: str) -> bytes:
    return keyed_digest(suite, derive(PURPOSE + ".recovery"), f"{account}:{plain_code(code)}".encode())


def place_among(digest: bytes, kept: Sequence[bytes]) -> int | None:
    """Return where a digest stands. Takes the same time wherever that is."""
    found = None
    for place, each in enumerate(kept):
        if compare_digest(each, digest):
            found = place
    return found
