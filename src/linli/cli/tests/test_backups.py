from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from linli.cli.backups import making, manifest, restoring
from linli.cli.backups.errors import (
    BackupDamaged,
    BackupTooNew,
    CityNotEmpty,
    NoBackup,
    PlaceTaken,
)
from linli.files import disk
from linli.matters.testing import SmallCity


def quiet(part: str, done: int, total: int) -> None:
    pass


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Path:
    """A home of this test's own, with the keys of the tests' city and one attachment."""
    ours = tmp_path / "home"
    shutil.copytree(settings.LINLI.home / "secrets", ours / "secrets")
    settings.LINLI = settings.LINLI.model_copy(update={"home": ours})
    with disk.draft() as path:
        path.write_bytes(b"a picture")
        disk.move_in(path, disk.digest_of(path))
    return ours


@pytest.fixture
def backup(city: SmallCity, home: Path, tmp_path: Path) -> Path:
    making.make(tmp_path / "backup", with_keys=True, now=city.now, report=quiet)
    return tmp_path / "backup"


@pytest.fixture
def elsewhere(city: SmallCity, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a place with an empty database and no home yet."""
    words = connection.settings_dict
    connection.ensure_connection()
    name = f"restored_{os.getpid()}"
    server = connection.Database.connect(
        host=words["HOST"],
        port=words["PORT"],
        user=words["USER"],
        password=words["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    )
    server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    url = (
        f"postgresql://{words['USER']}:{words['PASSWORD']}@/{name}?host={words['HOST']}&port={words['PORT']}"
    )
    yield {**os.environ, "LINLI_HOME": str(tmp_path / "elsewhere"), "LINLI_DATABASE_URL": url}
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def linli(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "linli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def restore(source: Path) -> Any:
    return restoring.restore(source, report=quiet)


def test_a_city_is_brought_back_elsewhere_with_whole_chains(backup: Path, elsewhere: dict[str, str]) -> None:
    done = linli(elsewhere, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    verified = json.loads(linli(elsewhere, "journal", "verify", "--json").stdout)
    assert verified["entries"] > 0
    assert verified["broken"] == []
    assert linli(elsewhere, "files", "check").returncode == 0
    again = linli(elsewhere, "restore", str(backup))
    assert again.returncode == 1
    assert "backup.city_not_empty" in again.stderr
    files = Path(elsewhere["LINLI_HOME"]) / "files"
    assert [path.read_bytes() for path in files.rglob("*") if path.is_file()] == [b"a picture"]


def test_only_its_owner_may_read_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    assert (backup / "secrets" / "vault").stat().st_mode & 0o077 == 0


def test_it_never_writes_over_another(backup: Path, city: SmallCity) -> None:
    with pytest.raises(PlaceTaken):
        making.make(backup, with_keys=True, now=city.now, report=quiet)


def test_the_embedded_servers_own_secrets_stay_on_the_machine(backup: Path) -> None:
    names = {path.name for path in (backup / "secrets").iterdir()}
    assert "vault" in names
    assert not names & making.OF_THE_SERVER


def test_it_is_not_brought_over_a_city(backup: Path) -> None:
    with pytest.raises(CityNotEmpty):
        restore(backup)


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path, city: SmallCity) -> None:
    with pytest.raises(NoBackup):
        restore(tmp_path)


@pytest.mark.parametrize("harm", ["altered", "missing", "strange"])
def test_a_damaged_part_is_named_before_anything_is_written(
    harm: str, backup: Path, elsewhere: dict[str, str]
) -> None:
    part = next(path for path in sorted((backup / "database").iterdir()) if path.suffix == ".gz")
    if harm == "altered":
        part.write_bytes(part.read_bytes()[:-1] + b"x")
    elif harm == "missing":
        part.unlink()
    else:
        part = part.with_name("0000.gz")
        part.write_bytes(b"x")
    done = linli(elsewhere, "restore", str(backup))
    assert "backup.damaged" in done.stderr
    assert part.name in done.stderr
    assert not (Path(elsewhere["LINLI_HOME"]) / "files").exists()


def test_a_database_that_cannot_be_filled_is_emptied_again(backup: Path, elsewhere: dict[str, str]) -> None:
    part = max((backup / "database").glob("*.gz"), key=lambda path: path.stat().st_size)
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    found = manifest.read(backup)
    parts = {**found.parts, f"database/{part.name}": disk.digest_of(part)}
    (backup / manifest.NAME).write_text(found.model_copy(update={"parts": parts}).model_dump_json())
    assert "backup.tool_failed" in linli(elsewhere, "restore", str(backup)).stderr
    part.write_bytes(whole)
    (backup / manifest.NAME).write_text(found.model_dump_json())
    assert linli(elsewhere, "restore", str(backup)).returncode == 0


def test_without_keys_it_comes_back_only_where_they_are(
    city: SmallCity, home: Path, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    making.make(tmp_path / "bare", with_keys=False, now=city.now, report=quiet)
    assert not (tmp_path / "bare" / "secrets").exists()
    refused = linli(elsewhere, "restore", str(tmp_path / "bare"))
    assert "backup.keys_missing" in refused.stderr
    shutil.rmtree(elsewhere["LINLI_HOME"])
    shutil.copytree(home / "secrets", Path(elsewhere["LINLI_HOME"]) / "secrets")
    assert linli(elsewhere, "restore", str(tmp_path / "bare")).returncode == 0


def test_a_backup_of_a_later_release_is_refused(backup: Path) -> None:
    later = manifest.read(backup).model_copy(update={"release": "99.0.0"})
    (backup / manifest.NAME).write_text(later.model_dump_json())
    with pytest.raises(BackupTooNew):
        restore(backup)


def test_a_list_of_contents_that_cannot_be_read_is_damage(backup: Path) -> None:
    (backup / manifest.NAME).write_text("{")
    with pytest.raises(BackupDamaged):
        restore(backup)
