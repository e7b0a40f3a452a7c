"""The guard: the process that owns the embedded server for as long as somebody uses it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from linli.core.postgres import Cluster, ClusterFailed, lock_file, try_lock
from linli.core.processes import end_with_parent, is_running

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
    # Two helpers begin and end in 30 ms on a small machine: a page that takes 50 ms alone takes 80 with them.
    "parallel_setup_cost": "10000",
    "jit": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}
ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
"""All that the server sees of ours: no PGDATA, no library paths, no secrets."""


@dataclass(frozen=True)
class Guard:
    """Starts, restarts and stops the server of one cluster."""

    cluster: Cluster

    def watch(self) -> None:
        """Own the server until nobody uses it. Runs in the guard process; returns when it is stopped.

        Raises ClusterFailed when the server cannot be started.
        """
        with lock_file(self.cluster.place / "guard.lock") as mine:
            if not try_lock(mine, seconds=1):
                return
            self._put_long_log_aside()
            self._end_orphans()
            if not (self.cluster.data / "PG_VERSION").exists():
                self._initialise()
            with lock_file(self.cluster.place / "users.lock") as users:
                self._serve(users)

    def _serve(self, users: IO[str]) -> None:
        """Keep the server running while `users` is locked by others; keep them waiting while it stops."""
        server, failures, answered = self._start_server(), 0, False
        while not try_lock(users):
            answered = answered or self.cluster.answers()
            if server.poll() is not None:
                failures = 0 if answered else failures + 1
                if failures > len(RETRY_SECONDS):
                    raise ClusterFailed(self.cluster.failure("the server ends again and again"))
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
        if self.cluster.server_pid() is None:
            (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)
        options: list[str | Path] = ["-D", self.cluster.data, "-k", self.cluster.sockets, "-p", "5432"]
        options += [f"-c{name}={value}" for name, value in {**TUNED, **DURABLE}.items()]
        with self.cluster.log.open("ab") as log:
            return subprocess.Popen(
                [self.cluster.binary("postgres"), *options],
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
        if pid := self.cluster.server_pid():
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
                if entry.name.isdecimal() and (entry / "cwd").readlink() == self.cluster.data:
                    found.append(int(entry.name))
        return found

    def _become_server(self, guard: int) -> None:
        """Drop root, then ask the kernel for a fast shutdown (SIGINT) when the guard dies."""
        if self.cluster.owner:
            os.setgroups([])
            os.setgid(self.cluster.owner.pw_gid)
            os.setuid(self.cluster.owner.pw_uid)
        os.umask(0o077)
        end_with_parent(guard, signal.SIGINT)

    def _initialise(self) -> None:
        """Make the data folder beside its place and move it there, so that a killed initdb leaves nothing.

        Each guard has a draft of its own: what a killed initdb had begun may still write into its own for a moment.
        """
        draft, password = self.cluster.place / f"data.new-{os.getpid()}", self.cluster.place / "password"
        self._remove_drafts()
        draft.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self.cluster.password)
        for path in (draft, password):
            self.cluster.give(path)
        options: list[str | Path] = [
            "--username=linli",
            "--pwfile",
            password,
            "--auth=scram-sha-256",
            "--data-checksums",
        ]
        options += ["--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8"]
        try:
            self._run([self.cluster.binary("initdb"), "--pgdata", draft, *options])
            self._run(
                [self.cluster.binary("postgres"), "--single", "-D", draft, "postgres"],
                typed=b"CREATE DATABASE linli;\n",
            )
        except subprocess.CalledProcessError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise ClusterFailed(self.cluster.failure("initdb failed")) from error
        finally:
            password.unlink()
        draft.rename(self.cluster.data)
        self._remove_drafts()
        folder = os.open(self.cluster.place, os.O_RDONLY)
        os.fsync(folder)  # the name must be as durable as what is written under it
        os.close(folder)

    def _remove_drafts(self) -> None:
        for draft in self.cluster.place.glob("data.new-*"):
            shutil.rmtree(draft, ignore_errors=True)

    def _run(self, command: Sequence[str | Path], typed: bytes = b"") -> None:
        with self.cluster.log.open("ab") as log:
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

    def _put_long_log_aside(self) -> None:
        with suppress(FileNotFoundError):
            if self.cluster.log.stat().st_size > LOG_BYTES:
                self.cluster.log.rename(self.cluster.log.with_suffix(".old"))


def _wait_until_gone(pids: Sequence[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(is_running(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


if __name__ == "__main__":
    try:
        Guard(Cluster(Path(sys.argv[1]))).watch()
    except ClusterFailed as failure:
        sys.exit(f"guard: {failure}")
