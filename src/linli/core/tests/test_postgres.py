from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from linli.core import postgres
from linli.core.postgres import Cluster, ClusterFailed
from linli.core.processes import is_running

PATIENCE_SECONDS = 60  # machines may be busy; nothing waits longer than it must
USER = """
import sys
from pathlib import Path
from linli.core.postgres import Cluster
with Cluster(Path(sys.argv[1])).in_use():
    print("in use", flush=True)
    sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


def until(condition: Callable[[], object]) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


class Users:
    """Processes that use a cluster."""

    def __init__(self, home: Path) -> None:
        self.home, self.cluster = home, Cluster(home)
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *, wait: bool = True) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", USER, str(self.home)]
        user = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._started.append(user)
        if wait:
            self.wait_for(user)
        return user

    def wait_for(self, user: subprocess.Popen[str]) -> None:
        assert user.stdout
        assert user.stdout.readline() == "in use\n"

    def end_all(self) -> None:
        for user in self._started:
            user.kill()
            user.communicate()

    def guard(self) -> int:
        """Return the process that started the server."""
        server = self.cluster.server_pid()
        assert server
        return int(Path(f"/proc/{server}/stat").read_bytes().rpartition(b")")[2].split()[1])

    def run(self, query: str) -> object:
        with psycopg.connect(self.cluster.conninfo(), autocommit=True) as connection:
            row = connection.execute(query)
            return row.fetchone()[0] if row.description else None


@pytest.fixture(scope="module")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Users]:
    """A cluster that has its data folder; each test starts and ends its own users."""
    users = Users(tmp_path_factory.mktemp("cluster"))
    yield users
    users.end_all()
    users.cluster.remove()


@pytest.fixture
def users(initialised: Users) -> Iterator[Users]:
    yield initialised
    initialised.end_all()


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Users]:
    """A cluster that was never started."""
    users = Users(tmp_path)
    yield users
    users.end_all()
    users.cluster.remove()


def test_four_first_starts_at_once_give_one_server(new: Users) -> None:
    starting = [new.start(wait=False) for _ in range(4)]
    for user in starting:
        new.wait_for(user)
    assert new.run("SELECT count(*) FROM pg_database WHERE datname = 'linli'") == 1
    assert not new.cluster.is_unguarded()


def test_a_first_start_that_is_killed_leaves_nothing_half_made(new: Users) -> None:
    first = new.start(wait=False)
    until(lambda: any(new.cluster.place.glob("data.new-*/PG_VERSION")))
    first.kill()
    guard = int(subprocess.check_output(["pgrep", "-f", f"linli.core.guard {new.home}"]).split()[0])
    os.kill(guard, signal.SIGKILL)
    until(new.cluster.is_unguarded)
    assert not new.cluster.data.exists()
    new.start()
    assert new.run("SELECT 1") == 1
    assert not any(new.cluster.place.glob("data.new-*"))
    assert not (new.cluster.place / "password").exists()


def test_what_was_committed_survives_a_killed_server(users: Users) -> None:
    users.start()
    users.run("CREATE TABLE kept AS SELECT 41 + 1 AS answer")
    guard = users.guard()
    for _ in range(2):
        killed = users.cluster.server_pid()
        os.kill(killed, signal.SIGKILL)
        until(lambda gone=killed: users.cluster.server_pid() not in (None, gone))
        until(users.cluster.answers)
    assert users.run("SELECT answer FROM kept") == 42
    assert users.guard() == guard, "the guard brought it back, not a new one"


def test_the_server_stops_when_its_guard_is_killed_and_a_user_brings_both_back(users: Users) -> None:
    users.start()
    guard, server = users.guard(), users.cluster.server_pid()
    os.kill(guard, signal.SIGKILL)
    until(lambda: not is_running(server))
    users.cluster.ensure()
    assert users.guard() != guard


def test_a_new_guard_waits_for_the_server_of_a_killed_one(users: Users) -> None:
    users.start()
    busy = psycopg.connect(users.cluster.conninfo())
    busy.execute("SELECT 1")
    os.kill(users.guard(), signal.SIGKILL)
    until(users.cluster.is_unguarded)
    users.cluster.ensure()
    busy.close()
    assert users.run("SELECT 1") == 1


def test_the_server_stops_when_its_last_user_is_killed(users: Users) -> None:
    user = users.start()
    guard, server = users.guard(), users.cluster.server_pid()
    user.kill()
    user.communicate()
    until(lambda: not is_running(server) and not is_running(guard))
    assert not (users.cluster.data / "postmaster.pid").exists(), "it was stopped in order"


def test_the_server_stays_while_one_of_two_users_is_left(users: Users) -> None:
    gone, _left = users.start(), users.start()
    server = users.cluster.server_pid()
    gone.kill()
    gone.communicate()
    assert users.run("SELECT pg_sleep(0.3)") == ""
    assert users.cluster.server_pid() == server


@pytest.mark.parametrize("whose", ["this test's", "nobody's"])
def test_a_stale_pid_file_does_not_stop_a_start(users: Users, whose: str) -> None:
    until(users.cluster.is_unguarded)
    number = os.getpid() if whose == "this test's" else 2**22 - 1
    stale = users.cluster.data / "postmaster.pid"
    stale.write_text(f"{number}\n{users.cluster.data}\n1\n5432\n{users.cluster.sockets}\n\n\n")
    if users.cluster.owner:
        os.chown(stale, users.cluster.owner.pw_uid, users.cluster.owner.pw_gid)
    assert users.cluster.server_pid() is None
    users.start()
    assert users.cluster.server_pid() not in (None, number)


def test_a_server_that_cannot_start_is_given_up_with_its_reason(new: Users) -> None:
    new.start().kill()
    until(new.cluster.is_unguarded)
    (new.cluster.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(ClusterFailed, match=r"files are incompatible.*postgres\.log"), new.cluster.in_use():
        pass


def test_writes_are_durable_and_only_the_socket_is_open(users: Users) -> None:
    users.start()
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert users.run(f"SHOW {setting}") == "on"
    assert users.run("SHOW listen_addresses") == ""
    assert stat.S_IMODE(users.cluster.sockets.stat().st_mode) == 0o700


def test_the_server_sees_none_of_our_variables(users: Users) -> None:
    users.start()
    seen = Path(f"/proc/{users.cluster.server_pid()}/environ").read_bytes()
    assert b"LINLI" not in seen
    assert b"HOME=" not in seen


def test_a_wrong_password_is_refused(users: Users) -> None:
    users.start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(users.cluster.conninfo(), password="guessed")


def test_chinese_is_found_by_its_letters(users: Users) -> None:
    users.start()
    assert users.run("SELECT '桥东市场路灯' ~ '^[[:alpha:]]+$'") is True


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to give up")
def test_the_server_never_runs_as_root_and_its_account_cannot_touch_our_files(users: Users) -> None:
    users.start()
    fields = Path(f"/proc/{users.cluster.server_pid()}/status").read_text().splitlines()
    assert "0" not in next(line for line in fields if line.startswith("Uid")).split()[1:]
    assert "Groups:" in {line.strip() for line in fields}
    for kept in (".", "postgres.log", "users.lock", "guard.lock"):
        assert (users.cluster.place / kept).stat().st_uid == 0
    assert not users.cluster.place.stat().st_mode & 0o022


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's data lies in the home folder itself")
def test_a_home_that_was_made_anew_gets_a_new_database(tmp_path: Path) -> None:
    old = Cluster(tmp_path).place
    shutil.rmtree(tmp_path / "secrets")
    assert Cluster(tmp_path).place != old


def test_a_deep_home_gets_its_socket_where_the_path_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    cluster = Cluster(Path("/home/city") / ("deep/" * 40))
    assert len(os.fsencode(cluster.sockets / ".s.PGSQL.5432.lock")) < 107
    assert Cluster(Path("/home/city/other") / ("deep/" * 40)).sockets != cluster.sockets


def test_a_socket_folder_that_others_may_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "SHARED_STATE", tmp_path)
    cluster = Cluster(tmp_path / "home")
    cluster.sockets.mkdir(parents=True)
    cluster.sockets.chmod(0o777)
    with pytest.raises(ClusterFailed, match="not a private folder"), cluster.in_use():
        pass


def test_a_removed_cluster_leaves_nothing(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    with cluster.in_use():
        assert cluster.place.exists()
    cluster.remove()
    assert not cluster.place.exists()
    assert not cluster.sockets.exists()
