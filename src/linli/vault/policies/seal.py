"""Sealing: authenticated encryption of one field of one record, in either cipher suite.

A sealed value is suite (1 byte), key version (1 byte), nonce (12 bytes), ciphertext, tag (16 bytes). The tag also
covers the record's number and the field's name, so a value moved to another row or column does not open.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from linli.core.ciphers import BY_NUMBER, NONCE, SUITES, TAG, Suite
from linli.core.keys import keyed_digest
from linli.vault.errors import SealBroken

__all__ = ["BY_NUMBER", "SUITES", "SealKey", "Suite"]

HEADER = 2


@dataclass(frozen=True, slots=True, repr=False)
class SealKey:
    """The keys of one suite and key version: one to seal with, one for digests."""

    suite: Suite
    version: int
    sealing: bytes
    digesting: bytes

    @classmethod
    def derived(cls, suite: Suite, version: int, master: bytes) -> SealKey:
        """Derive both keys with HKDF-SHA-256 (RFC 5869) from the master key of `version`."""

        def derive(purpose: str, length: int) -> bytes:
            info = f"vault.{purpose}.{suite.name}.{version}".encode()
            return HKDF(SHA256(), length, salt=b"linli.vault", info=info).derive(master)

        return cls(suite, version, derive("seal", suite.key_bytes), derive("digest", 32))

    @property
    def mark(self) -> int:
        """Suite and version as one number, as `Record.sealed_with` keeps it."""
        return self.suite.number << 8 | self.version

    def seal(self, value: str, *, record: int, field: str) -> bytes:
        header, nonce = bytes((self.suite.number, self.version)), os.urandom(NONCE)
        return (
            header
            + nonce
            + self.suite.seal(self.sealing, nonce, value.encode(), _bound(header, record, field))
        )

    def open(self, sealed: bytes, *, record: int, field: str) -> str:
        """Raises SealBroken when a bit differs, or when it was sealed for another record or field."""
        header, nonce, rest = sealed[:HEADER], sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :]
        if header != bytes((self.suite.number, self.version)) or len(rest) < TAG:
            raise SealBroken(record=record, field=field)
        try:
            return self.suite.open(self.sealing, nonce, rest, _bound(header, record, field)).decode()
        except InvalidTag:
            raise SealBroken(record=record, field=field) from None

    def digest(self, value: str, *, field: str) -> bytes:
        """Return the keyed digest (HMAC, 32 bytes) under which `value` is looked up."""
        return keyed_digest(self.suite.name, self.digesting, f"{field}\0{value}".encode())


def _bound(header: bytes, record: int, field: str) -> bytes:
    return header + f"{record}:{field}".encode()
