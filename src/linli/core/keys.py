"""Keys derived from the city's master key, and keyed digests in both cipher suites."""

from __future__ import annotations

from functools import cache
from hmac import digest as hmac_digest

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from linli.core.secrets import keep_secret

HASHES: dict[str, type[hashes.HashAlgorithm]] = {"international": hashes.SHA256, "sm": hashes.SM3}
"""Digest of each suite: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016). Both give 32 bytes."""


@cache
def derive(purpose: str, length: int = 32) -> bytes:
    """Return the key for one purpose, derived with HKDF-SHA-256 (RFC 5869) from the master key."""
    config = settings.LINLI
    master = (
        config.vault_key.get_secret_value()
        if config.vault_key
        else keep_secret(config.home / "secrets" / "vault")
    )
    return HKDF(hashes.SHA256(), length, salt=b"linli", info=purpose.encode()).derive(master.encode())


def keyed_digest(suite: str, key: bytes, data: bytes) -> bytes:
    """Return HMAC (RFC 2104) of `data` with the suite's hash: 32 bytes."""
    if suite == "international":
        return hmac_digest(key, data, "sha256")  # one call into OpenSSL, a fifth of the time
    mac = hmac.HMAC(key, HASHES[suite]())
    mac.update(data)
    return mac.finalize()
