from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from linli.core.secrets import keep_secret


def test_all_who_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: keep_secret(tmp_path / "secrets" / "one"), range(40)))
    assert len(secrets) == 1
    assert [each.name for each in (tmp_path / "secrets").iterdir()] == ["one"], "no drafts are left"


def test_a_secret_is_long_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    secret = keep_secret(tmp_path / "secrets" / "one")
    assert len(secret) >= 60
    assert stat.S_IMODE((tmp_path / "secrets" / "one").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_two_secrets_differ(tmp_path: Path) -> None:
    assert keep_secret(tmp_path / "one") != keep_secret(tmp_path / "two")


def test_a_secret_that_was_put_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("from the operator\n")
    assert keep_secret(tmp_path / "one") == "from the operator"
