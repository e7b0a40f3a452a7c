"""The code on a letter with which anybody checks that it is genuine."""

from __future__ import annotations

import re
from hmac import compare_digest

from linli.core.keys import derive, keyed_digest

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letters that look like digits."""
LOOK_ALIKE = str.maketrans("OIL", "011")
BYTES = 10
PURPOSE = "letters.code"


def make_code(suite: str, number: str, digest: str) -> str:
    """Return a code of 80 bits in four groups. Only this city's key makes it from this number and content."""
    mac = keyed_digest(suite, derive(PURPOSE), f"{number}\n{digest}".encode())
    bits = int.from_bytes(mac[:BYTES])
    letters = "".join(ALPHABET[bits >> (5 * place) & 31] for place in reversed(range(16)))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def read_code(typed: str) -> str:
    """Return what somebody typed in the form of a code; empty if it cannot be one."""
    letters = re.sub(r"[\s\-—]", "", typed.upper()).translate(LOOK_ALIKE)
    if len(letters) != 16 or set(letters) - set(ALPHABET):
        return ""
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def holds(code: str, number: str, digest: str) -> bool:
    """Say whether the code was made from this number and content, in either suite."""
    return any(compare_digest(code, make_code(suite, number, digest)) for suite in ("international", "sm"))
