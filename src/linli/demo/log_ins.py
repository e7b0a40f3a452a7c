"""The password of the demo's people: made once for each home, kept with its other secrets, never in the code."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from linli.core.secrets import keep_secret

LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"


def password_file() -> Path:
    home: Path = settings.LINLI.home
    return home.expanduser() / "secrets" / "demo"


def password() -> str:
    """Return the password of all demo accounts of this home, easy to type: abcd-efgh-2345-6789."""
    digest = hashlib.sha512(keep_secret(password_file()).encode()).digest()
    letters = [LETTERS[byte % len(LETTERS)] for byte in digest[:8]]
    digits = [DIGITS[byte % len(DIGITS)] for byte in digest[8:16]]
    plain = "".join([*letters, *digits])
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
