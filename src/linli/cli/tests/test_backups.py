from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connection

from linli.cli.backups import dumps, making, manifest, restoring
from linli.cli.backups.errors import (
    BackupDamaged,
    BackupTooNew,
    CityNotEmpty,
    NoBackup,
    PlaceTaken,
)
from linli.core.actor import SYSTEM
from linli.files import disk
from linli.matters.testing import SmallCity
from linli.metrics.actions import freeze


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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that wants a backup leaves it for the others."""
    return tmp_path_factory.mktemp("backups") / "backup"


@pytest.fixture
def backup(city: SmallCity, home: Path, tmp_path: Path, made: Path) -> Path:
    """A backup to do harm to."""
    if not made.exists():
        making.make(made, with_keys=True, now=city.now, report=quiet)
    return shutil.copytree(made, tmp_path / "backup")


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


@contextmanager
def registering(city: SmallCity) -> Iterator[list[str]]:
    """Have a clerk register one matter after the other; yields the codes so far, three at least."""
    stop, several = threading.Event(), threading.Event()
    codes: list[str] = []
    raised: list[BaseException] = []

    def work() -> None:
        try:
            while not stop.is_set():
                codes.append(city.file(text=f"第{len(codes)}处垃圾没人清运").code)
                if len(codes) == 3:
                    several.set()
        except BaseException as error:
            raised.append(error)
        finally:
            several.set()
            connection.close()

    clerk = threading.Thread(target=work)
    clerk.start()
    several.wait()
    try:
        yield codes
    finally:
        stop.set()
        clerk.join()
    assert raised == []


@pytest.mark.django_db(transaction=True)
def test_a_city_at_work_is_brought_back_elsewhere_with_whole_chains_and_figures(
    city: SmallCity, home: Path, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    city.file()
    city.later(days=40)
    freeze(month=date(2026, 3, 1), by=SYSTEM, now=city.now)
    with registering(city) as codes:
        before = list(codes)
        making.make(tmp_path / "backup", with_keys=True, now=city.now, report=quiet)
        assert len(codes) > len(before)
    done = linli(elsewhere, "restore", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr
    with psycopg.connect(elsewhere["LINLI_DATABASE_URL"]) as restored:
        there = {row[0] for row in restored.execute("SELECT code FROM matters_matter")}
    assert set(before) <= there
    verified = json.loads(linli(elsewhere, "journal", "verify", "--json").stdout)
    assert verified["entries"] >= len(there)
    assert verified["broken"] == []
    figures = json.loads(linli(elsewhere, "metrics", "verify", "--json").stdout)
    assert (figures["clean"], len(figures["months"])) == (True, 1)
    assert linli(elsewhere, "files", "check").returncode == 0
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
    harm: str, backup: Path, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "elsewhere"})
    monkeypatch.setattr(dumps, "tables", list)  # as in an empty database; nothing is to come into it
    part = next(path for path in sorted((backup / "database").iterdir()) if path.suffix == ".gz")
    if harm == "altered":
        part.write_bytes(part.read_bytes()[:-1] + b"x")
    elif harm == "missing":
        part.unlink()
    else:
        part = part.with_name("0000.gz")
        part.write_bytes(b"x")
    with pytest.raises(BackupDamaged, match=re.escape(part.name)):
        restore(backup)
    assert not (tmp_path / "elsewhere" / "files").exists()


def test_a_database_that_cannot_be_filled_is_emptied_again(backup: Path, elsewhere: dict[str, str]) -> None:
    part = max((backup / "database").glob("*.gz"), key=lambda path: path.stat().st_size)
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    found = manifest.read(backup)
    parts = {**found.parts, f"database/{part.name}": disk.digest_of(part)}
    (backup / manifest.NAME).write_text(found.model_copy(update={"parts": parts}).model_dump_json())
    assert "backup.tool_failed" in linli(elsewhere, "restore", str(backup)).stderr
    with psycopg.connect(elsewhere["LINLI_DATABASE_URL"]) as emptied:
        assert emptied.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall() == []


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
