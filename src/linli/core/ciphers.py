"""Authenticated encryption in both cipher suites, and values sealed with a key derived from the master key."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.core.keys import derive

NONCE = 12
TAG = 16


class Suite(Protocol):
    """Authenticated encryption with associated data."""

    number: int
    name: str
    key_bytes: int

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """Return ciphertext followed by the 16-byte tag."""
        ...

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Raises InvalidTag."""
        ...


@lru_cache(maxsize=16)
def _aes(key: bytes) -> AESGCM:
    """Return the cipher with its key schedule. Threads may share it."""
    return AESGCM(key)


class International:
    """AES-256 in Galois/Counter Mode (NIST SP 800-38D); digests with SHA-256."""

    number = 1
    name = "international"
    key_bytes = 32

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        return _aes(key).encrypt(nonce, plain, bound)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        return _aes(key).decrypt(nonce, sealed, bound)


class Sm:
    """SM4 (GB/T 32907) in Galois/Counter Mode (GB/T 36624); digests with SM3 (GB/T 32905)."""

    number = 2
    name = "sm"
    key_bytes = 16

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound)
        return encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(bound)
        return decryptor.update(sealed[:-TAG]) + decryptor.finalize()


SUITES: dict[str, Suite] = {suite.name: suite for suite in (International(), Sm())}
BY_NUMBER: dict[int, Suite] = {suite.number: suite for suite in SUITES.values()}


def seal(suite: str, purpose: str, plain: bytes, *, bound: bytes) -> bytes:
    """Return the value sealed: suite (1 byte), nonce, ciphertext, tag. It opens only with the same `bound`.

    For the house's own secrets. Personal data goes through the vault, whose keys can be renewed.
    """
    chosen, nonce = SUITES[suite], os.urandom(NONCE)
    key = derive(f"{purpose}.{suite}", chosen.key_bytes)
    return bytes((chosen.number,)) + nonce + chosen.seal(key, nonce, plain, bound)


def unseal(purpose: str, sealed: bytes, *, bound: bytes) -> bytes:
    """Raises ValueError when a bit differs, or when it was sealed for something else."""
    chosen = BY_NUMBER.get(sealed[0]) if len(sealed) > NONCE + TAG else None
    if chosen is None:
        raise ValueError("not a sealed value")
    key = derive(f"{purpose}.{chosen.name}", chosen.key_bytes)
    try:
        return chosen.open(key, sealed[1 : 1 + NONCE], sealed[1 + NONCE :], bound)
    except InvalidTag:
        raise ValueError("the sealed value does not open") from None
