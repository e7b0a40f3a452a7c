"""The vault's keys. Version 1 comes from the city's master key; each later version is a secret of its own.

Later versions are files `secrets/vault-<version>` in the home folder, or `LINLI_VAULT_KEYS` where the city keeps its
secrets elsewhere. The highest version seals, all of them open.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from linli.core.keys import derive
from linli.core.secrets import keep_secret
from linli.vault.errors import KeyMissing
from linli.vault.policies.seal import BY_NUMBER, SUITES, SealKey

LAST_VERSION = 255


def _folder() -> str:
    return f"{settings.LINLI.home}/secrets"


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116 — on the path of every matter; Path costs ten times as much
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=2)
def _masters(folder: str, changed: int) -> dict[int, bytes]:
    """Return the master key of each version. `changed` only tells one state of the folder from another."""
    masters = {1: derive("vault.master")}
    for path in Path(folder).glob("vault-*"):
        if match := re.fullmatch(r"vault-(\d+)", path.name):
            masters[int(match[1])] = path.read_text().strip().encode()
    for version, secret in settings.LINLI.vault_keys.items():
        masters[version] = secret.get_secret_value().encode()
    return dict(sorted(masters.items()))


@lru_cache(maxsize=64)
def _key(suite: int, version: int, master: bytes) -> SealKey:
    return SealKey.derived(BY_NUMBER[suite], version, master)


def masters() -> dict[int, bytes]:
    """Return the master keys by version, ascending. Costs one `stat`: a key another process made is seen at once."""
    folder = _folder()
    return _masters(folder, _changed(folder))


def current() -> SealKey:
    """Return the key for new data: the configured suite, the highest version."""
    version, master = next(reversed(masters().items()))
    return _key(SUITES[settings.LINLI.cipher_suite].number, version, master)


def key_for(mark: int) -> SealKey:
    """Return the key with which a value was sealed. Raises KeyMissing."""
    suite, version = mark >> 8, mark & 0xFF
    master = masters().get(version)
    if master is None or suite not in BY_NUMBER:
        raise KeyMissing(version=version)
    return _key(suite, version, master)


def all_keys() -> list[SealKey]:
    """Return every key that may have sealed something: each suite in each version."""
    return [_key(suite, version, master) for version, master in masters().items() for suite in BY_NUMBER]


def add_version() -> int:
    """Make the next key version and return its number; from now on it seals. Raises ValueError after 255."""
    version = max(masters()) + 1
    if version > LAST_VERSION:
        raise ValueError("the vault has used all its key versions")
    keep_secret(Path(_folder()) / f"vault-{version}")
    return version
