"""An upgrade as a city has it: data made by an earlier release, backed up, brought back by this one, checked."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.utils import timezone
from psycopg import sql

from linli.bench.preparing import PACK
from linli.bench.serving import bench_home, environment
from linli.core.postgres import Cluster

CHECKOUT = Path(__file__).parents[3]
FIGURE = "opened"
"""What is asked before and after: it rests on every matter and on no weights."""
COUNTED = ("matters_matter", "journal_entry", "people_account", "areas_area")
"""Tables of which no row may come or go."""
Say = Callable[[str], None]


class NoRelease(RuntimeError):
    """The earlier release cannot be had: no tag, or no such name in this repository."""


@dataclass(frozen=True)
class Upgraded:
    release: str
    migrations: int
    """Applied by this release on top of the earlier one's."""
    seconds: float
    """For them alone."""
    rows_before: dict[str, int]
    rows_after: dict[str, int]
    figure_before: list[Any]
    figure_after: list[Any]
    broken_chains: int
    months_are_clean: bool
    """Whether each frozen month, counted again, is as it was kept."""

    @property
    def is_clean(self) -> bool:
        same = self.rows_before == self.rows_after and self.figure_before == self.figure_after
        return same and not self.broken_chains and self.months_are_clean


def last_release() -> str:
    """Return the newest tag before this commit. Raises NoRelease."""
    try:
        return _git("describe", "--tags", "--abbrev=0", "HEAD^").strip()
    except CalledProcessError as error:
        raise NoRelease("there is no tagged release; name a commit with --from") from error


def measure(*, release: str, matters: int, days: int, seed: int, say: Say) -> Upgraded:
    """Play a city with the code of `release` and bring it to this one. Raises NoRelease."""
    with _checkout(release) as old, TemporaryDirectory(prefix="linli-upgrade-") as folder:
        copy = Path(folder) / "copy"
        with bench_home() as before:
            say(f"play {matters} matters with {release}")
            _linli(before, "migrate", "--quiet", code=old)
            _linli(before, "city", "load", str(old / PACK.relative_to(CHECKOUT)), code=old)
            play = ("demo", "--matters", str(matters), "--days", str(days), "--seed", str(seed))
            _linli(before, *play, code=old)
            rows, figure = _rows(before), _figure(before, days, code=old)
            applied = _applied(before)
            say("back up")
            _linli(before, "backup", str(copy), code=old)
        with bench_home() as after:
            say("bring back, upgrade")
            _linli(after, "restore", str(copy))
            begun = time.monotonic()
            _linli(after, "migrate", "--quiet")
            seconds = time.monotonic() - begun
            say("verify")
            return Upgraded(
                release,
                _applied(after) - applied,
                round(seconds, 1),
                rows,
                _rows(after),
                figure,
                _figure(after, days),
                len(_told(after, "journal", "verify", "--json")["broken"]),
                _told(after, "metrics", "verify", "--json")["clean"],
            )


@contextmanager
def _checkout(release: str) -> Iterator[Path]:
    with TemporaryDirectory(prefix="linli-release-") as folder:
        place = Path(folder) / "code"
        try:
            _git("worktree", "add", "--detach", str(place), release)
        except CalledProcessError as error:
            raise NoRelease(f"{release}: {error.stderr.strip()}") from error
        try:
            yield place
        finally:
            _git("worktree", "remove", "--force", str(place))


def _git(*words: str) -> str:
    command = ["git", "-C", str(CHECKOUT), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _linli(home: Path, *words: str, code: Path = CHECKOUT) -> str:
    """Run a command with the code of one checkout and this environment's packages."""
    settings = {**environment(home), "PYTHONPATH": str(code / "src")}
    command = [sys.executable, "-m", "linli", *words]
    done = subprocess.run(command, env=settings, check=True, stdout=subprocess.PIPE, text=True, cwd=code)
    return done.stdout


def _told(home: Path, *words: str) -> Any:
    """Return what a check says; it ends with 1 when something is wrong."""
    try:
        return json.loads(_linli(home, *words))
    except CalledProcessError as error:
        return json.loads(error.stdout)


def _figure(home: Path, days: int, code: Path = CHECKOUT) -> list[Any]:
    today = timezone.localdate()
    first, last = today - timedelta(days=days + 1), today - timedelta(days=1)
    words = ("metrics", "compute", FIGURE, "--from", f"{first}", "--to", f"{last}", "--by", "day", "--json")
    found: list[Any] = json.loads(_linli(home, *words, code=code))["figures"]
    return found


def _rows(home: Path) -> dict[str, int]:
    with psycopg.connect(Cluster(home).conninfo()) as connection:
        return {table: _count(connection, table) for table in COUNTED}


def _applied(home: Path) -> int:
    with psycopg.connect(Cluster(home).conninfo()) as connection:
        return _count(connection, "django_migrations")


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row
    return int(row[0])
